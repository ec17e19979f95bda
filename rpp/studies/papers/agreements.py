"""The agreements a study stands on, as facts."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import select
from sqlmodel import Session, col

from rpp.db import columns, columns_of
from rpp.errors import DomainError
from rpp.files.pdf import Paper
from rpp.networks.zones import today_in
from rpp.policy import Viewer
from rpp.saves import Values
from rpp.studies import parts
from rpp.studies.lifecycle.audit import held, record
from rpp.studies.lifecycle.life import LIFE, Action
from rpp.studies.models import AGREEMENTS, Agreement, Attachment, Study
from rpp.studies.papers import attachments, ferpa

MOST = 60
GONE = "This agreement is already removed."


@dataclass(frozen=True)
class Facts:
    """What is recorded of an agreement."""

    type: str
    parties: str
    signed_on: date
    expires_on: date | None = None
    basis: str = ""
    ppra: str = ""
    purpose: str = ""
    scope: str = ""
    elements: str = ""
    destroy_on: date | None = None


def record_agreement(
    session: Session, actor: Viewer, study_id: int, paper: Paper | None = None, **facts: Any
) -> Agreement:
    """Record an agreement by its `Facts`, with its signed paper if there is one to keep."""
    study = _open(session, study_id)
    given = _sound(Facts(**facts), today_in(session, study.network_id))
    if len(parts.agreements(session, study_id)) >= MOST:
        raise DomainError(f"A study keeps at most {MOST} agreements. Take out one that is wrong.")
    assert actor.id is not None
    agreement = Agreement(study_id=study_id, recorded_by=actor.id, **asdict(given))
    session.add(agreement)
    session.flush()
    if paper is not None:
        attachments.keep(session, paper, study_id, agreement_id=agreement.id, actor_id=actor.id)
    _tell(session, study, actor, "agreement_recorded", agreement)
    return agreement


def correct_agreement(
    session: Session,
    actor: Viewer,
    study_id: int,
    agreement_id: int,
    paper: Paper | None = None,
    **facts: Any,
) -> Agreement:
    """Correct what is recorded, or replace the paper; other dates begin the warnings anew."""
    study = _open(session, study_id)
    agreement = _of(session, study_id, agreement_id)
    given = _sound(Facts(**facts), today_in(session, study.network_id))
    if (given.signed_on, given.expires_on) != (agreement.signed_on, agreement.expires_on):
        agreement.warned = None
    changed = [name for name, value in asdict(given).items() if getattr(agreement, name) != value]
    for name in changed:
        setattr(agreement, name, getattr(given, name))
    if paper is not None:
        attachments.drop(session, agreement_id)
        attachments.keep(session, paper, study_id, agreement_id=agreement_id, actor_id=actor.id)
        changed.append("paper")
    if changed:
        session.add(agreement)
        _tell(session, study, actor, "agreement_corrected", agreement, changed=sorted(changed))
    return agreement


def remove_agreement(session: Session, actor: Viewer, study_id: int, agreement_id: int) -> Study:
    """Take out an agreement that was recorded by mistake; the history keeps the line."""
    study = _open(session, study_id)
    agreement = _of(session, study_id, agreement_id)
    attachments.drop(session, agreement_id)
    session.delete(agreement)
    _tell(session, study, actor, "agreement_removed", agreement)
    return study


def remove_paper(session: Session, actor: Viewer, study_id: int, agreement_id: int) -> Study:
    """Take the attached paper away; what is recorded of the agreement stays."""
    study = _open(session, study_id)
    agreement = _of(session, study_id, agreement_id)
    if not attachments.drop(session, agreement_id):
        raise DomainError("The document is already removed.")
    _tell(session, study, actor, "paper_removed", agreement)
    return study


def _open(session: Session, study_id: int) -> Study:
    study = held(session, study_id)
    LIFE.require(study, Action.RECORD_AGREEMENT)
    return study


def _of(session: Session, study_id: int, agreement_id: int) -> Agreement:
    agreement = session.get(Agreement, agreement_id, populate_existing=True)
    if agreement is None or agreement.study_id != study_id:
        raise DomainError(GONE)
    return agreement


def _sound(facts: Facts, today: date) -> Facts:
    """Refuse facts that cannot be, or that lack what the law asks for."""
    if facts.type not in AGREEMENTS:
        raise DomainError("Choose a kind of agreement from the list.", "type")
    if facts.signed_on > today:
        raise DomainError(
            "This date is in the future. Record the agreement once it is signed.", "signed_on"
        )
    if facts.expires_on is not None and facts.expires_on < facts.signed_on:
        raise DomainError("It cannot end before it was signed.", "expires_on")
    if facts.destroy_on is not None and facts.destroy_on < facts.signed_on:
        raise DomainError("The data cannot be destroyed before it was signed.", "destroy_on")
    about = {name: value for name, value in asdict(facts).items() if name in LAW}
    if missing := ferpa.missing(facts.type, facts.basis, facts.ppra, **about):
        raise ferpa.Incomplete(missing)
    return facts


LAW = ("purpose", "scope", "elements", "expires_on", "destroy_on")


def _tell(
    session: Session, study: Study, actor: Viewer, verb: str, agreement: Agreement, **more: Any
) -> None:
    record(session, study, verb, actor.id, detail=facts_of(agreement) | more, private=True)


def facts_of(agreement: Agreement) -> dict[str, str | None]:
    """What a line of the history keeps of an agreement."""
    ends = agreement.expires_on
    return {
        "type": agreement.type,
        "parties": agreement.parties,
        "signed_on": agreement.signed_on.isoformat(),
        "expires_on": ends.isoformat() if ends else None,
    }


# --- reading -------------------------------------------------------------------------------


def agreement(session: Session, study_id: int, agreement_id: int) -> Agreement | None:
    """One agreement of a study, or None."""
    wanted = select(Agreement).where(
        col(Agreement.id) == agreement_id, col(Agreement.study_id) == study_id
    )
    return session.execute(wanted).scalars().first()


def saved(session: Session, study_id: int, agreement_id: int) -> Values:
    """What its form shows of an agreement, with the name of its paper; nothing once it is gone."""
    found = agreement(session, study_id, agreement_id)
    if found is None:
        return {}
    paper = papers(session, study_id).get(agreement_id)
    about = {name: getattr(found, name) for name in Facts.__dataclass_fields__}
    return about | {"paper": paper.name if paper else ""}


@dataclass(frozen=True, slots=True)
class Attached:
    """The document of an agreement."""

    id: int
    agreement_id: int
    name: str
    size: int
    added_at: datetime

    @property
    def kilobytes(self) -> int:
        return math.ceil(self.size / 1000)


def papers(session: Session, study_id: int) -> dict[int, Attached]:
    """The attached documents of a study's agreements, by agreement."""
    attachment = columns(Attachment)
    rows = session.execute(
        select(*columns_of(Attached, attachment.id.table)).where(
            attachment.study_id == study_id, attachment.agreement_id.is_not(None)
        )
    )
    return {paper.agreement_id: paper for paper in (Attached(*row) for row in rows)}


class Kept(NamedTuple):
    """A file: its name, and under which name and hash it is stored."""

    name: str
    stored: str
    sha256: str


def attachment(session: Session, study_id: int, attachment_id: int) -> Kept | None:
    """One file of a study, or None."""
    row = session.execute(
        select(col(Attachment.name), col(Attachment.stored), col(Attachment.sha256)).where(
            col(Attachment.id) == attachment_id,
            col(Attachment.study_id) == study_id,
            # The packet of a signed text has an address, and a rule, of its own.
            col(Attachment.agreement_id).is_not(None),
        )
    ).first()
    return Kept(*row) if row else None


class Dated(Protocol):
    """An agreement, as far as its dates and parties go."""

    @property
    def id(self) -> int | None: ...
    @property
    def type(self) -> str: ...
    @property
    def parties(self) -> str: ...
    @property
    def signed_on(self) -> date: ...
    @property
    def expires_on(self) -> date | None: ...


D = TypeVar("D", bound=Dated)


def renewed(agreement: Dated, among: Sequence[Dated], day: date) -> bool:
    """Whether another one of the same kind and parties is in force that day and holds longer."""
    assert agreement.expires_on is not None
    same = (agreement.type, agreement.parties.strip().casefold())
    return any(
        other.id != agreement.id
        and (other.type, other.parties.strip().casefold()) == same
        and parts.in_force(other, day)
        and (other.expires_on is None or other.expires_on > agreement.expires_on)
        for other in among
    )


def lapsed(among: Sequence[D], day: date) -> list[D]:
    """Those of a study's agreements that have run out by that day and were not renewed."""
    return [
        a
        for a in among
        if a.expires_on is not None and a.expires_on < day and not renewed(a, among, day)
    ]
