"""Whom a study can invite by name: people with a part in its problems or its districts."""

from dataclasses import dataclass

from sqlalchemy import and_, exists, or_, select, union
from sqlmodel import Session, col

from rpp.networks.models import NetworkMembership
from rpp.organizations.models import Appointment, Membership, Organization
from rpp.people.models import Person
from rpp.problems.models import LocalContext, Problem
from rpp.studies.models import StudyMember, StudyPartner, StudyProblem
from rpp.studies.queries import Seen
from rpp.studies.visibility import in_standing

MOST = 100


@dataclass(frozen=True)
class Candidate:
    """A person to invite; the address is for the e-mail alone, never for a page."""

    id: int
    name: str
    organization_id: int
    organization: str
    email: str
    posted: bool

    @property
    def label(self) -> str:
        part = ", posted the problem" if self.posted else ""
        return f"{self.name}, {self.organization}{part}"


def candidates(session: Session, seen: Seen) -> list[Candidate]:
    """Who wrote the problem or a context of it, and who leads or acts for these districts.

    Those who posted come first. Members of the study are left out, and districts that could not
    join since they are in another network.
    """
    linked = select(col(StudyProblem.problem_id)).where(col(StudyProblem.study_id) == seen.id)
    is_problem = or_(col(Problem.id) == seen.problem_id, col(Problem.id).in_(linked))
    of_it = or_(
        col(LocalContext.problem_id) == seen.problem_id, col(LocalContext.problem_id).in_(linked)
    )
    districts = union(
        select(col(Problem.organization_id)).where(is_problem),
        select(col(LocalContext.organization_id)).where(of_it),
        select(col(StudyPartner.organization_id)).where(
            col(StudyPartner.study_id) == seen.id, col(StudyPartner.left_at).is_(None)
        ),
    )
    posted = exists().where(
        is_problem,
        col(Problem.author_id) == col(Person.id),
        col(Problem.organization_id) == col(Organization.id),
    )
    wrote = exists().where(
        of_it,
        col(LocalContext.author_id) == col(Person.id),
        col(LocalContext.organization_id) == col(Organization.id),
    )
    acts = exists().where(
        col(Appointment.person_id) == col(Person.id),
        col(Appointment.organization_id) == col(Organization.id),
        col(Appointment.ended_at).is_(None),
    )
    in_network = exists().where(
        col(NetworkMembership.organization_id) == col(Organization.id),
        col(NetworkMembership.network_id) == seen.network_id,
        col(NetworkMembership.status) == "active",
    )
    takes_part = exists().where(
        col(StudyMember.study_id) == seen.id,
        col(StudyMember.person_id) == col(Person.id),
        in_standing(StudyMember),
    )
    rows = session.execute(
        select(
            col(Person.id),
            col(Person.name),
            col(Organization.id),
            col(Organization.name),
            col(Person.email),
            posted.label("posted"),
        )
        .select_from(Membership)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .join(Organization, col(Organization.id) == col(Membership.organization_id))
        .where(
            col(Membership.status) == "active",
            col(Person.confirmed_at).is_not(None),
            col(Organization.id).in_(districts),
            or_(posted, wrote, acts, col(Membership.role) == "leader"),
            and_(in_network, ~takes_part),
        )
        .order_by(posted.desc(), col(Organization.name), col(Person.name), col(Person.id))
        .limit(MOST)
    )
    return [Candidate(*row) for row in rows]
