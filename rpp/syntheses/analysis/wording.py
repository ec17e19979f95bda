"""What an analysis says in plain words.

Small, medium and large are those of Kraft, M. A. (2020), Interpreting effect sizes of education
interventions, Educational Researcher 49(4): below 0.05, below 0.20, and from there on.
"""

from collections.abc import Iterator
from math import erf, sqrt

from rpp.evidence.pooling.results import NotPooled
from rpp.evidence.pooling.wording import DEVIATIONS, NOTHING, between, differences, number
from rpp.layout import several
from rpp.syntheses.analysis.results import Average

MEDIUM, LARGE = 0.05, 0.20


def percentile(g: float) -> str:
    """Where the typical student of a control group would stand: "56th"; 1st to 99th."""
    place = round(min(99.0, max(1.0, 50 * (1 + erf(g / sqrt(2))))))
    ending = {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{'th' if 10 < place < 14 else ending}"


def size(g: float) -> str:
    """An effect in two words: "a medium gain", "no change"."""
    if abs(g) < NOTHING:
        return "no change"
    how = "small" if abs(g) < MEDIUM else "medium" if abs(g) < LARGE else "large"
    return f"a {how} {'gain' if g > 0 else 'loss'}"


def sentences(average: Average | NotPooled) -> Iterator[str]:
    """The average, what a new district can expect, how far studies differ; then what to mind."""
    if isinstance(average, NotPooled):
        yield average.words
        return
    yield on_average(average)
    yield in_a_new_district(average)
    yield differences(average.i2, average.tau2, average.q_p)
    yield from average.notes


def on_average(one: Average) -> str:
    """The average in standard deviations, and what it would mean for one student."""
    studies = several(one.studies, "study", "studies")
    of = studies if one.k == one.studies else f"{several(one.k, 'effect')} of {studies}"
    unsure = one.ci[0] <= 0 <= one.ci[1]
    value = f"{number(one.estimate)} {DEVIATIONS.name} ({one.level:.0%} interval {between(one.ci)})"
    said = f"On average, {of} {'point to' if unsure else 'show'} {size(one.estimate)}: {value}"
    doubt = ", which does not rule out no change at all" if unsure else ""
    place = percentile(one.estimate)
    return f"{said}{doubt}. A typical student would move from the 50th to the {place} percentile."


def in_a_new_district(one: Average) -> str:
    """What the next district can expect, in numbers and in words."""
    low, high = one.prediction
    said = f"In a new district, expect between {number(low)} and {number(high)}"
    if size(low) == size(high):
        return f"{said}: {size(low)}."
    meant = f"{said}: anything from {size(low)} to {size(high)}"
    if low <= 0 <= high:
        return f"{meant}. So we cannot promise that it helps there."
    return f"{meant}."
