"""The scale of effects: what it holds, where values stand, and its ticks."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from rpp.evidence.pooling.results import Interval
from rpp.evidence.pooling.wording import number

LEAST = 0.1
# How far beyond what most intervals need the scale may reach.
STRETCH, FARTHEST = 2.5, 6
TICKS = 5
APART = 56  # pixels at least from one tick to the next


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high` in effects, drawn from `left` to `right` in pixels; zero is on it."""

    low: float
    high: float
    left: float
    right: float

    def x(self, value: float) -> float:
        """Where a value stands; beyond an end, that end."""
        inside = min(self.high, max(self.low, value))
        share = (inside - self.low) / (self.high - self.low)
        return round(self.left + share * (self.right - self.left), 1)

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high

    def ticks(self) -> list[tuple[float, str]]:
        """Places of round values, and how they are written."""
        step = _step((self.high - self.low) / (self.right - self.left) * APART)
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return [(self.x(n * step), _tick(n * step, step)) for n in range(first, last + 1)]


def holding(intervals: Sequence[Interval], always: Sequence[Interval]) -> Interval:
    """The ends of a scale that holds zero and most of the `intervals`.

    One study with a huge interval would press all others together: what reaches far beyond three
    quarters of the ends is cut; of what is `always` of interest, only what reaches much farther.
    """
    sizes = sorted(max(abs(low), abs(high)) for low, high in intervals)
    most = max(sizes[-(-3 * len(sizes) // 4) - 1] if sizes else 0.0, LEAST)
    wide = max((abs(end) for pair in always for end in pair), default=0.0)
    kept = max(most * STRETCH, min(wide, most * FARTHEST))
    ends = [end for pair in (*intervals, *always) for end in pair]
    low = max(-kept, min([*ends, -LEAST]))
    high = min(kept, max([*ends, LEAST]))
    step = _step((high - low) / TICKS)
    return floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step


def _step(rough: float) -> float:
    """The next round number: 1, 2, 4 or 5 times a power of ten."""
    power: float = 10.0 ** floor(log10(rough))
    return next((times * power for times in (1, 2, 4, 5) if rough <= times * power), 10 * power)


def _tick(value: float, step: float) -> str:
    decimals = max(0, -floor(log10(step) + 1e-9))
    text = number(value) if decimals <= 2 else f"{value:.{decimals}f}".replace("-", "−")
    return (
        text if decimals >= 2 else f"{value:,.{decimals}f}".replace("-", "−").replace("−0.0", "0.0")
    )
