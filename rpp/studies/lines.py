"""The lines a study leaves in the history: private while the study is."""

from typing import Any

from sqlmodel import Session

from rpp import clock, db, history
from rpp.history import Event
from rpp.problems.models import Problem
from rpp.studies.models import Study


def is_public(study: Study) -> bool:
    """Everyone may know of it: it was signed and listed, or it is published."""
    listed = study.listing == "listed" and study.signed_at is not None
    return study.status == "published" or listed


def held(session: Session, study_id: int) -> Study:
    """The study, held until the transaction ends: whoever else would change it waits."""
    return db.lock(session, Study, study_id)


def record(session: Session, study: Study, verb: str, actor_id: int | None, **about: Any) -> Event:
    """Record a line on the study; its title goes along for those who tell of it."""
    return history.record(session, study, verb, actor_id, **_about(study, about))


def move(
    session: Session, study: Study, to: str, verb: str, actor_id: int | None, **about: Any
) -> Event:
    """Move the study's status and record it; tell the problem once everyone may know."""
    before = is_public(study)
    if about.pop("signed", False):
        study.signed_at = clock.now()
    public = to == "published" or (study.listing == "listed" and study.signed_at is not None)
    event = history.move(
        session, study, to, verb, actor_id, **_about(study, about, private=not public)
    )
    if public and not before:
        _tell_the_problem(session, study, actor_id)
    return event


def _about(study: Study, about: dict[str, Any], private: bool | None = None) -> dict[str, Any]:
    detail = {"title": study.title} | about.pop("detail", {})
    private = about.pop("private", False) or (not is_public(study) if private is None else private)
    return {**about, "detail": detail, "private": private}


def _tell_the_problem(session: Session, study: Study, actor_id: int | None) -> None:
    problem = session.get(Problem, study.problem_id)
    assert problem is not None
    detail = {"study_id": study.id, "title": study.title}
    history.record(session, problem, "study_listed", actor_id, detail=detail)
