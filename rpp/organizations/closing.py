"""What a person leaves behind in organizations when the account is closed."""

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from rpp import db
from rpp.organizations import operations
from rpp.organizations.models import Membership, Organization
from rpp.people import closing
from rpp.people.closing import HandOver
from rpp.policy import Viewer


def led_alone(session: Session, person_id: int) -> list[HandOver]:
    """Organizations with other members that nobody else leads."""
    other = aliased(Membership)
    others = (
        col(other.organization_id) == col(Organization.id),
        col(other.status) == "active",
        col(other.person_id) != person_id,
    )
    rows = session.exec(
        select(Organization.id, Organization.name)
        .join(Membership, col(Membership.organization_id) == col(Organization.id))
        .where(
            col(Membership.person_id) == person_id,
            col(Membership.status) == "active",
            col(Membership.role) == "leader",
            exists().where(*others),
            ~exists().where(*others, col(other.role) == "leader"),
        )
        .order_by(col(Organization.id))
    )
    return [
        HandOver(
            f"You are the only leader of {name}.",
            f"/organizations/{id_}/manage",
            "Make another member a leader",
        )
        for id_, name in rows
    ]


def leave_all(session: Session, actor: Viewer) -> None:
    """End a person's memberships with their appointments, and take back requests."""
    assert actor.id is not None
    own = session.exec(
        select(Membership.id, Membership.organization_id, Membership.status)
        .where(Membership.person_id == actor.id, col(Membership.status).in_(("active", "pending")))
        .order_by(col(Membership.organization_id))
    ).all()
    for _, organization_id, _ in own:
        db.lock(session, Organization, organization_id)
    for left in led_alone(session, actor.id):
        raise left.error()
    for membership_id, organization_id, status in own:
        if status == "active" and membership_id is not None:
            operations.end_membership(session, actor, membership_id)
        else:
            operations.take_back(session, actor, organization_id)


closing.before_closing(led_alone)
closing.with_closing(leave_all)
