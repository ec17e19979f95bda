"""Rounds that should have been opened or counted, and were not."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, case, or_, select
from sqlmodel import Session, col

from rpp import clock
from rpp.rounds.models import Round

# The worker looks every few seconds: after so long, "in a moment" would not be true.
LATE = timedelta(minutes=15)


class Overdue(NamedTuple):
    """A round, its status, and since when it should have another."""

    id: int
    status: str
    since: datetime


def rounds(session: Session) -> list[Overdue]:
    """The overdue rounds, the longest first."""
    before = clock.now() - LATE
    open_ = and_(col(Round.status) == "open", col(Round.closes_at) <= before)
    scheduled = and_(col(Round.status) == "scheduled", col(Round.opens_at) <= before)
    since = case((open_, col(Round.closes_at)), else_=col(Round.opens_at))
    statement = select(col(Round.id), col(Round.status), since).where(or_(open_, scheduled))
    rows = session.execute(statement.order_by(since, col(Round.id)))
    return [Overdue(*row) for row in rows]


def is_late(due: datetime) -> bool:
    """Whether a moment has passed by so much that the worker cannot be running."""
    return clock.now() - due > LATE
