"""Things by their words, for lists of rooms that stand below the search.

The search says once how it ranks; a list asks here, and keeps its own filters and readers.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped
from sqlmodel import Session

from rpp import words
from rpp.paging import Cursor, Found, Key, Slice, Statement, page_of_ids
from rpp.policy import Viewer

# How many of the best are looked at when words are asked for; nobody reads further.
MOST = 1000
# Longer questions are cut: nobody types them.
LONGEST = 300
# Of what only a few may know the search holds nothing: so many of it are looked at one by one.
MOST_OWN = 500

Thing = tuple[str, int]
Ranks = Callable[[Session, Viewer, Sequence[str], str, int], Sequence[Thing]]
_ranks: list[Ranks] = []


def by(ranks: Ranks) -> None:
    """Say how things are ranked: the search does so, once."""
    _ranks[:] = [ranks]


def ranked(
    session: Session, viewer: Viewer, kinds: Sequence[str], query: str, limit: int = MOST
) -> list[Thing]:
    """The kinds and ids of what the viewer may find by these words, the best first."""
    return [thing for ranks in _ranks for thing in ranks(session, viewer, kinds, query, limit)]


def page_of(
    session: Session,
    viewer: Viewer,
    kind: str,
    query: str,
    statement: Statement,
    key: Key,
    cursor: Cursor,
    *,
    limit: int,
    own: tuple[ColumnElement[bool], ColumnElement[str] | Mapped[str]],
) -> Slice[Found]:
    """One page of a list by words, the best first; its statement says who may read what.

    `own` are the things of which the search holds nothing, since few may know of them, and their
    titles: those with all the words in the title come first. Three statements.
    """
    unheld, title = own
    newest = statement.with_only_columns(key, title).where(unheld).order_by(key.desc())
    asked = words.of(query)
    titled = [
        id_
        for id_, told in session.execute(newest.limit(MOST_OWN))
        if asked and len(words.shared(asked, told)) == len(set(map(words.stem, asked)))
    ]
    held = [id_ for _, id_ in ranked(session, viewer, (kind,), query)]
    ids = statement.with_only_columns(key).where(key.in_(held)).order_by(None)
    there = set(session.execute(ids).scalars())
    best = list(dict.fromkeys([*titled, *(id_ for id_ in held if id_ in there)]))
    shown = page_of_ids(best, cursor, limit)
    rows = {row.id: row for row in session.execute(statement.where(key.in_(shown.rows)))}
    found = [rows[id_] for id_ in shown.rows if id_ in rows]
    return Slice(found, shown.back, shown.on, len(best))
