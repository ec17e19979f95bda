"""What a person is in organizations and networks."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlmodel import Session

from rpp.db import columns
from rpp.networks.models import NetworkMembership, NetworkRole
from rpp.organizations.models import Appointment, Membership, Organization
from rpp.people.models import Person, PortalRole
from rpp.people.sessions import RoleReader, RoleRow, RoleSelect
from rpp.policy import Roles, Viewer


def roles_of(session: Session, person_id: int) -> Roles:
    """A person's organizations, appointments and networks; one statement."""
    return _read(session.execute(union_all(*_selects(literal(person_id)))))


def viewer_of(session: Session, person_id: int) -> Viewer:
    """A person as they would ask now, with their roles of this moment; two statements."""
    person = session.get_one(Person, person_id)
    return Viewer(
        id=person.id,
        email=person.email,
        is_admin=person.is_admin,
        **roles_of(session, person_id),
    )


def _selects(person: ColumnElement[int] | ScalarSelect[int]) -> list[RoleSelect]:
    """Selects of a person's roles, as (what, id, role, type, name); `person` is their id."""
    organization, membership = columns(Organization), columns(Membership)
    appointment, role = columns(Appointment), columns(NetworkRole)
    place = columns(NetworkMembership)
    own = membership.person_id == person
    active = (own, membership.status == "active")
    organizations = (
        select(
            membership.status,
            organization.id,
            membership.role,
            organization.type,
            organization.name,
        )
        .join_from(
            membership.id.table,
            organization.id.table,
            organization.id == membership.organization_id,
        )
        # No IN: SQLAlchemy would write its values into the statement anew for each request.
        .where(own, or_(membership.status == "active", membership.status == "pending"))
    )
    appointments: RoleSelect = select(
        literal_column("'appointment'"),
        appointment.organization_id,
        appointment.role,
        null(),
        null(),
    ).where(appointment.person_id == person, appointment.ended_at.is_(None))
    networks: RoleSelect = (
        select(literal_column("'network'"), place.network_id, null(), null(), null())
        .join_from(
            membership.id.table, place.id.table, place.organization_id == membership.organization_id
        )
        .where(*active, place.status == "active")
    )
    served: RoleSelect = select(
        literal_column("'role'"), role.network_id, role.role, null(), null()
    ).where(role.person_id == person)
    for_all = columns(PortalRole)
    portal: RoleSelect = select(
        literal_column("'portal'"), for_all.person_id, for_all.role, null(), null()
    ).where(for_all.person_id == person)
    return [organizations, appointments, networks, served, portal]


def _read(rows: Iterable[RoleRow]) -> Roles:
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    names: dict[str, dict[int, str]] = {"active": {}, "pending": {}}
    for what, id_, role, type_, name in rows:
        found[what, role or ""].add(id_)
        if what in names:
            found[what, type_ or ""].add(id_)
            names[what][id_] = name or ""

    def ids(what: str, which: str = "") -> frozenset[int]:
        return frozenset(found.get((what, which), ()))

    return {
        "member_of": frozenset(names["active"]),
        "leas": ids("active", "lea"),
        "researches_at": ids("active", "research"),
        "leads": ids("active", "leader"),
        "delegate_for": ids("appointment", "delegate"),
        "signs_for": ids("appointment", "signatory"),
        "networks": ids("network"),
        "stewards": ids("role", "steward"),
        "brokers": ids("role", "broker"),
        "reviews": bool(ids("portal", "reviewer")),
        "reviews_for": ids("role", "reviewer"),
        "organization_names": names["active"],
        "asked_leas": ids("pending", "lea"),
        "asked_names": names["pending"],
    }


READER = RoleReader(_selects, _read)
