"""What of a study cannot wait: a signature, a decision, a first look at its findings."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from rpp.history import Event
from rpp.kinds import ByEmail
from rpp.studies.models import Study, StudyMember
from rpp.studies.papers.waiting import awaited
from rpp.studies.visibility import in_standing

Wording = Callable[[Session, Event, Study, str], ByEmail]


def of(session: Session, event: Event, study: Study, page: str) -> ByEmail | None:
    """What an e-mail says of an event of a study; None where its notice is enough."""
    wording = WORDINGS.get(event.verb)
    return wording(session, event, study, page) if wording else None


def _to_sign(session: Session, event: Event, study: Study, page: str) -> ByEmail:
    """A text was frozen: those who can sign it for a party."""
    return _signature(awaited(session, study, event.text_hash), event, study, page)


def _still_to_sign(_session: Session, event: Event, study: Study, page: str) -> ByEmail:
    return _signature(_named(event), event, study, page)


def _signature(people: Iterable[int], event: Event, study: Study, page: str) -> ByEmail:
    number = event.detail.get("number")
    return ByEmail(
        "study",
        f"Your signature is needed: {study.title}",
        "you can sign this text for your side",
        "The text does not change while it is waiting for signatures. Read it and sign it for "
        "your side, or say what must change first.",
        f"{page}/amendments/{number}" if number else f"{page}/sign",
        people,
    )


def _to_decide(session: Session, event: Event, study: Study, page: str) -> ByEmail:
    """A change was suggested: those who accept or reject it."""
    return ByEmail(
        "study",
        f"A suggested change needs your decision: {study.title}",
        "you lead this study for your side",
        "Read it beside the current text, and accept or reject it.",
        people=_members(session, study, "lead", "co_lead"),
    )


def _to_see(session: Session, event: Event, study: Study, page: str) -> ByEmail:
    """Findings were shared: those who answer for the districts."""
    return ByEmail(
        "study",
        f"Findings to read before others do: {study.title}",
        "you represent a district in this study",
        "Your district sees them before anyone outside does. Read them, and confirm that you have.",
        f"{page}#window",
        _named(event) | _members(session, study, "co_lead"),
    )


def _named(event: Event) -> frozenset[int]:
    return event.audience.people if event.audience else frozenset()


def _members(session: Session, study: Study, *roles: str) -> set[int]:
    statement: Any = select(col(StudyMember.person_id)).where(
        col(StudyMember.study_id) == study.id,
        col(StudyMember.role).in_(roles),
        in_standing(StudyMember),
    )
    return set(session.execute(statement).scalars())


WORDINGS: dict[str, Wording] = {
    "frozen": _to_sign,
    "amendment_frozen": _to_sign,
    "signatures_awaited": _still_to_sign,
    "change_suggested": _to_decide,
    "findings_shared": _to_see,
}
