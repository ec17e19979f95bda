"""Researchers who say "we could study this", and what they tell the districts of themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, exists, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from rpp import clock, db, history
from rpp.errors import DomainError
from rpp.networks.models import Network
from rpp.networks.zones import zone_of
from rpp.organizations.models import Membership, Organization
from rpp.people.models import Person
from rpp.policy import NOBODY, Viewer
from rpp.problems import queries as problems
from rpp.problems.models import LocalContext, Problem
from rpp.saves import Values
from rpp.studies.models import ResearcherProfile, Study, StudyInterest
from rpp.studies.visibility import visible_to

# What a researcher may offer to study.
OPEN = ("open", "prioritized")

_STANDS: Any = exists().where(
    col(Membership.person_id) == col(StudyInterest.person_id),
    col(Membership.organization_id) == col(StudyInterest.organization_id),
    col(Membership.status) == "active",
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A researcher who could study a problem, and how."""

    person_id: int
    organization_id: int
    note: str
    at: datetime
    name: str
    title: str
    organization: str


def offers(session: Session, problem_id: int) -> list[Offer]:
    """Who could study a problem, with organization and note, the first to say so first.

    The problem must be one that the reader may know of. Who left the organization they spoke
    for is not named any more.
    """
    rows = session.execute(
        select(
            col(StudyInterest.person_id),
            col(StudyInterest.organization_id),
            col(StudyInterest.note),
            col(StudyInterest.at),
            col(Person.name),
            col(Person.title),
            col(Organization.name).label("organization"),
        )
        .select_from(StudyInterest)
        .join(Person, col(Person.id) == col(StudyInterest.person_id))
        .join(Organization, col(Organization.id) == col(StudyInterest.organization_id))
        .where(col(StudyInterest.problem_id) == problem_id, _STANDS)
        .order_by(col(StudyInterest.id))
    )
    return [Offer(*row) for row in rows]


def own_offer(session: Session, viewer: Viewer, problem_id: int) -> StudyInterest | None:
    """What the viewer themselves said about a problem."""
    statement = select(StudyInterest).where(
        col(StudyInterest.problem_id) == problem_id, col(StudyInterest.person_id) == viewer.id
    )
    return session.execute(statement).scalars().first()


def saved_offer(session: Session, viewer: Viewer, problem_id: int) -> Values:
    """What the viewer themselves said about a problem, as its form shows it."""
    own = own_offer(session, viewer, problem_id)
    if own is None:
        return {"note": ""}
    return {"organization_id": own.organization_id, "note": own.note}


@dataclass(frozen=True)
class Concern:
    """Whom the offers on a problem concern, as the policy asks."""

    network_id: int | None
    # The districts that have the problem.
    lea_ids: frozenset[int]
    # Who offers, where one offer is meant.
    person_id: int | None = None


def concern(session: Session, problem: Problem, person_id: int | None = None) -> Concern:
    """Whom the offers on this problem concern."""
    leas = session.execute(
        select(col(LocalContext.organization_id)).where(col(LocalContext.problem_id) == problem.id)
    ).scalars()
    return Concern(problem.network_id, frozenset({problem.organization_id, *leas}), person_id)


class Led(NamedTuple):
    """A study that a researcher leads."""

    id: int
    title: str
    status: str
    status_since: datetime
    zone: str


@dataclass(frozen=True)
class Researcher:
    """A researcher who offered to study a problem, as the problem's districts see them."""

    problem: Problem
    concern: Concern
    row: Row[Any]
    profile: ResearcherProfile
    studies: list[Led]
    # Of the problem's network.
    zone: str

    @property
    def network_id(self) -> int | None:
        return self.concern.network_id

    @property
    def lea_ids(self) -> frozenset[int]:
        return self.concern.lea_ids

    @property
    def person_id(self) -> int | None:
        return self.concern.person_id


def researcher(
    session: Session, viewer: Viewer, problem_id: int, person_id: int
) -> Researcher | None:
    """Who offered to study a problem that the viewer may know of, with their experience."""
    problem = problems.problem(session, viewer, problem_id)
    row = session.execute(
        select(
            col(Person.name),
            col(Person.title),
            col(Person.expertise),
            col(Organization.id).label("organization_id"),
            col(Organization.name).label("organization"),
            col(StudyInterest.note),
            col(StudyInterest.at),
            ResearcherProfile,
        )
        .select_from(StudyInterest)
        .join(Person, col(Person.id) == col(StudyInterest.person_id))
        .join(Organization, col(Organization.id) == col(StudyInterest.organization_id))
        .outerjoin(
            ResearcherProfile, col(ResearcherProfile.person_id) == col(StudyInterest.person_id)
        )
        .where(
            col(StudyInterest.problem_id) == problem_id,
            col(StudyInterest.person_id) == person_id,
            _STANDS,
        )
    ).first()
    if problem is None or row is None:
        return None
    return Researcher(
        problem,
        concern(session, problem, person_id),
        row,
        row.ResearcherProfile or ResearcherProfile(person_id=person_id),
        _led(session, viewer, person_id),
        zone_of(session, problem.network_id),
    )


def _led(session: Session, viewer: Viewer, person_id: int) -> list[Led]:
    """The studies they lead, as far as the viewer may know of them, the newest first."""
    statement: Any = (
        select(
            *(col(Study.id), col(Study.title), col(Study.status), col(Study.status_since)),
            col(Network.timezone).label("zone"),
        )
        .join(Network, col(Network.id) == col(Study.network_id))
        .where(and_(col(Study.lead_id) == person_id, visible_to(viewer)))
        .order_by(col(Study.id).desc())
        .limit(20)
    )
    return [Led(*row) for row in session.execute(statement)]


# --- what they do -------------------------------------------------------------------------


def offer_study(
    session: Session, actor: Viewer, problem_id: int, *, organization_id: int, note: str
) -> StudyInterest:
    """Say that one could study an open or prioritized problem, and how; again to change it."""
    problem = _open(session, actor, problem_id)
    if organization_id not in actor.researches_at:
        raise DomainError("Choose one of your research organizations.", "organization_id")
    assert actor.id is not None
    before = own_offer(session, actor, problem_id)
    verb = "interest_changed" if before else "interest_shown"
    said = before or StudyInterest(
        problem_id=problem_id,
        person_id=actor.id,
        organization_id=organization_id,
        note=note,
        at=clock.now(),
    )
    if before and (said.organization_id, said.note) == (organization_id, note):
        return said
    said.organization_id, said.note = organization_id, note
    try:
        with session.begin_nested():
            session.add(said)
    except IntegrityError:
        raise DomainError("You said so a moment ago. Reload the page.") from None
    detail = {"organization": actor.organization_names.get(organization_id, "")}
    history.record(session, problem, verb, actor.id, organization_id=organization_id, detail=detail)
    return said


def take_back_offer(session: Session, actor: Viewer, problem_id: int) -> Problem:
    """Say that one can no longer study a problem."""
    said = own_offer(session, actor, problem_id)
    if said is None:
        raise DomainError("You have not offered to study this problem.")
    problem = db.lock(session, Problem, problem_id)
    organization_id = said.organization_id
    session.delete(said)
    history.record(
        session, problem, "interest_taken_back", actor.id, organization_id=organization_id
    )
    return problem


def _open(session: Session, actor: Viewer, problem_id: int) -> Problem:
    if problems.problem(session, actor, problem_id) is None:
        raise DomainError("There is no such problem.")
    problem = db.lock(session, Problem, problem_id)
    if problem.status not in OPEN:
        raise DomainError("This problem is not open, so no one can offer to study it.")
    return problem


def interested(session: Session, problem_id: int) -> frozenset[int]:
    """Who offered to study a problem: their ids, for those who tell them of it."""
    statement = select(col(StudyInterest.person_id)).where(
        col(StudyInterest.problem_id) == problem_id
    )
    return frozenset(session.execute(statement).scalars()) or NOBODY
