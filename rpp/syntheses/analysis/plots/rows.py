"""Rows of estimates with their intervals on one scale: forest and cumulative plots."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rpp.charts import ROW, wrap
from rpp.evidence.pooling.results import Interval
from rpp.evidence.pooling.wording import beside, between, number
from rpp.syntheses.analysis.plots.scale import Scale, holding

HEAD, FOOT = 44, 36
ARROW = 6
SIDE = 120  # room for the words of one side
LARGEST, SMALLEST = 8.0, 2.5


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one row shows: its words, an effect (None: an interval alone), how much it weighs.

    `weight` is a percentage; `kind` "study", "average" or "expected".
    """

    label: str
    quiet: str
    value: float | None
    interval: Interval
    weight: float = 0.0
    kind: str = "study"


@dataclass(frozen=True, slots=True)
class Size:
    """How wide a drawing is, where its scale lies, and how many letters its words may have."""

    name: str
    width: int
    left: int
    right: int
    letters: int
    beside: bool


WIDE = Size("wide", 880, 300, 690, 40, True)
NARROW = Size("narrow", 340, 20, 276, 44, False)
SIZES = (WIDE, NARROW)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words, and how it stands out ("chart__strong", "chart__quiet")."""

    y: int
    words: str
    css: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row drawn: its words, the path of its interval, its shape, and its number."""

    lines: list[Line]
    css: str
    whisker: str
    shape: str
    value: str
    value_css: str
    y: int
    # A rule below it; "" where the rows are told apart by their words.
    rule: str

    @property
    def value_y(self) -> int:
        """Where the number stands."""
        return self.y + 4


class Side(NamedTuple):
    """Where the words for one side of zero stand; below the others where both have no room."""

    x: float
    y: int
    anchor: str


class Sides(NamedTuple):
    """Both sides of zero: less than no effect before it, more after it."""

    before: Side
    after: Side


@dataclass(frozen=True, slots=True)
class Drawing:
    """The plot in one size."""

    name: str
    width: int
    height: int
    rows: list[Row]
    zero: str
    middle: str
    axis: str
    ticks: list[tuple[float, str]]
    sides: Sides

    @property
    def foot(self) -> int:
        """Where the ticks are named."""
        return self.height - 6


@dataclass(frozen=True, slots=True)
class Plot:
    """Rows on a scale in both sizes; `cut` counts intervals that reach beyond its ends."""

    drawings: list[Drawing]
    cut: int

    @property
    def cut_words(self) -> str:
        """That arrows stand for more than is drawn; "" where nothing is cut."""
        if not self.cut:
            return ""
        if self.cut == 1:
            return "One interval reaches beyond the scale: an arrow marks where. The table has it."
        return (
            f"{self.cut} intervals reach beyond the scale: arrows mark where. The table has them."
        )


def plotted(estimates: Sequence[Estimate], average: float | None) -> Plot:
    """Rows below each other, the average as a dotted line through them."""
    studies = [one.interval for one in estimates if one.kind == "study"]
    always = [one.interval for one in estimates if one.kind != "study"]
    ends = holding(studies, always)
    cut = sum(one.interval[0] < ends[0] or one.interval[1] > ends[1] for one in estimates)
    return Plot([_drawing(size, estimates, average, ends) for size in SIZES], cut)


def _drawing(
    size: Size, estimates: Sequence[Estimate], average: float | None, ends: Interval
) -> Drawing:
    scale = Scale(*ends, size.left, size.right)
    heaviest = max((one.weight for one in estimates if one.kind == "study"), default=0.0)
    rows, y = [], HEAD
    for one in estimates:
        row, y = _row(size, scale, one, y, heaviest)
        rows.append(row)
    zero = scale.x(0)
    bottom = y + 2
    # Words between the rows are not crossed.
    through = [(HEAD - 14, bottom)] if size.beside else [(row.y - 9, row.y + 9) for row in rows]
    return Drawing(
        name=size.name,
        width=size.width,
        height=y + FOOT,
        rows=rows,
        zero="".join(f"M{zero} {low}V{high}" for low, high in through),
        middle=_middle(scale, average, through),
        axis=_axis(scale, bottom),
        ticks=scale.ticks(),
        sides=_sides(size, zero),
    )


def _sides(size: Size, zero: float) -> Sides:
    """Around zero where it is wide; else at both edges, as zero may stand at one of them."""
    if size.beside and size.left + SIDE < zero < size.right - SIDE:
        return Sides(Side(zero - 8, 14, "end"), Side(zero + 8, 14, "start"))
    if size.beside:
        return Sides(Side(size.left, 14, "start"), Side(size.right, 14, "end"))
    return Sides(Side(0, 14, "start"), Side(size.width, 14 + ROW, "end"))


def _axis(scale: Scale, y: int) -> str:
    marks = "".join(f"M{x} {y}v6" for x, _ in scale.ticks())
    return f"M{scale.left} {y}H{scale.right}{marks}"


def _middle(scale: Scale, average: float | None, through: Sequence[tuple[int, int]]) -> str:
    """The dotted line of the average; "" where there is none, or it is beyond the scale."""
    if average is None or not scale.holds(average):
        return ""
    return "".join(f"M{scale.x(average)} {low}V{high}" for low, high in through)


def _row(size: Size, scale: Scale, one: Estimate, top: int, heaviest: float) -> tuple[Row, int]:
    """A row that begins at `top`, and where the next begins."""
    css = "chart__strong" if one.kind == "study" else "chart__strong chart__told"
    strong = [(line, css) for line in wrap(one.label, size.letters)]
    quiet = [(line, "chart__quiet") for line in wrap(one.quiet, size.letters)] if one.quiet else []
    words = [*strong, *quiet]
    tall = len(words) * ROW
    y = top + 8 + tall // 2 if size.beside else top + tall + 14
    first = top + 8 + ROW - 4 if size.beside else top + 12
    bottom = top + tall + 16 if size.beside else y + 20
    row = Row(
        lines=[Line(first + n * ROW, line, css) for n, (line, css) in enumerate(words)],
        css=CSS[one.kind],
        whisker=_whisker(scale, one, y),
        shape=_shape(scale, one, y, heaviest),
        value=_value(one, size),
        value_css="" if one.kind == "study" else "chart__strong chart__told",
        y=y,
        rule=f"M0 {bottom}H{size.width}" if size.beside else "",
    )
    return row, bottom


CSS = {"study": "chart__study", "average": "chart__average", "expected": "chart__expected"}


def _value(one: Estimate, size: Size) -> str:
    if one.value is None:
        return between(one.interval) if size.beside else ""
    return beside(one.value, one.interval) if size.beside else number(one.value)


def _whisker(scale: Scale, one: Estimate, y: int) -> str:
    """The interval as a line; an arrow where it is cut, and ends for what a district can expect."""
    low, high = one.interval
    if high < scale.low or low > scale.high:
        at = scale.left if high < scale.low else scale.right
        inward = 14 if high < scale.low else -14
        return f"M{at + inward} {y}H{at}{_arrow(at, y, -1 if inward > 0 else 1)}"
    within = scale.low <= low and high <= scale.high
    # A diamond is its own interval, unless it is cut.
    path = "" if one.kind == "average" and within else f"M{scale.x(low)} {y}H{scale.x(high)}"
    if low < scale.low:
        path += _arrow(scale.left, y, -1)
    elif one.kind == "expected":
        path += f"M{scale.x(low)} {y - 5}v10"
    if high > scale.high:
        path += _arrow(scale.right, y, 1)
    elif one.kind == "expected":
        path += f"M{scale.x(high)} {y - 5}v10"
    return path


def _arrow(x: float, y: int, to: int) -> str:
    back = x - to * ARROW
    return f"M{back} {y - 4}L{x} {y}L{back} {y + 4}"


def _shape(scale: Scale, one: Estimate, y: int, heaviest: float) -> str:
    """A square by weight, or the diamond of the average; "" where its place is off the scale."""
    if one.value is None or not scale.holds(one.value):
        return ""
    x = scale.x(one.value)
    if one.kind == "average":
        low, high = scale.x(one.interval[0]), scale.x(one.interval[1])
        return f"M{low} {y}L{x} {y - 8}L{high} {y}L{x} {y + 8}Z"
    share = (one.weight / heaviest) ** 0.5 if heaviest else 0.5
    half = round(max(SMALLEST, LARGEST * share), 1)
    return f"M{x - half} {y - half}h{2 * half}v{2 * half}h{-2 * half}Z"
