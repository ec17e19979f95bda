"""The average of effects of which several may belong to one study.

Where each study has one effect, it is `pool`'s. Where a study has several, they depend on each
other: three levels with the robust variance CR2 (Pustejovsky and Tipton 2022, Meta-analysis with
robust variance estimation: expanding the range of working models), or, by another method than
REML, its average with CR2.
"""

from collections.abc import Sequence
from math import sqrt

from rpp.evidence.pooling.pooled import around, pool
from rpp.evidence.pooling.results import METHODS, NotPooled, Pooled
from rpp.evidence.pooling.robust import Robust, robust
from rpp.evidence.pooling.three_level import ThreeLevel, three_level
from rpp.syntheses.analysis.choice import Choice
from rpp.syntheses.analysis.results import Average
from rpp.syntheses.published import FrozenEffect

TESTS = {
    "wald": "Wald’s interval",
    "hartung-knapp": "the Hartung-Knapp interval",
    "modified": "the modified Hartung-Knapp interval",
}
SEVERAL = (
    "Some studies give several effects, which depend on each other: the interval allows for that "
    "(robust variance CR2), whichever test is chosen."
)


def average(effects: Sequence[FrozenEffect], choice: Choice) -> Average | NotPooled:
    """The average under a choice; words where there is none."""
    y, v = [one.yi for one in effects], [one.vi for one in effects]
    of = [one.cluster or one.study for one in effects]
    if len(set(of)) == len(of):
        found = pool(y, v, method=choice.method, test=choice.test)
        return found if isinstance(found, NotPooled) else _plain(found)
    whole = pool(y, v, method=choice.method)
    if isinstance(whole, NotPooled):
        return whole
    levels = three_level(y, v, of) if choice.method == "REML" else None
    if isinstance(levels, ThreeLevel):
        return _of_levels(levels, whole)
    sure = robust(y, v, of, method=choice.method)
    if isinstance(sure, NotPooled):
        return sure
    return _of_robust(sure, whole, levels.words if levels else "")


def _plain(found: Pooled) -> Average:
    return Average(
        k=found.k,
        studies=found.k,
        estimate=found.estimate,
        se=found.se,
        p=found.p,
        ci=found.ci,
        prediction=found.prediction,
        tau2=found.tau2,
        tau2_ci=found.tau2_ci,
        between=None,
        within=None,
        i2=found.i2,
        h2=found.h2,
        q=found.q,
        q_p=found.q_p,
        df=found.df,
        level=found.level,
        method=found.method,
        test=found.test,
        how=f"{METHODS[found.method]}, with {TESTS[found.test]}",
        weights=found.weights,
        notes=found.notes,
    )


def _of_levels(found: ThreeLevel, whole: Pooled) -> Average | NotPooled:
    sure = found.robust
    if isinstance(sure, NotPooled):
        return sure
    i2 = sum(found.i2)
    return Average(
        k=found.k,
        studies=found.clusters,
        estimate=found.estimate,
        se=sure.se,
        p=sure.p,
        ci=sure.ci,
        prediction=found.prediction,
        tau2=found.between + found.within,
        tau2_ci=None,
        between=found.between,
        within=found.within,
        i2=i2,
        h2=1 / (1 - i2 / 100),
        q=found.q,
        q_p=found.q_p,
        df=sure.df,
        level=found.level,
        method="REML",
        test="CR2",
        how="Random effects on three levels, restricted maximum likelihood, with the robust "
        "interval CR2 of effects within studies",
        weights=found.weights,
        notes=(SEVERAL, *sure.notes),
    )


def _of_robust(sure: Robust, whole: Pooled, trouble: str) -> Average:
    reach = sqrt(sure.se**2 + whole.tau2)
    return Average(
        k=sure.k,
        studies=sure.clusters,
        estimate=sure.estimate,
        se=sure.se,
        p=sure.p,
        ci=sure.ci,
        prediction=around(sure.estimate, reach, whole.level, sure.df),
        tau2=whole.tau2,
        tau2_ci=whole.tau2_ci,
        between=None,
        within=None,
        i2=whole.i2,
        h2=whole.h2,
        q=whole.q,
        q_p=whole.q_p,
        df=sure.df,
        level=whole.level,
        method=whole.method,
        test="CR2",
        how=f"{METHODS[whole.method]}, with the robust interval CR2 of effects within studies",
        weights=whole.weights,
        notes=tuple(note for note in (SEVERAL, trouble, *sure.notes) if note),
    )
