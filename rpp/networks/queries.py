"""Reads networks, and where a person stands in organizations and networks."""

from typing import Any

from sqlalchemy import literal, null, select, union_all
from sqlmodel import Session, col

from rpp.networks.models import NetworkMembership, NetworkRole
from rpp.organizations.models import Appointment, Membership, Organization


def standing(session: Session, person_id: int) -> dict[str, Any]:
    """A person's organizations, appointments and networks, as fields of `Viewer`; one statement."""
    active = (col(Membership.person_id) == person_id, col(Membership.status) == "active")
    organizations: Any = (
        select(
            literal("organization").label("what"),
            col(Organization.id).label("id"),
            col(Membership.role).label("role"),
            col(Organization.type).label("type"),
            col(Organization.name).label("name"),
        )
        .join(Membership, col(Membership.organization_id) == col(Organization.id))
        .where(*active)
    )
    appointments = select(
        literal("appointment"),
        col(Appointment.organization_id),
        col(Appointment.role),
        null(),
        null(),
    ).where(col(Appointment.person_id) == person_id, col(Appointment.ended_at).is_(None))
    networks = (
        select(literal("network"), col(NetworkMembership.network_id), null(), null(), null())
        .join(Membership, col(Membership.organization_id) == col(NetworkMembership.organization_id))
        .where(*active, col(NetworkMembership.status) == "active")
    )
    roles = select(
        literal("role"), col(NetworkRole.network_id), col(NetworkRole.role), null(), null()
    ).where(col(NetworkRole.person_id) == person_id)
    rows = session.execute(union_all(organizations, appointments, networks, roles)).all()

    def ids(what: str, **wanted: str) -> frozenset[int]:
        return frozenset(
            row.id
            for row in rows
            if row.what == what and all(getattr(row, k) == v for k, v in wanted.items())
        )

    return {
        "member_of": ids("organization"),
        "leas": ids("organization", type="lea"),
        "researches_at": ids("organization", type="research"),
        "leads": ids("organization", role="leader"),
        "delegate_for": ids("appointment", role="delegate"),
        "signs_for": ids("appointment", role="signatory"),
        "networks": ids("network"),
        "stewards": ids("role", role="steward"),
        "brokers": ids("role", role="broker"),
        "organization_names": {row.id: row.name for row in rows if row.what == "organization"},
    }
