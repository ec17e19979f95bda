"""What a person leaves behind in networks when the account is closed."""

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from rpp.networks import operations
from rpp.networks.models import Network, NetworkRole
from rpp.people import closing
from rpp.people.closing import HandOver
from rpp.policy import Viewer


def served_alone(session: Session, person_id: int) -> list[HandOver]:
    """Networks that have no other steward."""
    other = aliased(NetworkRole)
    rows = session.exec(
        select(Network.name, Network.slug)
        .join(NetworkRole, col(NetworkRole.network_id) == col(Network.id))
        .where(
            col(NetworkRole.person_id) == person_id,
            col(NetworkRole.role) == "steward",
            ~exists().where(
                col(other.network_id) == col(Network.id),
                col(other.role) == "steward",
                col(other.person_id) != person_id,
            ),
        )
        .order_by(col(Network.id))
    )
    return [
        HandOver(
            f"You are the only steward of {name}.",
            f"/networks/{slug}/steward",
            "Name another steward",
        )
        for name, slug in rows
    ]


def end_roles(session: Session, actor: Viewer) -> None:
    """End a person's parts in networks; the last steward is refused."""
    own = session.exec(
        select(NetworkRole.network_id, NetworkRole.id)
        .where(NetworkRole.person_id == actor.id)
        .order_by(col(NetworkRole.network_id))
    ).all()
    for network_id, role_id in own:
        assert role_id is not None
        operations.end_role(session, actor, network_id, role_id)


closing.before_closing(served_alone)
closing.with_closing(end_roles)
