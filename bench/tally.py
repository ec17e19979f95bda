"""How long exact counting takes: CPU seconds of one thread."""

import random
import time
from collections.abc import Callable

from bench.common import Databases, Figure
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


# Seconds at most, by what is counted; beyond "districts" they are many more ballots than a round's.
AIMS = {30: 0.2, 500: 0.2, 10_000: 1.5, 6_500: 15.0}


def counting(_databases: Databases) -> list[Figure]:
    """Rounds of districts, and elections of many ballots; ballots are in memory already."""
    found = [
        _count(f"{voters} districts × 40 options, grow", voters, 40, 30, equal_shares_grow)
        for voters in (30, 500)
    ]
    found += [
        _count(f"10,000 ballots × 40 options, {name}", 10_000, 40, 60, rule)
        for name, rule in (("Equal Shares", equal_shares), ("grow", equal_shares_grow))
    ]
    found += [
        _count(f"6,500 ballots × 60 options, capacity {n}, grow", 6_500, 60, n, equal_shares_grow)
        for n in (20, 60, 120)
    ]
    file = pabulib.write(projects(40), 60, ballots(10_000, 40)).encode()
    read = measured(lambda: pabulib.read(file))
    return [*found, _figure("10,000 ballots × 40 options, reading the file", read, None)]


def _count(
    name: str, voters: int, options: int, capacity: int, rule: Callable[[Election], Outcome]
) -> Figure:
    standing, cast = projects(options), ballots(voters, options)
    seconds = measured(lambda: rule(from_points(standing, capacity, cast)))
    return _figure(name, seconds, AIMS[voters])


def _figure(name: str, seconds: float, aim: float | None) -> Figure:
    return Figure(
        f"count of {name}",
        f"under {aim:g} s" if aim else "",
        f"{seconds:.3f} s",
        "CPU of one thread, exact fractions",
        seconds < aim if aim else None,
    )
