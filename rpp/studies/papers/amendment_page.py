"""What the page of an amendment shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session

from rpp import dates
from rpp.layout import Link
from rpp.policy import Viewer, may
from rpp.studies import parts
from rpp.studies.lifecycle.life import LIFE, Action
from rpp.studies.papers import canonical
from rpp.studies.papers.amendments import Amending, Change, changes
from rpp.studies.papers.canonical import Party, Signer
from rpp.studies.queries import Seen
from rpp.studies.text import queries as texts
from rpp.studies.text.diff import Span, words


class Changed(NamedTuple):
    """What it makes of one section, word by word."""

    key: str
    title: str
    spans: list[Span]


@dataclass(frozen=True, slots=True)
class View:
    """An amendment as one viewer sees it."""

    address: str
    # When it came to this; "" while it is being signed.
    since: str
    sentence: str
    changes: list[Changed]
    # The sections that it does not change yet.
    others: list[Link]
    signers: list[Signer]
    is_signed: bool  # by anyone
    writes: bool
    # What the viewer can do: each is offered where it is true.
    signs: bool
    freezes: bool
    reopens: bool


def amending(session: Session, viewer: Viewer, study: Seen, found: Amending) -> View:
    """The amendment with its changes and signatures."""
    made = changes(session, found.id)
    signed = parts.signatures(session, study.id, found.text_hash) if found.text_hash else []
    signing = found.status == "signing"
    is_open = found.status == "open" and LIFE.allows(study, Action.AMEND)
    leads = may(viewer, "study.lead", study)
    writes = is_open and may(viewer, "study.write", study)
    address = f"{study.base}/amendments/{found.number}"
    parties = canonical.parties(study.lead, study.organization_id, study.partners)
    when = dates.short_day_in(found.decided_at or found.created_at, study.zone)
    return View(
        address,
        "" if signing else f"since {when}",
        _sentence(study, found, made, len(signed), len(parties), is_open=is_open),
        [Changed(c.key, c.title, words(c.before, c.body)) for c in made],
        _others(session, study, made, address) if writes else [],
        _signers(parties, signed, study) if found.status in ("signing", "in_force") else [],
        bool(signed),
        writes,
        signs=signing and bool(canonical.sides(viewer, study, signed)),
        freezes=is_open and bool(made) and leads,
        reopens=signing and leads,
    )


def _sentence(
    study: Seen,
    found: Amending,
    made: Sequence[Change],
    signed: int,
    parties: int,
    *,
    is_open: bool,
) -> str:
    if found.status == "signing":
        return (
            f"{signed} of {parties} have signed. The text signed before stays in force until all "
            "have."
        )
    if is_open and not made:
        return "It changes nothing yet. Choose a section below."
    if is_open:
        many = f"{len(made)} sections change" if len(made) != 1 else "1 section changes"
        return f"{many}. {study.lead} or a district co-lead freezes it for signing."
    if found.status == "in_force":
        return "All parties have signed. This is part of the text in force."
    return f"“{found.word}”" if found.word else ""


def _others(session: Session, study: Seen, made: Sequence[Change], address: str) -> list[Link]:
    changed = {change.key for change in made}
    return [
        Link(f"{section.number}. {section.title}", f"{address}/sections/{section.key}")
        for section in texts.sections(session, study.id)
        if section.key not in changed
    ]


def _signers(parties: Sequence[Party], signed: Sequence[parts.Signed], study: Seen) -> list[Signer]:
    by_party = {signature.party: signature for signature in signed}
    return [
        canonical.signed_as(party, by_party[party.key], study.zone)
        if party.key in by_party
        else Signer(party.name, "Not yet", party.mark)
        for party in parties
    ]
