"""Who belongs to organizations, and whom these appointed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlmodel import Session, col

from rpp.organizations.models import Appointment, Membership, Organization
from rpp.organizations.queries.tables import in_a_network
from rpp.people.models import Person


@dataclass(slots=True)
class Member:
    """One member as the page shows them, with their appointments: ids by role."""

    membership_id: int
    person_id: int
    name: str
    title: str
    role: str
    since: datetime
    appointments: dict[str, int] = field(default_factory=dict)

    @property
    def leads(self) -> bool:
        return self.role == "leader"

    @property
    def roles(self) -> str:
        words = ["leader"] if self.leads else []
        return ", ".join([*words, *sorted(self.appointments)]).capitalize() or "Member"


def members(session: Session, organization_id: int, limit: int = 100) -> list[Member]:
    """Active members, leaders first, with their appointments; two statements."""
    rows = session.execute(
        select(
            col(Membership.id),
            col(Person.id),
            col(Person.name),
            col(Person.title),
            col(Membership.role),
            col(Membership.status_since),
        )
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            col(Membership.organization_id) == organization_id, col(Membership.status) == "active"
        )
        .order_by(col(Membership.role), func.lower(col(Person.name)), col(Person.id))
        .limit(limit)
    )
    lines = {row[1]: Member(*row) for row in rows}
    appointed = session.execute(
        select(col(Appointment.person_id), col(Appointment.role), col(Appointment.id)).where(
            col(Appointment.organization_id) == organization_id,
            col(Appointment.ended_at).is_(None),
        )
    )
    for person_id, role, appointment_id in appointed:
        if person_id in lines:
            lines[person_id].appointments[role] = appointment_id
    return list(lines.values())


@dataclass(frozen=True, slots=True)
class Counts:
    """How many belong to an organization, and how many of them lead it."""

    members: int
    leaders: int


def counts(session: Session, organization_id: int) -> Counts:
    """How many active members and leaders an organization has, for those who see no names."""
    rows = session.execute(
        select(col(Membership.role), func.count())
        .where(
            col(Membership.organization_id) == organization_id, col(Membership.status) == "active"
        )
        .group_by(col(Membership.role))
    )
    by_role = {row[0]: row[1] for row in rows}
    return Counts(sum(by_role.values()), by_role.get("leader", 0))


@dataclass(frozen=True, slots=True)
class Own:
    """The viewer's own membership, whatever its status."""

    id: int
    role: str
    status: str
    since: datetime

    @property
    def leads(self) -> bool:
        return self.status == "active" and self.role == "leader"


def my_membership(session: Session, person_id: int, organization_id: int) -> Own | None:
    """The viewer's own place in the organization; None where they never asked."""
    row = session.execute(
        select(
            col(Membership.id),
            col(Membership.role),
            col(Membership.status),
            col(Membership.status_since),
        ).where(
            col(Membership.person_id) == person_id,
            col(Membership.organization_id) == organization_id,
        )
    ).first()
    return Own(*row) if row else None


@dataclass(frozen=True, slots=True)
class Asked:
    """An organization that a person waits to join."""

    id: int
    name: str
    since: datetime


def my_requests(session: Session, person_id: int) -> list[Asked]:
    """Organizations the person waits to join."""
    rows = session.execute(
        select(col(Organization.id), col(Organization.name), col(Membership.status_since))
        .join(Membership, col(Membership.organization_id) == col(Organization.id))
        .where(col(Membership.person_id) == person_id, col(Membership.status) == "pending")
        .order_by(col(Membership.status_since))
    )
    return [Asked(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Named:
    """An organization by its name."""

    id: int
    name: str


def without_delegate(session: Session, organization_ids: Iterable[int]) -> list[Named]:
    """Those of the LEAs that are in a network and have no delegate, so that they cannot vote."""
    ids = sorted(organization_ids)
    if not ids:
        return []
    rows = session.execute(
        select(col(Organization.id), col(Organization.name))
        .where(
            col(Organization.id).in_(ids),
            col(Organization.type) == "lea",
            exists().where(*in_a_network()),
            ~exists().where(
                col(Appointment.organization_id) == col(Organization.id),
                col(Appointment.role) == "delegate",
                col(Appointment.ended_at).is_(None),
            ),
        )
        .order_by(col(Organization.name), col(Organization.id))
    )
    return [Named(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Appointed:
    """An appointment, for a permission."""

    id: int
    organization_id: int


def appointment(session: Session, appointment_id: int) -> Appointed | None:
    """One appointment, for a permission."""
    row = session.execute(
        select(col(Appointment.id), col(Appointment.organization_id)).where(
            col(Appointment.id) == appointment_id
        )
    ).first()
    return Appointed(*row) if row else None
