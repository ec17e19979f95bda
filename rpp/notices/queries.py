"""Reads a person's notices, and what they follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from rpp import kinds, topics, verbs
from rpp.history import Event
from rpp.kinds import Subject
from rpp.notices.models import Follow, Notice
from rpp.paging import Cursor, Slice, Statement, page_of
from rpp.policy import Viewer

PAGE = 30
# What is followed; of everything else there is no news.
FOLLOWED = ("problem", "study", "brief", "synthesis", "claim", "topic")


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """What happened, in a sentence, and where to read of it."""

    id: int
    text: str
    href: str
    at: datetime
    read_at: datetime | None


def still_theirs(viewer: Viewer) -> ColumnElement[bool]:
    """What a notice tells of is still the viewer's to know; the statement must join the event.

    Whoever may no longer know of a thing reads of it no more, in what was told before either.
    """
    return kinds.known(viewer, col(Event.kind), col(Event.subject_id), col(Event.private))


def sentence(event: Any, who: str, now: verbs.Facts | None = None) -> str:
    """What a notice says of an event (kind, verb, detail, reason), with who did it.

    `now` are facts that the event does not hold.
    """
    said = verbs.of(event.kind).told(event.verb, {**event.detail, **(now or {})}, event.reason)
    return f"{who or 'The portal'} {said}"


def listed(session: Session, viewer: Viewer, cursor: Cursor, limit: int = PAGE) -> Slice[NoticeRow]:
    """One page of a person's notices, newest first."""
    statement: Statement = (
        select(
            col(Notice.id).label("id"),
            col(Notice.who),
            col(Notice.href),
            col(Notice.at),
            col(Notice.read_at),
            *(col(Event.kind), col(Event.verb), col(Event.detail), col(Event.reason)),
            col(Event.subject_id),
        )
        .join(Event, col(Event.id) == col(Notice.event_id))
        .where(col(Notice.person_id) == viewer.id, still_theirs(viewer))
    )
    found = page_of(session, statement, col(Notice.id), cursor, limit=limit)
    now = _told_now(session, viewer, [(row.kind, row.subject_id) for row in found])
    rows = [_read(row, now.get((row.kind, row.subject_id), {})) for row in found]
    return Slice(rows, found.back, found.on)


def _told_now(
    session: Session, viewer: Viewer, things: Iterable[tuple[str, int]]
) -> dict[tuple[str, int], verbs.Facts]:
    """Facts that no event holds, of the things that have such; one statement for each kind."""
    wanted: dict[str, set[int]] = {}
    for name, id_ in things:
        wanted.setdefault(name, set()).add(id_)
    return {
        (name, id_): facts
        for name, ids in wanted.items()
        if (kind := kinds.get(name)) and kind.told_now
        for id_, facts in kind.told_now(session, viewer, ids).items()
    }


def _read(row: Any, now: verbs.Facts) -> NoticeRow:
    return NoticeRow(row.id, sentence(row, row.who, now), row.href, row.at, row.read_at)


def named(
    session: Session, viewer: Viewer, things: Iterable[tuple[str, int]]
) -> dict[tuple[str, int], Subject]:
    """Those of the things (kind, id) that the viewer may follow: topics are everyone's."""
    wanted = [thing for thing in things if thing[0] in FOLLOWED]
    on = [found for kind, id_ in wanted if kind == "topic" and (found := topics.topic(id_))]
    subjects = {
        ("topic", one.id): Subject("topic", one.id, one.title, one.href, None) for one in on
    }
    return {**kinds.named(session, viewer, wanted), **subjects}


# The most that one page lists of what a person follows.
MOST = 500


@dataclass(frozen=True, slots=True)
class Followed:
    """What a person follows; `title` and `href` are "" where they may no longer read it."""

    kind: str
    id: int
    title: str = ""
    href: str = ""


def followed(session: Session, viewer: Viewer) -> list[Followed]:
    """What a person follows, the newest first; one statement, and one for each kind."""
    rows = session.execute(
        select(col(Follow.kind), col(Follow.subject_id))
        .where(col(Follow.person_id) == viewer.id)
        .order_by(col(Follow.since).desc(), col(Follow.kind), col(Follow.subject_id))
        .limit(MOST)
    )
    things = [(kind, subject_id) for kind, subject_id in rows]
    known = named(session, viewer, things)
    return [
        Followed(*thing, found.title, found.href)
        if (found := known.get(thing))
        else Followed(*thing)
        for thing in things
    ]


def follows(session: Session, viewer: Viewer, kind: str, subject_id: int) -> bool:
    """Whether the person follows the thing."""
    if viewer.id is None:
        return False
    return session.get(Follow, (viewer.id, kind, subject_id)) is not None
