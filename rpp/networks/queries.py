"""Reads networks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, union_all
from sqlmodel import Session, col

from rpp import dates
from rpp.history import Event
from rpp.networks.models import Network, NetworkMembership, NetworkRole
from rpp.networks.zones import zone_of
from rpp.organizations.models import Organization, setting
from rpp.organizations.queries.listed import LISTED, Listed
from rpp.people.models import Person
from rpp.policy import Viewer


@dataclass
class NetworkLine:
    """One network as the list shows it."""

    id: int
    slug: str
    name: str
    purpose: str
    leas: int = 0
    others: int = 0
    settings: Counter[str] = field(default_factory=Counter)

    @property
    def members(self) -> str:
        """Its members in words: "8 districts: 3 rural, 2 city"."""
        words = [f"{n} {name.lower()}" for name, n in self.settings.most_common()]
        leas = f"{self.leas} {'district' if self.leas == 1 else 'districts'}"
        return f"{leas}: {', '.join(words)}" if words else leas


def networks(session: Session, limit: int = 200) -> list[NetworkLine]:
    """All networks by name, with their members counted by setting; two statements."""
    rows = session.execute(
        select(col(Network.id), col(Network.slug), col(Network.name), col(Network.purpose))
        .order_by(func.lower(col(Network.name)), col(Network.id))
        .limit(limit)
    )
    lines = {row.id: NetworkLine(*row) for row in rows}
    counted = session.execute(
        select(
            col(NetworkMembership.network_id),
            col(Organization.type),
            col(Organization.locale),
            func.count(),
        )
        .join(Organization, col(Organization.id) == col(NetworkMembership.organization_id))
        .where(col(NetworkMembership.status) == "active")
        .group_by(
            col(NetworkMembership.network_id), col(Organization.type), col(Organization.locale)
        )
    )
    for network_id, type_, locale, number in counted:
        line = lines.get(network_id)
        if line is None:
            continue
        if type_ != "lea":
            line.others += number
            continue
        line.leas += number
        if setting(locale):
            line.settings[setting(locale)] += number
    return list(lines.values())


def network(session: Session, slug: str) -> Row[Any] | None:
    """One network, its id also as `network_id`."""
    return session.execute(
        select(
            col(Network.id),
            col(Network.id).label("network_id"),
            col(Network.slug),
            col(Network.name),
            col(Network.purpose),
            col(Network.about_html),
            col(Network.timezone),
            col(Network.created_at),
        ).where(col(Network.slug) == slug)
    ).first()


def texts(session: Session, network_id: int) -> Row[Any]:
    """What a network says about itself, as it was typed."""
    return session.execute(
        select(col(Network.purpose), col(Network.about)).where(col(Network.id) == network_id)
    ).one()


def members(session: Session, network_id: int) -> Sequence[Row[Any]]:
    """The organizations in a network, districts first, by name."""
    return session.execute(
        select(
            col(NetworkMembership.id),
            col(NetworkMembership.status_since).label("since"),
            col(Organization.id).label("organization_id"),
            col(Organization.name),
            col(Organization.type),
            col(Organization.city),
            col(Organization.state),
            col(Organization.locale),
            col(Organization.enrollment),
            col(Organization.latitude),
            col(Organization.longitude),
        )
        .join(Organization, col(Organization.id) == col(NetworkMembership.organization_id))
        .where(
            col(NetworkMembership.network_id) == network_id,
            col(NetworkMembership.status) == "active",
        )
        .order_by(col(Organization.type), func.lower(col(Organization.name)), col(Organization.id))
        .limit(500)
    ).all()


def servants(session: Session, network_id: int) -> Sequence[Row[Any]]:
    """Its stewards and brokers."""
    return session.execute(
        select(
            col(NetworkRole.id),
            col(NetworkRole.role),
            col(NetworkRole.since),
            col(Person.id).label("person_id"),
            col(Person.name),
            col(Person.title),
        )
        .join(Person, col(Person.id) == col(NetworkRole.person_id))
        .where(col(NetworkRole.network_id) == network_id)
        .order_by(col(NetworkRole.role).desc(), func.lower(col(Person.name)), col(Person.id))
    ).all()


@dataclass(frozen=True, slots=True)
class Application(Listed):
    """An organization that asked to join and waits."""

    membership_id: int
    since: datetime


def applications(session: Session, network_id: int) -> list[Application]:
    """Organizations that asked to join and wait, the oldest first."""
    rows = session.execute(
        select(*LISTED, col(NetworkMembership.id), col(NetworkMembership.status_since))
        .join(Organization, col(Organization.id) == col(NetworkMembership.organization_id))
        .where(
            col(NetworkMembership.network_id) == network_id,
            col(NetworkMembership.status) == "pending",
        )
        .order_by(col(NetworkMembership.status_since), col(NetworkMembership.id))
        .limit(100)
    )
    return [Application(*row) for row in rows]


@dataclass(frozen=True)
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


def role(session: Session, role_id: int) -> Row[Any] | None:
    """One person's part in a network, for a permission."""
    return session.execute(
        select(
            col(NetworkRole.id),
            col(NetworkRole.network_id),
            col(NetworkRole.role),
            col(NetworkRole.person_id),
            col(Network.slug),
            col(Person.name),
        )
        .join(Network, col(Network.id) == col(NetworkRole.network_id))
        .join(Person, col(Person.id) == col(NetworkRole.person_id))
        .where(col(NetworkRole.id) == role_id)
    ).first()


@dataclass(frozen=True)
class Led:
    """An organization that the viewer leads, and its status in a network ("" is none)."""

    id: int
    name: str
    status: str
    since: datetime | None


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


SAID = {
    ("network", "created"): "opened the network",
    ("network", "edited"): "changed its description",
    ("network", "role_given"): "became",
    ("network", "role_ended"): "is no longer",
    ("network membership", "requested"): "asked to join",
    ("network membership", "admitted"): "joined",
    ("network membership", "refused"): "was refused",
    ("network membership", "ended"): "left",
}


def history_of(
    session: Session, network_id: int, viewer: Viewer, *, private: bool
) -> list[dict[str, Any]]:
    """The network's history, newest first; requests and refusals are for those who decide."""
    event = Event.__table__  # type: ignore[attr-defined]
    columns = (event.c.id, event.c.kind, event.c.verb, event.c.reason, event.c.detail, event.c.at)
    member = NetworkMembership.__table__  # type: ignore[attr-defined]
    person = Person.__table__  # type: ignore[attr-defined]
    organization = Organization.__table__  # type: ignore[attr-defined]
    own = (
        select(*columns, event.c.private, person.c.name.label("who"))
        .select_from(event.outerjoin(person, person.c.id == event.c.actor_id))
        .where(event.c.kind == "network", event.c.subject_id == network_id)
    )
    of_members = (
        select(*columns, event.c.private, organization.c.name.label("who"))
        .select_from(
            event.join(member, member.c.id == event.c.subject_id).join(
                organization, organization.c.id == member.c.organization_id
            )
        )
        .where(event.c.kind == "network membership", member.c.network_id == network_id)
    )
    lines = union_all(own, of_members).subquery()
    statement = select(lines).order_by(lines.c.id.desc()).limit(60)
    if not private:
        statement = statement.where(lines.c.private.is_(False))
    zone = zone_of(session, network_id)
    return [_said(row, viewer, zone) for row in session.execute(statement)]


def _said(row: Any, viewer: Viewer, zone: str) -> dict[str, Any]:
    what = SAID.get((row.kind, row.verb), row.verb.replace("_", " "))
    who = row.who or "The operator"
    if row.kind == "network":
        if row.detail.get("role"):
            who, what = row.detail["name"], f"{what} {row.detail['role']}"
        if viewer.id is None:
            # Names of people are for those who signed in; what happened is for all.
            who = f"A {row.detail['role']}" if row.detail.get("role") else "The operator"
            what = {"role_given": "was named", "role_ended": "stepped down"}.get(row.verb, what)
    return {"when": dates.day_in(row.at, zone), "who": who, "what": what, "reason": row.reason}
