"""Counts ballots: exact, without web and database, and the same whoever counts again."""

from collections.abc import Callable

from rpp.rounds.tally.election import (
    Election,
    Exact,
    Group,
    Project,
    from_approvals,
    from_points,
    from_rankings,
)
from rpp.rounds.tally.loads import phragmen
from rpp.rounds.tally.outcome import Outcome, Step, Tie
from rpp.rounds.tally.pairs import schulze
from rpp.rounds.tally.scores import borda, greedy
from rpp.rounds.tally.shares import equal_shares, equal_shares_add1, equal_shares_grow

# Grows whenever a rule may answer otherwise than before: results name it.
VERSION = "1"

DEFAULT = "equal-shares-grow"
RULES: dict[str, Callable[[Election], Outcome]] = {
    "equal-shares": equal_shares,
    "equal-shares-add1": equal_shares_add1,
    "equal-shares-grow": equal_shares_grow,
    "greedy": greedy,
    "phragmen": phragmen,
    "borda": borda,
}

__all__ = [
    "DEFAULT",
    "RULES",
    "VERSION",
    "Election",
    "Exact",
    "Group",
    "Outcome",
    "Project",
    "Step",
    "Tie",
    "borda",
    "equal_shares",
    "equal_shares_add1",
    "equal_shares_grow",
    "from_approvals",
    "from_points",
    "from_rankings",
    "greedy",
    "phragmen",
    "schulze",
]
