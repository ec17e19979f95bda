"""What can be found, as a process holds it: masks, counts, and BM25 over its segments.

Documents are numbered through all segments. Nothing here asks a database.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log1p

import numpy as np
from numpy.typing import NDArray

from rpp.search.changes import NEVER, Version
from rpp.search.models import Row
from rpp.search.segment import (
    HALVES,
    Floats,
    Ints,
    Longs,
    Mask,
    Postings,
    Segment,
    merged,
    of_rows,
)

# BM25 as Lucene has it, and its usual parameters: how fast a word that comes again counts less,
# and how much a long text counts less (Robertson and Zaragoza, 2009).
K1, B = 1.2, 0.75

Counts = dict[str, dict[str, int]]
# Which postings of a segment: of its words, of those of its titles, of its facets.
Which = Callable[[Segment], Postings]


def of_words(segment: Segment) -> Postings:
    """In which documents words stand."""
    return segment.words


def of_titles(segment: Segment) -> Postings:
    """In whose titles words stand."""
    return segment.titles


def of_facets(segment: Segment) -> Postings:
    """Which documents carry the codes of facets."""
    return segment.facets


def _whole(segment: Segment) -> tuple[Segment, Mask]:
    return segment, np.ones(len(segment), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Index:
    """All that can be found after some change; it stays as it is, `after` makes the next."""

    version: Version = NEVER
    segments: tuple[Segment, ...] = ()
    # For each segment, which of its documents are still as it says.
    alive: tuple[Mask, ...] = ()
    # Whether the first segment is mapped from files.
    is_mapped: bool = False

    def __len__(self) -> int:
        return sum(map(len, self.segments))

    def after(self, version: Version, rows: Collection[Row]) -> "Index":
        """What can be found once these documents are as they say.

        The changed ones make a new segment; small ones are merged, so that few are searched.
        """
        if not rows:
            return replace(self, version=version)
        ids = np.array([row.id for row in rows], dtype=np.int32)
        parts = [
            (segment, alive & ~np.isin(segment.ids, ids))
            for segment, alive in zip(self.segments, self.alive, strict=True)
        ]
        parts.append(_whole(of_rows([row for row in rows if not row.gone])))
        # What is mapped costs nothing that others do not use, too.
        kept = 1 if self.is_mapped else 0
        while len(parts) > kept + 1 and 2 * len(parts[-1][0]) >= len(parts[-2][0]):
            parts[-2:] = [_whole(merged(parts[-2:]))]
        parts = [part for at, part in enumerate(parts) if at < kept or part[1].any()]
        return Index(
            version,
            tuple(segment for segment, _ in parts),
            tuple(alive for _, alive in parts),
            self.is_mapped,
        )

    def whole(self) -> Segment:
        """All that can be found as one segment."""
        return merged(list(zip(self.segments, self.alive, strict=True)))

    @property
    def apart(self) -> int:
        """How many documents are not as the mapped segment says."""
        alive = [int(np.count_nonzero(one)) for one in self.alive]
        if not self.is_mapped:
            return sum(alive)
        return len(self.segments[0]) - alive[0] + sum(alive[1:])

    # --- documents ----------------------------------------------------------------------------

    def parts(self) -> Iterator[tuple[int, Segment]]:
        """Each segment, and the number of its first document."""
        first = 0
        for segment in self.segments:
            yield first, segment
            first += len(segment)

    def ints(self, name: str) -> Ints:
        """A column of all documents: ids, subjects, issued or lengths."""
        arrays: list[Ints] = [getattr(segment, name) for segment in self.segments]
        return np.concatenate([np.empty(0, np.int32), *arrays])

    def weights(self) -> Floats:
        """What each document counts beside others."""
        return np.concatenate([np.empty(0, np.float32), *(one.weights for one in self.segments)])

    def places(self, ids: Ints) -> Longs:
        """Where documents stand; -1 for those that do not."""
        found = np.full(len(ids), -1, dtype=np.int64)
        for (first, segment), alive in zip(self.parts(), self.alive, strict=True):
            if not len(segment):
                continue
            at = np.minimum(np.searchsorted(segment.ids, ids), len(segment) - 1)
            here = (segment.ids[at] == ids) & alive[at]
            found[here] = at[here] + first
        return found

    def kinds_of(self, places: Longs) -> list[str]:
        """The kinds of documents."""
        found = [""] * len(places)
        for kind in self.codes("kind"):
            docs, _ = self.holding(of_facets, f"kind:{kind}")
            for at in np.flatnonzero(np.isin(places, docs)).tolist():
                found[at] = kind
        return found

    def codes(self, facet: str) -> list[str]:
        """The codes of a facet that any document has, or had."""
        return sorted(
            {
                segment.facets.terms[number].decode().partition(":")[2]
                for segment in self.segments
                for number in segment.facets.terms.beginning(f"{facet}:")
            }
        )

    # --- masks --------------------------------------------------------------------------------

    def visible(self, networks: Collection[int]) -> Mask:
        """What may be found by those who read the inner pages of these networks."""
        within = np.array([0, *networks], dtype=np.int32)
        return np.concatenate(
            [
                np.empty(0, dtype=np.bool_),
                *(
                    alive & np.isin(segment.networks, within)
                    for segment, alive in zip(self.segments, self.alive, strict=True)
                ),
            ]
        )

    def holding(self, which: Which, term: str) -> tuple[Ints, NDArray[np.uint16]]:
        """The documents that hold a term, and how often in halves of a word."""
        found = [(first, *which(segment).of(term)) for first, segment in self.parts()]
        return (
            np.concatenate([np.empty(0, np.int32), *(docs + first for first, docs, _ in found)]),
            np.concatenate([np.empty(0, np.uint16), *(counts for _, _, counts in found)]),
        )

    def mask(self, which: Which, terms: Collection[str]) -> Mask:
        """The documents that hold any of these terms."""
        found = np.zeros(len(self), dtype=np.bool_)
        for term in terms:
            found[self.holding(which, term)[0]] = True
        return found

    def with_phrase(self, phrase: Sequence[str], within: Mask) -> Mask:
        """Those of some documents that hold these terms one after the other."""
        for term in phrase:
            within = within & self.mask(of_words, (term,))
        if len(phrase) < 2:
            return within
        found = np.zeros(len(self), dtype=np.bool_)
        for first, segment in self.parts():
            here = np.flatnonzero(within[first : first + len(segment)]).astype(np.int32)
            found[segment.holding(phrase, here) + first] = True
        return found

    # --- counts -------------------------------------------------------------------------------

    def counts(self, facet: str, matched: Mask) -> dict[str, int]:
        """How many of some documents carry each code of a facet."""
        found: dict[str, int] = {}
        for first, segment in self.parts():
            facets, here = segment.facets, matched[first : first + len(segment)]
            terms = facets.terms
            span = terms.beginning(f"{facet}:")
            if not span:
                continue
            starts = facets.starts[span.start : span.stop + 1]
            docs = facets.docs[int(starts[0]) : int(starts[-1])]
            # A code may have no document any more.
            before = np.concatenate(([0], np.cumsum(here[docs], dtype=np.int64)))
            held = np.diff(before[starts - starts[0]])
            for number, count in zip(span, held.tolist(), strict=True):
                if count:
                    code = terms[number].decode().partition(":")[2]
                    found[code] = found.get(code, 0) + count
        return found

    def smallest(self, facet: str, values: Mapping[str, float]) -> Floats:
        """The smallest value of the codes of each document; infinite where none has a value."""
        found = np.full(len(self), np.inf, dtype=np.float32)
        for first, segment in self.parts():
            facets = segment.facets
            span = facets.terms.beginning(f"{facet}:")
            if not span:
                continue
            codes = (facets.terms[number].decode().partition(":")[2] for number in span)
            of_codes = np.array([values.get(code, np.inf) for code in codes], dtype=np.float32)
            starts = facets.starts[span.start : span.stop + 1]
            docs = facets.docs[int(starts[0]) : int(starts[-1])]
            here = found[first : first + len(segment)]
            np.minimum.at(here, docs, np.repeat(of_codes, np.diff(starts)))
        return found

    def facet_names(self) -> list[str]:
        """The facets that any document has."""
        return sorted(
            {
                term.decode().partition(":")[0]
                for segment in self.segments
                for term in segment.facets.terms
            }
        )

    # --- words --------------------------------------------------------------------------------

    def scores(self, terms: Mapping[str, float], visible: Mask) -> Floats:
        """BM25 of each document for these terms, which count so often; 0 where it holds none.

        Only what is visible counts in how rare a term is and how long texts are: what is hidden
        changes no order.
        """
        found = np.zeros(len(self), dtype=np.float32)
        lengths, number = self.ints("lengths"), int(visible.sum())
        average = float(lengths.mean(where=visible)) if number else 1.0
        norm = (K1 * (1 - B + B * lengths / (average or 1.0))).astype(np.float32)
        for term, times in terms.items():
            docs, counts = self.holding(of_words, term)
            among = int(np.count_nonzero(visible[docs]))
            if among:
                rare = log1p((number - among + 0.5) / (among + 0.5))
                often = counts * HALVES
                found[docs] += np.float32(times * rare * (K1 + 1)) * often / (often + norm[docs])
        return found

    def known(self, term: str, visible: Mask) -> int:
        """How many of the documents that are visible hold a term."""
        return int(np.count_nonzero(visible[self.holding(of_words, term)[0]]))

    def vocabulary(self) -> dict[str, int]:
        """Every term of words, and how many documents hold it; whoever may read these or not."""
        found: dict[str, int] = {}
        for segment in self.segments:
            sizes = np.diff(segment.words.starts).tolist()
            for term, size in zip(segment.words.terms, sizes, strict=True):
                word = term.decode()
                if size and ":" not in word:
                    found[word] = found.get(word, 0) + size
        return found
