"""Computed figures with their formulas, sources and inputs, as they are put on show."""

import math

from rpp.evidence.effects.clusters import default_icc
from rpp.evidence.effects.computed import EFFECTS, HANDBOOK, Figure, Origin
from rpp.evidence.effects.cox import SCALE
from rpp.evidence.effects.hedges import omega
from rpp.evidence.effects.numbers import shown
from rpp.evidence.effects.size import Group, Size, worked
from rpp.evidence.effects.testing import Tested, whole_df
from rpp.evidence.findings.contrast import Contrast

CLUSTERS = f"{HANDBOOK}, appendix on effect sizes and standard errors, clusters"
INDEX = f"{HANDBOOK}, improvement index"
T_TEST = (
    "WWC Procedures Handbook, Version 4.0, appendix on effect sizes: t without the error of the "
    "standard deviation"
)
_G = "g = ω × (mean of the intervention group − mean of the comparison group) ÷ S"
_OMEGA = "ω = 1 − 3 ÷ (4N − 9)"
_POOLED = "S = √{[(n₁ − 1) SD₁² + (n₂ − 1) SD₂²] ÷ (N − 2)}"
_COX = f"{_OMEGA}; index = ω × (log odds of one share − log odds of the other) ÷ {SCALE}"
_ORIGINS = {"wwc": "taken over from the WWC", "authors": "taken over from the authors"}

Inputs = tuple[tuple[str, str], ...]
Groups = tuple[Group, Group]


def of_size(
    contrast: Contrast,
    size: Size | None,
    groups: Groups | None,
    g: float | None,
    missing: str,
) -> tuple[Figure, ...]:
    """The effect size, with the pooled standard deviation where it is one of means."""
    if size is None or groups is None:
        return (
            Figure(
                code="g",
                name="Effect size",
                value=g,
                words="" if g is None else f"{shown(g)}, as reported",
                formula=f"{_G}; {_OMEGA}",
                source=EFFECTS,
                missing=missing,
            ),
        )
    name = "Effect size (Hedges’ g)" if size.method == "g" else "Effect size (Cox index)"
    turned = "; the sign is turned, as lower is better" if contrast.lower_is_better else ""
    found = Figure(
        code="g",
        name=name,
        value=g,
        words=shown(g),
        formula=f"{_G}; {_OMEGA}" if size.method == "g" else _COX,
        worked=worked(size, *groups) + turned,
        source=EFFECTS,
        inputs=_inputs(contrast, size, groups),
    )
    return (found,) if size.sd is None else (found, _pooled(size, groups))


def _inputs(contrast: Contrast, size: Size, groups: Groups) -> Inputs:
    treated, compared = groups
    sizes = (
        ("people in the intervention group", f"{size.n_treated:,}"),
        ("people in the comparison group", f"{size.n_compared:,}"),
        ("ω", shown(omega(size.n), 6)),
    )
    if size.method == "cox":
        return (
            ("share of the intervention group", _percent(treated.share)),
            ("share of the comparison group", _percent(compared.share)),
            *sizes,
        )
    adjusted = contrast.treated.adjusted_mean is not None
    kind = "adjusted mean" if adjusted and contrast.compared.adjusted_mean is not None else "mean"
    return (
        (f"{kind} of the intervention group", shown(treated.mean)),
        (f"{kind} of the comparison group", shown(compared.mean)),
        ("S, both groups together", shown(size.sd)),
        *sizes,
    )


def _percent(share: float | None) -> str:
    return "not given" if share is None else f"{shown(100 * share, 2)} %"


def _pooled(size: Size, groups: Groups) -> Figure:
    treated, compared = groups
    return Figure(
        code="sd",
        name="Standard deviation of both groups together (S)",
        value=size.sd,
        words=shown(size.sd),
        formula=_POOLED,
        source=EFFECTS,
        inputs=(
            ("SD of the intervention group", shown(treated.sd)),
            ("SD of the comparison group", shown(compared.sd)),
            ("people", f"{size.n_treated:,} and {size.n_compared:,}"),
        ),
    )


def of_test(
    contrast: Contrast,
    raw: float | None,
    size: Size | None,
    tested: Tested | None,
    untested: str,
    p: float | None,
    p_from: Origin,
) -> tuple[Figure, ...]:
    """The standard error, t and p."""
    return (
        _error(contrast, raw, size, tested, untested),
        _t(contrast, raw, tested, untested),
        _p(tested, untested, p, p_from),
    )


def _error(
    contrast: Contrast, raw: float | None, size: Size | None, tested: Tested | None, untested: str
) -> Figure:
    cox = size is not None and size.method == "cox"
    clustered = tested is not None and tested.clustering is not None
    formula = "√(N ÷ (n₁ × n₂) + g² ÷ 2N)"
    if tested is not None and tested.authors_p:
        formula = "√((g ÷ t)² + g² ÷ 2df), with the t behind the authors’ p"
    elif cox:
        formula = "√(1 ÷ yes₁ + 1 ÷ no₁ + 1 ÷ yes₂ + 1 ÷ no₂) ÷ 1.65"
        formula += ", × √(design effect)" if clustered else ""
    elif clustered:
        formula = "√(N ÷ (n₁ × n₂) × design effect + g² ÷ 2df)"
    se = tested.se if tested else None
    return Figure(
        code="se",
        name="Standard error",
        value=se,
        words=shown(se) if se is not None else "",
        formula=formula,
        source=CLUSTERS if clustered else EFFECTS,
        inputs=(
            (_raw(contrast), shown(raw)),
            *_people(contrast),
            *(_clusters(contrast, tested) if tested else ()),
        ),
        missing=untested,
    )


def _raw(contrast: Contrast) -> str:
    """What g is called where its sign is not the one that is shown."""
    return "g, with the sign of the recorded numbers" if contrast.lower_is_better else "g"


def _people(contrast: Contrast) -> Inputs:
    n1, n2 = contrast.treated.n, contrast.compared.n
    return (("people", f"{n1:,} and {n2:,}"),) if n1 and n2 else ()


def _clusters(contrast: Contrast, tested: Tested) -> Inputs:
    """What is known of the clusters, and what they do."""
    found = tested.clustering
    if found is None:
        return ()
    icc = f"{found.icc:g}" if contrast.icc is not None else f"{default_icc(contrast.domain):.2f}"
    assumed = "" if contrast.icc is not None else " (not reported; the WWC’s default)"
    return (
        ("clusters in both groups", f"{found.clusters:,}"),
        ("people in a cluster, on average", shown(found.size, 1)),
        ("intraclass correlation (ICC)", icc + assumed),
        ("design effect, 1 + (people in a cluster − 1) × ICC", shown(found.design_effect, 3)),
    )


def _t(contrast: Contrast, raw: float | None, tested: Tested | None, untested: str) -> Figure:
    clustered = tested is not None and tested.clustering is not None and not tested.authors_p
    formula = "t = g × √(n₁ × n₂ ÷ N)"
    if clustered:
        formula += (
            "; with clusters of m people on average, "
            "t* = t × √{[(N − 2) − 2(m − 1) ICC] ÷ [(N − 2)(1 + (m − 1) ICC)]}"
        )
    inputs: Inputs = ()
    words = ""
    if tested:
        inputs = (
            (_raw(contrast), shown(raw)),
            *_people(contrast),
            *_clusters(contrast, tested),
            ("t before clusters are taken into account", shown(tested.plain_t, 6)),
            ("degrees of freedom", shown(tested.df, 3)),
        )
        words = shown(tested.t, 6)
    return Figure(
        code="t",
        name="Test statistic t, corrected for clusters" if clustered else "Test statistic t",
        value=tested.t if tested else None,
        words=words,
        formula=formula,
        source=f"{T_TEST}; {CLUSTERS}" if clustered else T_TEST,
        inputs=inputs,
        missing=untested,
    )


def _p(tested: Tested | None, untested: str, p: float | None, p_from: Origin) -> Figure:
    inputs: Inputs = ()
    if tested:
        inputs = (
            ("t", shown(tested.t, 6)),
            ("degrees of freedom, rounded up", shown(whole_df(tested.df), 0)),
        )
    taken = f", {_ORIGINS[p_from]}" if p_from in _ORIGINS else ""
    return Figure(
        code="p",
        name="p",
        value=p,
        words="" if p is None else f"{p_words(p)}{taken}",
        formula="how often a t as large as this, in either direction, would come by chance alone",
        source=T_TEST,
        inputs=inputs,
        missing=untested,
    )


def p_words(p: float) -> str:
    """A p as people read it: "0.113", or "less than 0.001"."""
    return "less than 0.001" if p < 0.001 else f"{p:.3f}"


def of_interval(tested: Tested | None, ci: tuple[float, float] | None, untested: str) -> Figure:
    """The 95 percent interval."""
    inputs: Inputs = ()
    if tested:
        inputs = (
            ("standard error", shown(tested.se)),
            ("degrees of freedom, rounded up", shown(whole_df(tested.df), 0)),
        )
    return Figure(
        code="ci",
        name="95 percent interval of the effect size",
        words=f"{shown(ci[0])} to {shown(ci[1])}" if ci else "",
        value=None if ci is None else (ci[1] - ci[0]) / 2,
        formula="g − t(0.975, df) × standard error, to g + t(0.975, df) × standard error",
        source=EFFECTS,
        inputs=inputs,
        missing=untested,
    )


def of_index(g: float | None, index: float | None) -> Figure:
    """The improvement index."""
    return Figure(
        code="index",
        name="Improvement index",
        value=index,
        words="" if index is None else f"{shown(index, 1)} percentile points",
        formula="100 × Φ(g) − 50, where Φ is the normal distribution",
        worked="" if g is None else f"100 × {shown(_phi(g), 6)} − 50 = {shown(index, 2)}",
        source=INDEX,
        inputs=(("g", shown(g)),) if g is not None else (),
        missing="" if g is not None else "There is no effect size.",
    )


def _phi(g: float) -> float:
    return (1 + math.erf(g / math.sqrt(2))) / 2
