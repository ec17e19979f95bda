"""Finds what is asked of everything that a viewer may know of."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from markupsafe import Markup
from sqlalchemy import select
from sqlmodel import Session

from rpp import kinds, words
from rpp.paging import Cursor
from rpp.policy import Viewer
from rpp.search import fields, loading, terms
from rpp.search.asked import TITLE, Query
from rpp.search.excerpts import excerpt, marked, sought
from rpp.search.index import Counts, Index, of_facets, of_titles
from rpp.search.models import DOCUMENTS
from rpp.search.segment import Floats, Longs, Mask

PAGE = 20
RELEVANCE, NEWEST, NEAR = "relevance", "newest", "near"
# Facets of which no list shows the codes: there are too many.
UNCOUNTED = frozenset({"lea"})
LARGEST_ID = 2**32 - 1
# Distances are told apart to a thousandth, and up to this many thousandths.
FAR = 2**15 - 1
ROW = ("id", "kind", "subject_id", "line", "title", "body", "keywords", "facets")


@dataclass(frozen=True, slots=True)
class Search:
    """What to find: of these kinds (all without any), with one of the codes in each facet.

    `near` gives a distance for codes of districts, for the order of that name.
    """

    query: Query
    kinds: Collection[str] = ()
    chosen: Mapping[str, Collection[str]] = field(default_factory=dict)
    order: str = RELEVANCE
    near: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranked:
    """One thing in its place: its score, and how much of it is owed to words and to meaning."""

    kind: str
    id: int
    document_id: int
    score: float
    words: float
    meaning: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found, as a list shows it."""

    kind: str
    subject_id: int
    title: Markup
    excerpt: Markup
    line: str
    # Its words as they stand in the index, to say why it fits.
    text: str
    facets: Sequence[str]
    ranked: Ranked

    @property
    def href(self) -> str:
        return kinds.href(self.kind, self.subject_id)

    @property
    def noun(self) -> str:
        """What a thing of its kind is called."""
        kind = kinds.get(self.kind)
        return kind.one if kind else ""

    @property
    def plain_title(self) -> str:
        return self.text.split("\n", 1)[0]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits; how many things fit in all, and how many each code of a facet would leave.

    `newer` and `older` are where the pages before and after begin; None where there is none.
    """

    hits: list[Hit]
    counts: Counts = field(default_factory=dict)
    total: int = 0
    newer: int | None = None
    older: int | None = None
    # Words that nothing holds which the viewer may find.
    unknown_words: list[str] = field(default_factory=list)


def find(
    session: Session,
    viewer: Viewer,
    search: Search,
    cursor: Cursor = Cursor(),
    limit: int = PAGE,
) -> Found:
    """A page of what fits, in its order; nothing where nothing is asked.

    One statement where the index did not change, one for the rows of the page, and one that asks
    each kind who reads its things: a row that fell behind shows nothing to anyone.
    """
    if not search.query and not search.chosen:
        return Found([])
    look = _Look(loading.index(session), viewer, search)
    page = _page(session, viewer, look, cursor, limit)
    return Found(
        _hits(session, search.query, page.rows),
        look.counts(),
        int(look.matched.sum()),
        page.newer,
        page.older,
        look.unknown_words(),
    )


def ranked(session: Session, viewer: Viewer, search: Search, limit: int = PAGE) -> list[Ranked]:
    """The best of what fits, without reading a row of it."""
    if not search.query and not search.chosen:
        return []
    look = _Look(loading.index(session), viewer, search)
    return _page(session, viewer, look, Cursor(), limit).rows


def close_to(
    session: Session,
    viewer: Viewer,
    title: str,
    text: str,
    kinds: Collection[str] = (),
    limit: int = PAGE,
) -> list[Ranked]:
    """What is closest to a text: by its telling words, those of its title counted twice."""
    told = (*words.telling((title,)), *words.telling((title, text)))
    return ranked(session, viewer, Search(Query(text, told), kinds), limit)


class _Look:
    """One search of an index: what may be found, what fits, and in which order."""

    def __init__(self, index: Index, viewer: Viewer, search: Search) -> None:
        self.index, self.search = index, search
        self.visible = index.visible(viewer.readable_networks)

    @cached_property
    def within(self) -> Mask:
        """What may be found once all is left out that the query and the kinds leave out."""
        index, query, found = self.index, self.search.query, self.visible
        if self.search.kinds:
            found = found & index.mask(of_facets, [f"kind:{one}" for one in self.search.kinds])
        for name, value in query.fields:
            if name == TITLE:
                for term in terms.of(value):
                    found = found & index.mask(of_titles, (term,))
            else:
                found = found & self._carrying(name, fields.codes(name, value))
        for phrase in query.phrases:
            found = index.with_phrase([terms.term(word) for word in phrase], found)
        for phrase in query.without:
            found = found & ~index.with_phrase([terms.term(word) for word in phrase], found)
        return found

    def _carrying(self, facet: str, codes: Iterable[str]) -> Mask:
        return self.index.mask(of_facets, [f"{facet}:{code}" for code in codes])

    def filtered(self, but: str = "") -> Mask:
        """What the chosen codes leave of it; `but` is a facet that is not asked."""
        found = self.within
        for facet, codes in self.search.chosen.items():
            if codes and facet != but:
                found = found & self._carrying(facet, codes)
        return found

    @cached_property
    def words(self) -> Floats:
        """What each document scores by words."""
        return self.index.scores(self.search.query.terms, self.visible)

    @cached_property
    def fits(self) -> Mask:
        """What holds any of the words, whether it may be found or not; all where none is asked."""
        return self.words > 0 if self.search.query.terms else np.ones_like(self.visible)

    @cached_property
    def matched(self) -> Mask:
        return self.filtered() & self.fits

    @cached_property
    def scores(self) -> Floats:
        scores: Floats = self.words * self.index.weights()
        return scores

    def keys(self) -> Longs:
        """Where each document stands: the higher, the further up; no two have the same."""
        ids = self.index.ints("ids").astype(np.int64)
        order = self.search.order if self.search.query.terms or self.search.near else NEWEST
        if order == NEWEST:
            return self.index.ints("issued").astype(np.int64) << 32 | ids
        # A float that is not negative stands in the order of its bits.
        rank = self.scores.view(np.int32).astype(np.int64)
        if order == NEAR:
            rank = self._nearness() << 16 | rank >> 15
        keys: Longs = rank << 32 | (LARGEST_ID - ids)
        return keys

    def _nearness(self) -> Longs:
        near = np.zeros(len(self.index), dtype=np.int64)
        for lea, distance in self.search.near.items():
            docs, _ = self.index.holding(of_facets, f"lea:{lea}")
            near[docs] = np.maximum(near[docs], max(FAR - int(distance * 1000), 1))
        return near

    def counts(self) -> Counts:
        """How many things each code of each facet would leave, beside the other filters."""
        found = Counts()
        for facet in self.index.facet_names():
            if facet not in UNCOUNTED:
                chosen = self.search.chosen.get(facet)
                under = self.filtered(facet) & self.fits if chosen else self.matched
                found[facet] = self.index.counts(facet, under)
        return found

    def unknown_words(self) -> list[str]:
        asked = dict.fromkeys(self.search.query.words)
        return [one for one in asked if not self.index.known(terms.term(one), self.visible)]

    def ranked(self, at: int) -> Ranked:
        """A document as it was ranked."""
        segment = self.index
        return Ranked(
            segment.kind(at),
            int(segment.ints("subjects")[at]),
            int(segment.ints("ids")[at]),
            float(self.scores[at]),
            float(self.words[at]),
            0.0,
        )


@dataclass(frozen=True, slots=True)
class _Page:
    rows: list[Ranked]
    newer: int | None = None
    older: int | None = None


def _page(session: Session, viewer: Viewer, look: _Look, cursor: Cursor, limit: int) -> _Page:
    """A page of what matched; what the viewer may not know of, whatever the index says, is not."""
    places = np.flatnonzero(look.matched)
    keys = look.keys()[places]
    order = np.argsort(keys)
    keys, places = keys[order], places[order]
    back = cursor.end or (cursor.past is None and cursor.before is not None)
    first, last = 0, len(keys)
    if cursor.past is not None:
        last = int(np.searchsorted(keys, cursor.past))
    elif cursor.before is not None:
        first = int(np.searchsorted(keys, cursor.before, "right"))
    walk = range(first, last) if back else range(last - 1, first - 1, -1)
    shown = list[tuple[int, Ranked]]()
    for some in _runs(walk, limit + 1):
        told = [(at, look.ranked(int(places[at]))) for at in some]
        known = kinds.readable(session, viewer, [(one.kind, one.id) for _, one in told])
        shown += [(at, one) for at, one in told if (one.kind, one.id) in known]
        if len(shown) > limit:
            break
    shown = shown[:limit]
    if not shown:
        return _Page([])
    if back:
        shown.reverse()
    top, bottom = shown[0][0], shown[-1][0]
    return _Page(
        [one for _, one in shown],
        int(keys[top]) if top < len(keys) - 1 else None,
        int(keys[bottom]) if bottom > 0 else None,
    )


def _runs(walk: range, size: int) -> Iterator[range]:
    for at in range(0, len(walk), size):
        yield walk[at : at + size]


def _hits(session: Session, query: Query, page: Sequence[Ranked]) -> list[Hit]:
    """The rows of a page, with the words marked that were asked for; one statement."""
    statement = select(*(DOCUMENTS.c[name] for name in ROW)).where(
        DOCUMENTS.c.id.in_([one.document_id for one in page]), ~DOCUMENTS.c.gone
    )
    rows = {row.id: row for row in session.execute(statement)} if page else {}
    looked_for = sought(
        query.words,
        query.concepts,
        [
            *query.phrases,
            *(tuple(words.of(value)) for name, value in query.fields if name == TITLE),
        ],
    )
    return [
        Hit(
            row.kind,
            row.subject_id,
            marked(row.title, looked_for),
            excerpt(row.body, looked_for),
            row.line,
            f"{row.title}\n{row.body}\n{row.keywords}",
            row.facets,
            one,
        )
        for one in page
        if (row := rows.get(one.document_id))
    ]
