"""Where the marks of a brief's chart stand: bars, or dots with their likely range."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from rpp.briefs import published
from rpp.briefs.bars import Bar, number

LINE = 18
MARK = 26
# width of the drawing, of its plot, and how many letters fit on one line, in px at 13 px type
WIDE = (640, 480, 84)
NARROW = (340, 210, 44)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a drawing: where its words and marks stand, in px."""

    lines: list[tuple[float, str]]
    y: float
    x: float
    # Where its bar begins, and how long it is.
    left: float
    length: float
    # The path of its likely range, or "".
    spread: str
    text_x: float
    text: str

    @property
    def middle(self) -> float:
        """The height of its dot."""
        return self.y + 10

    @property
    def baseline(self) -> float:
        """The height on which its number stands."""
        return self.y + 15


@dataclass(frozen=True, slots=True)
class Drawing:
    """One size of the chart."""

    width: int
    height: float
    # The path of the line at zero.
    axis: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in two sizes, with its numbers for the table."""

    title: str
    unit: str
    numbers: list[Bar]
    ranged: bool
    wide: Drawing
    narrow: Drawing

    @property
    def drawings(self) -> list[tuple[str, Drawing]]:
        """Both sizes with their names."""
        return [("wide", self.wide), ("narrow", self.narrow)]

    @property
    def words(self) -> str:
        """The chart as a sentence, for those who do not see it."""
        return "; ".join(f"{bar.label}: {bar.spoken}" for bar in self.numbers) + "."


def drawn(chart: published.Chart | None) -> Chart | None:
    """Lay out a chart; None where there is none."""
    if chart is None or not chart.rows:
        return None
    return Chart(
        chart.title,
        chart.unit,
        chart.rows,
        any(bar.low for bar in chart.rows),
        _layout(chart.rows, *WIDE),
        _layout(chart.rows, *NARROW),
    )


def _layout(bars: Sequence[Bar], width: int, plot: int, letters: int) -> Drawing:
    def value(text: str) -> float:
        return float(number(text) or 0)

    ends = [value(text) for bar in bars for text in (bar.value, bar.low, bar.high) if text]
    # The scale always holds zero, so that lengths can be compared.
    low, high = min(0.0, *ends), max(0.0, *ends)
    # A dot or a range needs room at the edge, a bar does not.
    margin = 6 if any(bar.low for bar in bars) else 1

    def x(text: str) -> float:
        return round(margin + (value(text) - low) / ((high - low) or 1) * (plot - margin), 1)

    zero = x("0")
    y = 0.0
    placed = []
    for bar in bars:
        lines = []
        for part in wrap(bar.label, letters) or [bar.label]:
            y += LINE
            lines.append((y - 4, part))
        at = x(bar.value)
        left, right = min(zero, at), max(zero, at)
        spread, end = "", right
        if bar.low:
            low_x, end = x(bar.low), x(bar.high)
            spread = f"M{low_x} {y + 14}H{end}"
        length = max(round(right - left, 1), 1)
        text_x = max(right, end) + 10
        placed.append(Row(lines, y + 4, at, left, length, spread, text_x, bar.spoken))
        y += MARK + 10
    axis = "".join(f"M{zero} {row.y - 3}V{row.y + 23}" for row in placed)
    return Drawing(width, round(y, 1), axis, placed)
