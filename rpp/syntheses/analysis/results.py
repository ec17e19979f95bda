"""What an analysis answers, before anything of it is laid out."""

from dataclasses import dataclass
from typing import NamedTuple

from rpp.evidence.pooling.egger import Egger
from rpp.evidence.pooling.regression import Regression
from rpp.evidence.pooling.results import Interval, NotPooled
from rpp.syntheses.analysis.choice import Choice
from rpp.syntheses.published import FrozenEffect


class LeftOut(NamedTuple):
    """An effect that does not count under a choice, and why."""

    title: str
    outcome: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """The average of the effects that count, by whatever their dependence asks for.

    Effects are in standard deviations; `i2` is a percentage (0 to 100), `df` those of the t
    distribution (None: normal), `weights` percentages in the order of the effects. `between` and
    `within` part τ² where studies have several effects. `how` says in words what was done.
    """

    k: int
    studies: int
    estimate: float
    se: float
    p: float
    ci: Interval
    prediction: Interval
    tau2: float
    tau2_ci: Interval | None
    between: float | None
    within: float | None
    i2: float
    h2: float
    q: float
    q_p: float
    df: float | None
    level: float
    method: str
    test: str
    how: str
    weights: tuple[float, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Effects under a choice: those that count, the largest first, and what they come to."""

    choice: Choice
    effects: tuple[FrozenEffect, ...]
    average: Average | NotPooled
    left_out: tuple[LeftOut, ...]
    # None where no moderator is asked.
    moderator: Regression | NotPooled | None
    # What the moderator is not recorded for.
    without: int
    small: Egger | NotPooled
    sentences: tuple[str, ...]
