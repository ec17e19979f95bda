"""τ², the variance of the true effects: five ways to estimate it, and its interval.

DerSimonian and Laird (1986); Paule and Mandel (1982); maximum and restricted maximum likelihood
after Viechtbauer (2005); the interval is the Q-profile of Viechtbauer, W. (2007), Confidence
intervals for the amount of heterogeneity in meta-analysis, Statistics in Medicine 26.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rpp.evidence.pooling.distributions import chi_squared
from rpp.evidence.pooling.results import Interval, Method, NotConverged
from rpp.evidence.pooling.weighting import Weighted

A_DECADE = 8  # places to look at between a value and its tenfold
DOUBLINGS = 80
# metafor's `threshold` and `maxiter`, and how much less likely counts as fitting as well.
STEP, STEPS = 1e-5, 100
START = 1.0  # a standard deviation: more than effects of programs ever differ
AS_WELL = 1e-6


class Spread(NamedTuple):
    """An estimate of τ²; `peaks` counts the values that fit better than their neighbors."""

    tau2: float
    peaks: int = 1


def estimated(model: Weighted, method: Method) -> Spread | NotConverged:
    """τ² by a method; never below zero."""
    if method == "EE":
        return Spread(0.0)
    if method == "DL":
        return Spread(_moments(model))
    if method == "PM":
        return _balanced(model)
    return _likeliest(model, restricted=method == "REML")


def interval(model: Weighted, level: float) -> Interval | NotConverged | None:
    """The values of τ² that the Q statistic does not rule out; None where it rules out all."""
    df = model.k - model.p
    low, high = (chi_squared(p, df) for p in ((1 - level) / 2, (1 + level) / 2))
    ends = [_where_q_is(model, low), _where_q_is(model, high)]
    if float(model.at(0.0).q[0]) < high:
        return None
    below, above = ends
    if below is None or above is None:
        return NotConverged("the interval of τ² has no end")
    return below, above


def _moments(model: Weighted) -> float:
    fit = model.at(0.0)
    df = model.k - model.p
    return max(0.0, float(fit.q[0] - df) * model.typical() / df)


def _balanced(model: Weighted) -> Spread | NotConverged:
    found = _where_q_is(model, model.k - model.p)
    return NotConverged("the estimate of Paule and Mandel") if found is None else Spread(found)


def _where_q_is(model: Weighted, aim: float) -> float | None:
    """The τ² at which Q, which falls as τ² grows, is `aim`; 0 where it is below from the start."""

    def over(tau2: float) -> float:
        q = float(model.at(tau2).q[0])
        return q - aim

    if over(0.0) <= 0:
        return 0.0
    high = _falls(over, float(model.v.min()))
    return None if high is None else _root(over, 0.0, high)


def _likeliest(model: Weighted, *, restricted: bool) -> Spread | NotConverged:
    """The highest of all peaks of the likelihood, which may have more than one."""

    def score(tau2: float) -> float:
        return float(model.score(tau2, restricted=restricted)[0])

    least = 1e-3 * float(model.v.min())
    # Above the squared range of the effects and the largest variance the likelihood falls.
    start = max(float(np.ptp(model.y)) ** 2, float(model.v.max())) * model.k / (model.k - model.p)
    top = _falls(score, start)
    if top is None:
        return NotConverged("the likelihood rises without end")
    many = max(2, int(A_DECADE * np.log10(top / least)))
    grid = np.concatenate([[0.0], np.geomspace(least, top, many)])
    rises = model.score(grid, restricted=restricted) > 0
    peaks = [] if rises[0] else [0.0]
    for at in np.flatnonzero(rises[:-1] & ~rises[1:]):
        peak = _root(score, float(grid[at]), float(grid[at + 1]))
        if peak is None:
            return NotConverged("the search for the likeliest τ²")
        peaks.append(peak)
    heights = model.likelihood(np.array(peaks), restricted=restricted)
    best = peaks[int(np.argmax(heights))]
    return Spread(_as_metafor(model, best, float(heights.max()), restricted), len(peaks))


def _as_metafor(model: Weighted, best: float, height: float, restricted: bool) -> float:
    """Where Fisher scoring stops by metafor's rule, unless that fits less well than the best.

    The rule (no step longer than STEP) shows in the second decimal of a published I²: who
    recomputes it there finds the same digits.
    """
    if best == 0:
        return best
    tau2 = START
    for _ in range(STEPS):
        information = model.information(tau2, restricted=restricted)
        if information <= 0:
            return best
        step = float(model.score(tau2, restricted=restricted)[0]) / information
        while tau2 + step < 0:
            step /= 2
        tau2 += step
        if abs(step) <= STEP:
            break
    near = float(model.likelihood(tau2, restricted=restricted)[0]) >= height - AS_WELL
    return tau2 if near else best


def _falls(function: Callable[[float], float], start: float) -> float | None:
    """The first of `start`, its double, and so on at which the function is below zero."""
    for _ in range(DOUBLINGS):
        if function(start) < 0:
            return start
        start *= 2
    return None


def _root(function: Callable[[float], float], low: float, high: float) -> float | None:
    from scipy.optimize import brentq

    place, how = brentq(
        function, low, high, xtol=1e-14 * high, rtol=1e-13, full_output=True, disp=False
    )
    return float(place) if how.converged else None
