"""Meta-regression on one moderator: a number, or groups.

Mixed effects with the residual τ² by a method; tests by Wald or by Knapp and Hartung (2003),
Statistics in Medicine 22. R² compares the residual τ² with that of the average alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from rpp.evidence.pooling.checking import Effects, Floats, checked
from rpp.evidence.pooling.distributions import chi_squared_p, f_p, two_sided
from rpp.evidence.pooling.pooled import Fitted, around, fit, heterogeneity
from rpp.evidence.pooling.results import Interval, Method, NotConverged, NotPooled, Test
from rpp.evidence.pooling.weighting import Weighted

# Fewer effects for each coefficient than these say little (Cochrane Handbook, 10.11.4).
ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient, or the average of one group; `k` counts the effects of a group."""

    name: str
    estimate: float
    se: float
    p: float
    ci: Interval
    k: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """How effects change with a moderator.

    `coefficients` begin with the intercept; `groups` are the averages of groups, none for a
    number. `qm` tests whether the moderator matters at all: chi-squared with `qm_df` degrees of
    freedom, an F over `df` of them where `df` is given. `r2` is the percentage of τ² that it
    explains, None where there is none to explain. `tau2`, `i2`, `qe` are what is left.
    """

    k: int
    coefficients: tuple[Coefficient, ...]
    groups: tuple[Coefficient, ...]
    qm: float
    qm_df: int
    qm_p: float
    df: float | None
    tau2: float
    i2: float
    qe: float
    qe_p: float
    r2: float | None
    method: Method
    test: Test
    notes: tuple[str, ...]


def by_number(
    yi: Sequence[float],
    vi: Sequence[float],
    values: Sequence[float],
    *,
    name: str = "moderator",
    method: Method = "REML",
    test: Test = "wald",
    level: float = 0.95,
) -> Regression | NotPooled:
    """Effects on a number, such as the weeks that a program lasts."""
    effects = checked(yi, vi)
    if isinstance(effects, NotPooled):
        return effects
    x = np.asarray(values, dtype=float)
    if not np.all(np.isfinite(x)) or np.abs(x).max() > 1e9:
        return NotPooled(effects.k, "The moderator needs a plain number for each effect.")
    if np.ptp(x) == 0:
        return NotPooled(effects.k, "The moderator is the same for all effects.")
    # Centered and scaled while solving, so that a year costs no digits.
    middle, size = float(x.mean()), float(np.std(x))
    design = np.column_stack([np.ones(effects.k), (x - middle) / size])
    back = np.array([[1.0, -middle / size], [0.0, 1 / size]])
    return _answered(effects, design, back, ["intercept", name], [], method, test, level)


def by_group(
    yi: Sequence[float],
    vi: Sequence[float],
    groups: Sequence[str],
    *,
    method: Method = "REML",
    test: Test = "wald",
    level: float = 0.95,
) -> Regression | NotPooled:
    """Effects by groups with one residual spread; compared with the first of the alphabet."""
    effects = checked(yi, vi)
    if isinstance(effects, NotPooled):
        return effects
    names = sorted(set(groups))
    if len(names) < 2:
        return NotPooled(effects.k, "The moderator is the same for all effects.")
    design = np.array([[float(one == name) for name in names] for one in groups])
    back = np.eye(len(names))
    back[1:, 0] = -1
    labels = ["intercept", *(f"{name} compared with {names[0]}" for name in names[1:])]
    return _answered(effects, design, back, labels, names, method, test, level)


def _answered(
    effects: Effects,
    design: Floats,
    back: Floats,
    labels: list[str],
    names: list[str],
    method: Method,
    test: Test,
    level: float,
) -> Regression | NotPooled:
    k, p = design.shape
    if k <= p:
        return NotPooled(k, f"{k} effects are too few for {p} coefficients.")
    fitted, plain = (
        fit(Weighted(effects, design), method, test),
        fit(Weighted(effects), method, test),
    )
    for one in (fitted, plain):
        if isinstance(one, NotConverged):
            return one.of(k)
    assert isinstance(fitted, Fitted)
    assert isinstance(plain, Fitted)
    b, covariance = back @ fitted.b, back @ fitted.covariance @ back.T
    sizes = [int(design[:, at].sum()) for at in range(p)]
    left = heterogeneity(fitted.model, fitted.tau2, method)
    rest, df = slice(1, None), p - 1
    qm = float(b[rest] @ np.linalg.solve(covariance[rest, rest], b[rest]))
    if fitted.df is not None:
        qm /= df
    return Regression(
        k=k,
        coefficients=_coefficients(labels, b, covariance, [k] * p, fitted.df, level),
        groups=_coefficients(names, fitted.b, fitted.covariance, sizes, fitted.df, level),
        qm=qm,
        qm_df=df,
        qm_p=chi_squared_p(qm, df) if fitted.df is None else f_p(qm, df, fitted.df),
        df=fitted.df,
        tau2=fitted.tau2,
        i2=left.i2,
        qe=left.q,
        qe_p=left.q_p,
        r2=max(0.0, 100 * (1 - fitted.tau2 / plain.tau2)) if plain.tau2 > 0 else None,
        method=method,
        test=fitted.test,
        notes=tuple(_notes(k, p, [size for size in sizes if names])),
    )


def _coefficients(
    names: Sequence[str],
    b: Floats,
    covariance: Floats,
    sizes: Sequence[int],
    df: float | None,
    level: float,
) -> tuple[Coefficient, ...]:
    found = []
    for at, name in enumerate(names):
        estimate, se = float(b[at]), sqrt(float(covariance[at, at]))
        ci = around(estimate, se, level, df)
        found.append(Coefficient(name, estimate, se, two_sided(estimate / se, df), ci, sizes[at]))
    return tuple(found)


def _notes(k: int, p: int, sizes: list[int]) -> list[str]:
    notes = []
    if k < ENOUGH * (p - 1):
        notes.append(
            f"{k} effects are few for this question: at least {ENOUGH} for each thing compared are "
            "asked for. Take it as a hint."
        )
    if 1 in sizes:
        notes.append("One of the groups has a single effect.")
    notes.append("Studies were not assigned to groups by chance, so other things may differ too.")
    return notes
