"""What the close writes down, computed from plain ballots: nothing here knows the database."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rpp.rounds import tally
from rpp.rounds.result import Cells, Group, OtherRule, Result, Tables
from rpp.rounds.tally.election import Election, Project, from_approvals, from_points, from_rankings
from rpp.rounds.tally.outcome import Outcome

# A cell of a table smaller than this could point to a ballot.
SMALL = 10

Choices = Mapping[int, int]


def hash_of_seed(seed: str) -> str:
    """What is published of the seed when a round opens: SHA-256 of its 64 letters."""
    return hashlib.sha256(seed.encode()).hexdigest()


def tie_order(options: Iterable[int], seed: str) -> tuple[str, ...]:
    """The options by SHA-256(seed ‖ option id), smallest first: nobody knew it before the close."""
    return tuple(
        sorted(map(str, options), key=lambda id_: hashlib.sha256((seed + id_).encode()).digest())
    )


def election(
    kind: str,
    capacity: int,
    options: Mapping[int, tuple[int, str]],
    ballots: Iterable[Choices],
    order: Sequence[str],
) -> Election:
    """The election of a round: `options` are {id: (effort, title)}; others' choices fall away."""
    projects = [
        Project(str(id_), Fraction(effort), name) for id_, (effort, name) in options.items()
    ]
    kept = [{o: n for o, n in ballot.items() if o in options} for ballot in ballots]
    if kind == "points":
        given = [{str(o): n for o, n in ballot.items()} for ballot in kept]
        return from_points(projects, capacity, given, order)
    if kind == "approval":
        ticked = [[str(o) for o in ballot] for ballot in kept]
        return from_approvals(projects, capacity, ticked, order)
    ranked = [[str(o) for o in sorted(b, key=lambda o, b=b: b[o])] for b in kept]  # type: ignore[misc]
    return from_rankings(projects, capacity, ranked, order)


@dataclass(frozen=True)
class Count:
    """A counted round: how it was counted, and what came of it."""

    election: Election
    outcome: Outcome
    represented: int


def count(rule: str, of: Election) -> Count:
    """Count an election by a rule."""
    outcome = tally.RULES[rule](of)
    return Count(of, outcome, represented(of, outcome.winners))


def represented(of: Election, winners: Sequence[str]) -> int:
    """How many ballots hold at least one choice among the winners."""
    return sum(
        group.weight
        for group in of.groups
        if any(group.utilities.get(winner, 0) > 0 for winner in winners)
    )


def has_winner(kind: str, ballot: Choices, winners: Sequence[str]) -> bool:
    """Whether a ballot holds a choice among the winners."""
    chosen = sorted(ballot, key=lambda option: ballot[option])
    # What a ballot ranks last is worth nothing to it, as in the count.
    chosen = chosen[:-1] if kind == "ranking" else chosen
    return any(str(option) in winners for option in chosen)


def groups(of: Count) -> list[Group]:
    """Equal ballots together: how many, what each option is worth, and what each of them paid."""
    paid: dict[int, dict[str, str]] = {}
    for step in of.outcome.steps:
        for number, share in step.paid.items():
            if share:
                paid.setdefault(number, {})[step.project] = str(share)
    spent = of.outcome.spent
    return [
        Group(
            ballots=group.weight,
            worth={option: str(worth) for option, worth in group.utilities.items()},
            paid=paid.get(number, {}),
            spent=str(spent[number]) if number < len(spent) else "0",
        )
        for number, group in enumerate(of.election.groups)
    ]


def paid_by(kind: str, result: Result, ballot: Choices) -> dict[str, Fraction]:
    """What one published ballot's share paid for: {option id: how much}."""
    options = {int(o["id"]): (o["effort"], "") for o in result["options"]}
    alone = election(kind, 1, options, [ballot], sorted(map(str, options)))
    worth = {option: str(n) for option, n in alone.groups[0].utilities.items()}
    for group in result["groups"]:
        if group["worth"] == worth:
            return {option: Fraction(share) for option, share in group["paid"].items()}
    return {}


def others(kind: str, rule: str, of: Election) -> list[OtherRule]:
    """What each rule that fits the ballot would have chosen, the one that was agreed first."""
    from rpp.rounds.words import RULES

    fitting = [name for name, words in RULES.items() if kind in words.ballots and name != rule]
    found = []
    for name in (rule, *fitting):
        one = count(name, of)
        found.append(
            OtherRule(
                rule=name,
                winners=list(one.outcome.winners),
                cost=str(one.outcome.cost),
                represented=one.represented,
            )
        )
    return found


# --- tables --------------------------------------------------------------------------------


def hide(cells: Sequence[int]) -> list[int | None]:
    """The cells without the small ones, and without what would give those away by subtraction.

    While what is hidden could be had from the total (one cell alone, or a sum that is small
    itself), the smallest cell still shown is hidden too.
    """
    shown: list[int | None] = [cell if cell >= SMALL else None for cell in cells]
    while True:
        hidden = [cells[at] for at, cell in enumerate(shown) if cell is None]
        left = [(cell, at) for at, cell in enumerate(shown) if cell is not None]
        if not hidden or not left or (len(hidden) > 1 and sum(hidden) >= SMALL):
            return shown
        shown[min(left)[1]] = None


@dataclass(frozen=True)
class Voter:
    """A district of the electorate, as the tables see it."""

    setting: str
    size: str
    voted: bool
    has_winner: bool


def tables(
    voters: Sequence[Voter], *, secret: bool, settings: Iterable[str], sizes: Iterable[str]
) -> Tables:
    """Turnout and who has a choice among the winners, by setting and by size.

    Cells under 10 are None in secret rounds. Recounting cannot check these tables: the ballots
    that everyone reads do not say where they come from.
    """
    return Tables(
        recountable=False,
        suppressed=secret,
        setting=_rows([(v.setting, v) for v in voters], settings, secret),
        size=_rows([(v.size, v) for v in voters], sizes, secret),
    )


def _rows(named: list[tuple[str, Voter]], names: Iterable[str], secret: bool) -> list[Cells]:
    rows: list[tuple[str, int, int, int]] = []
    for name in names:
        group = [voter for of, voter in named if of == name]
        if group:
            voted = sum(voter.voted for voter in group)
            rows.append((name, len(group), voted, sum(voter.has_winner for voter in group)))
    if not secret:
        return [*rows]
    turnout = hide([row[2] for row in rows])
    # Hidden, too, where those without a winner are few: their number follows from the others'.
    safe = [row[3] if not 0 < row[2] - row[3] < SMALL else 0 for row in rows]
    winners = [cell if cell is None or turnout[at] is not None else None
               for at, cell in enumerate(hide(safe))]  # fmt: skip
    return [(row[0], row[1], turnout[at], winners[at]) for at, row in enumerate(rows)]


def digest(*texts: str) -> str:
    """SHA-256 of what was counted."""
    return hashlib.sha256("".join(texts).encode()).hexdigest()
