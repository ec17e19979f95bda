"""What the pages say before and after a ballot is cast, ready to be laid out."""

from dataclasses import dataclass

from rpp.dates import closing_in
from rpp.layout import Link, State, some_have
from rpp.rounds.ballot_forms import BallotForm
from rpp.rounds.ballot_words import Chosen, chosen
from rpp.rounds.loaders import crumbs
from rpp.rounds.queries import OwnBallot, RoundRow
from rpp.rounds.sheet import Sheet

VERBS = {"points": "give", "approval": "tick", "ranking": "rank"}
BARE = {"points": "no points", "approval": "no tick", "ranking": "no rank"}


@dataclass(frozen=True)
class CheckPage:
    """What a ballot gives, before it is cast."""

    sheet: Sheet
    form: BallotForm

    @property
    def round(self) -> RoundRow:
        return self.sheet.round

    @property
    def crumbs(self) -> list[Link]:
        return crumbs(self.round)

    @property
    def state(self) -> State:
        until = closing_in(self.round.closes_at, self.round.timezone, year=False)
        return State("act", "Not cast yet", f"it closes {until}")

    @property
    def will(self) -> str:
        return f"will {VERBS[self.round.ballot]}"

    @property
    def chosen(self) -> list[Chosen]:
        return chosen(self.form.points, self.sheet.options, self.round.ballot)

    @property
    def rest(self) -> str:
        """What gets nothing, what is left, and what is replaced."""
        said = [self._bare]
        if self.round.ballot == "points":
            said.append(self._left)
        if self.sheet.ballot.cast:
            said.append("This replaces the ballot cast before.")
        return " ".join(filter(None, said))

    @property
    def _bare(self) -> str:
        bare = len(self.sheet.options) - self.form.chosen
        gets = "One problem gets" if bare == 1 else f"{bare} problems get"
        return f"{gets} {BARE[self.round.ballot]}." if bare else ""

    @property
    def _left(self) -> str:
        left, all_ = self.form.left, self.round.points
        if not left:
            return f"All {all_} points are given."
        do_not = "is left and does not" if left == 1 else "are left and do not"
        return f"{left} of {all_} points {do_not} count."


@dataclass(frozen=True)
class Receipt:
    """The code under which a ballot is published."""

    round: RoundRow
    ballot: OwnBallot

    @property
    def crumbs(self) -> list[Link]:
        return crumbs(self.round)

    @property
    def then(self) -> str:
        """When and how the ballot is published."""
        closes = closing_in(self.round.closes_at, self.round.timezone)
        unnamed = ", without a name" if self.round.secret else ""
        return f"is cast. After {closes} it is published under this code{unnamed}."

    @property
    def ballot_href(self) -> str:
        """Where the ballot can be changed, or read after the close."""
        return f"/rounds/{self.round.id}/ballot?organization={self.ballot.organization_id}"

    @property
    def turnout(self) -> str:
        return f"{some_have(self.round.ballots, self.round.electors, 'district')} voted."
