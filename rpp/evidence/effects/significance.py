"""How surprising a difference would be if the program did nothing: t and p."""

import math

from rpp.evidence.effects.numbers import Uncomputable, finite

ALPHA = 0.05


def t_of(g: float, n_treated: int, n_compared: int) -> float:
    """t = g × √(nT × nC ÷ N)."""
    if min(n_treated, n_compared) < 1:
        raise Uncomputable("Each group needs at least one person.")
    return finite(g * math.sqrt(n_treated * n_compared / (n_treated + n_compared)))


def p_of(t: float, df: float) -> float:
    """The two-sided p of a t with `df` degrees of freedom, above 0."""
    from scipy.special import stdtr

    if df <= 0:
        raise Uncomputable("The two groups together need at least three people.")
    return finite(min(1.0, 2 * float(stdtr(df, -abs(t)))))


def t_of_p(p: float, df: float) -> float:
    """The size of the t that has this two-sided p; `Uncomputable` for a p of 0 or of 1."""
    from scipy.special import stdtrit

    if not 0 < p < 1 or df <= 0:
        raise Uncomputable("From a p of 0 or of 1 no error can be computed.")
    return abs(finite(float(stdtrit(df, p / 2))))


def critical(df: float, level: float = 0.95) -> float:
    """By how many standard errors an interval of this level reaches to each side."""
    from scipy.special import stdtrit

    if df <= 0:
        raise Uncomputable("The two groups together need at least three people.")
    return finite(float(stdtrit(df, 1 - (1 - level) / 2)))
