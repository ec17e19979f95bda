"""The average year by year, and without each study: what it hangs on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rpp.evidence.pooling.results import NotPooled
from rpp.evidence.pooling.wording import between, number
from rpp.layout import several
from rpp.syntheses.analysis.averaging import average
from rpp.syntheses.analysis.choice import Choice
from rpp.syntheses.analysis.plots.rows import Estimate, Plot, plotted
from rpp.syntheses.analysis.results import Average
from rpp.syntheses.published import FrozenEffect

# Of more studies none decides alone, and each would be left out at some cost.
MOST = 100


class Without(NamedTuple):
    """What the average is without one study; `turns` where it then says something else."""

    study: str
    average: str
    interval: str
    turns: str


class LeftOut(NamedTuple):
    """All studies, each left out once, and what that comes to in a sentence."""

    rows: list[Without]
    words: str


@dataclass(frozen=True, slots=True)
class Cumulative:
    """The average as years went by: a plot, and the same as rows of (year, effects, average)."""

    plot: Plot
    numbers: list[tuple[str, str, str, str]]
    words: str

    @property
    def spoken(self) -> str:
        """What those hear who do not see the plot."""
        first, last = self.numbers[0], self.numbers[-1]
        return f"{first[0]}: {first[2]} ({first[3]}). {last[0]}: {last[2]} ({last[3]})."


def cumulative(effects: Sequence[FrozenEffect], choice: Choice) -> Cumulative | None:
    """The average of all that was published by the end of each year; None for fewer than two."""
    years = sorted({one.year for one in effects if one.year is not None})
    estimates, numbers = [], []
    for year in years:
        so_far = [one for one in effects if one.year is not None and one.year <= year]
        found = average(so_far, choice)
        if isinstance(found, NotPooled):
            continue
        told = several(found.studies, "study", "studies")
        estimates.append(Estimate(f"By {year}", told, found.estimate, found.ci, 1.0))
        numbers.append((f"By {year}", told, number(found.estimate), between(found.ci)))
    if len(estimates) < 2:
        return None
    without = sum(one.year is None for one in effects)
    words = f"{several(without, 'effect')} without a year left out." if without else ""
    return Cumulative(plotted(estimates, estimates[-1].value), numbers, words)


def leave_one_out(effects: Sequence[FrozenEffect], choice: Choice) -> LeftOut:
    """The average without each study, whatever number of effects it gives."""
    whole = average(effects, choice)
    studies = {one.cluster or one.study: one.title for one in effects}
    if isinstance(whole, NotPooled) or len(studies) < 3:
        return LeftOut([], "It takes at least three studies to leave one out.")
    if len(studies) > MOST:
        return LeftOut([], f"Of {len(studies)} studies no single one decides the average.")
    rows = []
    for key, title in studies.items():
        found = average([one for one in effects if (one.cluster or one.study) != key], choice)
        if isinstance(found, NotPooled):
            rows.append(Without(title, "none", found.words, ""))
        else:
            turns = "" if _says(found) == _says(whole) else TURNED[_says(found)]
            rows.append(Without(title, number(found.estimate), between(found.ci), turns))
    return LeftOut(rows, _told(rows))


TURNED = {
    0: "no effect is not ruled out then",
    1: "no effect is ruled out then",
    -1: "a loss is what it says then",
}


def _says(found: Average) -> int:
    """On which side of zero the whole interval lies; 0 where it holds zero."""
    return 1 if found.ci[0] > 0 else -1 if found.ci[1] < 0 else 0


def _told(rows: Sequence[Without]) -> str:
    turning = sum(bool(row.turns) for row in rows)
    if not turning:
        return "Whichever study is left out, the average says the same."
    return (
        f"Without {'one study' if turning == 1 else f'one of {turning} studies'}, the average "
        "would say something else."
    )
