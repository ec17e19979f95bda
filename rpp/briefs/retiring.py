"""What becomes of a published brief: a newer one replaces it, or it is withdrawn."""

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import db, history
from rpp.briefs.life import LIFE, Action
from rpp.briefs.models import Brief
from rpp.errors import DomainError
from rpp.policy import Viewer


def withdraw_brief(session: Session, actor: Viewer, brief_id: int, reason: str) -> Brief:
    """Withdraw a published brief with a reason; its address stays and says so."""
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.WITHDRAW)
    if not reason.strip():
        raise DomainError(
            "Say why it is withdrawn. Everyone who cited it will read this.", "reason"
        )
    brief.reason = reason.strip()
    history.move(session, brief, "withdrawn", "withdrawn", actor.id, reason=brief.reason)
    return brief


def supersede_brief(
    session: Session, actor: Viewer, brief_id: int, newer_id: int, reason: str
) -> Brief:
    """Say that a newer published brief takes the place of this one, which stays readable."""
    there = select(col(Brief.id)).where(col(Brief.id).in_((brief_id, newer_id)))
    # Both held, in the order of their ids: the newer one may be withdrawn at this moment.
    found = {key: db.lock(session, Brief, key) for key in sorted(session.execute(there).scalars())}
    brief, newer = found[brief_id], found.get(newer_id)
    LIFE.require(brief, Action.SUPERSEDE)
    if newer is None or newer.status != "published" or newer is brief:
        raise DomainError("Give the number of another brief that is published here.", "newer")
    brief.superseded_by, brief.reason = newer_id, reason.strip()
    history.move(
        session,
        brief,
        "superseded",
        "superseded",
        actor.id,
        reason=brief.reason,
        detail={"newer_id": newer_id},
    )
    return brief
