"""One search of the index: what may be found, what fits, and in which order it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import log1p

import numpy as np
from sqlmodel import Session

from rpp import kinds
from rpp.paging import Cursor
from rpp.policy import Viewer
from rpp.search import changes, fields, fusing, loading, terms
from rpp.search.asked import TITLE
from rpp.search.finding import NEAR, NEWEST, Ranked, Search
from rpp.search.fusing import Scores
from rpp.search.index import Counts, Index, of_facets, of_titles
from rpp.search.meaning import encoder, held
from rpp.search.segment import Floats, Longs, Mask

# Facets of which no list shows the codes: there are too many.
UNCOUNTED = frozenset({"lea", "program"})
LARGEST_ID = 2**32 - 1
# Distances are told apart to a thousandth, and up to this many thousandths.
FAR = 2**15 - 1


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page, and where those before and after it begin."""

    rows: list[Ranked]
    newer: int | None = None
    older: int | None = None


class Look:
    """One search of an index, for one viewer."""

    def __init__(
        self, session: Session, viewer: Viewer, search: Search, index: Index | None = None
    ) -> None:
        self.session, self.viewer, self.search = session, viewer, search
        self.now = changes.newest(session)
        self.index = loading.index(session, self.now) if index is None else index
        self.visible = self.index.visible(viewer.readable_networks)
        self.terms = search.query.terms

    @cached_property
    def within(self) -> Mask:
        """What may be found once all is left out that the query and the kinds leave out."""
        index, query, found = self.index, self.search.query, self.visible
        if self.search.kinds:
            found = found & self._carrying("kind", self.search.kinds)
        facets: dict[str, list[str]] = {}
        for name, value in query.fields:
            if name == TITLE:
                for term in terms.of(value):
                    found = found & index.mask(of_titles, (term,))
            else:
                facets.setdefault(name, []).extend(fields.codes(name, value))
        for name, codes in facets.items():
            found = found & self._carrying(name, codes)
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
        if self.search.within is not None:
            found = found & (self.distances <= np.float32(self.search.within))
        return found

    @cached_property
    def allowed(self) -> Mask:
        """What may be found under all filters, whatever its words."""
        return self.filtered()

    @cached_property
    def scores(self) -> Scores:
        """What each document scores, by words and by meaning."""
        found = self.index.scores(self.terms, self.visible)
        question = self._question()
        if question is None:
            return fusing.by_words(found)
        vectors = held.vectors(self.session, self.now)
        if not len(vectors):
            return fusing.by_words(found)
        return fusing.joined(self.index, found, self.allowed, question, vectors)

    def _question(self) -> Floats | None:
        """The vector of what is meant; None where words alone must do."""
        meant = self.search.query.meant
        return encoder.encode(meant, query=True) if meant and self.search.by_meaning else None

    @cached_property
    def fits(self) -> Mask:
        """What holds any of the words or means the like; all where none is asked."""
        return self.scores.fits if self.terms else np.ones_like(self.visible)

    @cached_property
    def matched(self) -> Mask:
        """What is found."""
        return self.allowed & self.fits

    @property
    def total(self) -> int:
        """How many things are found."""
        return int(np.count_nonzero(self.matched))

    def keys(self) -> Longs:
        """Where each document stands: the higher, the further up; no two have the same."""
        ids = self.index.ints("ids").astype(np.int64)
        order = self.search.order
        if order == NEWEST or (not self.terms and order != NEAR):
            return self.index.ints("issued").astype(np.int64) << 32 | ids
        # A float that is not negative stands in the order of its bits.
        rank = (self.scores.total * self.index.weights()).view(np.int32).astype(np.int64)
        if order == NEAR:
            rank = self._nearness() << 16 | rank >> 15
        keys: Longs = rank << 32 | (LARGEST_ID - ids)
        return keys

    @cached_property
    def distances(self) -> Floats:
        """How far the nearest district of each document is; infinite where none is known."""
        return self.index.smallest("lea", self.search.near)

    def _nearness(self) -> Longs:
        known = np.isfinite(self.distances)
        thousandths = np.where(known, self.distances * 1000, FAR).astype(np.int64)
        return np.where(known, np.maximum(FAR - thousandths, 1), 0)

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
        """The words of the query that nothing holds which the viewer may find."""
        asked = dict.fromkeys(self.search.query.words)
        return [one for one in asked if not self.index.known(terms.term(one), self.visible)]

    def telling(self) -> dict[str, float]:
        """How much each word and concept of the query tells: more, the fewer things hold it."""
        query, number = self.search.query, int(self.visible.sum())
        named = {word: terms.term(word) for word in query.words}
        named |= {one: terms.concept(one) for one in query.concepts}
        held = {name: self.index.known(term, self.visible) for name, term in named.items()}
        return {name: log1p(number / (1 + among)) for name, among in held.items()}

    def page(self, cursor: Cursor, limit: int) -> Page:
        """A page of what is found.

        What the viewer may not know of, whatever the index says, is not on it: one statement.
        """
        places = np.flatnonzero(self.matched)
        keys = self.keys()[places]
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
            told = list(zip(some, self._ranked(places[list(some)]), strict=True))
            things = [(one.kind, one.id) for _, one in told]
            known = kinds.readable(self.session, self.viewer, things)
            shown += [(at, one) for at, one in told if (one.kind, one.id) in known]
            if len(shown) > limit:
                break
        shown = shown[:limit]
        if back:
            shown.reverse()
        if not shown:
            return Page([])
        top, bottom = shown[0][0], shown[-1][0]
        return Page(
            [one for _, one in shown],
            int(keys[top]) if top < len(keys) - 1 else None,
            int(keys[bottom]) if bottom > 0 else None,
        )

    def _ranked(self, places: Longs) -> Iterator[Ranked]:
        """Documents as they were ranked."""
        scores, weights = self.scores, self.index.weights()
        yield from map(
            Ranked,
            self.index.kinds_of(places),
            self.index.ints("subjects")[places].tolist(),
            self.index.ints("ids")[places].tolist(),
            (scores.total * weights)[places].tolist(),
            scores.words[places].tolist(),
            scores.meaning[places].tolist(),
        )


def _runs(walk: range, size: int) -> Iterator[range]:
    for at in range(0, len(walk), size):
        yield walk[at : at + size]
