"""The Cox index: the effect size of an outcome that people either reach or do not."""

import math

from rpp.evidence.effects.hedges import omega
from rpp.evidence.effects.numbers import Uncomputable, finite

# The log odds ratio of one standard deviation.
SCALE = 1.65


def log_odds(share: float) -> float:
    """The log odds of a share between 0 and 1, both excluded."""
    if not 0 <= share <= 1:
        raise Uncomputable("A share lies between 0 and 100 percent.")
    if share in (0, 1):
        raise Uncomputable(
            "Where everybody or nobody reached the outcome, odds cannot be compared."
        )
    return math.log(share) - math.log1p(-share)


def cox_index(treated: float, compared: float, n: int) -> float:
    """ω × log odds ratio ÷ 1.65, of two shares between 0 and 1; `n` people in both groups."""
    return finite(omega(n) * (log_odds(treated) - log_odds(compared)) / SCALE)


def cox_variance(treated: float, n_treated: int, compared: float, n_compared: int) -> float:
    """The variance of the index: that of the log odds ratio ÷ 1.65²."""
    cells = (
        n_treated * treated,
        n_treated * (1 - treated),
        n_compared * compared,
        n_compared * (1 - compared),
    )
    if min(cells) <= 0:
        raise Uncomputable(
            "Where everybody or nobody reached the outcome, odds cannot be compared."
        )
    return finite(sum(1 / cell for cell in cells) / SCALE**2)
