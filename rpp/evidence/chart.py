"""The improvement index of findings as a picture, drawn twice so that its words keep their size."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from rpp.charts import ROW, wrap
from rpp.evidence.queries import Finding

MOST_SPOKEN = 8


@dataclass(frozen=True, slots=True)
class Size:
    """How wide a drawing and its plot are, how far apart its rows, and how its words stand."""

    name: str
    width: int
    left: int
    right: int
    step: int
    letters: int
    # Words stand beside the marks, else above them.
    beside: bool


WIDE = Size("wide", 640, 270, 560, 28, 38, True)
NARROW = Size("narrow", 340, 10, 280, 46, 46, False)


class Scale(NamedTuple):
    """Paths: of both ends of the scale, and of its zero; "" where others draw them."""

    ends: str = ""
    zero: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One finding: its words in lines, its dot, and its number; places in pixels."""

    lines: list[tuple[int, str]]
    x: float
    y: int
    value: str
    is_significant: bool
    # Each row has a scale of its own where words stand between the rows.
    scale: Scale

    @property
    def value_y(self) -> int:
        """Where the number stands."""
        return self.y + 4


@dataclass(frozen=True, slots=True)
class Drawing:
    """The chart in one size."""

    name: str
    width: int
    height: int
    left: int
    middle: float
    right: int
    marks: list[Mark]
    scale: Scale
    # How the word for the left end of the scale stands.
    left_anchor: str

    @property
    def favors(self) -> tuple[float, float]:
        """Where the words for both sides stand."""
        return self.middle - 10, self.middle + 10

    @property
    def foot(self) -> int:
        """Where the ends of the scale are named."""
        return self.height - 4


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart in both sizes; `ends` name the ends of its scale, `words` say it to those who do
    not see it."""

    drawings: list[Drawing]
    ends: tuple[str, str]
    words: str


def signed(value: float) -> str:
    """A number with its sign: "+5", "−3.1", "0"."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{abs(value):g}"


def drawn(findings: Sequence[Finding]) -> Chart | None:
    """The findings that have an improvement index; None where none has."""
    shown = [
        (f"{number}. {finding.outcome}", finding, finding.improvement_index)
        for number, finding in enumerate(findings, 1)
        if finding.improvement_index is not None
    ]
    if not shown:
        return None
    top = ceil(max(abs(index) for *_, index in shown) / 10) * 10 or 10
    spoken = [f"{finding.outcome}: {signed(index)}." for _, finding, index in shown[:MOST_SPOKEN]]
    if len(shown) > MOST_SPOKEN:
        spoken.append(f"The table below has all {len(shown)}.")
    drawings = [_drawing(size, shown, top) for size in (WIDE, NARROW)]
    return Chart(drawings, (f"−{top:g}", f"+{top:g}"), " ".join(spoken))


def _drawing(size: Size, shown: Sequence[tuple[str, Finding, float]], top: float) -> Drawing:
    middle = (size.left + size.right) / 2
    # A number stands before the outcome, which takes some letters.
    most = max(len(wrap(finding.outcome, size.letters - 3)) for _, finding, _ in shown)
    above = (most - 1) * ROW
    step = size.step + above + (4 if most > 1 else 0)
    height = 34 + len(shown) * step + 22
    marks = []
    for row, (label, finding, index) in enumerate(shown):
        y = 34 + row * step + (10 if size.beside else 30 + above)
        first = y + 4 if size.beside else y - 16 - above
        marks.append(
            Mark(
                [(first + n * ROW, line) for n, line in enumerate(wrap(label, size.letters))],
                round(middle + index * (size.right - size.left) / 2 / top, 1),
                y,
                signed(index),
                bool(finding.significant),
                Scale() if size.beside else _scale(size, middle, y - 7, 14),
            )
        )
    return Drawing(
        name=size.name,
        width=size.width,
        height=height,
        left=size.left,
        middle=middle,
        right=size.right,
        marks=marks,
        scale=_scale(size, middle, 24, height - 46) if size.beside else Scale(),
        left_anchor="middle" if size.beside else "start",
    )


def _scale(size: Size, middle: float, y: int, length: int) -> Scale:
    ends = f"M{size.left} {y}v{length}M{size.right} {y}v{length}"
    return Scale(ends, f"M{middle} {y}v{length}")
