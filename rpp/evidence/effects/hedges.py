"""Hedges' g: the difference of two means in standard deviations."""

import math

from rpp.evidence.effects.numbers import TOO_LARGE, Uncomputable, finite


def omega(n: int) -> float:
    """The correction for small samples, 1 − 3 ÷ (4N − 9); N is people in both groups, 3 or more."""
    if n < 3:
        raise Uncomputable("The two groups together need at least three people.")
    return 1 - 3 / (4 * n - 9)


def pooled_sd(n_treated: int, sd_treated: float, n_compared: int, sd_compared: float) -> float:
    """The standard deviation of both groups together, in the outcome's units; above 0."""
    if min(n_treated, n_compared) < 1 or n_treated + n_compared < 3:
        raise Uncomputable("The two groups together need at least three people, one in each.")
    if min(sd_treated, sd_compared) < 0:
        raise Uncomputable("A standard deviation cannot be below 0.")
    try:
        squares = (n_treated - 1) * sd_treated**2 + (n_compared - 1) * sd_compared**2
        found = finite(math.sqrt(squares / (n_treated + n_compared - 2)))
    except OverflowError as error:
        raise Uncomputable(TOO_LARGE) from error
    if found == 0:
        raise Uncomputable("Nobody differs from anybody: both standard deviations are 0.")
    return found


def hedges_g(difference: float, sd: float, n: int) -> float:
    """g = ω × difference ÷ SD; `difference` is the treated group's mean less the other's."""
    return finite(omega(n) * (difference / sd))
