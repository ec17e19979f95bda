"""Vectors as arrays: one bit a number to look through all, eight bits to compare the best.

Nothing here asks a database or a model. All arrays may be mapped from files.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rpp.search.meaning.model import DIMENSIONS, Vector

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Bytes = NDArray[np.int8]
Mask = NDArray[np.bool_]
WORDS = DIMENSIONS // 64
# So many of the nearest by their bits are compared by their bytes. Of the ten nearest of 100,000
# it finds 97 in 100.
RESCORED = 400


class Near(NamedTuple):
    """Documents by their id, the nearest first, and their cosine with what was asked."""

    ids: Ints
    cosines: Floats


def to_bytes(vectors: Floats) -> tuple[Bytes, Floats]:
    """Vectors (n × 384) in steps of 1/127 of each one's largest number, and these steps."""
    scales = np.abs(vectors).max(axis=1, initial=0) / np.float32(127)
    steps = np.where(scales > 0, scales, np.float32(1))
    return np.rint(vectors / steps[:, None]).astype(np.int8), scales.astype(np.float32)


def to_floats(numbers: Bytes, scales: Floats) -> Floats:
    """The vectors that `to_bytes` made smaller."""
    return numbers.astype(np.float32) * scales[:, None]


def to_bits(numbers: Bytes | Floats) -> NDArray[np.uint64]:
    """For each vector (n × 384) the signs of its numbers, as 6 × n words of 64 bits."""
    signs = np.packbits(numbers > 0, axis=1)
    return np.ascontiguousarray(signs.view(np.uint64).T)


@dataclass(frozen=True, slots=True)
class Part:
    """The vectors of some documents; it stays as it is."""

    # In order.
    ids: Ints
    bits: NDArray[np.uint64]
    numbers: Bytes
    scales: Floats

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, rows: Iterable[tuple[int, bytes, float]]) -> "Part":
        """Of the id, the bytes and the step of each document."""
        found = sorted(rows)
        numbers = np.frombuffer(b"".join(one for _, one, _ in found), dtype=np.int8)
        numbers = numbers.reshape(-1, DIMENSIONS)
        return cls(
            np.array([id_ for id_, _, _ in found], dtype=np.int32),
            to_bits(numbers),
            numbers,
            np.array([scale for _, _, scale in found], dtype=np.float32),
        )

    def places(self, ids: Ints) -> Ints:
        """Where these documents stand; -1 for those that are not here."""
        at = np.searchsorted(self.ids, ids).astype(np.int32)
        here = at < len(self)
        here[here] = self.ids[at[here]] == ids[here]
        return np.where(here, at, np.int32(-1))


@dataclass(frozen=True, slots=True)
class Vectors:
    """The vectors of all documents that have one: of most in a mapped file, of the rest beside."""

    base: Part
    # Those of the base that are as they were.
    alive: Mask
    rest: Part

    @classmethod
    def of(cls, base: Part) -> "Vectors":
        return cls(base, np.ones(len(base), dtype=np.bool_), Part.of(()))

    def __len__(self) -> int:
        return int(self.alive.sum()) + len(self.rest)

    def after(self, changed: Iterable[int], rows: Iterable[tuple[int, bytes, float]]) -> "Vectors":
        """What there is when these documents changed, and those of them have these vectors now."""
        gone = np.array(sorted(changed), dtype=np.int32)
        alive = self.alive.copy()
        alive[_found(self.base.places(gone))] = False
        kept = ~np.isin(self.rest.ids, gone)
        return Vectors(self.base, alive, _joined(_some(self.rest, kept), Part.of(rows)))

    def whole(self) -> Part:
        """All of them as one part."""
        return _joined(_some(self.base, self.alive), self.rest)

    def nearest(self, query: Vector, allowed: Ints, count: int = 200) -> Near:
        """The documents among `allowed` whose vectors are nearest to a question's."""
        last = max((int(part.ids[-1]) for part in (self.base, self.rest) if len(part)), default=0)
        by_id = np.zeros(max(last, int(allowed.max(initial=0))) + 1, dtype=np.bool_)
        by_id[allowed] = True
        parts = [
            (self.base, _places(self.base, by_id, self.alive)),
            (self.rest, _places(self.rest, by_id, None)),
        ]
        signs = to_bits(query[None, :])[:, 0]
        apart = [_apart(part.bits, at, signs) for part, at in parts]
        best = _smallest(np.concatenate(apart), RESCORED)
        first = best[best < len(apart[0])]
        ids, cosines = zip(
            _compared(*parts[0], first, query),
            _compared(*parts[1], best[best >= len(apart[0])] - len(apart[0]), query),
            strict=True,
        )
        found = Near(np.concatenate(ids), np.concatenate(cosines))
        order = np.lexsort((found.ids, -found.cosines))[:count]
        return Near(found.ids[order], found.cosines[order])

    def vectors(self, ids: Ints) -> Floats:
        """The vectors of these documents (n × 384); zeros for one that has none."""
        found = np.zeros((len(ids), DIMENSIONS), dtype=np.float32)
        for part, alive in ((self.base, self.alive), (self.rest, None)):
            at = part.places(ids)
            here = at >= 0
            if alive is not None:
                here[here] = alive[at[here]]
            found[here] = to_floats(part.numbers[at[here]], part.scales[at[here]])
        return found


def _found(places: Ints) -> Ints:
    return places[places >= 0]


def _places(part: Part, allowed: Mask, alive: Mask | None) -> Ints:
    """Where those of the allowed documents stand that are here."""
    here = allowed[part.ids]
    return np.flatnonzero(here if alive is None else here & alive).astype(np.int32)


def _apart(bits: NDArray[np.uint64], at: Ints, signs: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """In how many of their signs documents differ from a question."""
    found = np.zeros(len(at), dtype=np.uint16)
    whole = len(at) == bits.shape[1]
    for row, sign in zip(bits, signs, strict=True):
        found += np.bitwise_count((row if whole else row[at]) ^ sign)
    return found


def _smallest(numbers: NDArray[np.uint16], count: int) -> NDArray[np.intp]:
    """Where the smallest numbers stand; of equal ones those before."""
    if len(numbers) <= count:
        return np.arange(len(numbers))
    # Few different numbers: counting them is quicker than sorting.
    most = int(np.searchsorted(np.cumsum(np.bincount(numbers)), count))
    below = np.flatnonzero(numbers < most)
    return np.concatenate((below, np.flatnonzero(numbers == most)[: count - len(below)]))


def _compared(part: Part, at: Ints, chosen: NDArray[np.intp], query: Vector) -> tuple[Ints, Floats]:
    places = at[chosen]
    return part.ids[places], (part.numbers[places].astype(np.float32) @ query) * part.scales[places]


def _some(part: Part, kept: Mask) -> Part:
    if kept.all():
        return part
    return Part(part.ids[kept], part.bits[:, kept], part.numbers[kept], part.scales[kept])


def _joined(one: Part, other: Part) -> Part:
    if not len(one) or not len(other):
        return one if len(one) else other
    ids = np.concatenate((one.ids, other.ids))
    order = np.argsort(ids)
    return Part(
        ids[order],
        np.ascontiguousarray(np.concatenate((one.bits, other.bits), axis=1)[:, order]),
        np.concatenate((one.numbers, other.numbers))[order],
        np.concatenate((one.scales, other.scales))[order],
    )
