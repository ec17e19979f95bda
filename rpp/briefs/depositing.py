"""Depositing: an organization puts a report here that it made itself."""

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import clock, db, history
from rpp.briefs.life import LIFE, Action
from rpp.briefs.models import Brief
from rpp.briefs.texts import blank
from rpp.errors import DomainError
from rpp.networks.models import Network, NetworkMembership
from rpp.policy import Viewer


def networks_of(session: Session, organizations: frozenset[int]) -> dict[int, str]:
    """The networks that any of these organizations belongs to, by id; one statement."""
    belongs = select(col(NetworkMembership.network_id)).where(
        col(NetworkMembership.organization_id).in_(sorted(organizations)),
        col(NetworkMembership.status) == "active",
    )
    named = select(col(Network.id), col(Network.name)).where(col(Network.id).in_(belongs))
    rows = session.execute(named.order_by(col(Network.name), col(Network.id)))
    return {row[0]: row[1] for row in rows}


def deposit_brief(
    session: Session,
    actor: Viewer,
    organization_id: int,
    title: str,
    *,
    network_id: int | None = None,
) -> Brief:
    """Begin the deposit of a report that an organization of the actor made.

    `network_id` is a network of theirs whose people should look at it before it is published.
    """
    if organization_id not in actor.member_of:
        raise DomainError("Choose an organization that you belong to.", "organization")
    _demand_network(session, organization_id, network_id)
    brief = Brief(
        type="deposited",
        organization_id=organization_id,
        network_id=network_id,
        begun_by=actor.id,
        status_since=clock.now(),
        title=title,
        draft=blank(title),
        draft_by=actor.id,
        draft_at=clock.now(),
        created_at=clock.now(),
    )
    session.add(brief)
    session.flush()
    history.record(
        session, brief, "deposited", actor.id, organization_id=organization_id, private=True
    )
    return brief


def change_network(session: Session, actor: Viewer, brief_id: int, network_id: int | None) -> Brief:
    """Say whose network looks at a deposited report before it is published, or that none does."""
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.SEND_TO_REVIEW)
    if brief.type != "deposited" or brief.organization_id is None:
        raise DomainError("Only a deposited report moves to another network.")
    _demand_network(session, brief.organization_id, network_id)
    if brief.network_id != network_id:
        brief.network_id = network_id
        session.add(brief)
        history.record(session, brief, "network_changed", actor.id, private=True)
    return brief


def _demand_network(session: Session, organization_id: int, network_id: int | None) -> None:
    if network_id is not None and network_id not in networks_of(
        session, frozenset({organization_id})
    ):
        raise DomainError("Choose a network that the organization belongs to.", "network")
