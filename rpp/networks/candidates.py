"""Whom a network's steward can name by name: those whom the network's own pages name anyway."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import CompoundSelect, Exists, Subquery, false, or_, select
from sqlmodel import Session, col

from rpp.networks.models import NetworkMembership
from rpp.organizations.models import Appointment, Membership, Organization
from rpp.people.models import Person

MOST = 300

# Selects (person id, organization id) of those who wrote something in a network.
Writers = Callable[[int], CompoundSelect[int, int]]
_writers: list[Writers] = []


def writers(of: Writers) -> None:
    """Have those who wrote in a higher room be offered, too."""
    _writers.append(of)


class Candidate(NamedTuple):
    """A person to name, never with an address."""

    id: int
    name: str
    organization: str
    wrote: bool

    @property
    def label(self) -> str:
        part = ", posted a problem" if self.wrote else ""
        return f"{self.name}, {self.organization}{part}"


def candidates(session: Session, network_id: int) -> list[Candidate]:
    """Members of its organizations who posted problems, and who lead or act for them.

    Those who posted come first. Each person stands there once.
    """
    own = (
        col(Membership.person_id) == col(Appointment.person_id),
        col(Membership.organization_id) == col(Appointment.organization_id),
    )
    acts = select(col(Appointment.id)).where(*own, col(Appointment.ended_at).is_(None)).exists()
    wrote = or_(false(), *(_wrote(of(network_id).subquery()) for of in _writers))
    rows = session.execute(
        select(col(Person.id), col(Person.name), col(Organization.name), wrote.label("wrote"))
        .select_from(Membership)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .join(Organization, col(Organization.id) == col(Membership.organization_id))
        .join(
            NetworkMembership,
            col(NetworkMembership.organization_id) == col(Membership.organization_id),
        )
        .where(
            col(NetworkMembership.network_id) == network_id,
            col(NetworkMembership.status) == "active",
            col(Membership.status) == "active",
            col(Person.confirmed_at).is_not(None),
            or_(col(Membership.role) == "leader", acts, wrote),
        )
        .order_by(wrote.desc(), col(Organization.name), col(Person.name), col(Person.id))
        .limit(MOST)
    )
    found: dict[int, Candidate] = {}
    for row in rows:
        found.setdefault(row[0], Candidate(*row))
    return list(found.values())


def _wrote(wrote: Subquery) -> Exists:
    person, organization = wrote.c
    return (
        select(person)
        .where(person == col(Membership.person_id), organization == col(Membership.organization_id))
        .exists()
    )
