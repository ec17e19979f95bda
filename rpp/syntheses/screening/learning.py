"""Puts candidates in order: those first that are most like what was included.

A logistic regression on words and vectors, with L2 penalty and classes weighed alike, as active
learners for screening have it (O'Mara-Eves and others 2015; van de Schoot and others 2021). The
same answers give the same order. It only orders: every candidate stays in it. Nothing here asks a
database or a model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# It learns anew after so many more answers.
BATCH = 5
# The inverse of the penalty; on the records of the seed 1 and 100 find hardly more or less.
STRENGTH = 10.0
# What vectors count beside words.
MEANING = 0.5
# A word of one text alone says nothing of another.
FEWEST_TEXTS = 2
MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Text:
    """A candidate as it is read: its terms, how often each, and its vector where it has one."""

    id: int
    terms: Mapping[str, float]
    vector: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a candidate stands in the order, and why.

    `score` is how likely it is relevant, in the eyes of the learner (0 to 1; None before it
    learned). `terms` are those that speak most for it, and `against` those that speak most
    against it, the strongest first. `by_meaning`: whether its vector says more than its words.
    """

    id: int
    score: float | None = None
    terms: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    by_meaning: bool = False


def usable(count: int) -> int:
    """Of so many answers how many it learns from: whole batches, so that the order rests."""
    return count // BATCH * BATCH


def order(texts: Sequence[Text], labels: Mapping[int, bool]) -> list[Place]:
    """All candidates in the order in which they are screened best, those with labels too.

    `texts` come in the order of the search, which stays where nothing is known, and decides
    between equals. `labels` say by id what was included; before there is one of each the order
    is that of the search.
    """
    known = [(at, labels[text.id]) for at, text in enumerate(texts) if text.id in labels]
    if len({answer for _, answer in known}) < 2:
        return [Place(text.id) for text in texts]
    features = Features.of(texts)
    at = np.array([place for place, _ in known])
    model = fit(features, at, np.array([answer for _, answer in known]))
    scores = model.scores(features)
    first = np.argsort(-scores, kind="stable")
    return [model.place(features, texts[n], int(n), float(scores[n])) for n in first]


@dataclass(frozen=True, slots=True)
class Features:
    """Texts as numbers: which word stands where with which weight, and vectors beside.

    Each text's words have length 1 together, and so has its vector, times MEANING.
    """

    names: list[str]
    rows: Ints
    columns: Ints
    weights: Floats
    vectors: Floats

    def __len__(self) -> int:
        return len(self.vectors)

    @property
    def width(self) -> int:
        return len(self.names) + int(self.vectors.shape[1])

    @classmethod
    def of(cls, texts: Sequence[Text]) -> "Features":
        """Of texts: each word counts the more the fewer have it (tf-idf, frequencies damped).

        One that all have counts nothing.
        """
        in_texts: dict[str, int] = {}
        for text in texts:
            for term in text.terms:
                in_texts[term] = in_texts.get(term, 0) + 1
        names = sorted(term for term, count in in_texts.items() if count >= FEWEST_TEXTS)
        place = {term: at for at, term in enumerate(names)}
        cells = [
            (row, place[term], often)
            for row, text in enumerate(texts)
            for term, often in text.terms.items()
            if term in place
        ]
        rows = np.array([row for row, _, _ in cells], dtype=np.int64)
        columns = np.array([column for _, column, _ in cells], dtype=np.int64)
        often = np.array([often for _, _, often in cells], dtype=np.float64)
        counts = np.array([in_texts[name] for name in names], dtype=np.float64)
        rare = np.log((1 + len(texts)) / (1 + counts))
        weights = (1 + np.log(often)) * rare[columns]
        lengths = np.sqrt(np.bincount(rows, weights**2, minlength=len(texts)))
        lengths = np.where(lengths > 0, lengths, 1)
        return cls(names, rows, columns, weights / lengths[rows], _vectors(texts))

    def times(self, model: Floats) -> Floats:
        """Each text's features times those of a model."""
        words, meaning = model[: len(self.names)], model[len(self.names) :]
        said = np.bincount(self.rows, self.weights * words[self.columns], minlength=len(self))
        found: Floats = said + self.vectors @ meaning
        return found

    def among(self, at: Ints) -> "Features":
        """Those of some texts alone, in the order of `at`."""
        place = np.full(len(self), -1, dtype=np.int64)
        place[at] = np.arange(len(at))
        here = place[self.rows] >= 0
        return Features(
            self.names,
            place[self.rows[here]],
            self.columns[here],
            self.weights[here],
            self.vectors[at],
        )

    def back(self, texts: Floats) -> Floats:
        """What a number for each text adds up to for each feature."""
        words = np.bincount(
            self.columns, self.weights * texts[self.rows], minlength=len(self.names)
        )
        return np.concatenate((words, texts @ self.vectors))


def _vectors(texts: Sequence[Text]) -> Floats:
    """Vectors one below the other; zeros for a text without one, no column where none has one."""
    size = next((len(text.vector) for text in texts if text.vector is not None), 0)
    found = np.zeros((len(texts), size))
    for at, text in enumerate(texts):
        if text.vector is not None:
            found[at] = text.vector
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    scaled: Floats = MEANING * found / np.where(lengths > 0, lengths, 1)
    return scaled


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned: the weight of each feature, and where the middle is."""

    weights: Floats
    middle: float

    def scores(self, features: Features) -> Floats:
        """How likely each text is relevant, from 0 to 1."""
        return _logistic(features.times(self.weights) + self.middle)

    def place(self, features: Features, text: Text, at: int, score: float) -> Place:
        """A text with what speaks most for it, and against it."""
        here = slice(*np.searchsorted(features.rows, (at, at + 1)))
        columns = features.columns[here]
        said = features.weights[here] * self.weights[columns]
        meant = float(features.vectors[at] @ self.weights[len(features.names) :])
        strongest = np.argsort(-np.abs(said), kind="stable")
        for_it = [features.names[columns[n]] for n in strongest if said[n] > 0]
        against = [features.names[columns[n]] for n in strongest if said[n] < 0]
        return Place(
            text.id,
            score,
            tuple(for_it[:MOST_WORDS]),
            tuple(against[:MOST_WORDS]),
            meant > float(said[said > 0].sum()),
        )


def _logistic(z: Floats) -> Floats:
    from scipy.special import expit

    found: Floats = expit(z)
    return found


def fit(features: Features, at: Ints, answers: NDArray[np.bool_]) -> Model:
    """Learn from the texts at these places; both answers must be among theirs."""
    from scipy.optimize import minimize

    known = features.among(at)
    signs = np.where(answers, 1.0, -1.0)
    # Few are relevant: both classes count alike.
    share = np.where(answers, 1 / answers.sum(), 1 / (~answers).sum())
    counts = STRENGTH * len(at) / 2 * share / len(at)

    def loss(model: Floats) -> tuple[float, Floats]:
        weights, middle = model[:-1], model[-1]
        z = signs * (known.times(weights) + middle)
        value = counts @ np.logaddexp(0, -z) + weights @ weights / 2
        slope = -signs * counts * _logistic(-z)
        return float(value), np.append(known.back(slope) + weights, slope.sum())

    start = np.zeros(features.width + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return Model(found.x[:-1], float(found.x[-1]))
