"""An effect size with its interval as a picture, drawn twice so that its words keep their size."""

from dataclasses import dataclass

from rpp.evidence.chart import signed
from rpp.evidence.effects.computed import Computed
from rpp.evidence.effects.numbers import shown
from rpp.evidence.wwc.words import DOUBTFUL_EFFECT

# Ends of the scale: the first that holds all is taken.
_ENDS = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
_SIDE = 12  # pixels at either end of the scale, for half of a number


@dataclass(frozen=True, slots=True)
class Drawing:
    """One size: places in pixels. `bar` is the path of the interval, "" without one."""

    name: str
    width: int
    middle: float
    dot: float
    bar: str

    @property
    def left(self) -> int:
        return _SIDE

    @property
    def right(self) -> int:
        return self.width - _SIDE

    @property
    def favors(self) -> tuple[float, float]:
        """Where the words for both sides stand."""
        return self.middle - 10, self.middle + 10


@dataclass(frozen=True, slots=True)
class Interval:
    """The picture in both sizes, the ends of its scale, and its words."""

    drawings: list[Drawing]
    ends: tuple[str, str]
    words: str
    is_significant: bool


def interval(found: Computed) -> Interval | None:
    """The picture of an effect size; None without one, or with one that no scale holds."""
    if found.g is None or abs(found.g) > DOUBTFUL_EFFECT:
        return None
    low, high = found.ci or (found.g, found.g)
    end = next((end for end in _ENDS if max(abs(low), abs(high)) <= end), None)
    if end is None:
        return None
    words = f"Effect size {shown(found.g, 2)}"
    if found.ci:
        words += f", 95 percent interval from {shown(low, 2)} to {shown(high, 2)}"
    drawings = [
        _drawing(name, width, found.g, low, high, end)
        for name, width in (("wide", 640), ("narrow", 340))
    ]
    return Interval(drawings, (signed(-end), signed(end)), f"{words}.", bool(found.significant))


def _drawing(name: str, width: int, g: float, low: float, high: float, end: float) -> Drawing:
    middle = width / 2
    reach = middle - _SIDE

    def at(value: float) -> float:
        return round(middle + value / end * reach, 1)

    bar = f"M{at(low)} 34H{at(high)}M{at(low)} 28v12M{at(high)} 28v12" if low < high else ""
    return Drawing(name, width, middle, at(g), bar)
