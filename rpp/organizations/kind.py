"""What the other rooms know of organizations and of whom they appoint."""

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, Select, SelectBase, false, select
from sqlmodel import Session, col

from rpp import kinds
from rpp.db import columns
from rpp.history import Event
from rpp.kinds import Telling
from rpp.organizations.api import RESOURCE
from rpp.organizations.models import Appointment, Membership, Organization
from rpp.organizations.verbs import APPOINTMENT, ORGANIZATION
from rpp.policy import Viewer


def members(
    organizations: Collection[int] | SelectBase, *conditions: ColumnElement[bool]
) -> Select[int]:
    """Select the people who belong to these organizations (ids, or a select of them) now."""
    return select(col(Membership.person_id)).where(
        col(Membership.organization_id).in_(organizations),
        col(Membership.status) == "active",
        *conditions,
    )


def leaders(session: Session, organization_ids: Iterable[int]) -> set[int]:
    """Who leads any of these organizations now."""
    leading = members(list(organization_ids), col(Membership.role) == "leader")
    return set(session.execute(leading).scalars())


def name_of(session: Session, organization_id: int) -> str:
    """What an organization is called."""
    statement = select(col(Organization.name)).where(col(Organization.id) == organization_id)
    answer: str = session.execute(statement).scalar_one()
    return answer


def _led(viewer: Viewer) -> Select[int] | None:
    """What is said inside an organization is for its leaders, and for the operator."""
    own = columns(Organization)
    return None if viewer.is_admin else select(own.id).where(own.id.in_(sorted(viewer.leads)))


def _appointed(viewer: Viewer) -> Select[int] | None:
    """Whom districts appointed is for all who are signed in."""
    return select(columns(Appointment).id).where(false()) if viewer.id is None else None


def _tell_of_appointment(_session: Session, _event: Event, appointment: Appointment) -> Telling:
    page = kinds.href("organization", appointment.organization_id)
    return Telling({appointment.person_id}, page)


kinds.register(
    kinds.Kind(
        "organization",
        readers=kinds.everyone,
        verbs=ORGANIZATION,
        insiders=_led,
        address=("organizations.show", "organization_id"),
        api=RESOURCE,
    )
)
kinds.register(
    kinds.Kind("appointment", readers=_appointed, verbs=APPOINTMENT, tell=_tell_of_appointment)
)
