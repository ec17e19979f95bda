"""Reads which organizations are in a network, which ask to join, and which could."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlmodel import Session, col

from rpp.networks.models import Network, NetworkMembership
from rpp.organizations.models import Organization
from rpp.organizations.queries.listed import LISTED, Listed
from rpp.policy import Viewer


@dataclass(frozen=True, slots=True)
class Member(Listed):
    """An organization in a network; `id` is its own."""

    membership_id: int
    since: datetime
    latitude: float | None
    longitude: float | None


def members(session: Session, network_id: int) -> list[Member]:
    """The organizations in a network, districts first, by name."""
    rows = session.execute(
        select(
            *LISTED,
            col(NetworkMembership.id),
            col(NetworkMembership.status_since),
            col(Organization.latitude),
            col(Organization.longitude),
        )
        .join(NetworkMembership, col(NetworkMembership.organization_id) == col(Organization.id))
        .where(
            col(NetworkMembership.network_id) == network_id,
            col(NetworkMembership.status) == "active",
        )
        .order_by(col(Organization.type), func.lower(col(Organization.name)), col(Organization.id))
        .limit(500)
    )
    return [Member(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Application(Listed):
    """An organization that asked to join and waits; `id` is its own."""

    membership_id: int
    since: datetime


def applications(session: Session, network_id: int) -> list[Application]:
    """Organizations that asked to join and wait, the oldest first."""
    rows = session.execute(
        select(*LISTED, col(NetworkMembership.id), col(NetworkMembership.status_since))
        .join(NetworkMembership, col(NetworkMembership.organization_id) == col(Organization.id))
        .where(
            col(NetworkMembership.network_id) == network_id,
            col(NetworkMembership.status) == "pending",
        )
        .order_by(col(NetworkMembership.status_since), col(NetworkMembership.id))
        .limit(100)
    )
    return [Application(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Place:
    """One organization's place in one network, for a permission."""

    id: int
    network_id: int
    slug: str
    organization_id: int
    name: str
    status: str


def place(session: Session, membership_id: int) -> Place | None:
    """An organization in a network, by the id of its membership."""
    row = session.execute(
        select(
            col(NetworkMembership.id),
            col(NetworkMembership.network_id),
            col(Network.slug),
            col(NetworkMembership.organization_id),
            col(Organization.name),
            col(NetworkMembership.status),
        )
        .join(Network, col(Network.id) == col(NetworkMembership.network_id))
        .join(Organization, col(Organization.id) == col(NetworkMembership.organization_id))
        .where(col(NetworkMembership.id) == membership_id)
    ).first()
    return Place(*row) if row else None


@dataclass(frozen=True, slots=True)
class Led:
    """An organization that the viewer leads, and its status in a network ("" is none)."""

    id: int
    name: str
    status: str
    since: datetime | None

    @property
    def label(self) -> str:
        """How it is offered where one chooses."""
        return f"{self.name}, refused before" if self.status == "refused" else self.name


def led_by(session: Session, viewer: Viewer, network_id: int) -> list[Led]:
    """What the viewer leads and could bring, or has brought."""
    if not viewer.leads:
        return []
    rows = session.execute(
        select(
            col(Organization.id),
            col(Organization.name),
            func.coalesce(col(NetworkMembership.status), ""),
            col(NetworkMembership.status_since),
        )
        .outerjoin(
            NetworkMembership,
            (col(NetworkMembership.organization_id) == col(Organization.id))
            & (col(NetworkMembership.network_id) == network_id),
        )
        .where(col(Organization.id).in_(viewer.leads))
        .order_by(col(Organization.name), col(Organization.id))
    )
    return [Led(*row) for row in rows]


def in_none(session: Session, viewer: Viewer) -> list[tuple[int, str]]:
    """Districts that the viewer leads and that neither are in a network nor ask to: id and name."""
    led = viewer.leads & viewer.leas
    if not led:
        return []
    place = exists().where(
        col(NetworkMembership.organization_id) == col(Organization.id),
        col(NetworkMembership.status).in_(("active", "pending")),
    )
    rows = session.execute(
        select(col(Organization.id), col(Organization.name))
        .where(col(Organization.id).in_(sorted(led)), ~place)
        .order_by(col(Organization.name), col(Organization.id))
    )
    return [(id_, name) for id_, name in rows]
