"""Whether the groups were alike before the program."""

from typing import Literal

from rpp.evidence.effects.computed import EFFECTS, HANDBOOK, Baseline, Figure
from rpp.evidence.effects.groups import baseline_of
from rpp.evidence.effects.numbers import Uncomputable, shown
from rpp.evidence.effects.size import NO_MEANS, NO_SDS, worked
from rpp.evidence.findings.contrast import Contrast

EQUIVALENT = 0.05
ADJUSTABLE = 0.25
SOURCE = f"{HANDBOOK}, standard for baseline equivalence"
VERDICTS = {
    "equivalent": "Alike: up to 0.05 standard deviations apart",
    "adjustment": "More than 0.05 and up to 0.25 apart: the analysis must adjust for it",
    "beyond": "More than 0.25 apart: too far for an adjustment",
}
_FORMULA = "g of the groups before the program, computed like the effect size; its size counts"
_NAME = "Difference between the groups before the program"
_NOT_RECORDED = "Nobody recorded how the groups stood before the program."


def baseline_figure(contrast: Contrast) -> tuple[Baseline, Figure]:
    """The baseline g (treated less compared) with its verdict, and the figure."""
    try:
        size, treated, compared = baseline_of(contrast)
    except Uncomputable as reason:
        words = _NOT_RECORDED if reason.words in (NO_MEANS, NO_SDS) else reason.words
        return Baseline(), Figure(
            code="baseline", name=_NAME, formula=_FORMULA, source=SOURCE, missing=words
        )
    found = Baseline(g=size.value, verdict=_verdict(abs(size.value)))
    return found, Figure(
        code="baseline",
        name=_NAME,
        value=size.value,
        words=f"{shown(size.value)}. {VERDICTS[found.verdict or 'beyond']}",
        formula=_FORMULA,
        worked=worked(size, treated, compared),
        source=f"{SOURCE}; {EFFECTS}",
        inputs=(
            ("people", f"{size.n_treated:,} and {size.n_compared:,}"),
            ("the boundaries", "0.05 and 0.25"),
        ),
    )


def _verdict(apart: float) -> Literal["equivalent", "adjustment", "beyond"]:
    if apart <= EQUIVALENT + 1e-12:
        return "equivalent"
    return "adjustment" if apart <= ADJUSTABLE + 1e-12 else "beyond"
