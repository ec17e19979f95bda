"""The lines of a brief's chart: as people type them, and as numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

MOST_ROWS = 12
LABEL = 80


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: numbers as they were typed; `low` and `high` are both given or empty."""

    label: str
    value: str
    low: str = ""
    high: str = ""

    @property
    def likely(self) -> str:
        """Its likely range in words, "" where none is given."""
        return f"{self.low} to {self.high}" if self.low else ""

    @property
    def spoken(self) -> str:
        """The value with its range, as the chart prints it."""
        return f"{self.value} ({self.likely})" if self.low else self.value

    @property
    def typed(self) -> str:
        """The line that `read` reads."""
        return " | ".join(filter(None, (self.label, self.value, self.low, self.high)))


class ChartError(ValueError):
    """A line of the chart that cannot be drawn, said in a sentence."""


def number(text: str) -> Decimal | None:
    """Read a number as people type it: "1,534", "−3.1", "62%"; None where it is none."""
    plain = text.strip().replace("−", "-").replace("–", "-").removesuffix("%").strip()
    plain = plain.removeprefix("+")
    if not re.fullmatch(r"-?(\d{1,3}(,\d{3})+|\d{1,12})(\.\d{1,6})?|-?\.\d{1,6}", plain):
        return None
    try:
        return Decimal(plain.replace(",", ""))
    except InvalidOperation:
        return None


def read(text: str) -> list[Bar]:
    """Read lines "label | value" or "label | value | low | high"; ChartError names the line."""
    lines = [(at, line) for at, line in enumerate(text.splitlines(), 1) if line.strip()]
    bars = [_bar(at, line) for at, line in lines]
    if len(bars) > MOST_ROWS:
        raise ChartError(f"A chart has {MOST_ROWS} lines at most; this one has {len(bars)}.")
    return bars


def typed(bars: Sequence[Bar]) -> str:
    """The lines that `read` reads back."""
    return "\n".join(bar.typed for bar in bars)


def _bar(at: int, line: str) -> Bar:
    label, *cells = (cell.strip() for cell in line.split("|"))
    if not cells:
        raise ChartError(f"Line {at} has no bar: write it like “Planned | 60”.")
    if not label or len(label) > LABEL:
        raise ChartError(f"Line {at} needs a label of 1 to {LABEL} characters before the bar.")
    if len(cells) not in (1, 3):
        raise ChartError(
            f"Line {at} has {len(cells)} numbers. Give one, or three: the value, then the "
            "low and the high end of its likely range."
        )
    value, *ends = (_number(at, cell) for cell in cells)
    if ends and not ends[0] <= value <= ends[1]:
        raise ChartError(f"Line {at}: the value must lie between its low and high end.")
    return Bar(label, *cells)


def _number(at: int, cell: str) -> Decimal:
    found = number(cell)
    if found is None:
        shown = cell if len(cell) < 40 else f"{cell[:37]}…"
        raise ChartError(f"Line {at}: “{shown}” is not a number.")
    return found
