"""The forest plot of an analysis, with the same numbers as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rpp.evidence.pooling.distributions import quantile
from rpp.evidence.pooling.results import Interval
from rpp.evidence.pooling.wording import beside, between, number
from rpp.syntheses.analysis.plots.rows import Estimate, Plot, plotted
from rpp.syntheses.analysis.results import Analysis, Average
from rpp.syntheses.published import FrozenEffect

LEVEL = 0.95
EXPECTED = "What a new district can expect"


class Numbers(NamedTuple):
    """A row of the table."""

    label: str
    outcome: str
    effect: str
    interval: str
    weight: str


@dataclass(frozen=True, slots=True)
class Forest:
    """Effects below each other, their average, and what a new district can expect."""

    plot: Plot
    numbers: list[Numbers]
    # What those hear who do not see the plot, and what stands on either side of zero.
    words: str
    sides: tuple[str, str]
    has_outcomes: bool
    has_weights: bool


def forest(analysis: Analysis, sides: tuple[str, str]) -> Forest:
    """The plot of the effects that count; without an average where there is none."""
    average = analysis.average if isinstance(analysis.average, Average) else None
    weights = average.weights if average else ()
    told = _has_outcomes(analysis.effects)
    estimates = [
        Estimate(labeled(one), one.outcome if told else "", one.yi, interval_of(one), weight)
        for one, weight in zip(
            analysis.effects, weights or [0.0] * len(analysis.effects), strict=True
        )
    ]
    numbers = [_numbers(one) for one in estimates]
    if average:
        whole = _whole(average)
        estimates += whole
        numbers += [_numbers(one) for one in whole]
    plot = plotted(estimates, average.estimate if average else None)
    return Forest(plot, numbers, _words(analysis, average), sides, told, average is not None)


def interval_of(one: FrozenEffect) -> Interval:
    """The interval of one effect, by the normal distribution."""
    reach = quantile(LEVEL) * one.vi**0.5
    return one.yi - reach, one.yi + reach


def labeled(one: FrozenEffect) -> str:
    """A study with its year, unless its title tells it."""
    known = one.year is None or str(one.year) in one.title
    return one.title if known else f"{one.title}, {one.year}"


def _has_outcomes(effects: Sequence[FrozenEffect]) -> bool:
    """Whether one study gives several effects, so that its title does not tell them apart."""
    return len({one.title for one in effects}) < len(effects)


def _whole(average: Average) -> list[Estimate]:
    label = "Average" if average.k == 1 else f"Average of all {average.k}"
    return [
        Estimate(label, "", average.estimate, average.ci, 100.0, "average"),
        Estimate(EXPECTED, "", None, average.prediction, 0.0, "expected"),
    ]


def _numbers(one: Estimate) -> Numbers:
    return Numbers(
        one.label,
        one.quiet,
        "" if one.value is None else number(one.value),
        between(one.interval),
        f"{one.weight:.1f}%" if one.weight else "",
    )


def _words(analysis: Analysis, average: Average | None) -> str:
    if average is None:
        return f"{len(analysis.effects)} effects with their intervals. There is no average."
    return (
        f"{average.k} effects of {average.studies} studies with their intervals, the largest "
        f"first. Average {beside(average.estimate, average.ci)}. A new district can expect "
        f"{between(average.prediction)}. The table below has all numbers."
    )
