"""`pool`: the average of effects, its interval, and what a new study can expect.

The tests: Hartung and Knapp (2001), and its modification that never makes the interval narrower
than Wald's, max(1, s²), after Röver, Knapp and Friede (2015). The prediction interval is that of
Higgins, Thompson and Spiegelhalter (2009) with the degrees of freedom of the test. I² and H² are
those of metafor: Viechtbauer, W. (2010), Journal of Statistical Software 36(3).
"""

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np

from rpp.evidence.pooling import spread
from rpp.evidence.pooling.checking import Effects, Floats, checked
from rpp.evidence.pooling.distributions import chi_squared_p, quantile, two_sided
from rpp.evidence.pooling.results import Interval, Method, NotConverged, NotPooled, Pooled, Test
from rpp.evidence.pooling.weighting import Weighted

FEW = 5


class Fitted(NamedTuple):
    """Coefficients (p,) with their covariance (p, p), tested with `df` (None: normal).

    `ratio` is the observed spread around the fit over the expected one (Hartung-Knapp's s²).
    """

    model: Weighted
    tau2: float
    peaks: int
    b: Floats
    covariance: Floats
    df: float | None
    ratio: float
    test: Test


class Heterogeneity(NamedTuple):
    """How much more effects differ than chance makes them."""

    q: float
    q_p: float
    i2: float
    h2: float


def pool(
    yi: Sequence[float],
    vi: Sequence[float],
    *,
    method: Method = "REML",
    test: Test = "wald",
    level: float = 0.95,
) -> Pooled | NotPooled:
    """The average of effects `yi` with sampling variances `vi`, in the units of the effects.

    Every number is finite; where there is none, words say why.
    """
    effects = checked(yi, vi)
    if isinstance(effects, NotPooled):
        return effects
    fitted = fit(Weighted(effects), method, test)
    if isinstance(fitted, NotConverged):
        return fitted.of(effects.k)
    tau2_ci = spread.interval(fitted.model, level)
    if isinstance(tau2_ci, NotConverged):
        return tau2_ci.of(effects.k)
    return _pooled(effects, fitted, method, level, tau2_ci)


def fit(model: Weighted, method: Method, test: Test) -> Fitted | NotConverged:
    """The coefficients of a model, with τ² by a method."""
    found = spread.estimated(model, method)
    if isinstance(found, NotConverged):
        return found
    at = model.at(found.tau2)
    df = None if test == "wald" else model.k - model.p
    ratio = float(at.q[0]) / (model.k - model.p)
    # Effects that are all alike would leave Hartung-Knapp without any width.
    used: Test = "modified" if test == "hartung-knapp" and _is_flat(model, ratio) else test
    factor = {"wald": 1.0, "hartung-knapp": ratio, "modified": max(1.0, ratio)}[used]
    covariance = at.inverse[0] * factor
    return Fitted(model, found.tau2, found.peaks, at.b[0], covariance, df, ratio, used)


def heterogeneity(model: Weighted, tau2: float, method: Method) -> Heterogeneity:
    """Q, I² in percent and H², around the average or what moderators predict."""
    df = model.k - model.p
    q = float(model.at(0.0).q[0])
    if method == "EE":
        i2, h2 = (max(0.0, 100 * (q - df) / q) if q else 0.0), q / df
    else:
        typical = model.typical()
        i2, h2 = 100 * tau2 / (tau2 + typical), tau2 / typical + 1
    return Heterogeneity(q, chi_squared_p(q, df), i2, h2)


def around(middle: float, se: float, level: float, df: float | None) -> Interval:
    """The interval around an estimate."""
    reach = quantile(level, df) * se
    return middle - reach, middle + reach


def _is_flat(model: Weighted, ratio: float) -> bool:
    return ratio <= 1e-12 or bool(np.ptp(model.y) == 0)


def _pooled(
    effects: Effects, fitted: Fitted, method: Method, level: float, tau2_ci: Interval | None
) -> Pooled:
    estimate, se = float(fitted.b[0]), sqrt(float(fitted.covariance[0, 0]))
    w = 1 / (effects.v + fitted.tau2)
    how = heterogeneity(fitted.model, fitted.tau2, method)
    return Pooled(
        k=effects.k,
        estimate=estimate,
        se=se,
        p=two_sided(estimate / se, fitted.df),
        ci=around(estimate, se, level, fitted.df),
        tau2=fitted.tau2,
        tau2_ci=tau2_ci,
        i2=how.i2,
        h2=how.h2,
        q=how.q,
        q_p=how.q_p,
        prediction=around(estimate, sqrt(se**2 + fitted.tau2), level, fitted.df),
        method=method,
        test=fitted.test,
        level=level,
        df=fitted.df,
        weights=tuple(float(one) for one in 100 * w / w.sum()),
        notes=tuple(_notes(effects, fitted, method, level, tau2_ci)),
    )


def _notes(
    effects: Effects, fitted: Fitted, method: Method, level: float, tau2_ci: Interval | None
) -> list[str]:
    notes = []
    wald = quantile(level) * sqrt(float(fitted.model.at(fitted.tau2).inverse[0, 0, 0]))
    own = quantile(level, fitted.df) * sqrt(float(fitted.covariance[0, 0]))
    if fitted.test == "hartung-knapp" and own < wald:
        notes.append(
            "The Hartung-Knapp interval is narrower than Wald’s here, because the effects scatter "
            "less than expected. Modified Hartung-Knapp does not let that happen."
        )
    if np.ptp(effects.y) == 0:
        notes.append("All effects are the same, so they tell nothing about how far studies differ.")
    elif tau2_ci is None:
        notes.append("The effects are more alike than chance makes them: no spread is ruled in.")
    if effects.k < FEW and method != "EE":
        notes.append(
            f"With {effects.k} effects the spread between studies is hardly known: read the "
            "interval for a new study as a rough guess."
        )
    if effects.k < FEW and fitted.df is None:
        notes.append(
            "With so few effects Wald’s interval is too narrow; Hartung-Knapp’s is the safer one."
        )
    if fitted.peaks > 1:
        notes.append("More than one size of the spread fits well; the likeliest was taken.")
    if method == "EE":
        notes.append(
            "One true effect is assumed for all studies, so a new study is expected where the "
            "average is."
        )
    return notes
