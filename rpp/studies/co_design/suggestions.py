"""Changes that members suggest while the text is written: accepted or rejected with a word."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp import clock
from rpp.db import columns
from rpp.errors import DomainError
from rpp.history import only
from rpp.paging import Statement
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.studies.lifecycle.audit import held, record
from rpp.studies.lifecycle.life import LIFE, Action
from rpp.studies.models import AmendedSection, Amendment, Study, StudyMember
from rpp.studies.text.opening import agree, open_section
from rpp.studies.text.writing import put
from rpp.studies.visibility import in_standing

# What became of one. An amendment of a signed text has further states of its own.
STATES = {
    "open": ("underway", "Open"),
    "accepted": ("done", "Accepted"),
    "rejected": ("ended", "Rejected"),
    "taken_back": ("ended", "Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggested change, and what was decided; its texts where one is read alone."""

    id: int
    number: int
    status: str
    reason: str
    author_id: int
    created_at: datetime
    word: str
    decided_at: datetime | None
    section_key: str
    author: str
    decider: str | None
    before: str = ""
    body: str = ""

    @property
    def state(self) -> tuple[str, str]:
        """Its sign, and what its state is called."""
        return STATES[self.status]


def of_section(session: Session, study_id: int, key: str) -> list[Suggested]:
    """The changes suggested for a section, the newest first, without their texts."""
    rows = session.execute(
        _suggestions(study_id)
        .where(col(AmendedSection.section_key) == key)
        .order_by(col(Amendment.number).desc())
        .limit(200)
    )
    return [Suggested(*row) for row in rows]


def suggestion(session: Session, study_id: int, number: int) -> Suggested | None:
    """One suggested change with its texts, or None."""
    row = session.execute(
        _suggestions(study_id)
        .add_columns(col(AmendedSection.before), col(AmendedSection.body))
        .where(col(Amendment.number) == number)
    ).first()
    return Suggested(*row) if row else None


def _suggestions(study_id: int) -> Statement:
    amendment = columns(Amendment)
    author, decider = aliased(Person), aliased(Person)
    names = ("id", "number", "status", "reason", "author_id", "created_at", "word", "decided_at")
    wanted = (
        *(amendment[name] for name in names),
        columns(AmendedSection).section_key,
        col(author.name).label("author"),
        col(decider.name).label("decider"),
    )
    return (
        select(*wanted)
        .select_from(Amendment)
        .join(AmendedSection, col(AmendedSection.amendment_id) == col(Amendment.id))
        .join(author, col(author.id) == col(Amendment.author_id))
        .outerjoin(decider, col(decider.id) == col(Amendment.decided_by))
        .where(col(Amendment.study_id) == study_id, col(Amendment.suggestion).is_(True))
    )


def suggest(
    session: Session, actor: Viewer, study_id: int, key: str, *, body: str, reason: str
) -> Amendment:
    """Suggest another text of a section, and say why."""
    study, section = open_section(session, study_id, key)
    if body == section.body:
        raise DomainError("Change the text first: this is the current text.", "body")
    last = session.execute(
        select(func.max(col(Amendment.number))).where(
            col(Amendment.study_id) == study_id, col(Amendment.suggestion).is_(True)
        )
    ).scalar()
    assert actor.id is not None
    made = Amendment(
        study_id=study_id,
        suggestion=True,
        number=(last or 0) + 1,
        reason=reason,
        author_id=actor.id,
        created_at=clock.now(),
    )
    session.add(made)
    session.flush()
    assert made.id is not None
    session.add(
        AmendedSection(amendment_id=made.id, section_key=key, before=section.body, body=body)
    )
    told = _leads(session, study_id) | ({section.owner_id} if section.owner_id else set())
    _record(session, study, "change_suggested", actor, made, key, told, reason=reason)
    return made


def accept(
    session: Session, actor: Viewer, study_id: int, number: int, *, word: str, version: int
) -> Amendment:
    """Put the suggested text in the section as read at `version`; the one before is kept.

    Raises Conflict where someone saved the section since.
    """
    study, made, change = _open(session, study_id, number)
    _, section = open_section(session, study_id, change.section_key)
    agree(session, section, version)
    if section.body != change.body:
        put(session, study, section, actor, change.body, keep=True)
    _decide(session, study, made, change.section_key, actor, "accepted", word)
    return made


def reject(session: Session, actor: Viewer, study_id: int, number: int, *, word: str) -> Amendment:
    """Leave the text as it is, and say why."""
    study, made, change = _open(session, study_id, number)
    _decide(session, study, made, change.section_key, actor, "rejected", word)
    return made


def take_back(session: Session, actor: Viewer, study_id: int, number: int) -> Amendment:
    """Take one's own suggestion back before it is decided."""
    study, made, change = _open(session, study_id, number)
    if made.author_id != actor.id:
        raise DomainError("Only the person who suggested a change can withdraw it.")
    made.status, made.decided_by, made.decided_at = "taken_back", actor.id, clock.now()
    _record(session, study, "change_taken_back", actor, made, change.section_key, set())
    return made


def _open(session: Session, study_id: int, number: int) -> tuple[Study, Amendment, AmendedSection]:
    study = held(session, study_id)
    LIFE.require(study, Action.DECIDE_SUGGESTION)
    made = session.execute(
        select(Amendment)
        .where(
            col(Amendment.study_id) == study_id,
            col(Amendment.number) == number,
            col(Amendment.suggestion).is_(True),
        )
        .execution_options(populate_existing=True)
    ).scalar()
    change = (
        made
        and session.execute(
            select(AmendedSection).where(col(AmendedSection.amendment_id) == made.id)
        ).scalar()
    )
    if made is None or change is None:
        raise DomainError("There is no such suggestion in this study.")
    if made.status != "open":
        raise DomainError(f"This suggestion was already {made.status.replace('_', ' ')}.")
    return study, made, change


def _decide(
    session: Session,
    study: Study,
    made: Amendment,
    key: str,
    actor: Viewer,
    status: str,
    word: str,
) -> None:
    made.status, made.word = status, word
    made.decided_by, made.decided_at = actor.id, clock.now()
    own = made.author_id == actor.id
    about = {"author": session.get_one(Person, made.author_id).name, "own": own}
    told = {made.author_id}
    _record(session, study, f"change_{status}", actor, made, key, told, reason=word, **about)


def _leads(session: Session, study_id: int) -> set[int]:
    statement = select(col(StudyMember.person_id)).where(
        col(StudyMember.study_id) == study_id,
        col(StudyMember.role).in_(("lead", "co_lead")),
        in_standing(StudyMember),
    )
    return set(session.execute(statement).scalars())


def _record(
    session: Session,
    study: Study,
    verb: str,
    actor: Viewer,
    made: Amendment,
    key: str,
    told: set[int],
    reason: str = "",
    **about: Any,
) -> None:
    record(
        session,
        study,
        verb,
        actor.id,
        reason=reason,
        detail={"section": key, "number": made.number, **about},
        audience=only(told, f"/suggestions/{made.number}"),
        private=True,
    )
