"""Pictures of a synthesis: how the average moved, and what became of each candidate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from rpp.charts import ROW, wrap
from rpp.dates import short_day
from rpp.syntheses.published import Flow, Results


class Point(NamedTuple):
    """One version: where its average and the ends of its interval stand, and what is said."""

    x: float
    y: float
    low: float
    high: float
    version: str
    when: str
    value: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The average by version, the oldest first; places in pixels."""

    name: str
    width: int
    height: int
    left: int
    zero: float
    points: list[Point]

    @property
    def line(self) -> str:
        """The path through the averages."""
        return "M" + "L".join(f"{one.x} {one.y}" for one in self.points)

    @property
    def foot(self) -> int:
        return self.height - 22


class At(NamedTuple):
    """A version with an average, and its day."""

    number: int
    when: date
    results: Results


WIDE, NARROW = ("wide", 640), ("narrow", 340)
TOP, BOTTOM, TALL = 26, 52, 210


def number(value: float) -> str:
    """A number of a page: two decimals, with a minus sign."""
    return f"{value:.2f}".replace("-", "−").replace("−0.00", "0.00")


def moved(versions: Sequence[At]) -> list[Moved]:
    """How the average moved, drawn wide and narrow; nothing with fewer than two averages.

    A narrow drawing shows the last five.
    """
    told = [one for one in versions if one.results.estimate is not None]
    if len(told) < 2:
        return []
    return [_moved(name, width, told[-(10 if name == "wide" else 5) :]) for name, width in SIZES]


SIZES = (WIDE, NARROW)


def _moved(name: str, width: int, told: Sequence[At]) -> Moved:
    ends = [end for one in told for end in _ends(one.results)]
    top, bottom = max(*ends, 0.0), min(*ends, 0.0)
    room = (TALL - TOP - BOTTOM) / ((top - bottom) or 1.0)

    def y(value: float) -> float:
        return round(TOP + (top - value) * room, 1)

    left = 40
    step = (width - left - 60) / max(len(told) - 1, 1)
    points = [
        Point(
            round(left + 24 + at * step, 1),
            y(one.results.estimate or 0),
            y(_ends(one.results)[0]),
            y(_ends(one.results)[1]),
            f"v{one.number}",
            short_day(one.when),
            number(one.results.estimate or 0),
        )
        for at, one in enumerate(told)
    ]
    return Moved(name, width, TALL, left, y(0), points)


def _ends(results: Results) -> tuple[float, float]:
    estimate = results.estimate or 0.0
    low = estimate if results.low is None else results.low
    high = estimate if results.high is None else results.high
    return low, high


# --- what became of candidates -------------------------------------------------------------


class Box(NamedTuple):
    """A box with its lines of words, each with its place; `aside`: what is left out there."""

    x: int
    y: int
    width: int
    height: int
    lines: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Stream:
    """Boxes from all that was found to what is included, and lines between them."""

    name: str
    width: int
    height: int
    boxes: list[Box]
    paths: list[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the same as a table; `aside`: it left the way to the included ones."""

    words: str
    count: int
    aside: bool = False


def lines_of(flow: Flow, reasons: dict[str, str]) -> list[Line]:
    """The counts in words, in the order of the way."""
    found = sum(flow.found.values())
    early, late = flow.left_out_early, sum(flow.left_out_late.values())
    screened = found - flow.duplicates
    rows = [Line("Found", found)]
    rows += [Line(f"from {name}", count, True) for name, count in sorted(flow.found.items())]
    rows.append(Line("Duplicates of another", flow.duplicates, True))
    rows.append(Line("Screened by title and abstract", screened - flow.waiting))
    if flow.waiting:
        rows.append(Line("Not decided yet", flow.waiting, True))
    rows.append(Line("Left out by title and abstract", early, True))
    rows.append(Line("Read in full", screened - flow.waiting - early))
    rows.append(Line("Left out after reading", late, True))
    for reason, count in sorted(flow.left_out_late.items(), key=lambda one: (-one[1], one[0])):
        rows.append(Line(reasons.get(reason, reason), count, True))
    rows.append(Line("Included", flow.included))
    return rows


def stream(rows: Sequence[Line]) -> list[Stream]:
    """The counts drawn, wide and narrow: the way down, and beside it what left it."""
    return [_stream(name, width, rows) for name, width in SIZES]


def _stream(name: str, width: int, rows: Sequence[Line]) -> Stream:
    wide = name == "wide"
    own, gap = (230, 60) if wide else (150, 20)
    beside, letters = width - own - gap, (own - 24) // 7
    boxes: list[Box] = []
    paths: list[str] = []
    y = 2
    groups = _groups(rows)
    for at, (main, asides) in enumerate(groups):
        said = _lines([main], letters, y)
        box = Box(1, y, own, len(said) * ROW + 14, said)
        boxes.append(box)
        bottom = box.y + box.height
        if asides:
            lines = _lines(asides, (beside - 24) // 7, y)
            side = Box(own + gap - 1, y, beside, len(lines) * ROW + 14, lines)
            boxes.append(side)
            middle = y + min(box.height, side.height) // 2
            paths.append(f"M{own + 1} {middle}H{own + gap - 1}")
            bottom = max(bottom, side.y + side.height)
        if at < len(groups) - 1:
            paths.append(f"M{own // 2} {box.y + box.height}V{bottom + 20}")
        y = bottom + 20
    return Stream(name, width, y - 18, boxes, paths)


def _groups(rows: Sequence[Line]) -> list[tuple[Line, list[Line]]]:
    found: list[tuple[Line, list[Line]]] = []
    for row in rows:
        if row.aside and found:
            if row.count:
                found[-1][1].append(row)
        else:
            found.append((row, []))
    return found


def _lines(rows: Sequence[Line], letters: int, y: int) -> list[tuple[int, str]]:
    words = [line for row in rows for line in wrap(f"{row.words}: {row.count:,}", letters)]
    return [(y + 19 + at * ROW, line) for at, line in enumerate(words)]
