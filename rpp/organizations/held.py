"""Rows of memberships as operations hold them, and what their events tell."""

from sqlmodel import Session, select

from rpp import clock, db
from rpp.organizations.models import Appointment, Membership, Organization
from rpp.verbs import Facts


def own_membership(session: Session, person_id: int, organization_id: int) -> Membership:
    """The person's row in the organization, held; a new one, not saved yet, where there is none."""
    found = session.exec(
        select(Membership)
        .where(Membership.person_id == person_id, Membership.organization_id == organization_id)
        .with_for_update()
    ).first()
    return found or Membership(
        person_id=person_id, organization_id=organization_id, status_since=clock.now()
    )


def held_membership(session: Session, membership_id: int) -> Membership:
    """A membership, its organization held first: all who change both take them in this order."""
    organization_id = session.exec(
        select(Membership.organization_id).where(Membership.id == membership_id)
    ).one()
    db.lock(session, Organization, organization_id)
    return db.lock(session, Membership, membership_id)


def facts_of(session: Session, held: Membership | Appointment, **more: str | int | None) -> Facts:
    """Whose it is, and the organization as it is called now, for an event."""
    organization = session.get_one(Organization, held.organization_id)
    return {"person_id": held.person_id, "organization": organization.name, **more}
