"""Who decides about an organization's people, and what waits for them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp.organizations.models import Membership, Organization
from rpp.organizations.queries.tables import MEMBER, ROLE, in_a_network, network_role
from rpp.people.models import Person
from rpp.policy import NOBODY


@dataclass(frozen=True, slots=True)
class Ties:
    """Who may decide about an organization's people."""

    organization_id: int
    name: str
    type: str
    network_ids: frozenset[int] = NOBODY
    has_leader: bool = False
    has_steward: bool = False
    # The person whom a decision is about, if any: they do not count as leader or steward.
    person_id: int | None = None
    membership_id: int | None = None
    person_name: str = ""


def ties(session: Session, organization_id: int, about: int | None = None) -> Ties | None:
    """Who may decide about the people of an organization, `about` (a person) left out."""
    inside = and_(
        MEMBER.network_id == ROLE.network_id,
        MEMBER.organization_id == organization_id,
        MEMBER.status == "active",
    )
    another_steward = (ROLE.role == "steward") & (ROLE.person_id != (about or 0))
    another_leader = (
        (col(Membership.organization_id) == organization_id)
        & (col(Membership.role) == "leader")
        & (col(Membership.status) == "active")
        & (col(Membership.person_id) != (about or 0))
    )
    row = session.execute(
        select(
            col(Organization.name),
            col(Organization.type),
            exists().where(another_leader).label("has_leader"),
            exists().where(inside, another_steward).label("has_steward"),
        ).where(col(Organization.id) == organization_id)
    ).first()
    if row is None:
        return None
    ids = session.execute(
        select(MEMBER.network_id).where(
            MEMBER.organization_id == organization_id, MEMBER.status == "active"
        )
    ).scalars()
    return Ties(
        organization_id, row.name, row.type, frozenset(ids), row.has_leader, row.has_steward, about
    )


def ties_of_membership(
    session: Session, membership_id: int, *, leave_out: bool = True
) -> Ties | None:
    """The ties of a membership's organization, its person left out where they ask to join."""
    row = session.execute(
        select(col(Membership.organization_id), col(Membership.person_id), col(Person.name))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.id) == membership_id)
    ).first()
    if row is None:
        return None
    organization_id, person_id, name = row
    found = ties(session, organization_id, about=person_id if leave_out else None)
    return found and replace(
        found, person_id=person_id, person_name=name, membership_id=membership_id
    )


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who decides a request to join, in words, and some of their names."""

    words: str
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.words} ({', '.join(self.names)})" if self.names else self.words


def deciders(session: Session, ties: Ties) -> Deciders:
    """Who decides a request to join."""
    if ties.has_leader:
        leaders = session.execute(
            select(col(Person.name))
            .join(Membership, col(Membership.person_id) == col(Person.id))
            .where(
                col(Membership.organization_id) == ties.organization_id,
                col(Membership.status) == "active",
                col(Membership.role) == "leader",
                col(Person.id) != (ties.person_id or 0),
            )
            .order_by(col(Person.name))
            .limit(3)
        ).scalars()
        return Deciders(f"a leader of {ties.name}", tuple(leaders))
    if ties.has_steward:
        stewards = session.execute(
            select(col(Person.name))
            .distinct()
            .join(network_role, ROLE.person_id == col(Person.id))
            .where(
                ROLE.network_id.in_(ties.network_ids),
                ROLE.role == "steward",
                col(Person.id) != (ties.person_id or 0),
            )
            .order_by(col(Person.name))
            .limit(3)
        ).scalars()
        return Deciders("a steward of its network", tuple(stewards))
    return Deciders("an administrator of this portal")


@dataclass(frozen=True, slots=True)
class Request:
    """A request to join, with what a decider needs to know."""

    id: int
    person_id: int
    note: str
    since: datetime
    name: str
    title: str
    email: str


def requests_of(session: Session, organization_id: int) -> list[Request]:
    """Requests that wait, the oldest first."""
    rows = session.execute(
        select(
            col(Membership.id),
            col(Membership.person_id),
            col(Membership.note),
            col(Membership.status_since),
            col(Person.name),
            col(Person.title),
            col(Person.email),
        )
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            col(Membership.organization_id) == organization_id, col(Membership.status) == "pending"
        )
        .order_by(col(Membership.id))
        .limit(100)
    )
    return [Request(*row) for row in rows]


def requests_to_decide(session: Session, ties: Ties) -> list[tuple[Request, Ties]]:
    """Requests that wait, each with what tells who may decide it; two statements."""
    stewards = set(
        session.execute(
            select(ROLE.person_id).where(
                ROLE.network_id.in_(ties.network_ids), ROLE.role == "steward"
            )
        ).scalars()
    )
    return [
        (
            row,
            replace(ties, person_id=row.person_id, has_steward=bool(stewards - {row.person_id})),
        )
        for row in requests_of(session, ties.organization_id)
    ]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An organization where people wait for an answer."""

    id: int
    name: str
    city: str
    state: str
    waiting: int
    since: datetime

    @property
    def town(self) -> str:
        """City and state, as an address has them."""
        return ", ".join(filter(None, (self.city, self.state)))


def waiting_organizations(
    session: Session, *, network_ids: Iterable[int] = (), nobody_else: bool = False
) -> list[Waiting]:
    """Organizations where requests wait: of some networks, or where only administrators decide."""
    shown = (
        *(col(Organization.id), col(Organization.name)),
        *(col(Organization.city), col(Organization.state)),
    )
    since = func.min(col(Membership.status_since))
    statement = (
        select(*shown, func.count(), since)
        .join(Membership, col(Membership.organization_id) == col(Organization.id))
        .where(col(Membership.status) == "pending")
        .group_by(*shown)
        .order_by(since, col(Organization.id))
        .limit(100)
    )
    if nobody_else:
        leader = aliased(Membership)
        statement = statement.where(
            ~exists().where(
                col(leader.organization_id) == col(Organization.id),
                col(leader.role) == "leader",
                col(leader.status) == "active",
            ),
            ~exists().where(
                *in_a_network(),
                ROLE.network_id == MEMBER.network_id,
                ROLE.role == "steward",
                # A steward who asks for themselves cannot decide.
                ROLE.person_id != col(Membership.person_id),
            ),
        )
    else:
        statement = statement.where(
            exists().where(*in_a_network(), MEMBER.network_id.in_(list(network_ids)))
        )
    return [Waiting(*row) for row in session.execute(statement)]
