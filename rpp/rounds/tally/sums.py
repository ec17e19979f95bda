"""Counts ballots: pure, exact, and the same whoever counts again."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

RULE = (
    "The points of all ballots are added up, and every district’s ballot holds the same number. "
    "With equal points, the problem that more districts gave points to comes first; if that is "
    "equal too, the one that opened earlier."
)


@dataclass(frozen=True)
class Result:
    """Where one option stands; `settled` says what parted it from the one just above it.

    "" means the points alone; "supporters" and "order" are the two steps for equal points.
    """

    option: int
    total: int
    supporters: int
    place: int
    settled: str = ""


def totals(options: Sequence[int], ballots: Iterable[Mapping[int, int]]) -> list[Result]:
    """Add up the points of each option and put the options in order, first place first.

    `options` stand in the order that settles the last ties; points are whole numbers.
    """
    total = dict.fromkeys(options, 0)
    supporters = dict.fromkeys(options, 0)
    for ballot in ballots:
        for option, points in ballot.items():
            total[option] += points
            supporters[option] += points > 0
    order = {option: at for at, option in enumerate(options)}
    ranked = sorted(options, key=lambda o: (-total[o], -supporters[o], order[o]))
    results: list[Result] = []
    for place, option in enumerate(ranked, 1):
        above = results[-1] if results else None
        settled = ""
        if above and above.total == total[option]:
            settled = "order" if above.supporters == supporters[option] else "supporters"
        results.append(Result(option, total[option], supporters[option], place, settled))
    return results


def winners(results: Iterable[Result], seats: int, eligible: AbstractSet[int]) -> list[int]:
    """The first `seats` options that may take a seat; without a point nobody does."""
    able = [r.option for r in results if r.total > 0 and r.option in eligible]
    return able[:seats]
