"""Where the marks of a brief's chart stand: bars, or dots with their likely range."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from rpp.briefs.content import number

LINE = 18
MARK = 26
# width of the drawing, of its plot, and how many letters fit on one line, in px at 13 px type
WIDE = (640, 480, 84)
NARROW = (340, 210, 44)


@dataclass(frozen=True)
class Row:
    """One row of a drawing: where its words and marks stand, in px."""

    lines: list[tuple[float, str]]
    y: float
    x: float
    bar: tuple[float, float]
    range: tuple[float, float] | None
    text_x: float
    text: str


@dataclass(frozen=True)
class Drawing:
    """One size of the chart."""

    width: int
    height: float
    zero: float
    axis: list[tuple[float, float]]
    rows: list[Row]


@dataclass(frozen=True)
class Chart:
    """A chart in two sizes, with its numbers for the table."""

    title: str
    unit: str
    numbers: list[dict[str, str]]
    ranged: bool
    wide: Drawing
    narrow: Drawing

    @property
    def words(self) -> str:
        """The chart as a sentence, for those who do not see it."""
        return "; ".join(f"{row['label']}: {spoken(row)}" for row in self.numbers) + "."


def spoken(row: dict[str, str]) -> str:
    """A value with its range, as the chart prints it."""
    return f"{row['value']} ({row['low']} to {row['high']})" if row["low"] else row["value"]


def drawn(chart: dict[str, Any] | None) -> Chart | None:
    """Lay out a chart of a version; None where there is none."""
    if not chart or not chart["rows"]:
        return None
    rows = chart["rows"]
    return Chart(
        chart["title"],
        chart["unit"],
        rows,
        any(row["low"] for row in rows),
        _layout(rows, *WIDE),
        _layout(rows, *NARROW),
    )


def _layout(rows: Sequence[dict[str, str]], width: int, plot: int, letters: int) -> Drawing:
    def value(text: str) -> float:
        return float(number(text) or 0)

    ends = [value(row[key]) for row in rows for key in ("value", "low", "high") if row[key]]
    # The scale always holds zero, so that lengths can be compared.
    low, high = min(0.0, *ends), max(0.0, *ends)
    # A dot or a range needs room at the edge, a bar does not.
    margin = 6 if any(row["low"] for row in rows) else 1

    def x(text: str) -> float:
        return round(margin + (value(text) - low) / ((high - low) or 1) * (plot - margin), 1)

    zero = x("0")
    y = 0.0
    placed = []
    for row in rows:
        lines = []
        for part in wrap(row["label"], letters) or [row["label"]]:
            y += LINE
            lines.append((y - 4, part))
        at = x(row["value"])
        spread = (x(row["low"]), x(row["high"])) if row["low"] else None
        left, right = min(zero, at), max(zero, at)
        bar = (left, max(right - left, 1))
        text_x = max(right, spread[1] if spread else 0, at) + 10
        placed.append(Row(lines, y + 4, at, bar, spread, text_x, spoken(row)))
        y += MARK + 10
    axis = [(row.y - 3, row.y + 23) for row in placed]
    return Drawing(width, round(y, 1), zero, axis, placed)
