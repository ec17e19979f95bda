"""Effects of one study depend on each other: robust variance and three levels."""

from itertools import pairwise

import numpy as np
import pytest

from rpp.evidence.pooling.pooled import pool
from rpp.evidence.pooling.results import NotPooled, Pooled
from rpp.evidence.pooling.robust import Block, Robust, Variance, robust, variance
from rpp.evidence.pooling.three_level import ThreeLevel, three_level
from tests.evidence.pooling import data

Y, V, DISTRICT = (list(column) for column in zip(*data.CALENDAR, strict=True))


def levels() -> ThreeLevel:
    found = three_level(Y, V, DISTRICT)
    assert isinstance(found, ThreeLevel)
    return found


def sure(**how: object) -> Robust:
    found = robust(Y, V, DISTRICT, **how)  # type: ignore[arg-type]
    assert isinstance(found, Robust)
    return found


def test_the_school_calendar_has_three_levels() -> None:
    found = levels()
    assert (round(found.estimate, 3), round(found.se, 3)) == (0.185, 0.085)
    assert (round(found.between, 3), round(found.within, 3)) == (0.065, 0.033)
    assert (found.k, found.clusters) == (56, 11)
    assert isinstance(found.robust, Robust)
    assert (round(found.robust.se, 4), round(found.robust.df, 2)) == (0.0845, 9.86)
    assert sum(found.weights) == pytest.approx(100)


def test_no_other_pair_of_spreads_is_likelier() -> None:
    found = levels()
    y, v, of = np.array(Y), np.array(V), np.array(DISTRICT)

    def minus(between: float, within: float) -> float:
        """By whole matrices, without the shortcuts of the code under test."""
        phi = np.diag(v + within) + between * (of[:, None] == of[None, :])
        inverse = np.linalg.inv(phi)
        total = inverse.sum()
        r = y - inverse.sum(axis=0) @ y / total
        return float((np.linalg.slogdet(phi)[1] + np.log(total) + r @ inverse @ r) / 2)

    best = minus(found.between, found.within)
    for between in np.linspace(0, 0.3, 13):
        for within in np.linspace(0, 0.15, 13):
            assert best <= minus(between, within) + 1e-9


def test_the_plain_sandwich_agrees_with_statsmodels() -> None:
    # WLS(y, 1, weights=1/v).fit(cov_type="cluster", use_t=True), statsmodels 0.15.0
    found = sure(method="EE", kind="CR1")
    assert found.estimate == pytest.approx(0.04640719, abs=1e-8)
    assert found.se == pytest.approx(0.06450264, abs=1e-8)
    assert found.df == 10
    assert found.p == pytest.approx(0.48832929, abs=1e-8)
    assert found.ci == pytest.approx((-0.09731366, 0.19012803), abs=1e-8)


def test_the_small_sample_sandwich_is_that_of_its_definition() -> None:
    """CR2 is right on average, and has Satterthwaite's degrees of freedom, by whole matrices."""
    chance = np.random.default_rng(3)
    sizes = [1, 2, 4, 3, 2]
    x = np.column_stack([np.ones(12), chance.normal(size=12)])
    parts = [slice(a, b) for a, b in pairwise(np.cumsum([0, *sizes]))]
    phi = np.zeros((12, 12))
    for part, size in zip(parts, sizes, strict=True):
        phi[part, part] = np.diag(chance.uniform(0.1, 1, size)) + 0.3
    w = np.linalg.inv(phi)
    bread = np.linalg.inv(x.T @ w @ x)
    hat = np.eye(12) - x @ bread @ x.T @ w

    def sandwich(r: np.ndarray) -> Variance:
        return variance([Block(r[part], x[part], phi[part, part]) for part in parts], "CR2")

    omega = hat @ phi @ hat.T
    unit = np.eye(12)
    for c in range(2):
        # The variance of coefficient c is a quadratic form of residuals, with this matrix.
        form = np.array(
            [
                [sandwich(a + b).covariance[c, c] - sandwich(a - b).covariance[c, c] for a in unit]
                for b in unit
            ]
        )
        spread = form / 4 @ omega
        assert np.trace(spread) == pytest.approx(bread[c, c])
        df = np.trace(spread) ** 2 / np.trace(spread @ spread)
        assert sandwich(unit[0]).df[c] == pytest.approx(df)


def test_with_one_effect_in_each_cluster_and_equal_weights_it_is_the_t_test() -> None:
    y = [0.1, 0.5, 0.3, -0.2, 0.4, 0.25]
    found = robust(y, [0.05] * 6, range(6), method="EE")
    assert isinstance(found, Robust)
    assert found.df == pytest.approx(5)
    assert found.se == pytest.approx(np.std(y, ddof=1) / np.sqrt(6))


def test_its_interval_covers_the_truth_where_the_plain_one_does_not() -> None:
    chance = np.random.default_rng(11)
    hits, plain_hits, runs = 0, 0, 300
    for _ in range(runs):
        sizes = chance.integers(1, 7, 12)
        of = np.repeat(np.arange(12), sizes)
        v = np.full(len(of), 0.04)
        y = 0.2 + chance.normal(0, 0.3, 12)[of] + chance.normal(0, 0.2, len(of))
        found, plain = robust(y, v, of), pool(y, v)
        assert isinstance(found, Robust)
        assert isinstance(plain, Pooled)
        hits += found.ci[0] <= 0.2 <= found.ci[1]
        plain_hits += plain.ci[0] <= 0.2 <= plain.ci[1]
    assert 0.92 <= hits / runs <= 0.98
    assert plain_hits / runs < 0.88


def test_one_cluster_is_answered_in_words() -> None:
    for found in (robust([0.1, 0.3], [0.1, 0.1], ["a", "a"]), three_level([1, 2], [1, 1], [5, 5])):
        assert isinstance(found, NotPooled)
        assert "All effects come from one cluster" in found.words


def test_clusters_that_are_all_alike_are_answered_in_words() -> None:
    found = robust([0.2] * 4, [0.1] * 4, [1, 1, 2, 2])
    assert isinstance(found, NotPooled)
    assert "the same average" in found.words


def test_without_two_effects_in_any_cluster_there_is_no_third_level() -> None:
    found = three_level([0.1, 0.2, 0.4], [0.1] * 3, "abc")
    assert isinstance(found, NotPooled)
    assert "no third level" in found.words


def test_few_degrees_of_freedom_are_named() -> None:
    found = robust([0.1, 0.3, 0.2, 0.5], [0.1] * 4, "aabb")
    assert isinstance(found, Robust)
    assert "only 1.0 degrees of freedom" in found.notes[0]


def test_hundreds_of_effects_and_huge_ones_still_have_numbers() -> None:
    chance = np.random.default_rng(5)
    for size in (1e-3, 1, 1e5):
        y = chance.normal(0, size, 300)
        found = three_level(list(y), list(chance.uniform(0.01, 0.2, 300)), list(range(100)) * 3)
        assert isinstance(found, ThreeLevel)
        assert np.isfinite([found.estimate, found.se, found.p, *found.ci, *found.prediction]).all()
