"""Reads a person's notices, and what they follow."""

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from rpp import kinds
from rpp.history import Event
from rpp.notices.models import Follow, Notice
from rpp.paging import Cursor, Slice, page_of
from rpp.policy import Viewer

PAGE = 30


def still_theirs(viewer: Viewer) -> ColumnElement[bool]:
    """What a notice tells of is still the viewer's to know; the statement must join the event.

    Whoever may no longer know of a thing reads of it no more, in what was told before either.
    """
    event: Any = Event
    return kinds.known(viewer, col(event.kind), col(event.subject_id), col(event.private))


def listed(session: Session, viewer: Viewer, cursor: Cursor, limit: int = PAGE) -> Slice:
    """One page of a person's notices, newest first."""
    statement: Any = (
        select(
            col(Notice.id).label("id"),
            col(Notice.text),
            col(Notice.href),
            col(Notice.at),
            col(Notice.read_at),
        )
        .join(Event, col(Event.id) == col(Notice.event_id))
        .where(col(Notice.person_id) == viewer.id, still_theirs(viewer))
    )
    return page_of(session, statement, col(Notice.id), cursor, limit=limit)


def follows(session: Session, viewer: Viewer, kind: str, subject_id: int) -> bool:
    """Whether the person follows the thing."""
    if viewer.id is None:
        return False
    return session.get(Follow, (viewer.id, kind, subject_id)) is not None
