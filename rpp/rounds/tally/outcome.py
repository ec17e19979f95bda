"""What a rule answers: who won, and each step on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class Step:
    """One project that was taken.

    `rho` is the number by which the rule chose it: for Equal Shares what a supporter paid for
    each unit of utility (lowest first), for Phragmén the load its supporters reached (lowest
    first), for greedy and Borda its utility ÷ cost (highest first; None where it costs nothing).
    `paid` says what each voter of a group paid, by the group's number in the election; `remains`
    is the capacity left after it.
    """

    project: str
    rho: Fraction | None
    paid: Mapping[int, Fraction]
    remains: Fraction


@dataclass(frozen=True)
class Tie:
    """Projects that were equal at a step (from 0), as the tie order has them: the first won."""

    step: int
    among: tuple[str, ...]

    @property
    def chosen(self) -> str:
        return self.among[0]


@dataclass(frozen=True)
class Outcome:
    """The winners in the order in which they were taken, and how it came to that.

    `endowment` is what each voter could spend in the end, and `spent` what each voter of a group
    did spend, by its number; `raises` says how often the endowments were raised, and `stopped`
    why no further: "exhaustive" (nothing more fits) or "overspends" (the next raise would).
    """

    winners: tuple[str, ...]
    cost: Fraction
    steps: tuple[Step, ...]
    ties: tuple[Tie, ...]
    endowment: Fraction = Fraction(0)
    spent: tuple[Fraction, ...] = field(default=(), repr=False)
    raises: int = 0
    stopped: str = ""
