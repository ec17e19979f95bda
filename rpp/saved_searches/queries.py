"""Reads a person's saved searches, and what was found for them, as far as they may know of it now.

What was found is asked again each time it is shown, counted or told: a thing that was withdrawn,
or that its reader may no longer know of, is not there.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlmodel import Session

from rpp import kinds
from rpp.layout import several
from rpp.paging import Cursor, Slice, page_of
from rpp.policy import Viewer
from rpp.saved_searches.models import MATCHES, NEWS, SEARCHES
from rpp.saved_searches.places import PLACES, Asked
from rpp.search.models import DOCUMENTS
from rpp.verbs import Facts

PAGE = 25


@dataclass(frozen=True, slots=True)
class Saved:
    """A search as its person saved it."""

    id: int
    name: str
    asked: Asked
    is_paused: bool
    saved_at: datetime
    # How many matches were found since, of those that can be read.
    found: int = 0

    @property
    def href(self) -> str:
        return f"/me/searches/{self.id}"


_COLUMNS = (
    *(SEARCHES.c.id, SEARCHES.c.name, SEARCHES.c.place, SEARCHES.c.arguments),
    *(SEARCHES.c.is_paused, SEARCHES.c.saved_at),
)


def shown(viewer: Viewer) -> ColumnElement[bool]:
    """The matches whose things can be found, and that the viewer may know of, at this moment.

    The statement must join the documents, see `_there`.
    """
    may_know = kinds.known(
        *(viewer, MATCHES.c.kind, MATCHES.c.subject_id), among=lambda kind: kind.documents
    )
    return and_(may_know, visible(viewer))


def _there() -> ColumnElement[bool]:
    """The document of a match."""
    return and_(DOCUMENTS.c.kind == MATCHES.c.kind, DOCUMENTS.c.subject_id == MATCHES.c.subject_id)


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """The documents of the search index that the viewer may find."""
    networks = sorted(viewer.readable_networks)
    open_to = or_(DOCUMENTS.c.network_id.is_(None), DOCUMENTS.c.network_id.in_(networks))
    return and_(~DOCUMENTS.c.gone, open_to)


def all_of(session: Session, viewer: Viewer) -> list[Saved]:
    """A person's searches by name, with how much was found for each; one statement."""
    found = (
        select(func.count(MATCHES.c.id))
        .join(DOCUMENTS, _there())
        .where(MATCHES.c.saved_search_id == SEARCHES.c.id, shown(viewer))
        .scalar_subquery()
    )
    statement = (
        select(*_COLUMNS, found)
        .where(SEARCHES.c.person_id == viewer.id)
        .order_by(func.lower(SEARCHES.c.name), SEARCHES.c.id)
    )
    return [
        Saved(id_, name, Asked(place, arguments), paused, at, count)
        for id_, name, place, arguments, paused, at, count in session.execute(statement)
        if place in PLACES
    ]


def one_of(session: Session, viewer: Viewer, search_id: int) -> Saved | None:
    """One of the person's own searches; one statement."""
    statement = select(*_COLUMNS).where(
        SEARCHES.c.id == search_id, SEARCHES.c.person_id == (viewer.id or 0)
    )
    row = session.execute(statement).first()
    if row is None or row.place not in PLACES:
        return None
    asked = Asked(row.place, row.arguments)
    return Saved(row.id, row.name, asked, row.is_paused, row.saved_at)


def alike(session: Session, viewer: Viewer, asked: Asked) -> Saved | None:
    """The person's search that asks the same, if there is one; two statements at most."""
    same = select(SEARCHES.c.id).where(
        SEARCHES.c.person_id == (viewer.id or 0), SEARCHES.c.digest == asked.digest
    )
    id_: int | None = session.execute(same).scalar()
    return one_of(session, viewer, id_) if id_ is not None else None


@dataclass(frozen=True, slots=True)
class Match:
    """A thing that was found for a search, and when."""

    id: int
    kind: str
    subject_id: int
    title: str
    line: str
    at: datetime


def matches(session: Session, viewer: Viewer, search_id: int, cursor: Cursor) -> Slice[Match]:
    """A page of what was found for a search, the newest first; one statement."""
    statement = (
        select(
            *(MATCHES.c.id, MATCHES.c.kind, MATCHES.c.subject_id),
            *(DOCUMENTS.c.title, DOCUMENTS.c.line, NEWS.c.at),
        )
        .join(NEWS, NEWS.c.id == MATCHES.c.news_id)
        .join(DOCUMENTS, _there())
        .where(MATCHES.c.saved_search_id == search_id, shown(viewer))
    )
    return page_of(session, statement, MATCHES.c.id, cursor, limit=PAGE).of(Match)


# --- news ----------------------------------------------------------------------------------


def news_of(viewer: Viewer) -> Select[int]:
    """Selects the news of the viewer's searches of which something can be read now."""
    return (
        select(MATCHES.c.news_id)
        .join(SEARCHES, SEARCHES.c.id == MATCHES.c.saved_search_id)
        .join(DOCUMENTS, _there())
        .where(SEARCHES.c.person_id == (viewer.id or 0), shown(viewer))
    )


def told(session: Session, viewer: Viewer, news_ids: Collection[int]) -> dict[int, Facts]:
    """What notices of these news say at this moment; one statement."""
    statement = (
        select(NEWS.c.id, SEARCHES.c.name, func.count(MATCHES.c.id))
        .join(SEARCHES, SEARCHES.c.id == NEWS.c.saved_search_id)
        .join(MATCHES, MATCHES.c.news_id == NEWS.c.id)
        .join(DOCUMENTS, _there())
        .where(NEWS.c.id.in_(news_ids), SEARCHES.c.person_id == viewer.id, shown(viewer))
        .group_by(NEWS.c.id, SEARCHES.c.name)
    )
    return {
        id_: {"news": f"{several(count, 'new match', 'new matches')} for your search “{name}”"}
        for id_, name, count in session.execute(statement)
    }
