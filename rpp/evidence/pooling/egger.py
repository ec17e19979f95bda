"""Whether small studies find more than large ones.

Egger, Davey Smith, Schneider and Minder (1997), BMJ 315: effects on their standard errors,
weighted by 1/v, with the spread that was seen, as metafor's `regtest(model = "lm")`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from rpp.evidence.pooling.checking import checked
from rpp.evidence.pooling.distributions import two_sided
from rpp.evidence.pooling.results import NotPooled
from rpp.evidence.pooling.weighting import Weighted

# Fewer effects cannot tell a lopsided funnel from chance (Sterne and others 2011).
ENOUGH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Egger:
    """How much the effect rises with each unit of standard error, tested by t with k - 2 df.

    `limit` is the effect that a study without any sampling error is expected to find.
    """

    k: int
    slope: float
    se: float
    t: float
    df: int
    p: float
    limit: float
    notes: tuple[str, ...]


def egger(yi: Sequence[float], vi: Sequence[float]) -> Egger | NotPooled:
    """The test of a lopsided funnel."""
    effects = checked(yi, vi)
    if isinstance(effects, NotPooled):
        return effects
    k, errors = effects.k, np.sqrt(effects.v)
    if k < 3:
        return NotPooled(k, "Two effects always lie on a line: a lopsided funnel takes at least 3.")
    if np.ptp(errors) <= 1e-9 * errors.max():
        return NotPooled(
            k, "All effects are equally certain, so small and large are not told apart."
        )
    fit = Weighted(effects, np.column_stack([np.ones(k), errors])).at(0.0)
    spread = float(fit.q[0]) / (k - 2)
    if spread <= 1e-18:
        return NotPooled(k, "The effects lie on one line, so there is nothing to test.")
    slope, se = float(fit.b[0, 1]), sqrt(spread * float(fit.inverse[0, 1, 1]))
    note = f"With {k} effects this test can hardly tell; {ENOUGH} or more are asked for."
    return Egger(
        k=k,
        slope=slope,
        se=se,
        t=slope / se,
        df=k - 2,
        p=two_sided(slope / se, k - 2),
        limit=float(fit.b[0, 0]),
        notes=(note,) if k < ENOUGH else (),
    )
