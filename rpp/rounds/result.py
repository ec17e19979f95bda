"""The shapes of what the close writes down, as the JSON that everyone can read.

Ids of options are texts; exact fractions are texts such as "20/3".
"""

from typing_extensions import TypedDict


class Effort(TypedDict):
    """An option that was counted, and what it takes."""

    id: str
    effort: int


class Step(TypedDict):
    """An option that won, and what each group of ballots paid for it."""

    option: str
    rho: str | None
    paid: dict[str, str]
    remains: str


class Tie(TypedDict):
    """Options that were equal before a step, the one that was taken first."""

    step: int
    among: list[str]


class Group(TypedDict):
    """Equal ballots together: how many, what each option is worth, what each ballot paid."""

    ballots: int
    worth: dict[str, str]
    paid: dict[str, str]
    spent: str


class OtherRule(TypedDict):
    """What a rule chooses, and how many ballots hold a choice of theirs among it."""

    rule: str
    winners: list[str]
    cost: str
    represented: int


class Payments(TypedDict):
    """What is drawn of who paid for what: who won, and equal ballots with what they paid."""

    winners: list[str]
    groups: list[Group]
    endowment: str


class Result(Payments):
    """A count with each of its steps."""

    round: int
    rule: str
    version: str
    ballot: str
    utility: str
    capacity: int
    ballots: int
    inputs_sha256: str
    seed: str
    seed_sha256: str
    tie_order: list[str]
    options: list[Effort]
    withdrawn: list[str]
    cost: str
    raises: int
    stopped: str
    represented: int
    steps: list[Step]
    ties: list[Tie]
    condorcet: list[list[str]]
    other_rules: list[OtherRule]


# A kind of districts, how many may vote, how many did, and how many of these have a choice among
# the winners; None where a number could point to a ballot.
Cells = tuple[str, int, int | None, int | None]


class Tables(TypedDict):
    """Turnout by setting and by size; `suppressed` where small numbers are hidden."""

    recountable: bool
    suppressed: bool
    setting: list[Cells]
    size: list[Cells]
