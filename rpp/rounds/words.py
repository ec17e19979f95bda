"""The words of rounds: kinds of ballots, rules, filters, outcomes; `states` says where one is."""

from dataclasses import dataclass
from typing import Any

from rpp.layout import in_words, several

HIDDEN = "A problem open only to the network"


@dataclass(frozen=True)
class BallotWords:
    """What a kind of ballot asks of a delegate."""

    name: str
    numbers: str
    ask: str
    empty: str
    # The rule of utility that the count takes from such a ballot.
    utility: str


BALLOTS = {
    "points": BallotWords(
        "Points to divide",
        "Points",
        "Divide {points} among the problems your district would give staff time to.",
        "Give at least one problem a point.",
        "points",
    ),
    "approval": BallotWords(
        "Approval: tick any number",
        "Ticks",
        "Tick every problem your district would give staff time to.",
        "Tick at least one problem.",
        "cost",
    ),
    "ranking": BallotWords(
        "Ranking: first, second, third",
        "Ranks",
        "Put the problems in order: 1 for the one your district needs most, then 2, 3 and so on. "
        "The problem you rank last, and any problem without a number, gets nothing.",
        "Rank at least two problems. The one you rank last gets nothing.",
        "borda",
    ),
}


@dataclass(frozen=True)
class RuleWords:
    """A rule of counting, as people call it and as they read it."""

    name: str
    ballots: tuple[str, ...]
    sentence: str


_SHARES = (
    "Every district’s ballot has an equal share of the capacity. A problem is chosen when the "
    "districts that want it can pay for its effort together, and the one that costs them least "
    "comes first. Shares are used up, so one large group cannot win everything."
)
ALL = ("points", "approval", "ranking")
RULES = {
    "equal-shares-grow": RuleWords(
        "Equal Shares, completed",
        ALL,
        f"{_SHARES} All shares then grow step by step until nothing more fits.",
    ),
    "equal-shares": RuleWords(
        "Equal Shares", ALL, f"{_SHARES} Capacity that no one can use stays unfilled."
    ),
    "equal-shares-add1": RuleWords(
        "Equal Shares, completed in steps of 1",
        ALL,
        f"{_SHARES} All shares then grow by 1 at a time until nothing more fits.",
    ),
    "greedy": RuleWords(
        "Totals",
        ALL,
        "The ballots are added up. The problem with the most support for its effort comes "
        "first, as long as it fits. The largest group can win everything.",
    ),
    "phragmen": RuleWords(
        "Phragmén, in sequence",
        ("approval",),
        "Every district’s share grows at the same pace. A problem is chosen as soon as the "
        "districts that ticked it have earned its effort together.",
    ),
    "borda": RuleWords(
        "Borda",
        ("ranking",),
        "A first place among ten counts nine, a second place eight, and so on. The problem "
        "with the most support for its effort comes first, as long as it fits.",
    ),
}


def rule_of(key: str) -> RuleWords:
    """The words of a rule; a round from before there were rules was counted by totals."""
    return RULES.get(key, RULES["greedy"])


# What the list can be narrowed to.
FILTERS = {
    "open": ("Open", ("open",)),
    "coming": ("Coming", ("draft", "scheduled")),
    "closed": ("Closed", ("closed", "certified")),
    "cancelled": ("Canceled", ("cancelled", "annulled")),
}
# Why a problem that has the points takes no seat.
GONE = {
    "prioritized": "has since come first in another round",
    "answered": "has since been answered by evidence",
    "merged": "has since become part of another problem",
    "retired": "has since been retired",
    "resolved": "has since been resolved",
}


def headline(winners: int, ballots: int) -> str:
    """The outcome in one sentence: "Three problems come first."."""
    if not winners:
        return "No problem comes first." if ballots else "No problem comes first: nobody voted."
    return f"{in_words(winners)} problem{' comes' if winners == 1 else 's come'} first."


def no_quorum(voted: int | None, quorum: int) -> str:
    """Why a round that too few districts voted in was annulled."""
    voted_then = several(voted or 0, "district")
    return f"{voted_then} voted; the quorum was {quorum}. The ballots were not counted."


def why_annulled(round_: Any) -> str:
    """The reason of who annulled it; without one too few districts voted."""
    return round_.reason or no_quorum(round_.ballots, round_.quorum)
