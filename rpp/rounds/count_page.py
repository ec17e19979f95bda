"""What the pages on a count say, ready to be laid out."""

from collections.abc import Sequence
from dataclasses import dataclass

from rpp.dates import closing_in
from rpp.layout import State, several
from rpp.rounds import counting, story
from rpp.rounds.ballot_words import Chosen, chosen
from rpp.rounds.queries import Certification, Counted, OptionRow, RoundRow
from rpp.rounds.result import Result


def receipt_lead(row: RoundRow, counted: Counted | None) -> str:
    """What the page says on which one looks for a ballot."""
    if counted:
        return (
            "Enter the code you got when you voted. You see the ballot as it was counted, and what "
            "its share paid for."
        )
    if row.status == "annulled":
        return "The ballots of this round were not counted and are not published."
    if row.counted:
        return (
            "The ballots of this round are not published: it was counted before there were codes."
        )
    closes = closing_in(row.closes_at, row.timezone)
    return f"Ballots are published under their codes when the round has closed: {closes}."


@dataclass(frozen=True)
class FoundBallot:
    """A published ballot, found by its code, and what its share paid for."""

    round: RoundRow
    result: Result
    options: Sequence[OptionRow]
    points: dict[int, int]

    @property
    def chosen(self) -> list[Chosen]:
        return chosen(self.points, self.options, self.round.ballot)

    @property
    def paid(self) -> list[tuple[str, str]]:
        """Each problem it paid for, and how much."""
        paid = counting.paid_by(self.round.ballot, self.result, self.points)
        shares = {int(option): story.amount(share) for option, share in paid.items()}
        return [
            (option.name, f"{shares[option.id]} of its effort of {option.effort}")
            for option in self.options
            if option.id in shares
        ]

    @property
    def nothing(self) -> str:
        """Why it paid for nothing."""
        if self.result["endowment"] != "0":
            return "Nothing: none of its choices was chosen, or other districts paid for them."
        return "Under this rule districts pay for nothing; the ballots are added up."


def words_of_count(row: RoundRow, options: Sequence[OptionRow]) -> str:
    """How many voted, and what comes first."""
    voted = f"{row.ballots} of {several(row.electors, 'district')} voted."
    winners = [o.name for o in sorted(options, key=lambda o: o.place or 0) if o.won]
    if not winners:
        return f"{voted} No problem was chosen."
    return f"{voted} First {'comes' if len(winners) == 1 else 'come'}: {'; '.join(winners)}."


def verdict(one: Certification) -> State:
    """What a certifier said, as a sign."""
    return State(
        "done" if one.confirms else "disagrees",
        f"{one.person}, {one.organization}",
        "confirmed it" if one.confirms else "refused it",
    )


def decided(said: Sequence[Certification], viewer_id: int | None, leas: frozenset[int]) -> str:
    """What a reader for whom no decision is left is told: who confirmed, and what comes next.

    A refusal ends the round, so what was said so far confirms it. `leas` are the districts that
    the reader speaks for; "" where nobody spoke for them.
    """
    one = next(
        (one for one in said if one.person_id == viewer_id),
        next((one for one in said if one.organization_id in leas), None),
    )
    if one is None:
        return ""
    who = "You" if one.person_id == viewer_id else one.person
    return (
        f"{who} confirmed this count for {one.organization}. A person from another district must "
        "confirm it too."
    )
