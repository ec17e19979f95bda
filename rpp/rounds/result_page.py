"""What the page of a round says once its ballots are counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rpp.layout import several
from rpp.rounds import story
from rpp.rounds.drawing import Drawing, drawings
from rpp.rounds.queries import Counted, Listed, OptionRow, RoundRow, efforts_differ
from rpp.rounds.turnout import Turnout, by_groups
from rpp.rounds.words import BALLOTS, GONE, rule_of

UNITS = {"points": "point", "approval": "tick", "ranking": "Borda point"}
# How a winner by its place is filled in the picture: solid, striped, dotted, and so on again.
PATTERNS = ("dots", "solid", "stripes")


class Winner(NamedTuple):
    """A problem that comes first, by whom, and what it is now."""

    name: str
    href: str
    summary: str
    by: str
    # How it is filled in the picture; "" where it is not in it.
    pattern: str
    notes: list[str]


class Loser(NamedTuple):
    """A problem that does not come first, with what supported it and what becomes of it."""

    name: str
    href: str
    support: str
    then: str


class Ruled(NamedTuple):
    """What a rule would have chosen: a column for each problem that some rule chooses."""

    name: str
    wins: list[tuple[str, bool]]
    represented: str


class Printed(NamedTuple):
    """A published ballot on one line."""

    district: str
    code: str
    # The problems it chooses, each with what it gives.
    choices: list[tuple[str, str]]


@dataclass(frozen=True)
class ResultPage:
    """A result; without `counted` one from before its steps were kept."""

    round: RoundRow
    options: list[OptionRow]
    counted: Counted | None
    published: list[Listed]

    @cached_property
    def placed(self) -> list[OptionRow]:
        return sorted((o for o in self.options if o.place), key=lambda o: o.place or 0)

    @cached_property
    def won(self) -> list[OptionRow]:
        return [option for option in self.placed if option.won]

    @property
    def pending(self) -> bool:
        """Whether the count waits to be certified."""
        return self.round.status == "closed" and self.counted is not None

    @property
    def unit(self) -> str:
        return UNITS[self.round.ballot]

    # --- who won ---------------------------------------------------------------------------

    @property
    def winners(self) -> list[Winner]:
        return [self._winner(place, option) for place, option in enumerate(self.won, 1)]

    @cached_property
    def _payments(self) -> dict[int, story.Paid]:
        if self.counted is None:
            return {}
        return {paid.option: paid for paid in story.payments(self.counted.result) if paid.shares}

    def _winner(self, place: int, option: OptionRow) -> Winner:
        paid, supporters = self._payments.get(option.id), option.supporters or 0
        by = paid.won(supporters) if paid else f"{story.chose(supporters, self.round.ballots)}."
        return Winner(
            option.name,
            option.href,
            option.summary,
            by,
            PATTERNS[place % 3] if paid else "",
            list(self._notes(option)),
        )

    def _notes(self, option: OptionRow) -> Iterator[str]:
        if self.round.ballot != "approval":
            yield several(option.total or 0, self.unit)
        if option.whose:
            yield option.whose
        if self.round.status == "certified" and option.status != "open":
            prioritized = option.status == "prioritized"
            now = "now prioritized" if prioritized else option.status.replace("_", " ")
            yield now.capitalize()

    @property
    def unfilled(self) -> str:
        """How much of the capacity nothing took up, and why."""
        left = story.unfilled(self.counted.result) if self.counted else ""
        if left and self.won:
            left += (
                " The rest is too little for another problem, or the districts that chose one "
                "could not pay for it."
            )
        return left

    @property
    def represented(self) -> str:
        """Of how many that voted, how many have a choice among the winners; "" where unknown."""
        if not (self.counted and self.round.ballots):
            return ""
        got = self.counted.result["represented"]
        return f"{got} of {several(self.round.ballots, 'district')}"

    # --- who paid --------------------------------------------------------------------------

    @cached_property
    def picture(self) -> story.Picture | None:
        return story.picture(self.counted.result) if self.counted else None

    @property
    def drawings(self) -> list[Drawing]:
        return drawings(self.picture) if self.picture and self.picture.drawn else []

    @property
    def names(self) -> list[str]:
        return [option.name for option in self.won]

    @property
    def paid(self) -> str:
        """What the picture shows."""
        assert self.counted is not None
        assert self.picture is not None
        raises = self.counted.result["raises"]
        grown = f", after all shares grew {several(raises, 'time')}" if raises else ""
        cost = "its effort" if efforts_differ(self.options) else "its effort, which is 1"
        return (
            f"Each column is one ballot with a share of {self.picture.endowment}{grown}. A problem "
            f"costs {cost}, and the districts that chose it pay for it together. Shares are used "
            "up."
        )

    @property
    def ties(self) -> list[str]:
        return story.broken_ties(self.counted.result, self._titles) if self.counted else []

    @property
    def _titles(self) -> dict[str, str]:
        return {str(option.id): option.name for option in self.options}

    # --- all numbers -----------------------------------------------------------------------

    @property
    def bars(self) -> list[tuple[str, int]]:
        return [(option.name, option.total or 0) for option in self.placed]

    @property
    def bars_title(self) -> str:
        return f"{self.unit}s of each problem".capitalize()

    @property
    def bars_desc(self) -> str:
        first, last = self.placed[0], self.placed[-1]
        most = several(first.total or 0, self.unit)
        return f"{first.name} comes first with {most}; {last.name} has {last.total}."

    @property
    def bars_source(self) -> str:
        decides = (
            "The sums alone do not decide: shares do."
            if self.picture
            else rule_of(self.round.rule).sentence
        )
        return f"{several(self.round.ballots, 'ballot')}. {decides}"

    @property
    def losers(self) -> list[Loser]:
        return [self._loser(option) for option in self.placed if not option.won]

    def _loser(self, option: OptionRow) -> Loser:
        support = several(option.total or 0, self.unit)
        if option.total:
            support += f" from {several(option.supporters or 0, 'district')}"
        if option.status != "open":
            then = f"It {GONE.get(option.status, 'was no longer open')}"
        else:
            then = "Withdrawn" if option.withdrawn else "It stays open for the next round"
        return Loser(option.name, option.href, support, then)

    # --- other rules -----------------------------------------------------------------------

    @cached_property
    def columns(self) -> list[str]:
        """The problems that some rule chooses."""
        assert self.counted is not None
        ids, _ = story.compared(self.counted.result)
        return [self._titles.get(option, option) for option in ids]

    @property
    def rules(self) -> list[Ruled]:
        """What each rule would have chosen; empty where there is nothing to compare."""
        if not (self.counted and self.round.ballots):
            return []
        _, rules = story.compared(self.counted.result)
        if len(rules) < 2:
            return []
        return [
            Ruled(
                f"{rule.name} (used)" if rule.used else rule.name,
                list(zip(self.columns, rule.winners, strict=True)),
                f"{rule.represented} of {self.round.ballots}",
            )
            for rule in rules
        ]

    @property
    def two_by_two(self) -> str:
        """The order by comparing problems two by two."""
        assert self.counted is not None
        titles = self._titles
        levels = self.counted.result.get("condorcet", [])
        return ", then ".join(
            story.listed([titles.get(option, option) for option in level]) for level in levels
        )

    # --- who voted, and the ballots --------------------------------------------------------

    @property
    def turnout(self) -> list[tuple[str, list[Turnout]]]:
        """Turnout by setting and by size; empty where every number could point to a ballot."""
        return by_groups(self.counted.tables) if self.counted else []

    @property
    def voted(self) -> str:
        return f"{self.round.ballots} of {several(self.round.electors, 'district')} voted."

    @property
    def suppressed(self) -> bool:
        assert self.counted is not None
        return self.counted.tables["suppressed"]

    @property
    def numbers(self) -> str:
        return BALLOTS[self.round.ballot].numbers

    @property
    def printed(self) -> list[Printed]:
        return [
            Printed(ballot.name, ballot.code, self._choices(ballot.choices))
            for ballot in self.published
        ]

    def _choices(self, choices: dict[int, int]) -> list[tuple[str, str]]:
        numbered = self.round.ballot != "approval"
        return [
            (option.name, f": {choices[option.id]}" if numbered else "")
            for option in self.options
            if choices.get(option.id)
        ]
