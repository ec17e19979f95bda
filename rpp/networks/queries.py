"""Reads a network, who serves it, and what happened in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, union_all
from sqlmodel import Session, col

from rpp import dates, verbs
from rpp.db import columns
from rpp.history import Event
from rpp.layout import Happened
from rpp.networks.models import ROLES, Network, NetworkMembership, NetworkRole
from rpp.networks.verbs import role_name
from rpp.networks.zones import zone_of
from rpp.organizations.models import Organization
from rpp.paging import Found
from rpp.people.models import Person
from rpp.policy import Viewer


@dataclass(frozen=True, slots=True)
class Shown:
    """A network as its own pages show it."""

    id: int
    slug: str
    name: str
    purpose: str
    about_html: str
    timezone: str
    created_at: datetime

    @property
    def network_id(self) -> int:
        return self.id


def network(session: Session, slug: str) -> Shown | None:
    """One network, by the name in its address."""
    row = session.execute(
        select(
            col(Network.id),
            col(Network.slug),
            col(Network.name),
            col(Network.purpose),
            col(Network.about_html),
            col(Network.timezone),
            col(Network.created_at),
        ).where(col(Network.slug) == slug)
    ).first()
    return Shown(*row) if row else None


class Texts(NamedTuple):
    """What a network says about itself, as it was typed."""

    purpose: str
    about: str


def texts(session: Session, network_id: int) -> Texts:
    """What a network says about itself."""
    return Texts(
        *session.execute(
            select(col(Network.purpose), col(Network.about)).where(col(Network.id) == network_id)
        ).one()
    )


@dataclass(frozen=True, slots=True)
class Serving:
    """Someone who serves a network."""

    id: int
    role: str
    since: datetime
    name: str
    title: str

    @property
    def role_name(self) -> str:
        return ROLES[self.role].capitalize()


def serving(session: Session, network_id: int) -> list[Serving]:
    """Who serves a network: stewards first, then reviewers and brokers."""
    rows = session.execute(
        select(
            col(NetworkRole.id),
            col(NetworkRole.role),
            col(NetworkRole.since),
            col(Person.name),
            col(Person.title),
        )
        .join(Person, col(Person.id) == col(NetworkRole.person_id))
        .where(col(NetworkRole.network_id) == network_id)
        .order_by(col(NetworkRole.role).desc(), func.lower(col(Person.name)), col(Person.id))
    )
    return [Serving(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Role:
    """One person's part in a network, for a permission."""

    id: int
    network_id: int
    role: str
    person_id: int
    slug: str
    name: str


def role(session: Session, role_id: int) -> Role | None:
    """One person's part in a network."""
    row = session.execute(
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
    return Role(*row) if row else None


def history_of(
    session: Session, network_id: int, viewer: Viewer, *, private: bool
) -> list[Happened]:
    """The network's history, newest first; requests and refusals are for those who decide."""
    event, member = columns(Event), columns(NetworkMembership)
    person, organization = columns(Person), columns(Organization)
    shown = (event.id, event.kind, event.verb, event.reason, event.detail, event.at, event.private)
    own = (
        select(*shown, person.name.label("who"))
        .join_from(event.id.table, person.id.table, person.id == event.actor_id, isouter=True)
        .where(event.kind == "network", event.subject_id == network_id)
    )
    of_members = (
        select(*shown, organization.name.label("who"))
        .join_from(event.id.table, member.id.table, member.id == event.subject_id)
        .join(organization.id.table, organization.id == member.organization_id)
        .where(event.kind == "network membership", member.network_id == network_id)
    )
    lines = union_all(own, of_members).subquery()
    statement = select(lines).order_by(lines.c.id.desc()).limit(60)
    if not private:
        statement = statement.where(lines.c.private.is_(False))
    zone = zone_of(session, network_id)
    return [_said(row, viewer, zone) for row in session.execute(statement)]


def _said(row: Found, viewer: Viewer, zone: str) -> Happened:
    what = verbs.of(row.kind).sentence(row.verb, row.detail)
    who = row.who or "The operator"
    if row.kind == "network":
        who = row.detail.get("name") or who
        if viewer.id is None:
            # Names of people are for those who signed in; what happened is for all.
            who = f"A {role_name(row.detail)}" if "role" in row.detail else "The operator"
            what = {"role_given": "was named", "role_ended": "stepped down"}.get(row.verb, what)
    return Happened(dates.day_in(row.at, zone), who, what, row.reason)
