"""What the pages of a ballot say, ready to be laid out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from flask import url_for

from rpp.dates import closing_in, moment_in
from rpp.layout import Link, State, in_words, several
from rpp.rounds import words
from rpp.rounds.ballot_forms import BallotForm, ChoiceField
from rpp.rounds.ballot_words import Chosen, chosen
from rpp.rounds.loaders import crumbs
from rpp.rounds.queries import OptionRow, OwnBallot, RoundRow
from rpp.rounds.sheet import Sheet
from rpp.rounds.states import on


class Passage(NamedTuple):
    """A ballot in words under a heading."""

    title: str
    chosen: list[Chosen]
    line: str = ""


class Whose(NamedTuple):
    """A district for which the viewer votes, to choose between them."""

    id: int
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A problem on the ballot with what is given to it; without a field where it is withdrawn."""

    field: str
    title: str
    text: str
    note: str
    whose: str
    href: str
    # As it was typed; the number where it is no points.
    value: str | int
    error: str


@dataclass(frozen=True)
class BallotPage:
    """The ballot of one district: to fill in while the round takes ballots, then to read."""

    sheet: Sheet
    form: BallotForm
    # As a steward sees it before the round opens.
    preview: bool = False

    @property
    def round(self) -> RoundRow:
        return self.sheet.round

    @property
    def own(self) -> OwnBallot:
        return self.sheet.ballot

    @property
    def asks(self) -> bool:
        """Whether the ballot can be filled in."""
        return self.round.taking or self.preview

    @property
    def crumbs(self) -> list[Link]:
        return crumbs(self.round)

    @property
    def state(self) -> State:
        row = self.round
        until = closing_in(row.closes_at, row.timezone, year=False)
        if self.preview:
            return State("draft", "Preview", "as a delegate will see it. Nothing can be cast here.")
        if row.taking:
            return State("underway", "Open", f"until {until}")
        if row.status == "open":
            return State("waiting", "Voting has ended", f"it was open until {until}")
        ended = on(row.status_since, row)
        if row.status == "cancelled":
            return State("ended", "Canceled", ended)
        return State("done", "Closed", ended)

    @property
    def question(self) -> str:
        """What is asked, up to the name of the district."""
        if not self.asks:
            return "Voting is over. No one can cast or change the ballot of"
        row = self.round
        first = "comes" if row.capacity == 1 else "come"
        fits = (
            f"The network can study problems with a total effort of {row.capacity}."
            if self.sheet.effort_matters
            else f"{in_words(row.capacity)} {first} first."
        )
        asked = words.BALLOTS[row.ballot].ask.replace("{points}", several(row.points, "point"))
        return f"{asked} {fits} You cast the one ballot of"

    @property
    def after(self) -> str:
        return "." if self.asks else " now."

    @property
    def voted(self) -> State | None:
        """That the district has voted, and who cast its ballot."""
        if not (self.own.cast and self.round.taking) or self.form.errors:
            return None
        said = f"{self.own.cast_by} cast this ballot on {self._changed}."
        return State(
            "done", f"{self.own.name} has voted.", f"{said} It counts unless you change it."
        )

    @property
    def _changed(self) -> str:
        at = self.own.changed_at
        return moment_in(at, self.round.timezone) if at else ""

    @property
    def districts(self) -> list[Whose]:
        """The districts to choose from; empty where the viewer votes for one."""
        if len(self.sheet.own) < 2:
            return []
        return [
            Whose(
                own.organization_id,
                f"{own.name} (has voted)" if own.cast else own.name,
                own.organization_id == self.own.organization_id,
            )
            for own in self.sheet.own
        ]

    @property
    def before(self) -> Passage | None:
        """What is cast, to compare with what was typed."""
        if not (self.own.cast and self.form.errors):
            return None
        counts = "unless you change it" if self.round.taking else "as it is"
        line = f"{self.own.cast_by} cast it on {self._changed}. It counts {counts}."
        return Passage(f"What {self.own.name} has cast", self._in_words(self.own.points), line)

    @property
    def passage(self) -> Passage | None:
        """What is shown in the place of the form."""
        if self.form.is_submitted():
            return Passage("What you typed, which was not cast", self._in_words(self.form.points))
        if self.own.cast:
            return Passage(f"What {self.own.name} cast", self._in_words(self.own.points))
        return None

    def _in_words(self, points: Mapping[int, int]) -> list[Chosen]:
        return chosen(points, self.sheet.options, self.round.ballot)

    @property
    def rows(self) -> list[Row]:
        fields = self.form.rows
        return [self._row(option, fields.get(option.id)) for option in self.sheet.options]

    def _row(self, option: OptionRow, field: ChoiceField | None) -> Row:
        effort = f". Effort: {option.effort}" if self.sheet.effort_matters else ""
        typed = field.data or "" if field else ""
        return Row(
            field.name if field and not option.withdrawn else "",
            option.name,
            option.summary,
            f"{option.note_by} on studying it: {option.note}" if option.note else "",
            option.whose + effort,
            option.href,
            0 if typed == "0" and self.round.ballot == "points" else typed,
            field.errors[0] if field and field.errors else "",
        )

    @property
    def number(self) -> str:
        """How many problems can be chosen from."""
        return several(len(self.form.rows), "problem")

    @property
    def cast(self) -> str:
        if self.own.cast:
            return "This ballot is cast. A change counts when you cast it again."
        return "Not cast yet"

    @property
    def secret_now(self) -> bool:
        """Whether no ballot can be told from the others any more."""
        return self.round.counted and self.round.secret

    @property
    def rule(self) -> str:
        return words.rule_of(self.round.rule).sentence

    @property
    def promises(self) -> list[str]:
        who = (
            "Your ballot is secret. The count shows it without a name."
            if self.round.secret
            else "Only you see this ballot until the close. Then it is published with the name of "
            "your district."
        )
        found = [who]
        if self.asks:
            found.append("You can change it until the round closes.")
        if self.round.ballot == "points":
            found.append("You do not have to use all points. Unused points do not count.")
        return found

    @property
    def links(self) -> list[Link]:
        of, mine = self.round.id, self.own.organization_id
        found = [Link("How votes are counted", "/help/fair-votes")]
        if self.round.taking:
            place = url_for("rounds.substitute", round_id=of, organization=mine)
            found.append(Link("Name a substitute", place))
        return [*found, Link("About this round", url_for("rounds.show", round_id=of))]
