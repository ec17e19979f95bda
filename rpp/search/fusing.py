"""Joins what documents score by their words with what they score by their meaning.

Each is min-max scaled over its best 200 and they are added half and half (Fox and Shaw's CombSUM,
1994, on scaled scores). Then the question is moved towards the three best, and this is done once
more (Rocchio's feedback, on vectors: Li et al., 2022).
"""

from dataclasses import dataclass

import numpy as np

from rpp.search.index import Index
from rpp.search.meaning.arrays import Near, Vectors
from rpp.search.segment import Floats, Longs, Mask

# How many of the best by either are joined, what is owed to meaning, how many of the best move
# the question, and how far.
POOL, SHARE, FEEDBACK, MOVED = 200, 0.5, 3, 0.3
# What holds none of the words is found where it is nearer than this share of the nearest.
NEAR_ENOUGH = 0.5
# Beyond the best, more of the words stands before less: below all that was joined.
BEYOND = np.float32(1e-4)


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


def joined(
    index: Index, words: Floats, allowed: Mask, question: Floats, vectors: Vectors
) -> Scores:
    """What documents that are allowed score by words and by their nearness to a question.

    `question` is a vector of length 1.
    """
    found = np.where(allowed, words, np.float32(0))
    ids = index.ints("ids")
    by_word = _scaled(_best(found, POOL), found)
    meaning = _near(index, vectors.nearest(question, ids[allowed], POOL))
    best = _best(_fused(by_word, meaning), FEEDBACK)
    if len(best):
        moved = question + np.float32(MOVED) * vectors.vectors(ids[best]).mean(axis=0)
        moved /= np.linalg.norm(moved)
        meaning = _near(index, vectors.nearest(moved, ids[allowed], POOL))
    beyond = found * (BEYOND / max(float(found.max(initial=0)), 1e-9))
    total = (1 - SHARE) * by_word + SHARE * meaning + beyond
    return Scores(total.astype(np.float32), words, meaning, (words > 0) | (meaning >= NEAR_ENOUGH))


def _fused(by_word: Floats, meaning: Floats) -> Floats:
    fused: Floats = (1 - SHARE) * by_word + SHARE * meaning
    return fused


def _best(scores: Floats, count: int) -> Longs:
    """Where the highest scores above 0 stand, so many at most; of equal ones those before."""
    places = np.flatnonzero(scores)
    order = np.argsort(-scores[places], kind="stable")
    return places[order[:count]]


def _scaled(places: Longs, scores: Floats) -> Floats:
    """These scores from 0 to 1, all others 0; the lowest of a pool that is not full is 0."""
    scaled = np.zeros_like(scores)
    if len(places):
        values = scores[places]
        low = values.min() if len(places) == POOL else np.float32(0)
        high = values.max()
        scaled[places] = (values - low) / (high - low) if high > low else 1
    return scaled


def _near(index: Index, near: Near) -> Floats:
    """Nearness from 0 to 1 over the nearest."""
    places = index.places(near.ids)
    here = places >= 0
    scaled = np.zeros(len(index), dtype=np.float32)
    if here.any():
        values = near.cosines[here]
        low, high = values.min(), values.max()
        scaled[places[here]] = (values - low) / (high - low) if high > low else 1
    return scaled
