"""Weighted least squares of effects at given values of τ², many at once.

Viechtbauer, W. (2005), Bias and efficiency of meta-analytic variance estimators in the
random-effects model, Journal of Educational and Behavioral Statistics 30, gives the formulas.
"""

from dataclasses import dataclass

import numpy as np

from rpp.evidence.pooling.checking import Effects, Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """Fits at G values of τ², of k effects on p columns: weights `w` (G, k), the inverse of X'WX
    (G, p, p), coefficients `b` (G, p), residuals `r` (G, k)."""

    w: Floats
    inverse: Floats
    b: Floats
    r: Floats

    @property
    def q(self) -> Floats:
        """The weighted sum of squared residuals, one for each τ²: (G,)."""
        return np.asarray((self.w * self.r**2).sum(axis=1))


class Weighted:
    """Effects on the columns of a design `x` (k, p); without one, on their average."""

    def __init__(self, effects: Effects, x: Floats | None = None) -> None:
        self.y, self.v = effects
        self.x = np.ones((effects.k, 1)) if x is None else x
        self.k: int = self.x.shape[0]
        self.p: int = self.x.shape[1]
        self._xx = (self.x[:, :, None] * self.x[:, None, :]).reshape(self.k, -1)
        self._xy = self.x * self.y[:, None]

    def at(self, tau2: float | Floats) -> Fit:
        """The fits at these values of τ²."""
        places = np.atleast_1d(np.asarray(tau2, dtype=np.float64))
        w: Floats = 1 / (self.v + places[:, None])
        inverse: Floats = np.asarray(np.linalg.inv(self._cross(w)), dtype=np.float64)
        b = (inverse @ (w @ self._xy)[:, :, None])[:, :, 0]
        return Fit(w, inverse, b, self.y - b @ self.x.T)

    def score(self, tau2: float | Floats, *, restricted: bool) -> Floats:
        """The derivative of the (restricted) log-likelihood, one for each τ²: (G,)."""
        fit = self.at(tau2)
        trace = fit.w.sum(axis=1)
        if restricted:
            trace = trace - self._hat(fit)
        return np.asarray(((fit.w * fit.r) ** 2).sum(axis=1) - trace) / 2

    def likelihood(self, tau2: float | Floats, *, restricted: bool) -> Floats:
        """The (restricted) log-likelihood but for a constant, one for each τ²: (G,)."""
        fit = self.at(tau2)
        found = np.log(fit.w).sum(axis=1) - fit.q
        if restricted:
            found = found + np.linalg.slogdet(fit.inverse)[1]
        return np.asarray(found) / 2

    def information(self, tau2: float, *, restricted: bool) -> float:
        """What is expected of the second derivative of the (restricted) log-likelihood."""
        fit = self.at(tau2)
        found = (fit.w**2).sum()
        if restricted:
            half = fit.inverse[0] @ self._cross(fit.w**2)[0]
            found += np.trace(half @ half) - 2 * np.trace(fit.inverse[0] @ self._cross(fit.w**3)[0])
        return float(found) / 2

    def typical(self) -> float:
        """The sampling variance of a typical study: (k - p) / tr(P), at a τ² of zero.

        Higgins and Thompson (2002); for the average, (k-1) Σw / ((Σw)² - Σw²).
        """
        fit = self.at(0.0)
        return float((self.k - self.p) / (fit.w.sum(axis=1) - self._hat(fit))[0])

    def _cross(self, w: Floats) -> Floats:
        return np.asarray((w @ self._xx).reshape(-1, self.p, self.p))

    def _hat(self, fit: Fit) -> Floats:
        return np.asarray(np.trace(fit.inverse @ self._cross(fit.w**2), axis1=1, axis2=2))
