"""Succession: whoever leads hands over with a note, and what was theirs to do follows."""

from sqlalchemy import update
from sqlmodel import Session, col, select

from rpp import clock
from rpp.errors import DomainError
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.studies.lifecycle.audit import held, record
from rpp.studies.lifecycle.life import ENDED, LIFE, Action
from rpp.studies.models import Milestone, Study, StudyMember, StudySection
from rpp.studies.papers import amendments
from rpp.studies.visibility import in_standing


def _member(session: Session, study_id: int, person_id: int | None) -> StudyMember | None:
    return session.exec(
        select(StudyMember).where(
            StudyMember.study_id == study_id,
            StudyMember.person_id == person_id,
            in_standing(StudyMember),
        )
    ).first()


def _nobody_signs(session: Session, study: Study, doing: str) -> None:
    """Refuse while parties sign a text that names those who lead."""
    assert study.id is not None
    if study.status == "frozen" or amendments.is_being_signed(session, study.id):
        raise DomainError(
            f"The text that is waiting for signatures names you. Before {doing}, its parties "
            f"must sign it, or the lead researcher or a district co-lead must reopen it."
        )


def hand_over(
    session: Session,
    actor: Viewer,
    study_id: int,
    *,
    successor_id: int,
    note: str,
    leaves: bool = False,
) -> Study:
    """Hand one's lead over to a member from the same organization, with a note.

    Their sections and milestones that are not done become the successor's. They stay as a member
    unless `leaves` is set.
    """
    study = held(session, study_id)
    LIFE.require(study, Action.HAND_OVER)
    _nobody_signs(session, study, "handing over")
    mine = _member(session, study_id, actor.id)
    if mine is None or mine.role not in ("lead", "co_lead"):
        raise DomainError("Only the lead researcher or a district co-lead can hand over.")
    other = _member(session, study_id, successor_id)
    if other is None or other.person_id == actor.id:
        raise DomainError("Choose another member of the study.", "successor_id")
    if other.organization_id != mine.organization_id:
        raise DomainError(
            "The successor must be from the same organization. First invite that person as a "
            "member.",
            "successor_id",
        )
    role, mine.role = mine.role, "member"
    other.role = role
    if role == "lead":
        study.lead_id = other.person_id
    if leaves:
        mine.left_at = clock.now()
    open_section = col(StudySection.study_id) == study_id, col(StudySection.owner_id) == actor.id
    session.execute(update(StudySection).where(*open_section).values(owner_id=other.person_id))
    due = (
        col(Milestone.study_id) == study_id,
        col(Milestone.owner_id) == actor.id,
        col(Milestone.done_at).is_(None),
    )
    # Nobody has told them yet what is due soon.
    fresh = {"owner_id": other.person_id, "told_of": None}
    session.execute(update(Milestone).where(*due).values(fresh))
    successor = session.get_one(Person, other.person_id)
    record(
        session,
        study,
        "handed_over",
        actor.id,
        organization_id=mine.organization_id,
        reason=note,
        detail={
            "successor": successor.name,
            "successor_id": successor.id,
            "role": role,
        },
        private=True,
    )
    return study


def step_down(session: Session, actor: Viewer, study_id: int, note: str) -> Study:
    """Leave the study as a person; a lead or a district's only co-lead hands over instead."""
    study = held(session, study_id)
    if study.status in ENDED:
        raise DomainError("The study has ended, so you cannot leave it.")
    mine = _member(session, study_id, actor.id)
    if mine is None:
        raise DomainError("You are not a member of this study.")
    if mine.role == "lead":
        raise DomainError("First hand over to another researcher from your organization.")
    if mine.role == "co_lead":
        others = session.exec(
            select(StudyMember.id).where(
                StudyMember.study_id == study_id,
                StudyMember.organization_id == mine.organization_id,
                StudyMember.role == "co_lead",
                StudyMember.id != mine.id,
                in_standing(StudyMember),
            )
        ).first()
        if others is None:
            raise DomainError(
                "You are your district’s only co-lead. First hand over to someone from your "
                "district."
            )
        _nobody_signs(session, study, "leaving")
    mine.left_at = clock.now()
    owned = col(StudySection.study_id) == study_id, col(StudySection.owner_id) == actor.id
    session.execute(update(StudySection).where(*owned).values(owner_id=None))
    due = col(Milestone.study_id) == study_id, col(Milestone.owner_id) == actor.id
    session.execute(update(Milestone).where(*due).values(owner_id=None))
    record(session, study, "stepped_down", actor.id, reason=note, private=True)
    return study
