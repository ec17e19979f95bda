"""A part of the index: arrays that stay as they are, in memory or mapped from a file.

Documents are numbered by their place in it. Nothing here asks a database.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from rpp import words
from rpp.search.models import Row

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

# What a word counts in the title, in the text and in the keywords, in halves of a word: a word
# of the title stands for two of the text (fields weighed before they saturate: BM25F, Robertson,
# Zaragoza and Taylor, 2004).
WEIGHTS = (4, 2, 1)
HALVES = np.float32(0.5)
# Stands between the title, the text and the keywords of a document.
GAP = -1


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms in the order of their bytes, one after the other, and where each ends."""

    letters: NDArray[np.uint8]
    ends: Longs

    @classmethod
    def of(cls, found: Sequence[bytes]) -> "Terms":
        letters = np.frombuffer(b"".join(found), dtype=np.uint8)
        return cls(letters, np.cumsum([0, *map(len, found)], dtype=np.int64)[1:])

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, at: int) -> bytes:
        if not 0 <= at < len(self.ends):
            raise IndexError(at)
        return self.letters[int(self.ends[at - 1]) if at else 0 : int(self.ends[at])].tobytes()

    def __iter__(self) -> Iterator[bytes]:
        whole, begins = self.letters.tobytes(), 0
        for end in self.ends.tolist():
            yield whole[begins:end]
            begins = end

    def find(self, term: str) -> int:
        """The number of a term; -1 where there is none such."""
        wanted = term.encode()
        at = bisect_left(self, wanted)
        return at if at < len(self.ends) and self[at] == wanted else -1

    def beginning(self, start: str) -> range:
        """The numbers of the terms that begin so."""
        wanted = start.encode()
        return range(bisect_left(self, wanted), bisect_left(self, wanted + b"\xff"))


@dataclass(frozen=True, slots=True)
class Postings:
    """In which documents each term stands, and how often (in halves of a word)."""

    letters: NDArray[np.uint8]
    ends: Longs
    starts: Longs
    docs: Ints
    counts: NDArray[np.uint16]

    @property
    def terms(self) -> Terms:
        return Terms(self.letters, self.ends)

    def of(self, term: str) -> tuple[Ints, NDArray[np.uint16]]:
        """The documents that hold a term, in order, and how often."""
        at = self.terms.find(term)
        begins, ends = (int(self.starts[at]), int(self.starts[at + 1])) if at >= 0 else (0, 0)
        return self.docs[begins:ends], self.counts[begins:ends]

    @classmethod
    def made(
        cls, terms: Terms, numbers: Ints, docs: Ints, weights: NDArray[np.int64]
    ) -> "Postings":
        """Of pairs of a term and a document, in any order; what comes more than once is added."""
        pairs = numbers.astype(np.int64) << 40 | docs.astype(np.int64) << 8 | weights
        pairs.sort()
        weights, pairs = pairs & 0xFF, pairs >> 8
        first = np.flatnonzero(np.diff(pairs, prepend=-1))
        counts = np.add.reduceat(weights, first) if len(pairs) else weights
        pairs = pairs[first]
        starts = np.searchsorted(pairs >> 32, np.arange(len(terms) + 1))
        return cls(
            terms.letters,
            terms.ends,
            starts.astype(np.int64),
            (pairs & 0xFFFFFFFF).astype(np.int32),
            np.minimum(counts, 0xFFFF).astype(np.uint16),
        )

    def pairs(self) -> tuple[Ints, Ints]:
        """Each pair of a term's number and a document."""
        numbers = np.repeat(np.arange(len(self.ends), dtype=np.int32), np.diff(self.starts))
        return numbers, self.docs


@dataclass(frozen=True, slots=True)
class Segment:
    """Documents, by their place: what they are, their terms, and the terms in their order."""

    # In order.
    ids: Ints
    subjects: Ints
    # 0 where anyone may find it.
    networks: Ints
    weights: Floats
    issued: Ints
    # How many words it has, in halves, without stop words.
    lengths: Ints
    # Its terms in their order, by number, from one start to the next.
    tokens: Ints
    starts: Longs
    words: Postings
    titles: Postings
    facets: Postings

    def __len__(self) -> int:
        return len(self.ids)

    def holding(self, phrase: Sequence[str], within: Ints) -> Ints:
        """Those of some documents that hold these terms one after the other."""
        numbers = [self.words.terms.find(term) for term in phrase]
        if -1 in numbers or not len(within):
            return within[:0]
        sizes = self.starts[within + 1] - self.starts[within]
        at = _ragged(self.starts[within], sizes)
        here = np.ones(len(at), dtype=np.bool_)
        for offset, number in enumerate(numbers):
            # A phrase that would run beyond the end meets the last token again, or a gap.
            here &= self.tokens[np.minimum(at + offset, len(self.tokens) - 1)] == number
        found = np.repeat(np.arange(len(within)), sizes)[here]
        return within[np.unique(found)]


def _ragged(starts: Longs, sizes: Longs) -> Longs:
    """The places of runs that begin at `starts` and are so long."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    places: Longs = np.arange(total) + np.repeat(starts - (ends - sizes), sizes)
    return places


@dataclass(frozen=True, slots=True)
class _Columns:
    """What is said of documents one by one."""

    ids: Ints
    subjects: Ints
    networks: Ints
    weights: Floats
    issued: Ints


class _Numbers(dict[str, int]):
    """Numbers of terms, as they come."""

    def __missing__(self, term: str) -> int:
        self[term] = len(self)
        return self[term]


def of_rows(rows: Collection[Row]) -> Segment:
    """The segment of these documents."""
    rows = sorted(rows)
    numbers, facets = _Numbers(), _Numbers()
    tokens, sizes = list[int](), list[int]()
    facet_of, doc_of = list[int](), list[int]()
    for at, row in enumerate(rows):
        before = len(tokens)
        for line in row.terms.split("\n"):
            tokens += [numbers[term] for term in line.split()]
            tokens.append(GAP)
        sizes.append(len(tokens) - before)
        facet_of += [facets[one] for one in row.facets]
        doc_of += [at] * len(row.facets)
    columns = _Columns(
        np.array([row.id for row in rows], dtype=np.int32),
        np.array([row.subject_id for row in rows], dtype=np.int32),
        np.array([row.network_id or 0 for row in rows], dtype=np.int32),
        np.array([row.weight for row in rows], dtype=np.float32),
        np.array([row.issued for row in rows], dtype=np.int32),
    )
    word_terms, order = _in_order(numbers)
    facet_terms, facet_order = _in_order(facets)
    return _made(
        columns,
        word_terms,
        np.append(order, np.int32(GAP))[np.array(tokens, dtype=np.int32)],
        np.array(sizes, dtype=np.int64),
        facet_terms,
        facet_order[np.array(facet_of, dtype=np.int32)],
        np.array(doc_of, dtype=np.int32),
    )


def _in_order(numbers: dict[str, int]) -> tuple[Terms, Ints]:
    """The terms by their bytes, and the new number of each."""
    found = sorted((term.encode(), number) for term, number in numbers.items())
    order = np.empty(len(found), dtype=np.int32)
    order[[number for _, number in found]] = np.arange(len(found), dtype=np.int32)
    return Terms.of([term for term, _ in found]), order


def merged(parts: Sequence[tuple[Segment, Mask]]) -> Segment:
    """One segment of what is alive in several, by id."""
    places = [np.flatnonzero(alive) for _, alive in parts]
    words, word_numbers = _united([part.words.terms for part, _ in parts])
    facets, facet_numbers = _united([part.facets.terms for part, _ in parts])
    joined = np.concatenate
    held = {
        one.name: joined(
            [getattr(part, one.name)[at] for (part, _), at in zip(parts, places, strict=True)]
        )
        for one in fields(_Columns)
    }
    order = np.argsort(held["ids"])
    columns = _Columns(**{name: column[order] for name, column in held.items()})
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    tokens, sizes, facet_of, doc_of = list[Ints](), list[Longs](), list[Ints](), list[Ints]()
    before = 0
    for (part, alive), at, new, new_facets in zip(
        parts, places, word_numbers, facet_numbers, strict=True
    ):
        long = part.starts[at + 1] - part.starts[at]
        tokens.append(np.append(new, np.int32(GAP))[part.tokens[_ragged(part.starts[at], long)]])
        sizes.append(long)
        numbers, docs = part.facets.pairs()
        kept = alive[docs]
        facet_of.append(new_facets[numbers[kept]])
        doc_of.append(place[np.cumsum(alive)[docs[kept]] - 1 + before])
        before += len(at)
    long = joined(sizes)
    starts = np.cumsum(long) - long
    return _made(
        columns,
        words,
        joined(tokens)[_ragged(starts[order], long[order])],
        long[order],
        facets,
        joined(facet_of),
        joined(doc_of),
    )


def _united(vocabularies: Sequence[Terms]) -> tuple[Terms, list[Ints]]:
    """The terms of all, and for each the new numbers of its own."""
    numbers = {
        term: number
        for number, term in enumerate(sorted({term for one in vocabularies for term in one}))
    }
    new = [np.array([numbers[term] for term in one], dtype=np.int32) for one in vocabularies]
    return Terms.of(list(numbers)), new


def _made(
    columns: _Columns,
    terms: Terms,
    tokens: Ints,
    sizes: Longs,
    facet_terms: Terms,
    facet_of: Ints,
    doc_of: Ints,
) -> Segment:
    starts = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes)))
    docs = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    gaps = tokens == GAP
    passed = np.cumsum(gaps, dtype=np.int32)
    # In which line of its document a token stands.
    line = passed - np.repeat(np.append(0, passed)[starts[:-1]], sizes)
    held = ~gaps
    numbers, docs, line = tokens[held], docs[held], line[held]
    weights = np.array(WEIGHTS, dtype=np.int64)[np.minimum(line, len(WEIGHTS) - 1)]
    stops = [at for word in words.STOP if (at := terms.find(word)) >= 0]
    telling = np.ones(len(terms), dtype=np.bool_)
    telling[stops] = False
    lengths = np.bincount(docs, weights * telling[numbers], minlength=len(sizes))
    entitled = line == 0
    ones = np.ones(len(facet_of), dtype=np.int64)
    return Segment(
        columns.ids,
        columns.subjects,
        columns.networks,
        columns.weights,
        columns.issued,
        lengths.astype(np.int32),
        tokens,
        starts,
        Postings.made(terms, numbers, docs, weights),
        Postings.made(
            terms, numbers[entitled], docs[entitled], np.ones(int(entitled.sum()), dtype=np.int64)
        ),
        Postings.made(facet_terms, facet_of, doc_of, ones),
    )
