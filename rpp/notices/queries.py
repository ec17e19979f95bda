"""Reads a person's notices, and what she follows."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlmodel import Session, col

from rpp.briefs import queries as briefs
from rpp.briefs.models import Brief
from rpp.history import Event
from rpp.notices.models import Follow, Notice
from rpp.paging import Cursor, Slice, page_of
from rpp.policy import Viewer
from rpp.studies.models import Study
from rpp.studies.visibility import visible_to

PAGE = 30


def _of(kind: str, known: ColumnElement[bool]) -> ColumnElement[bool]:
    """The event is of such a thing, or of the talk about one, and the viewer may not know of it."""
    told = or_(col(Event.kind) == kind, col(Event.kind).startswith(f"{kind}:"))
    return and_(told, ~known)


def still_hers(viewer: Viewer) -> ColumnElement[bool]:
    """What a notice tells of is still hers to know; the statement must join the event.

    Whoever left a private study reads of it no more, in what she was told before either.
    """
    here = Event.__table__  # type: ignore[attr-defined]
    study = (
        exists().where(col(Study.id) == col(Event.subject_id), visible_to(viewer)).correlate(here)
    )
    brief = (
        exists()
        .where(
            col(Brief.id) == col(Event.subject_id),
            col(Study.id) == col(Brief.study_id),
            briefs.visible_to(viewer),
        )
        .correlate(here)
    )
    return ~or_(_of("study", study), _of("brief", brief))


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
        .where(col(Notice.person_id) == viewer.id, still_hers(viewer))
    )
    return page_of(session, statement, col(Notice.id), cursor, limit=limit)


def follows(session: Session, viewer: Viewer, kind: str, subject_id: int) -> bool:
    """Whether the person follows the thing."""
    if viewer.id is None:
        return False
    return session.get(Follow, (viewer.id, kind, subject_id)) is not None
