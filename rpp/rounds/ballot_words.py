"""A ballot in words."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rpp.rounds.queries import OptionRow


class Chosen(NamedTuple):
    """One choice of a ballot in words; `number` is a tick, the points or the rank."""

    number: str
    name: str
    href: str
    line: str


def chosen(points: Mapping[int, int], options: Sequence[OptionRow], kind: str) -> list[Chosen]:
    """A ballot in words, in the order of its ranks or of the options."""
    given = [(points[option.id], option) for option in options if points.get(option.id)]
    if kind == "ranking":
        given.sort(key=lambda one: one[0])
    return [_chosen(n, option, kind) for n, option in given]


def _chosen(n: int, option: OptionRow, kind: str) -> Chosen:
    line = {"points": "point" if n == 1 else "points", "approval": "ticked"}.get(
        kind, "in this place"
    )
    line += f", {option.whose}" if option.whose else ""
    line += "; withdrawn from the round" if option.withdrawn else ""
    return Chosen("✓" if kind == "approval" else str(n), option.name, option.href, line)
