"""The worked example of the help page, counted by the rule that it explains."""

from dataclasses import dataclass

from rpp.rounds import counting, story
from rpp.rounds.result import Payments

OPTIONS = {
    1: (1, "Bus routes across the city"),
    2: (1, "Crowded middle schools"),
    3: (1, "Evening classes"),
    4: (1, "Teachers for small rural schools"),
}
CITY, RURAL = {1: 1, 2: 1, 3: 1}, {4: 1}
BALLOTS = (*[CITY] * 6, *[RURAL] * 3)
CAPACITY = 3


@dataclass(frozen=True)
class Example:
    """Nine districts and three seats: what totals choose, and what Equal Shares choose."""

    totals: list[str]
    shares: list[str]
    share: str
    ticks: dict[str, int]
    picture: story.Picture
    options: list[str]


def worked() -> Example:
    """Count the example by both rules."""
    order = tuple(map(str, OPTIONS))
    of = counting.election("approval", CAPACITY, OPTIONS, BALLOTS, order)
    fair = counting.count("equal-shares", of)
    totals = counting.count("greedy", of)
    drawn = story.picture(
        Payments(
            winners=list(fair.outcome.winners),
            groups=counting.groups(fair),
            endowment=str(fair.outcome.endowment),
        )
    )
    assert drawn is not None
    names = {str(option): name for option, (_, name) in OPTIONS.items()}
    return Example(
        totals=[names[option] for option in totals.outcome.winners],
        shares=[names[option] for option in fair.outcome.winners],
        share=str(fair.outcome.endowment),
        ticks={name: sum(id_ in b for b in BALLOTS) for id_, (_, name) in OPTIONS.items()},
        picture=drawn,
        options=list(names.values()),
    )
