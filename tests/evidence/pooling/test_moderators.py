"""Meta-regression, Egger's test, leave-one-out and cumulative, against statsmodels 0.15.0."""

import numpy as np
import pytest

from rpp.evidence.pooling.egger import Egger, egger
from rpp.evidence.pooling.one_by_one import cumulative, leave_one_out
from rpp.evidence.pooling.pooled import pool
from rpp.evidence.pooling.regression import Regression, by_group, by_number
from rpp.evidence.pooling.results import NotPooled, Pooled
from tests.evidence.pooling import data

Y, V = (list(column) for column in zip(*data.BCG, strict=True))


def number(**how: object) -> Regression:
    found = by_number(Y, V, data.BCG_LATITUDE, **how)  # type: ignore[arg-type]
    assert isinstance(found, Regression)
    return found


def test_the_latitude_of_the_vaccine_trials() -> None:
    # rma(yi, vi, mods = ~ ablat) of metafor
    found = number()
    intercept, latitude = found.coefficients
    assert (round(intercept.estimate, 4), round(intercept.se, 4)) == (0.2515, 0.2491)
    assert (round(latitude.estimate, 4), round(latitude.se, 4)) == (-0.0291, 0.0072)
    assert (round(found.tau2, 4), round(found.i2, 2)) == (0.0764, 68.39)
    assert (round(found.qe, 4), round(found.qm, 3)) == (30.7331, 16.357)
    assert found.r2 == pytest.approx(75.62, abs=0.01)


def test_equal_effects_on_a_number_agree_with_statsmodels() -> None:
    # WLS(y, [1, latitude], weights=1/v).fit(cov_type="fixed scale")
    intercept, latitude = number(method="EE").coefficients
    assert intercept.estimate == pytest.approx(0.34356458, abs=1e-8)
    assert intercept.se == pytest.approx(0.08104878, abs=1e-8)
    assert latitude.estimate == pytest.approx(-0.02923693, abs=1e-8)
    assert latitude.p == pytest.approx(2.97013621e-28, rel=1e-6)
    assert latitude.ci == pytest.approx((-0.0344356, -0.02403827), abs=1e-8)


def test_knapp_and_hartung_on_a_number_agree_with_statsmodels() -> None:
    # WLS(y, [1, latitude], weights=1/v).fit()
    found = number(method="EE", test="hartung-knapp")
    _, latitude = found.coefficients
    assert latitude.se == pytest.approx(0.00443354, abs=1e-8)
    assert latitude.p == pytest.approx(3.8927945e-05, rel=1e-6)
    assert latitude.ci == pytest.approx((-0.03899509, -0.01947878), abs=1e-8)
    assert (found.qm, found.qm_p) == pytest.approx((43.48729979, 3.8927945e-05))


def test_groups_agree_with_statsmodels() -> None:
    # The same with two columns of 0 and 1 for the three ways to make groups.
    found = by_group(Y, V, data.BCG_ALLOCATION, method="EE", test="hartung-knapp")
    assert isinstance(found, Regression)
    intercept, random, systematic = found.coefficients
    assert (intercept.estimate, intercept.se) == pytest.approx((-0.71855537, 0.28380709))
    assert (random.estimate, random.se) == pytest.approx((0.4240187, 0.34645793))
    assert (systematic.estimate, systematic.se) == pytest.approx((0.30522699, 0.44802357))
    assert (found.qm, found.qm_p) == pytest.approx((0.7503862, 0.49700980))
    assert [(group.name, group.k) for group in found.groups] == [
        ("alternate", 2),
        ("random", 7),
        ("systematic", 4),
    ]
    assert found.groups[1].estimate == pytest.approx(-0.71855537 + 0.4240187)


def test_a_moderator_that_cannot_be_asked_is_answered_in_words() -> None:
    for found, words in (
        (by_number(Y, V, [3] * 13), "the same for all"),
        (by_group(Y, V, ["a"] * 13), "the same for all"),
        (by_number(Y, V, [np.nan] * 13), "a plain number"),
        (by_number(Y[:2], V[:2], [1, 2]), "too few for 2 coefficients"),
        (by_group(Y[:3], V[:3], list("abc")), "too few for 3 coefficients"),
        (by_group([0.2], [0.1], ["a"]), "at least two"),
    ):
        assert isinstance(found, NotPooled)
        assert words in found.words


def test_a_year_costs_no_digits() -> None:
    plain = by_number(Y, V, range(13))
    years = by_number(Y, V, [1_000_000 + n for n in range(13)])
    assert isinstance(plain, Regression)
    assert isinstance(years, Regression)
    assert years.coefficients[1].estimate == pytest.approx(plain.coefficients[1].estimate)
    assert years.qm_p == pytest.approx(plain.qm_p)


@pytest.mark.parametrize(
    ("rows", "slope", "se", "t", "p", "limit"),
    [
        (data.BCG, -2.11204212, 1.50722133, -1.40128200, 0.18870699, -0.19092864),
        (data.WRITING, 1.30962225, 0.48366787, 2.70768915, 0.00947946, -0.05580326),
        (data.EXPECTANCY, 1.62430122, 0.79702520, 2.03795467, 0.05742557, -0.17903112),
    ],
)
def test_eggers_test_agrees_with_statsmodels(
    rows: list[tuple[float, float]], slope: float, se: float, t: float, p: float, limit: float
) -> None:
    # WLS(y, [1, sqrt(v)], weights=1/v).fit()
    found = egger(*zip(*rows, strict=True))
    assert isinstance(found, Egger)
    assert (found.slope, found.se, found.t, found.p, found.limit) == pytest.approx(
        (slope, se, t, p, limit), abs=1e-7
    )
    assert found.df == len(rows) - 2


def test_a_funnel_that_cannot_be_tested_is_answered_in_words() -> None:
    for found, words in (
        (egger([0.1, 0.2], [0.1, 0.2]), "at least 3"),
        (egger([0.1, 0.2, 0.4], [0.1] * 3), "equally certain"),
        (egger([0.1, 0.2, 0.3], [0.01, 0.04, 0.09]), "on one line"),
    ):
        assert isinstance(found, NotPooled)
        assert words in found.words
    few = egger([0.1, 0.2, 0.5], [0.1, 0.2, 0.1])
    assert isinstance(few, Egger)
    assert "can hardly tell" in few.notes[0]


def test_each_study_is_left_out_once() -> None:
    found = leave_one_out(Y, V)
    assert len(found) == 13
    assert found[3] == pool([*Y[:3], *Y[4:]], [*V[:3], *V[4:]])
    assert all(isinstance(one, Pooled) and one.k == 12 for one in found)


def test_studies_come_in_one_by_one() -> None:
    found = cumulative(Y, V, test="modified")
    assert isinstance(found[0], NotPooled)
    assert found[-1] == pool(Y, V, test="modified")
    assert [one.k for one in found] == list(range(1, 14))


def test_without_the_only_other_effect_there_is_no_average() -> None:
    assert all(isinstance(one, NotPooled) for one in leave_one_out([0.1, 0.3], [0.1, 0.1]))
