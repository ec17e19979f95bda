"""The briefs of a problem and of an organization."""

from sqlalchemy import ColumnElement, exists, or_, select
from sqlmodel import Session, col

from rpp.briefs.models import BRIEFS, Brief, BriefOrganization
from rpp.organizations.models import Organization
from rpp.policy import ANYONE, Viewer
from rpp.problems import queries as problems
from rpp.problems.models import Problem
from rpp.studies.models import StudyProblem

PUBLISHED = col(Brief.status) == "published"


def made_by(organization_id: int) -> ColumnElement[bool]:
    """The organization made it."""
    of_it = select(col(BriefOrganization.brief_id)).where(
        col(BriefOrganization.organization_id) == organization_id
    )
    return col(Brief.id).in_(of_it)


def answers(problem_id: int) -> ColumnElement[bool]:
    """It is the study's problem, or a further one that everyone may know of."""
    further = (
        select(col(StudyProblem.study_id))
        .join(Problem, col(Problem.id) == col(StudyProblem.problem_id))
        .where(
            col(StudyProblem.study_id) == col(Brief.study_id),
            col(Problem.id) == problem_id,
            problems.visible_to(ANYONE),
        )
    )
    return or_(col(Brief.problem_id) == problem_id, exists(further.correlate(BRIEFS)))


def names(
    session: Session, viewer: Viewer, organization_id: int | None, problem_id: int | None
) -> dict[str, str]:
    """The names of what a list is narrowed to, as far as the viewer may know them.

    One statement at most.
    """
    if organization_id is None and problem_id is None:
        return {}
    organization = select(col(Organization.name)).where(col(Organization.id) == organization_id)
    problem = select(col(Problem.title)).where(
        col(Problem.id) == problem_id, problems.visible_to(viewer)
    )
    found = session.execute(select(organization.scalar_subquery(), problem.scalar_subquery())).one()
    kinds = ("organization", "problem")
    return {kind: name for kind, name in zip(kinds, found, strict=True) if name}
