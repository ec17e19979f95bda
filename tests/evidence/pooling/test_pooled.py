"""The average of effects agrees with what metafor prints, and never answers with a NaN."""

import math
import random
from collections.abc import Sequence
from dataclasses import astuple

import numpy as np
import pytest
from scipy import optimize

from rpp.evidence.pooling.pooled import pool
from rpp.evidence.pooling.results import METHODS, TESTS, Method, NotPooled, Pooled
from tests.evidence.pooling import data


def pooled(rows: Sequence[tuple[float, ...]], **how: object) -> Pooled:
    found = pool([row[0] for row in rows], [row[1] for row in rows], **how)  # type: ignore[arg-type]
    assert isinstance(found, Pooled)
    return found


def rounded(values: Sequence[float], digits: int = 4) -> list[float]:
    return [round(value, digits) for value in values]


def test_the_vaccine_trials_are_pooled_as_metafor_does() -> None:
    found = pooled(data.BCG)
    assert rounded([found.estimate, found.se, found.tau2]) == [-0.7145, 0.1798, 0.3132]
    assert (round(found.i2, 2), round(found.h2, 2), round(found.q, 3)) == (92.22, 12.86, 152.233)
    assert found.q_p < 1e-4
    assert rounded([math.exp(end) for end in found.prediction]) == [0.1546, 1.5490]
    # confint.rma.uni of metafor
    assert found.tau2_ci is not None
    assert rounded(found.tau2_ci) == [0.1197, 1.1115]
    assert found.notes == ()


def test_hartung_and_knapp_are_asked_with_the_t_distribution() -> None:
    found = pooled(data.BCG, test="hartung-knapp")
    assert (round(found.se, 4), found.df) == (0.1808, 12)
    assert rounded(found.ci) == [-1.1084, -0.3206]
    assert rounded([math.exp(end) for end in found.prediction], 2) == [0.14, 1.76]


def test_dersimonian_and_laird() -> None:
    found = pooled(data.BCG, method="DL")
    assert rounded([found.tau2, found.i2]) == [0.3088, 92.1173]
    assert rounded([math.exp(value) for value in (found.estimate, *found.ci)]) == [
        0.4896,
        0.3449,
        0.6950,
    ]


def test_studies_of_writing() -> None:
    found = pooled(data.WRITING)
    assert rounded([found.estimate, found.se, found.tau2]) == [0.2219, 0.0460, 0.0499]
    assert (round(found.i2, 2), round(found.q, 4)) == (58.37, 107.1061)


def test_studies_of_expectations() -> None:
    found = pooled(data.EXPECTANCY)
    assert rounded([found.estimate, found.se, found.tau2]) == [0.0837, 0.0516, 0.0188]
    # The likeliest τ² gives 41.85: metafor stops a little before.
    assert round(found.i2, 2) == 41.86
    assert rounded(found.prediction) == [-0.2036, 0.3710]
    knapp = pooled(data.EXPECTANCY, test="hartung-knapp")
    assert rounded([knapp.se, *knapp.ci]) == [0.0616, -0.0457, 0.2131]
    laird = pooled(data.EXPECTANCY, method="DL")
    assert rounded([laird.estimate, laird.se, laird.tau2]) == [0.0893, 0.0558, 0.0259]


def test_two_levels_of_the_school_calendar() -> None:
    found = pooled(data.CALENDAR)
    assert rounded([found.estimate, found.se, found.tau2]) == [0.1279, 0.0439, 0.0884]


def test_paule_and_mandel_bring_q_to_its_degrees_of_freedom() -> None:
    found = pooled(data.BCG, method="PM")
    weights = [1 / (v + found.tau2) for _, v in data.BCG]
    q = sum(w * (y - found.estimate) ** 2 for w, (y, _) in zip(weights, data.BCG, strict=True))
    assert round(found.tau2, 4) == 0.3181
    assert q == pytest.approx(12, abs=1e-9)


def test_equal_effects_have_no_spread_and_say_so() -> None:
    found = pooled(data.BCG, method="EE")
    assert rounded([found.estimate, found.se, found.tau2]) == [-0.4303, 0.0405, 0.0]
    assert found.prediction == found.ci
    assert "One true effect" in found.notes[-1]


def negative_likelihood(
    tau2: float, y: np.ndarray, v: np.ndarray, method: Method = "REML"
) -> float:
    """Written down once more, by the book and without the code under test."""
    w = 1 / (v + tau2)
    mean = np.average(y, weights=w)
    found = np.log(v + tau2).sum() + (w * (y - mean) ** 2).sum()
    return float(found + (np.log(w.sum()) if method == "REML" else 0)) / 2


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_no_other_spread_is_likelier(method: Method) -> None:
    chance = np.random.default_rng(20_110_411)
    for _ in range(40):
        k = int(chance.integers(2, 60))
        v = 10 ** chance.uniform(-3, 0.5, k)
        y = chance.normal(0.2, np.sqrt(v + chance.choice([0, 0.01, 0.3])))
        found = pooled(list(zip(y, v, strict=True)), method=method)
        own = negative_likelihood(found.tau2, y, v, method)
        top = 4 * (np.ptp(y) ** 2 + v.max())
        starts = np.concatenate([[0], np.geomspace(1e-6, top, 24)])
        for low, high in zip(starts, starts[2:], strict=False):
            other = optimize.minimize_scalar(
                negative_likelihood, bounds=(low, high), args=(y, v, method), method="bounded"
            )
            assert own <= other.fun + 1.1e-6


def test_modified_hartung_knapp_is_never_narrower_than_wald() -> None:
    alike = [(0.20, 0.04), (0.21, 0.05), (0.19, 0.03), (0.20, 0.06), (0.22, 0.04)]
    wald, knapp, modified = (pooled(alike, test=test) for test in TESTS)
    assert width(knapp) < width(wald) < width(modified)
    assert "narrower than Wald" in knapp.notes[0]
    assert not any("narrower" in note for note in modified.notes)
    assert modified.df == 4


def width(found: Pooled) -> float:
    return found.ci[1] - found.ci[0]


def test_effects_that_are_all_the_same_keep_an_interval() -> None:
    for test in TESTS:
        found = pooled([(0.2, 0.04)] * 4, test=test)
        assert (found.tau2, found.i2, round(found.q, 9)) == (0, 0, 0)
        assert width(found) > 0
        assert any("All effects are the same" in note for note in found.notes)
    assert pooled([(0.2, 0.04)] * 4, test="hartung-knapp").test == "modified"


def test_effects_more_alike_than_chance_rule_in_no_spread() -> None:
    found = pooled([(0.2 + n * 1e-4, 0.04) for n in range(12)])
    assert (found.tau2, found.tau2_ci) == (0, None)
    assert "no spread is ruled in" in found.notes[0]


@pytest.mark.parametrize(
    ("yi", "vi", "words"),
    [
        ([], [], "no average"),
        ([0.3], [0.1], "at least two"),
        ([0.3, 0.1], [0.1], "one variance"),
        ([0.3, 0.1], [0.1, 0], "zero, as if nothing were uncertain: effect 2"),
        ([0.3, 0.1, 0], [0.1, -0.2, -1], "below zero, which cannot be: effects 2, 3"),
        ([0.3, math.nan], [0.1, 0.2], "not a number: effect 2"),
        ([0.3, 0.2], [0.1, math.inf], "not a number: effect 2"),
        ([0.3, 1e300], [0.1, 0.2], "too large to be one: effect 2"),
        ([0.3, 0.1], [1e-200, 0.2], "too small or too large to be one: effect 1"),
        ([0.3, 0.1], [1e-9, 1e9], "so unequal"),
        ([0.1] * 5001, [0.1] * 5001, "at most 5,000"),
    ],
)
def test_what_cannot_be_pooled_is_answered_in_words(
    yi: list[float], vi: list[float], words: str
) -> None:
    found = pool(yi, vi)
    assert isinstance(found, NotPooled)
    assert found.k == len(yi)
    assert words in found.words


def test_no_number_is_ever_infinite_or_missing() -> None:
    chance = random.Random(7)
    for _ in range(300):
        k = chance.choice([2, 2, 3, 5, 20, 300])
        size = 10 ** chance.uniform(-6, 6)
        y = [chance.choice([0, size, -size, chance.gauss(0, size)]) for _ in range(k)]
        v = [10 ** chance.uniform(-6, 3) for _ in range(k)]
        found = pool(
            [max(-1e6, min(1e6, one)) for one in y],
            v,
            method=chance.choice(list(METHODS)),
            test=chance.choice(list(TESTS)),
        )
        assert isinstance(found, Pooled)
        assert all(math.isfinite(value) for value in numbers(found))
        assert found.tau2 >= 0
        assert found.se > 0


def numbers(found: Pooled) -> list[float]:
    flat: list[float] = []
    for value in astuple(found):
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, int | float):
                flat.append(one)
    return flat
