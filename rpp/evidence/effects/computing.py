"""All that is computed of one finding."""

import math

from rpp.evidence.effects import figures
from rpp.evidence.effects.attrition import attrition_of
from rpp.evidence.effects.baseline import baseline_figure
from rpp.evidence.effects.compared import Ours, compare
from rpp.evidence.effects.computed import (
    Attrition,
    Baseline,
    Computed,
    Difference,
    Figure,
    Origin,
)
from rpp.evidence.effects.groups import outcome_of
from rpp.evidence.effects.index import improvement_index
from rpp.evidence.effects.notes import notes_of
from rpp.evidence.effects.numbers import Uncomputable
from rpp.evidence.effects.significance import ALPHA
from rpp.evidence.effects.size import Group, Size
from rpp.evidence.effects.sound import sound
from rpp.evidence.effects.testing import Tested, test
from rpp.evidence.findings.contrast import Contrast, Reported

__all__ = ["Attrition", "Baseline", "Computed", "Difference", "Figure", "compute"]


def compute(contrast: Contrast) -> Computed:
    """All that can be computed of one finding; it never fails and never holds NaN or infinity.

    Where a fact is missing or impossible, the figure is None and says so in words. Source: WWC
    Procedures and Standards Handbook, Version 5.0; which of its formulas, see `figures`.
    """
    contrast = sound(contrast)
    size: Size | None = None
    groups: tuple[Group, Group] | None = None
    missing = note = ""
    try:
        size, treated, compared, note = outcome_of(contrast)
        groups = treated, compared
    except Uncomputable as reason:
        missing = reason.words
    raw, origin = (size.value, "computed") if size else _taken_over(contrast)
    tested, untested = _tested(contrast, raw, size)
    p, p_from = _p(contrast, tested)
    sign = -1.0 if contrast.lower_is_better else 1.0
    g = None if raw is None else _turned(contrast, raw, origin, sign)
    index = None if g is None else improvement_index(g)
    significant = p < ALPHA if p is not None else _reported_significance(contrast)
    attrition, attrition_figures = attrition_of(contrast)
    baseline, of_baseline = baseline_figure(contrast)
    ours = Ours(
        size=size,
        groups=groups,
        raw=raw,
        p=tested.p if tested else None,
        index=index if origin in ("computed", "wwc") else None,
        significant=tested.p < ALPHA if tested else None,
    )
    beside = compare(contrast, ours)
    return Computed(
        g=g,
        raw_g=raw,
        g_from=origin,
        variance=tested.variance if tested else None,
        se=tested.se if tested else None,
        df=tested.df if tested else None,
        t=tested.t if tested else None,
        p=p,
        p_from=p_from,
        ci=_ci(tested, raw, g),
        improvement_index=index,
        attrition=attrition,
        baseline=baseline,
        significant=significant,
        figures=(
            *figures.of_size(contrast, size, groups, g, missing),
            *figures.of_test(contrast, raw, size, tested, untested, p, p_from),
            figures.of_interval(tested, _ci(tested, raw, g), untested),
            figures.of_index(g, index),
            *attrition_figures,
            of_baseline,
        ),
        compared=beside,
        differences=tuple(one for one in beside if one.why),
        notes=notes_of(contrast, origin, note, tested, g),
    )


def _taken_over(contrast: Contrast) -> tuple[float | None, Origin]:
    """The effect size that others report, with their sign; the WWC's before the authors'."""
    for by, origin in (("wwc", "wwc"), ("authors", "authors")):
        said = contrast.said_by(by)
        if said is not None and said.effect_size is not None and math.isfinite(said.effect_size):
            return said.effect_size, "wwc" if origin == "wwc" else "authors"
    return None, ""


def _tested(contrast: Contrast, raw: float | None, size: Size | None) -> tuple[Tested | None, str]:
    """Error and p, or why there are none."""
    n1, n2 = contrast.treated.n, contrast.compared.n
    if raw is None:
        return None, "There is no effect size to test."
    if not n1 or not n2:
        return None, "Nobody recorded how many people were analyzed in each group."
    try:
        return test(contrast, raw, n1, n2, size.own_variance if size else None), ""
    except Uncomputable as reason:
        return None, reason.words
    except OverflowError:
        return None, "The numbers are too large to compute with."


def _p(contrast: Contrast, tested: Tested | None) -> tuple[float | None, Origin]:
    if tested:
        return tested.p, "authors" if tested.authors_p else "computed"
    for by in ("wwc", "authors"):
        said = contrast.said_by(by)
        if said is not None and said.p_value is not None and 0 <= said.p_value <= 1:
            return said.p_value, "wwc" if by == "wwc" else "authors"
    return None, ""


def _turned(contrast: Contrast, raw: float, origin: Origin, sign: float) -> float:
    """g with the sign that favors the intervention above 0.

    Authors give some effect sizes turned and some as measured; where the WWC gives an index, its
    sign tells which way.
    """
    said: Reported | None = contrast.said_by("wwc")
    if origin == "authors" and said is not None and said.improvement_index:
        return math.copysign(raw, said.improvement_index)
    return sign * raw + 0.0


def _reported_significance(contrast: Contrast) -> bool | None:
    for by in ("wwc", "authors"):
        said = contrast.said_by(by)
        if said is not None and said.significant is not None:
            return said.significant
    return None


def _ci(tested: Tested | None, raw: float | None, g: float | None) -> tuple[float, float] | None:
    """The interval, turned as g is."""
    if tested is None or raw is None or g is None:
        return None
    low, high = tested.ci
    return (low, high) if math.copysign(1, raw) == math.copysign(1, g) else (-high, -low)
