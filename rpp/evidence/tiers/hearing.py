"""When tiers are computed anew: a rating was decided or reopened."""

from sqlmodel import Session

from rpp.evidence.tiers.operations import refresh
from rpp.history import Recorded


def on_event(session: Session, recorded: Recorded) -> None:
    """After a move of a rating, compute the tiers of what it is about."""
    event = recorded.event
    if event.kind == "rating" and "to" in event.detail:
        rating = recorded.subject
        refresh(session, (rating.subject_kind, rating.subject_id))
