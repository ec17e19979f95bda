"""Effects within clusters: sampling, spread within a cluster, spread between clusters.

The model of Konstantopoulos, S. (2011), Fixed effects and variance components estimation in
three-level meta-analysis, Research Synthesis Methods 2, by restricted maximum likelihood: the
same as `rma.mv(yi, vi, random = ~ 1 | cluster/effect)` of metafor.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from rpp.evidence.pooling.checking import Effects, Floats, checked
from rpp.evidence.pooling.clusters import Clusters, clusters
from rpp.evidence.pooling.distributions import chi_squared_p, two_sided
from rpp.evidence.pooling.pooled import around
from rpp.evidence.pooling.results import Interval, NotConverged, NotPooled
from rpp.evidence.pooling.robust import Block, Robust, answered, too_few
from rpp.evidence.pooling.weighting import Weighted

CLOSE = {"ftol": 1e-15, "gtol": 1e-10, "maxfun": 1000}


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeLevel:
    """The average of effects in clusters, with the variances `between` and `within` clusters.

    `se`, `p` and `ci` are the model's own (normal); `robust` does not rely on the model being
    right about how effects of one cluster depend on each other, and words say why it is missing.
    `prediction` holds the true effect of a new study, by the robust standard error where there is
    one. `i2` are percentages of the whole variance: between and within clusters.
    """

    k: int
    clusters: int
    estimate: float
    se: float
    p: float
    ci: Interval
    between: float
    within: float
    i2: tuple[float, float]
    q: float
    q_p: float
    prediction: Interval
    level: float
    weights: tuple[float, ...]
    robust: Robust | NotPooled


class Levels:
    """The restricted likelihood of (between, within), and its slope."""

    def __init__(self, effects: Effects, groups: Clusters) -> None:
        self.y, self.v = effects
        self.of, self.count = groups

    def summed(self, values: Floats) -> Floats:
        """The sum of each cluster's values."""
        return np.bincount(self.of, weights=values, minlength=self.count).astype(np.float64)

    def weights(self, between: float, within: float) -> tuple[Floats, Floats]:
        """1 / d of each effect, and 1 / (1 + between Σ 1/d) of each cluster."""
        d = 1 / (self.v + within)
        return d, 1 / (1 + between * self.summed(d))

    def mean(self, between: float, within: float) -> tuple[Floats, float, float]:
        """How much each effect weighs, the average, and the sum of the weights."""
        d, shrink = self.weights(between, within)
        w = d * shrink[self.of]
        total = float(w.sum())
        return w, float(w @ self.y) / total, total

    def objective(self, sigma: Floats) -> tuple[float, Floats]:
        """Minus the restricted log-likelihood but for a constant, and its gradient."""
        between, within = float(sigma[0]), float(sigma[1])
        d, shrink = self.weights(between, within)
        w, mean, total = self.mean(between, within)
        r = self.y - mean
        sums = self.summed(d * r)
        u = d * (r - between * (shrink * sums)[self.of])
        value = -np.log(d).sum() - np.log(shrink).sum() + np.log(total) + float(r @ u)
        own = self.summed(w)
        by_between = own.sum() - (own**2).sum() / total - (self.summed(u) ** 2).sum()
        squares = self.summed(d**2)
        by_within = (
            d.sum() - between * (squares * shrink).sum() - (w**2).sum() / total - (u**2).sum()
        )
        return value / 2, np.array([by_between, by_within]) / 2


def three_level(
    yi: Sequence[float], vi: Sequence[float], cluster: Sequence[Hashable], *, level: float = 0.95
) -> ThreeLevel | NotPooled:
    """The average of effects that come in clusters."""
    effects = checked(yi, vi)
    if isinstance(effects, NotPooled):
        return effects
    groups = clusters(cluster)
    if words := too_few(groups):
        return NotPooled(effects.k, words)
    if groups.number == effects.k:
        return NotPooled(
            effects.k, "Each cluster has one effect, so there is no third level: pool them plainly."
        )
    levels = Levels(effects, groups)
    sigma = _likeliest(levels)
    if isinstance(sigma, NotConverged):
        return sigma.of(effects.k)
    return _answered(effects, groups, levels, sigma, level)


def _likeliest(levels: Levels) -> Floats | NotConverged:
    """The best of several searches from different places."""
    from scipy.optimize import minimize

    size = float(np.var(levels.y)) + float(np.median(levels.v))
    starts = [(1.0, 1.0), (0.01, 1.0), (1.0, 0.01), (0.01, 0.01)]

    def scaled(sigma: Floats) -> tuple[float, Floats]:
        value, slope = levels.objective(sigma * size)
        return value, slope * size

    # TNC asks no BLAS, whose threads would wait for each other on steps as small as these.
    found = [
        minimize(scaled, start, jac=True, method="TNC", bounds=[(0, None)] * 2, options=CLOSE)
        for start in starts
    ]
    best = min(found, key=lambda one: float(one.fun))
    slope = scaled(best.x)[1]
    # Downhill still, where the bound does not hold it back.
    rest = np.where((best.x <= 0) & (slope > 0), 0, slope)
    if not np.all(np.isfinite(best.x)) or float(np.abs(rest).max()) > 1e-4 * len(levels.y):
        return NotConverged("the spread between and within clusters")
    return np.asarray(best.x * size)


def _answered(
    effects: Effects, groups: Clusters, levels: Levels, sigma: Floats, level: float
) -> ThreeLevel:
    between, within = float(sigma[0]), float(sigma[1])
    w, estimate, total = levels.mean(between, within)
    se = 1 / sqrt(total)
    sure = answered(
        effects.k, estimate, _blocks(effects, groups, estimate, between, within), "CR2", level
    )
    by, df = (se, None) if isinstance(sure, NotPooled) else (sure.se, sure.df)
    plain = Weighted(effects)
    q, typical = float(plain.at(0.0).q[0]), plain.typical()
    whole = between + within + typical
    return ThreeLevel(
        k=effects.k,
        clusters=groups.number,
        estimate=estimate,
        se=se,
        p=two_sided(estimate / se),
        ci=around(estimate, se, level, None),
        between=between,
        within=within,
        i2=(100 * between / whole, 100 * within / whole),
        q=q,
        q_p=chi_squared_p(q, effects.k - 1),
        prediction=around(estimate, sqrt(by**2 + between + within), level, df),
        level=level,
        weights=tuple(float(one) for one in 100 * w / total),
        robust=sure,
    )


def _blocks(
    effects: Effects, groups: Clusters, estimate: float, between: float, within: float
) -> list[Block]:
    return [
        Block(
            effects.y[at] - estimate,
            np.ones((len(at), 1)),
            np.diag(effects.v[at] + within) + between,
        )
        for at in groups.members()
    ]
