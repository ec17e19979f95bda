"""How long exact counting takes: CPU seconds of one thread."""

import random
import time
from collections.abc import Callable

from rpp.rounds.tally import (
    Election,
    Outcome,
    Project,
    equal_shares,
    equal_shares_grow,
    from_points,
    pabulib,
)

SEED = 20_240_415


def ballots(voters: int, options: int, points: int = 10) -> list[dict[str, int]]:
    """Points on options of which some are far more wanted than others; nearly all differ."""
    chance = random.Random(SEED + voters)
    weights = [1 + 9 * chance.random() ** 2 for _ in range(options)]
    cast = []
    for _ in range(voters):
        ballot: dict[str, int] = {}
        for option in chance.choices(range(options), weights, k=points):
            ballot[str(option)] = ballot.get(str(option), 0) + 1
        cast.append(ballot)
    return cast


def projects(options: int) -> list[Project]:
    """Efforts from 1 to 5."""
    return [Project(str(option), option * 7 % 5 + 1) for option in range(options)]


def measured(work: Callable[[], object]) -> float:
    """The CPU seconds of one run."""
    began = time.process_time()
    work()
    return time.process_time() - began


def figures() -> dict[str, float]:
    """Seconds by what was counted, ballots being in memory already."""
    found: dict[str, float] = {}

    def count(
        name: str, voters: int, options: int, capacity: int, rule: Callable[[Election], Outcome]
    ) -> None:
        standing, cast = projects(options), ballots(voters, options)
        found[name] = measured(lambda: rule(from_points(standing, capacity, cast)))

    for voters in (30, 500):
        count(f"{voters} districts, 40 options, grow", voters, 40, 30, equal_shares_grow)
    count("10,000 ballots, 40 options, Equal Shares", 10_000, 40, 60, equal_shares)
    count("10,000 ballots, 40 options, grow", 10_000, 40, 60, equal_shares_grow)
    for capacity in (20, 60, 120):
        name = f"6,500 ballots, 60 options, capacity {capacity}, grow"
        count(name, 6_500, 60, capacity, equal_shares_grow)
    file = pabulib.write(projects(40), 60, ballots(10_000, 40)).encode()
    found["10,000 ballots, 40 options, reading the file"] = measured(lambda: pabulib.read(file))
    return found


def main() -> None:
    """Print the figures."""
    for name, seconds in figures().items():
        print(f"{name:60}{seconds:8.3f} s")


if __name__ == "__main__":
    main()
