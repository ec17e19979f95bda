"""Reads which districts vote, and who votes for them."""

from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col

from rpp.db import columns
from rpp.networks.models import NetworkMembership
from rpp.organizations.models import Appointment, Membership, Organization
from rpp.people.models import Person
from rpp.rounds.models import Elector
from rpp.rounds.queries.rounds import RoundRow

ELECTOR = columns(Elector)
_DISTRICT = col(Organization.name) + ", " + col(Organization.state)


def stands_in(
    person_id: int | Mapped[int | None] | BindParameter[int] | None,
) -> ColumnElement[bool]:
    """The person is named to vote for the elector of the outer statement, and belongs to it still.

    A substitute who left the district reads no ballot of it, and is not asked for one.
    """
    membership = columns(Membership)
    belongs = (
        exists()
        .where(
            membership.organization_id == ELECTOR.organization_id,
            membership.person_id == ELECTOR.substitute_id,
            membership.status == "active",
        )
        .correlate(ELECTOR.id.table)
    )
    return and_(ELECTOR.substitute_id == person_id, belongs)


def leas_of(session: Session, network_id: int) -> list[int]:
    """The LEAs with an active place in a network."""
    statement = (
        select(col(Organization.id))
        .join(NetworkMembership, col(NetworkMembership.organization_id) == col(Organization.id))
        .where(
            col(NetworkMembership.network_id) == network_id,
            col(NetworkMembership.status) == "active",
            col(Organization.type) == "lea",
        )
        .order_by(col(Organization.id))
    )
    return list(session.execute(statement).scalars())


class ElectorRow(NamedTuple):
    """A district of the electorate, its delegate, and who votes for it when they cannot."""

    organization_id: int
    name: str
    delegate: str
    substitute: str


def electorate(session: Session, round_id: int) -> list[ElectorRow]:
    """The districts that may vote, by name."""
    delegate, substitute = aliased(Person), aliased(Person)
    statement = (
        select(
            col(Organization.id),
            _DISTRICT,
            func.coalesce(col(delegate.name), ""),
            func.coalesce(col(substitute.name), ""),
        )
        .select_from(Elector)
        .join(Organization, col(Organization.id) == col(Elector.organization_id))
        .outerjoin(
            Appointment,
            and_(
                col(Appointment.organization_id) == col(Elector.organization_id),
                col(Appointment.role) == "delegate",
                col(Appointment.ended_at).is_(None),
            ),
        )
        .outerjoin(delegate, col(delegate.id) == col(Appointment.person_id))
        .outerjoin(substitute, stands_in(col(substitute.id)))
        .where(col(Elector.round_id) == round_id)
        .order_by(col(Organization.name), col(Organization.id))
    )
    return [ElectorRow(*row) for row in session.execute(statement)]


def members_of(session: Session, organization_id: int) -> dict[int, str]:
    """The active members of an LEA who could stand in for its delegate: {person id: name}."""
    statement = (
        select(col(Person.id), col(Person.name))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            col(Membership.organization_id) == organization_id,
            col(Membership.status) == "active",
        )
        .order_by(col(Person.name), col(Person.id))
        .limit(500)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def substitute_of(session: Session, round_id: int, organization_id: int) -> int | None:
    """Who votes for an LEA when its delegate cannot."""
    statement = select(col(Elector.substitute_id)).where(
        col(Elector.round_id) == round_id, col(Elector.organization_id) == organization_id
    )
    return session.execute(statement).scalar()


def without_delegate(session: Session, round_: RoundRow) -> list[str]:
    """Districts of the electorate (or of the network, before it is fixed) with no delegate."""
    delegates = select(col(Appointment.organization_id)).where(
        col(Appointment.role) == "delegate", col(Appointment.ended_at).is_(None)
    )
    if round_.planned:
        electorate: list[int] | Select[int] = leas_of(session, round_.network_id)
    else:
        electorate = select(col(Elector.organization_id)).where(col(Elector.round_id) == round_.id)
    statement = select(_DISTRICT).where(
        col(Organization.id).in_(electorate), col(Organization.id).not_in(delegates)
    )
    rows = session.execute(statement.order_by(col(Organization.name), col(Organization.id)))
    return list(rows.scalars())
