"""Where the words of a chart stand, so that none is cut; templates only draw it."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

LETTER = 7.1  # pixels that a letter of 13 px takes on average, and a little more
ROW = 16  # pixels from one line of words to the next
BAR = 16


@dataclass(frozen=True)
class Bar:
    """One bar with its label in lines and its value in words; places in pixels."""

    lines: list[tuple[int, str]]
    y: int
    width: float
    value: str
    value_x: float


@dataclass(frozen=True)
class Bars:
    """Bars below each other, with room for every word."""

    width: int
    height: int
    left: int
    bars: list[Bar]


def wrap(label: str, letters: int) -> list[str]:
    """A label in lines of so many letters; a word longer than a line is parted."""
    return textwrap.wrap(label, letters) or [""]


def bars(rows: Sequence[tuple[str, float]], unit: str, *, wide: bool) -> Bars:
    """Horizontal bars from zero: labels beside them where it is wide, else above.

    `rows` are (label, value); `unit` is a plural, such as "staff hours".
    """
    width, left, letters = (640, 200, 27) if wide else (340, 0, 46)
    values = [f"{value:,g} {_counted(unit, value)}" for _, value in rows]
    room = width - left - 16 - max((len(value) for value in values), default=0) * LETTER
    top = max([value for _, value in rows] + [0.0001])
    drawn, y = [], 2
    for (label, value), words in zip(rows, values, strict=True):
        lines = wrap(str(label), letters)
        tall = len(lines) * ROW
        at = y + 4 + max(tall - BAR, 0) // 2 if wide else y + tall + 4
        length = round(max(value / top * room, 1), 1)
        placed = [(y + 16 + n * ROW, line) for n, line in enumerate(lines)]
        drawn.append(Bar(placed, at, length, words, round(left + length + 8, 1)))
        y += max(tall, BAR) + 12 if wide else tall + BAR + 14
    return Bars(width, y + 2, left, drawn)


def _counted(unit: str, value: float) -> str:
    return unit[:-1] if value == 1 and unit.endswith("s") else unit
