"""What a delegate has before them when they vote."""

from dataclasses import dataclass
from functools import cached_property

from rpp import db
from rpp.rounds import queries
from rpp.rounds.ballot_forms import BallotForm, ballot_form
from rpp.rounds.queries import OptionRow, OwnBallot, RoundRow
from rpp.web import viewer


@dataclass(frozen=True)
class Sheet:
    """What a delegate has before them: the round, its options, and their districts' ballots."""

    round: RoundRow
    open_to_votes: dict[int, bool]
    own: list[OwnBallot]
    ballot: OwnBallot

    @cached_property
    def options(self) -> list[OptionRow]:
        """The problems in words, read when a page shows them."""
        with db.before_write() as session:
            return queries.options(session, viewer(), self.round.id)

    @property
    def effort_matters(self) -> bool:
        return queries.efforts_differ(self.options)

    def form(self) -> BallotForm:
        mine, row = self.ballot, self.round
        gone = {option for option, open_ in self.open_to_votes.items() if not open_}
        return ballot_form(
            row.ballot,
            self.open_to_votes,
            row.points,
            mine.organization_id,
            mine.version,
            mine.points,
            gone,
        )
