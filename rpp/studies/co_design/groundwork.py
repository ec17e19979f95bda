"""What a proposal stands on: that nothing was found, and the further problems it answers."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Executable, Integer, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from rpp.db import columns
from rpp.errors import DomainError
from rpp.organizations.models import Organization
from rpp.paging import Statement
from rpp.policy import Viewer
from rpp.problems import queries as problems
from rpp.problems.models import Problem
from rpp.studies.lifecycle.audit import held, record
from rpp.studies.lifecycle.known import STATEMENT
from rpp.studies.lifecycle.life import LIFE, Action
from rpp.studies.models import Study, StudyProblem, StudySection
from rpp.studies.offers.interest import OPEN
from rpp.studies.queries import Seen
from rpp.studies.text import writing
from rpp.studies.text.opening import section_of


def state_nothing_found(
    session: Session, actor: Viewer, study_id: int, looked_for: str
) -> StudySection:
    """Write into the section on what is known that one looked, for what, and found nothing."""
    held(session, study_id)
    section = section_of(session, study_id, "known")
    looked_for = looked_for.strip().rstrip(".,;")
    said = STATEMENT.format(looked_for=f"{looked_for[:1].lower()}{looked_for[1:]}")
    body = f"{section.body}\n\n{said}" if section.body.strip() else said
    return writing.save_section(session, actor, study_id, "known", body, section.version)


# --- further problems ----------------------------------------------------------------------


class Linked(NamedTuple):
    """A problem that a study answers too, or could."""

    id: int
    title: str
    status: str
    status_since: datetime
    organization: str
    state: str


def further(session: Session, viewer: Viewer, study_id: int) -> list[Linked]:
    """The further problems of a study, as far as the viewer may know of them."""
    shape, told = problems.bound_viewer(viewer)
    rows = session.execute(_further(shape), {"study": study_id, **told})
    return [Linked(*row) for row in rows]


@lru_cache(200)
def _further(shape: tuple[int, ...]) -> Executable:
    statement = (
        _rows()
        .join(StudyProblem, col(StudyProblem.problem_id) == col(Problem.id))
        .where(
            col(StudyProblem.study_id) == bindparam("study", type_=Integer),
            problems.visible_bound(shape),
        )
    )
    return statement.order_by(col(Problem.id))


def linkable(session: Session, viewer: Viewer, seen: Seen, limit: int = 200) -> list[Linked]:
    """The problems that could be linked: of the study's network, open, not linked yet."""
    linked = select(col(StudyProblem.problem_id)).where(col(StudyProblem.study_id) == seen.id)
    statement = _rows().where(
        problems.visible_to(viewer),
        col(Problem.network_id) == seen.network_id,
        col(Problem.status).in_(OPEN),
        col(Problem.id) != seen.problem_id,
        col(Problem.id).not_in(linked),
    )
    newest = statement.order_by(col(Problem.id).desc()).limit(limit)
    return [Linked(*row) for row in session.execute(newest)]


def _rows() -> Statement:
    problem, organization = columns(Problem), columns(Organization)
    of_problem = (problem[name] for name in ("id", "title", "status", "status_since"))
    wanted = select(*of_problem, organization.name, organization.state).select_from(Problem)
    return wanted.join(Organization, col(Organization.id) == col(Problem.organization_id))


def add_problem(session: Session, actor: Viewer, study_id: int, problem_id: int) -> StudyProblem:
    """Say that the study answers another problem of its network too, while its text is open."""
    study = held(session, study_id)
    LIFE.require(study, Action.WRITE)
    problem = problems.problem(session, actor, problem_id)
    if problem is None:
        raise DomainError("Choose a problem from the list.", "problem_id")
    if problem.network_id != study.network_id:
        raise DomainError("Only problems of the study’s own network can be linked.", "problem_id")
    if problem.status not in OPEN:
        raise DomainError("This problem has ended or is not open yet.", "problem_id")
    if problem_id == study.problem_id:
        raise DomainError("The study already answers this problem.", "problem_id")
    linked = StudyProblem(study_id=study_id, problem_id=problem_id)
    try:
        with session.begin_nested():
            session.add(linked)
    except IntegrityError:
        raise DomainError("The study already answers this problem.", "problem_id") from None
    # Its title stays out: whoever reads the history may not know of the problem.
    record(session, study, "problem_added", actor.id, detail={"problem_id": problem_id})
    return linked


def remove_problem(session: Session, actor: Viewer, study_id: int, problem_id: int) -> Study:
    """Take a further problem out again while the text is open."""
    study = held(session, study_id)
    LIFE.require(study, Action.WRITE)
    linked = session.get(StudyProblem, (study_id, problem_id))
    if linked is None:
        raise DomainError("This problem is no longer linked.")
    session.delete(linked)
    record(session, study, "problem_removed", actor.id, detail={"problem_id": problem_id})
    return study
