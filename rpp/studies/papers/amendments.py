"""Amendments of a signed text: it stays in force until all parties have signed the new one."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col
from sqlmodel import select as find

from rpp import clock
from rpp.db import columns
from rpp.errors import DomainError
from rpp.history import also
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.studies.lifecycle.audit import held, in_office, record
from rpp.studies.lifecycle.life import ENDED, LIFE, Action
from rpp.studies.models import AmendedSection, Amendment, Study, StudyMember
from rpp.studies.papers import canonical, signing
from rpp.studies.sections import SECTIONS
from rpp.studies.text import queries as texts
from rpp.studies.text.opening import section_of
from rpp.studies.text.writing import put
from rpp.studies.visibility import in_standing

# The sign, and what the state is called.
STATES = {
    "open": ("current", "Being written"),
    "accepted": ("done", "Accepted"),
    "rejected": ("disagrees", "Rejected"),
    "taken_back": ("ended", "Withdrawn"),
    "signing": ("waiting", "Waiting for signatures"),
    "in_force": ("done", "In force"),
}


class Change(NamedTuple):
    """What an amendment makes of one section."""

    key: str
    title: str
    before: str
    body: str


# --- reading -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Amending:
    """An amendment and who wrote it; its text and hash while it is signed, and from then on."""

    id: int
    number: int
    status: str
    reason: str
    created_at: datetime
    decided_at: datetime | None
    word: str
    text_hash: str
    author: str

    @property
    def state(self) -> tuple[str, str]:
        """Its sign, and what its state is called."""
        return STATES[self.status]


def _amending() -> Select[tuple[int, str]]:
    table = columns(Amendment)
    fields = [f.name for f in dataclasses.fields(Amending) if f.name != "author"]
    return (
        select(*(table[name] for name in fields), col(Person.name).label("author"))
        .select_from(Amendment)
        .join(Person, col(Person.id) == table.author_id)
        .where(table.suggestion.is_(False))
    )


def amendments(session: Session, study_id: int) -> list[Amending]:
    """The amendments of a study, the newest first."""
    statement = _amending().where(col(Amendment.study_id) == study_id)
    rows = session.execute(statement.order_by(col(Amendment.number).desc()))
    return [Amending(*row) for row in rows]


def amendment(session: Session, study_id: int, number: int) -> Amending | None:
    """One amendment by its number in the study, or None."""
    one = (col(Amendment.study_id) == study_id, col(Amendment.number) == number)
    row = session.execute(_amending().where(*one)).first()
    return Amending(*row) if row else None


def text_of(session: Session, amendment_id: int) -> str:
    """The whole new text of an amendment that is being signed, or was."""
    return session.get_one(Amendment, amendment_id).text


def changes(session: Session, amendment_id: int) -> list[Change]:
    """What it changes, in the order of the sections."""
    rows = session.execute(
        select(
            col(AmendedSection.section_key), col(AmendedSection.before), col(AmendedSection.body)
        )
        .where(col(AmendedSection.amendment_id) == amendment_id)
        .order_by(col(AmendedSection.section_key))
    ).all()
    found = {key: (before, body) for key, before, body in rows}
    return [Change(key, SECTIONS[key][0], *found[key]) for key in SECTIONS if key in found]


def is_being_signed(session: Session, study_id: int) -> bool:
    """Whether an amendment of the study waits for signatures."""
    waiting = (col(Amendment.study_id) == study_id, col(Amendment.status) == "signing")
    return session.execute(select(col(Amendment.id)).where(*waiting)).first() is not None


# --- verbs ---------------------------------------------------------------------------------


def next_number(session: Session, study_id: int) -> int:
    """The number of the study's next amendment; the study is held."""
    last = session.execute(
        select(func.max(col(Amendment.number))).where(
            col(Amendment.study_id) == study_id, col(Amendment.suggestion).is_(False)
        )
    ).scalar()
    return (last or 0) + 1


def propose_amendment(session: Session, actor: Viewer, study_id: int, reason: str) -> Amendment:
    """Begin an amendment of the signed text; its sections are changed one by one."""
    study = held(session, study_id)
    LIFE.require(study, Action.AMEND)
    assert actor.id is not None
    made = Amendment(
        study_id=study_id,
        number=next_number(session, study_id),
        reason=reason,
        author_id=actor.id,
        created_at=clock.now(),
    )
    session.add(made)
    _tell(session, study, "amendment_proposed", actor, made, reason=reason)
    return made


def _held(session: Session, study_id: int, number: int, *states: str) -> tuple[Study, Amendment]:
    """The study and its amendment, held; refused unless the amendment is in one of the states."""
    study = held(session, study_id)
    found = session.exec(
        find(Amendment)
        .where(
            Amendment.study_id == study_id,
            Amendment.number == number,
            col(Amendment.suggestion).is_(False),
        )
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise DomainError("There is no such amendment in this study.")
    if found.status not in states:
        raise DomainError(
            {
                "signing": "This amendment is waiting for signatures. The lead researcher or a "
                "district co-lead can reopen it; its signatures then become void.",
                "open": "This amendment is still being written. The lead researcher or a "
                "district co-lead can freeze it for signing.",
                "in_force": "This amendment is in force. A new one can change the text again.",
            }.get(found.status, "This amendment has ended. Anyone who writes can propose another.")
        )
    return study, found


def body_of(session: Session, study_id: int, amendment_id: int, key: str) -> str:
    """How a section shall read by an amendment: as it changes it, else as it is in force."""
    change = session.get(AmendedSection, (amendment_id, key))
    in_force = {s.key: s.body for s in texts.sections(session, study_id, every=True)}
    return change.body if change else in_force.get(key, "")


def amend_section(
    session: Session,
    actor: Viewer,
    study_id: int,
    number: int,
    key: str,
    body: str,
) -> Amendment:
    """Say how one section shall read; the text in force takes it out of the amendment again."""
    study, found = _held(session, study_id, number, "open")
    LIFE.require(study, Action.AMEND)
    now = {s.key: s.body for s in texts.sections(session, study_id, every=True)}
    if key not in SECTIONS:
        raise DomainError("Choose a section from the list.", "key")
    assert found.id is not None
    change = session.get(AmendedSection, (found.id, key), populate_existing=True)
    if body.strip() == now.get(key, "").strip():
        if change is None:
            raise DomainError("This is the text in force. Change it, then save.", "body")
        session.delete(change)
    elif change is None:
        session.add(
            AmendedSection(
                amendment_id=found.id, section_key=key, before=now.get(key, ""), body=body
            )
        )
    else:
        change.before, change.body = now.get(key, ""), body
    session.flush()
    return found


def take_back_amendment(session: Session, actor: Viewer, study_id: int, number: int) -> Amendment:
    """Give an amendment up that is still being written: its author, or a lead."""
    study, found = _held(session, study_id, number, "open")
    if study.status in ENDED:
        raise DomainError("The study has ended, so its amendments cannot be changed.")
    leads = session.exec(
        find(StudyMember.id).where(
            StudyMember.study_id == study_id,
            StudyMember.person_id == actor.id,
            col(StudyMember.role).in_(("lead", "co_lead")),
            in_standing(StudyMember),
        )
    ).first()
    if found.author_id != actor.id and leads is None:
        raise DomainError(
            "Only its author, the lead researcher or a district co-lead can withdraw it."
        )
    found.status, found.decided_by, found.decided_at = "taken_back", actor.id, clock.now()
    _tell(session, study, "amendment_taken_back", actor, found)
    return found


def freeze_amendment(session: Session, actor: Viewer, study_id: int, number: int) -> Amendment:
    """Freeze the amended text for signing, one amendment at a time."""

    study, found = _held(session, study_id, number, "open")
    LIFE.require(study, Action.AMEND)
    assert found.id is not None
    made = changes(session, found.id)
    if not made:
        raise DomainError("It changes nothing yet. Anyone who writes can change a section in it.")
    now = {s.key: s.body for s in texts.sections(session, study_id, every=True)}
    if stale := [c.title for c in made if c.before != now.get(c.key, "")]:
        raise DomainError(
            f"The text in force has changed since: {', '.join(stale)}. Save these sections of the "
            "amendment again first."
        )
    found.text = canonical.text_of(session, study, {c.key: c.body for c in made})
    found.text_hash = canonical.fingerprint(found.text)
    found.status = "signing"
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError as error:
        raise DomainError(
            "Another amendment is waiting for signatures. Its parties must sign it first, or a "
            "lead reopens it."
        ) from error
    _tell(session, study, "amendment_frozen", actor, found, text_hash=found.text_hash)
    return found


def open_amendment_again(
    session: Session, actor: Viewer, study_id: int, number: int, reason: str
) -> Amendment:
    """Take a frozen amendment back to writing; the signatures on it become void."""

    study, found = _held(session, study_id, number, "signing")
    LIFE.require(study, Action.AMEND)
    text_hash = found.text_hash
    voided = signing.void(session, study_id, text_hash)
    found.status, found.text, found.text_hash = "open", "", ""
    detail = {"voided": voided}
    _tell(
        session,
        study,
        "amendment_reopened",
        actor,
        found,
        reason=reason,
        detail=detail,
        text_hash=text_hash,
    )
    return found


def sign_amendment(
    session: Session,
    actor: Viewer,
    study_id: int,
    number: int,
    *,
    party: str,
    text_hash: str,
    title: str,
    authority: str,
    conflicts: str,
) -> Amendment:
    """Sign the amended text for one party; with the last signature it is in force.

    Whoever asks has checked the person's password just before.
    """

    study, found = _held(session, study_id, number, "signing")
    LIFE.require(study, Action.SIGN_AN_AMENDMENT)
    complete = signing.sign_text(
        session,
        actor,
        study,
        found.text_hash,
        party=party,
        text_hash=text_hash,
        title=title,
        authority=authority,
        conflicts=conflicts,
        verb="signed_amendment",
        detail={"number": number},
    )
    if not complete:
        return found
    assert found.id is not None
    for change in changes(session, found.id):
        section = section_of(session, study_id, change.key)
        section.ready_at = section.ready_by = None
        put(session, study, section, Viewer(id=found.author_id), change.body, keep=True)
    study.frozen_text, study.frozen_hash = found.text, found.text_hash
    found.status, found.decided_at = "in_force", clock.now()
    signing.keep_signed_text(session, study, amendment_id=found.id)
    detail = signing.signed_by(session, actor)
    _tell(session, study, "amended", actor, found, text_hash=found.text_hash, detail=detail)
    return found


def _tell(
    session: Session, study: Study, verb: str, actor: Viewer, made: Amendment, **about: Any
) -> None:
    session.flush()
    about["detail"] = {"number": made.number} | about.pop("detail", {})
    about["audience"] = also(in_office(session, study))
    record(session, study, verb, actor.id, private=verb != "amended", **about)
