"""The lines a study leaves in the history: private while the study is."""

from typing import Any

from sqlalchemy import select, union
from sqlmodel import Session, col

from rpp import clock, db, history
from rpp.history import Event
from rpp.organizations.models import Appointment, Membership
from rpp.problems.models import Problem
from rpp.studies.models import Study, StudyPartner, StudyProblem


def is_public(study: Study) -> bool:
    """Everyone may know of it: it was signed and listed, or it is published."""
    listed = study.listing == "listed" and study.signed_at is not None
    return study.status == "published" or listed


def held(session: Session, study_id: int) -> Study:
    """The study, held until the transaction ends: whoever else would change it waits."""
    return db.lock(session, Study, study_id)


def record(session: Session, study: Study, verb: str, actor_id: int | None, **about: Any) -> Event:
    """Record a line on the study, private while the study is."""
    private = _is_private(study, about.pop("private", False))
    return history.record(session, study, verb, actor_id, private=private, **about)


def move(
    session: Session, study: Study, to: str, verb: str, actor_id: int | None, **about: Any
) -> Event:
    """Move the study's status and record it; tell the problem once everyone may know.

    It concerns those by name who hold an office in a district, members or not.
    """
    before = is_public(study)
    if (signed := about.pop("signed", None)) is not None:
        study.signed_at = clock.now() if signed else None
        study.listing = study.listing if signed else "private"
    public = to == "published" or (study.listing == "listed" and study.signed_at is not None)
    about["audience"] = history.also(in_office(session, study))
    private = about.pop("private", False) or not public
    event = history.move(session, study, to, verb, actor_id, private=private, **about)
    if public and not before:
        _tell_the_problems(session, study, "study_listed", actor_id)
    # From here on the problem waits for another study.
    if before and (to == "withdrawn" or not public):
        _tell_the_problems(session, study, "study_ended", actor_id)
    return event


def in_office(session: Session, study: Study) -> list[int]:
    """The leaders and signatories of the LEAs that take part."""
    leas = select(col(StudyPartner.organization_id)).where(
        col(StudyPartner.study_id) == study.id, col(StudyPartner.left_at).is_(None)
    )
    leaders = select(col(Membership.person_id)).where(
        col(Membership.organization_id).in_(leas),
        col(Membership.role) == "leader",
        col(Membership.status) == "active",
    )
    signatories = select(col(Appointment.person_id)).where(
        col(Appointment.organization_id).in_(leas),
        col(Appointment.role) == "signatory",
        col(Appointment.ended_at).is_(None),
    )
    return sorted(session.execute(union(leaders, signatories)).scalars())


def _is_private(study: Study, asked: bool) -> bool:
    """Whether a line is for those inside: where it says so, and while the study is private."""
    return asked or not is_public(study)


def problems_of(session: Session, study_id: int) -> list[int]:
    """The ids of the problems a study answers: that of its proposal, then the further ones."""
    first = select(col(Study.problem_id)).where(col(Study.id) == study_id)
    further = (
        select(col(StudyProblem.problem_id))
        .where(col(StudyProblem.study_id) == study_id)
        .order_by(col(StudyProblem.problem_id))
    )
    return [*session.execute(first).scalars(), *session.execute(further).scalars()]


def _tell_the_problems(session: Session, study: Study, verb: str, actor_id: int | None) -> None:
    assert study.id is not None
    detail = {"study_id": study.id, "study_title": study.title}
    for problem_id in problems_of(session, study.id):
        problem = session.get_one(Problem, problem_id)
        history.record(session, problem, verb, actor_id, detail=detail)
