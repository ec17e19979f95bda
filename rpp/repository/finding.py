"""Finds what is asked of the repository's lists."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from rpp import kinds
from rpp.briefs import facets as of_briefs
from rpp.briefs.models import Brief
from rpp.citations.work import Work
from rpp.networks.models import Network
from rpp.paging import Cursor, Slice
from rpp.policy import ANYONE
from rpp.repository import loading
from rpp.repository.facets import RELEVANCE, Asked
from rpp.repository.index import Counts, Index
from rpp.repository.models import ENTRIES
from rpp.search.asked import parse
from rpp.search.finding import Search, for_list
from rpp.shelf import Row, Shelf

PAGE = 20
Thing = tuple[str, int]
# How many of the best are looked at when words are asked for; nobody reads further.
MOST_RANKED = 1000


@dataclass(frozen=True)
class Found:
    """What was found, before anything of it is read."""

    index: Index
    asked: Asked
    # Entries that words, a problem or an organization leave; None: all.
    within: int | None = None
    # In the order in which a search ranked them.
    ranked: Sequence[int] = ()

    @property
    def matched(self) -> int:
        asked = self.asked
        return self.index.matched(asked.all_chosen, self.within, left_out=asked.listing.left_out)

    def counts(self) -> Counts:
        """What each value of each facet would leave."""
        asked = self.asked
        listing = asked.listing
        return self.index.counts(asked.all_chosen, self.within, listing.facets, listing.left_out)

    def page(self, cursor: Cursor, limit: int = PAGE) -> Slice[int]:
        """A page of entries."""
        if self.asked.sort == RELEVANCE:
            return self.index.ranked_page(self.ranked, self.matched, cursor, limit)
        return self.index.page(self.asked.sort, self.matched, cursor, limit)

    def all(self) -> Iterator[int]:
        """All entries, in order."""
        by_words = self.asked.sort == RELEVANCE
        order = self.ranked if by_words else self.index.orders.get(self.asked.sort, ())
        return self.index.all(order, self.matched)


def find(session: Session, asked: Asked) -> Found:
    """What is asked; one statement, and up to two for words, a problem or an organization."""
    index = loading.index(session)
    best, within = list[int](), None
    if asked.query:
        best = [at for at in _ranked(session, asked) if at < len(index.kinds)]
        within = index.bits(best)
    if asked.organization or asked.problem:
        of_it = index.bits(_of_briefs(session, asked))
        within = of_it if within is None else within & of_it
    return Found(index, asked, within, best)


def left_by(session: Session, asked: Asked, things: Collection[Thing]) -> set[Thing]:
    """Those of some things that the filters of a list leave, whatever its words."""
    found = find(session, replace(asked, query=""))
    kept = found.matched
    return {thing for at, thing in _entries(session, things) if kept >> at & 1}


def _entries(session: Session, things: Collection[Thing]) -> list[tuple[int, Thing]]:
    """The entries of things, with their kinds and ids; one statement."""
    ids: dict[str, list[int]] = {}
    for kind, id_ in things:
        ids.setdefault(kind, []).append(id_)
    if not ids:
        return []
    of_kinds = (
        and_(ENTRIES.c.kind == kind, ENTRIES.c.subject_id.in_(found)) for kind, found in ids.items()
    )
    rows = session.execute(
        select(ENTRIES.c.id, ENTRIES.c.kind, ENTRIES.c.subject_id).where(or_(*of_kinds))
    )
    return [(at, (kind, id_)) for at, kind, id_ in rows]


def _ranked(session: Session, asked: Asked) -> list[int]:
    """The entries that hold any of the words, the best first; three statements at most."""
    names = asked.listing.always.get("kind") or kinds.shelved()
    only = tuple(name for name in names if name in kinds.indexed())
    search = Search(parse(asked.query), only)
    things = [(one.kind, one.id) for one in for_list(session, ANYONE, search, MOST_RANKED)]
    entries = {thing: at for at, thing in _entries(session, things)}
    return [entries[thing] for thing in things if thing in entries]


def _of_briefs(session: Session, asked: Asked) -> Collection[int]:
    """The entries of the briefs of a problem or an organization; one statement."""
    ids = select(col(Brief.id)).where(of_briefs.PUBLISHED)
    if asked.organization:
        ids = ids.where(of_briefs.made_by(asked.organization))
    if asked.problem:
        ids = ids.where(of_briefs.answers(asked.problem))
    statement = select(ENTRIES.c.id).where(
        ENTRIES.c.kind == Brief.kind, ENTRIES.c.subject_id.in_(ids)
    )
    return session.execute(statement).scalars().all()


def rows(session: Session, index: Index, entries: Sequence[int]) -> list[Row]:
    """Entries as a list shows them, in their order; one statement for each kind among them."""
    found: dict[tuple[str, int], Row] = {}
    for name, shelf, ids in _shelves(index, entries):
        found |= {(name, id_): row for id_, row in shelf.rows(session, ids).items()}
    return [found[thing] for thing in map(index.thing, entries) if thing in found]


def works(session: Session, index: Index, entries: Sequence[int]) -> dict[int, Work]:
    """Entries as they are cited, in their order; one statement for each kind among them."""
    found: dict[tuple[str, int], Work] = {}
    for name, shelf, ids in _shelves(index, entries):
        found |= {(name, id_): work for id_, work in shelf.works(session, ids).items()}
    return {at: found[thing] for at in entries if (thing := index.thing(at)) in found}


def _shelves(index: Index, entries: Iterable[int]) -> Iterator[tuple[str, Shelf, list[int]]]:
    """The kinds among some entries, each with the ids of its things."""
    ids: dict[str, list[int]] = {}
    for thing in map(index.thing, entries):
        ids.setdefault(thing[0], []).append(thing[1])
    for name, kind in kinds.shelved().items():
        if kind.shelf and name in ids:
            yield name, kind.shelf, ids[name]


def networks(session: Session) -> dict[str, str]:
    """The names of all networks by their number, as addresses have it; one statement."""
    statement = select(col(Network.id), col(Network.name)).order_by(col(Network.id))
    return {str(id_): name for id_, name in session.execute(statement)}
