"""How many relevant candidates were found as more were screened: a line, and its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

ROWS = 10
LEFT, RIGHT, TOP, BOTTOM = 36, 12, 10, 34


class Row(NamedTuple):
    """After so many were screened, so many were relevant."""

    screened: int
    found: int


class Mark(NamedTuple):
    """A number beside an axis: where it stands, and what it says."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Curve:
    """The line in pixels, with the numbers of its axes."""

    name: str
    width: int
    height: int
    path: str
    base: float
    left: float
    end: float
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]
    last: Row
    at: tuple[float, float]


def rows(labels: Sequence[bool]) -> list[Row]:
    """At most some ten rows, from nothing to all that was screened."""
    found = [0, *accumulate(map(int, labels))]
    step = max(1, -(-len(labels) // ROWS))
    at = [*range(0, len(labels), step), len(labels)] if labels else []
    return [Row(n, found[n]) for n in at]


def curves(labels: Sequence[bool], total: int) -> list[Curve]:
    """The line, drawn wide and narrow; none before anything was screened."""
    if not labels:
        return []
    return [_curve(labels, total, "wide", 640, 240), _curve(labels, total, "narrow", 340, 220)]


def _curve(labels: Sequence[bool], total: int, name: str, width: int, height: int) -> Curve:
    found = [0, *accumulate(map(int, labels))]
    base, end = height - BOTTOM, width - RIGHT
    most = max(found[-1], 1)

    def x(n: int) -> float:
        return round(LEFT + (end - LEFT) * n / max(total, 1), 1)

    def y(n: int) -> float:
        return round(base - (base - TOP) * n / most, 1)

    steps = "".join(
        f"H{x(n)}V{y(found[n])}" for n in range(1, len(found)) if found[n] != found[n - 1]
    )
    last = Row(len(labels), found[-1])
    return Curve(
        name,
        width,
        height,
        f"M{x(0)} {y(0)}{steps}H{x(last.screened)}",
        base,
        LEFT,
        end,
        (Mark(x(0), "0"), Mark(x(total), f"{total:,}")),
        (Mark(y(most), f"{most:,}"), Mark(y(0), "0")),
        last,
        (x(last.screened), y(last.found)),
    )
