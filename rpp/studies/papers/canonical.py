"""The one text that is signed, who signs it, and its fingerprint."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlmodel import Session

from rpp import dates
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.problems.models import Problem
from rpp.studies import parts
from rpp.studies.lifecycle import guards
from rpp.studies.models import DESIGNS, LISTINGS, Study
from rpp.studies.queries import Seen
from rpp.studies.text import queries as texts


class Party(NamedTuple):
    """One side that signs: "lead" or "lea:<organization id>"."""

    key: str
    name: str
    organization_id: int

    @property
    def leads(self) -> bool:
        """Whether this is the lead researcher’s side."""
        return self.key == "lead"

    @property
    def mark(self) -> str:
        """The sign beside its name (see components/signs.html)."""
        return "researcher" if self.leads else "lea"

    @property
    def who_signs(self) -> str:
        return "The lead researcher" if self.leads else "One of its appointed signatories"


class Signer(NamedTuple):
    """A party as pages list it: a name, a line below it, its sign, and what follows the line."""

    name: str
    line: str
    mark: str
    detail: str = ""


def signed_as(party: Party, signed: parts.Signed, zone: str) -> Signer:
    """Who signed for a party, as they were called then, and when."""
    whom = f"{signed.organization}, lead researcher" if party.leads else signed.for_whom
    day = dates.short_day_in(signed.signed_at, zone)
    return Signer(signed.signer, signed.title, party.mark, f"{whom}, signed {day}")


def parties(lead: str, organization_id: int, partners: Sequence[parts.Partner]) -> list[Party]:
    """Who signs a text: the lead researcher, and each LEA that takes part."""
    return [
        Party("lead", f"{lead}, lead researcher", organization_id),
        *(Party(f"lea:{p.id}", p.name, p.id) for p in partners if p.left_at is None),
    ]


def sides(viewer: Viewer, study: Seen, text: Sequence[parts.Signed]) -> list[Party]:
    """The parties for which the viewer may sign a text with these signatures, and nobody has."""
    signed = {signature.party for signature in text}
    every = parties(study.lead, study.organization_id, study.partners)
    return [p for p in every if p.key not in signed and may_sign_for(viewer, study.lead_id, p)]


def may_sign_for(viewer: Viewer, lead_id: int, party: Party) -> bool:
    """The lead researcher; for an LEA any signatory it appointed."""
    if party.key == "lead":
        return viewer.id == lead_id
    return party.organization_id in viewer.signs_for


def canonical_text(
    study: Study,
    problem: str,
    lead: str,
    organization: str,
    partners: Sequence[parts.Partner],
    members: Sequence[parts.Member],
    sections: Sequence[texts.Section],
    references: Sequence[parts.Reference],
) -> str:
    """The one text that is signed: Unicode NFC, lines ended by LF, everything in fixed order."""
    lines = [
        study.title,
        "",
        f"Problem {study.problem_id}: {problem}",
        f"Lead researcher: {lead}, {organization}",
        "Districts:",
    ]
    for partner in partners:
        if partner.left_at is None:
            led = [
                m.name for m in members if m.role == "co_lead" and m.organization_id == partner.id
            ]
            nces = f" (NCES {partner.leaid})" if partner.leaid else ""
            leads = f", co-lead {guards.named(led)}" if led else ""
            lines.append(f"- {partner.name}{nces}{leads}")
    lines += [
        f"Kind of design: {DESIGNS[study.design]}",
        f"Listing: {LISTINGS[study.listing]}",
        f"The districts see the findings first, for {study.window_days} days.",
        f"A district may delay the brief once, by at most {study.delay_days} days.",
    ]
    for section in sections:
        if not section.body.strip():
            continue
        lines += ["", f"{section.number}. {section.title}", "", section.body.strip()]
    lines += ["", "What this builds on", ""]
    for reference in references:
        lines.append(f"- {reference.title} ({reference.href})")
        lines.append(f"  Leaves open: {reference.leaves_open}")
    text = "\n".join(lines).replace("\r\n", "\n").replace("\r", "\n") + "\n"
    return unicodedata.normalize("NFC", text)


def fingerprint(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def text_of(session: Session, study: Study, amended: Mapping[str, str] | None = None) -> str:
    """The canonical text of a study as it stands, with these sections instead of its own."""
    assert study.id is not None
    sections = texts.sections(session, study.id, every=True)
    members = parts.members(session, study.id)
    problem, lead = session.get(Problem, study.problem_id), session.get(Person, study.lead_id)
    assert problem is not None
    assert lead is not None
    return canonical_text(
        study,
        problem.title,
        lead.name,
        next(m.organization for m in members if m.role == "lead"),
        parts.partners(session, study.id),
        members,
        texts.amended(sections, amended or {}),
        parts.references(session, study.id),
    )
