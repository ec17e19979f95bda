"""Depositing: an organization puts a report here that it made itself."""

from sqlmodel import Session

from rpp import clock, history
from rpp.briefs.models import Brief
from rpp.briefs.texts import blank
from rpp.errors import DomainError
from rpp.policy import Viewer


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
    if network_id is not None and network_id not in actor.networks:
        raise DomainError("Choose a network that your organization belongs to.", "network")
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
