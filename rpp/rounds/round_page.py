"""What the page of a round says, ready to be laid out; what was counted says `result_page`."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from flask import url_for

from rpp.dates import closing_in, moment_in
from rpp.layout import Happened, Link, Step, several
from rpp.rounds import story
from rpp.rounds.ballot_words import Chosen, chosen
from rpp.rounds.loaders import crumbs
from rpp.rounds.queries import (
    Certification,
    Counted,
    ElectorRow,
    Listed,
    OptionRow,
    OwnBallot,
    RoundRow,
    efforts_differ,
)
from rpp.rounds.result_page import ResultPage
from rpp.rounds.round_box import RoundBox
from rpp.rounds.states import on
from rpp.rounds.words import BALLOTS, GONE, RuleWords, headline, rule_of


class Note(NamedTuple):
    """A quiet note on an option, or a link to do something with it."""

    text: str
    href: str = ""


class OptionLine(NamedTuple):
    """A problem to choose from."""

    title: str
    href: str
    summary: str
    notes: list[Note]


class OwnLine(NamedTuple):
    """The ballot of a district for which the viewer votes."""

    name: str
    line: str
    change: str
    receipt: str
    chosen: list[Chosen]


class Verdict(NamedTuple):
    """What a certifier said."""

    confirms: bool
    said: str
    reason: str


@dataclass(frozen=True)
class RoundPage:
    """A round for one viewer; `box` says what they can do."""

    round: RoundRow
    box: RoundBox
    options: list[OptionRow]
    counted: Counted | None
    published: list[Listed]
    electorate: list[ElectorRow]
    without_delegate: list[str]
    # Whether the viewer reads what is the network's alone, and may note how it could be studied.
    inside: bool
    notes: bool
    history: list[Happened]

    @property
    def cancelled(self) -> bool:
        return self.round.status == "cancelled"

    @property
    def crumbs(self) -> list[Link]:
        network, self_ = crumbs(self.round)
        if self.round.counted:
            return [network, self_._replace(href="")]
        place = url_for("rounds.index", network=self.round.network_id)
        return [network, Link("Rounds", place)]

    @property
    def heading(self) -> str:
        row = self.round
        if row.status == "annulled":
            return f"Annulled: {row.title}"
        if self.counted:
            return story.headline(self.counted.result)
        if row.counted:
            won = sum(option.won for option in self.options if option.place)
            return headline(won, row.ballots)
        return row.title

    @property
    def byline(self) -> list[str]:
        row = self.round
        version = f", version {self.counted.result['version']}" if self.counted else ""
        return [
            f"{row.ballots} of {several(row.electors, 'district')} voted"
            if row.counted
            else f"{several(self.box.leas, 'district')}, one ballot each",
            f"{several(row.options, 'problem')}, capacity {row.capacity}",
            f"{several(row.points, 'point')} a district"
            if row.ballot == "points"
            else BALLOTS[row.ballot].name,
            f"{self.rule.name}{version}",
            "Secret ballots" if row.secret else "Ballots published with names",
        ]

    @property
    def rule(self) -> RuleWords:
        return rule_of(self.round.rule)

    # --- how far it has come ---------------------------------------------------------------

    @property
    def steps(self) -> list[Step]:
        row = self.round
        closes = closing_in(row.closes_at, row.timezone, False)
        planned = "current" if row.status == "draft" else "done"
        votes = "current" if row.taking else "done" if row.opened_at else "future"
        return [
            Step("Planned", planned, "by a steward"),
            self._opening,
            Step("Districts vote", votes, f"until {closes}"),
            self._count,
            self._verdict,
        ]

    @property
    def _opening(self) -> Step:
        row = self.round
        when = moment_in(row.opened_at or row.opens_at, row.timezone, False)
        if row.opened_at:
            return Step("Opened", "done", when)
        if row.status == "scheduled":
            return Step("Scheduled", "current", when)
        return Step("Opens", "future", when)

    @property
    def _count(self) -> Step:
        row = self.round
        if row.counted:
            when = on(row.status_since, row) if row.status == "closed" else ""
            return Step("Counted", "done", when)
        when = "overdue" if row.overdue else "right after the close"
        return Step("Counted", "current" if row.due else "future", when)

    @property
    def _verdict(self) -> Step:
        row = self.round
        title = "Annulled" if row.status == "annulled" else "Certified"
        if row.status in ("certified", "annulled"):
            return Step(title, "done", on(row.status_since, row))
        state = "current" if row.status == "closed" else "future"
        return Step(title, state, "by two of different districts")

    # --- the result, or what can be chosen -------------------------------------------------

    @cached_property
    def result(self) -> ResultPage | None:
        """The count; None before it, and where there is nothing to tell of it."""
        told = self.counted or any(option.place and option.total for option in self.options)
        if not (self.round.counted and told):
            return None
        return ResultPage(self.round, self.options, self.counted, self.published)

    @property
    def lines(self) -> list[OptionLine]:
        return [
            OptionLine(o.name, o.href, o.summary, list(self._notes(o)) if o.title else [])
            for o in self.options
        ]

    def _notes(self, option: OptionRow) -> Iterator[Note]:
        yield Note(option.whose)
        if efforts_differ(self.options):
            yield Note(f"Effort {option.effort}")
        if option.note:
            yield Note(f"{option.note_by}: {option.note}")
        if option.withdrawn:
            yield Note("Withdrawn from the round")
        elif self.box.manages and self.round.taking:
            yield Note("Withdraw it", self._at("rounds.withdraw", option))
        elif self.notes:
            note = "Change the note" if option.note else "Note how it could be studied"
            yield Note(note, self._at("rounds.note", option))
        if option.status != "open":
            gone = GONE.get(option.status, "No longer open").capitalize()
            yield Note(f"{gone}; left out when the round opens" if self.round.planned else gone)

    def _at(self, endpoint: str, option: OptionRow) -> str:
        return url_for(endpoint, round_id=self.round.id, option_id=option.id)

    @property
    def chooses(self) -> str:
        """Where problems are chosen, by who may."""
        if not (self.box.manages and self.round.planned):
            return ""
        return url_for("rounds.edit", round_id=self.round.id)

    @property
    def quorum(self) -> str:
        quorum = self.round.quorum
        return f"With fewer than {several(quorum, 'ballot')} nothing is counted." if quorum else ""

    @property
    def seed_hash(self) -> str:
        """What is known of the number that decides ties, until it is shown itself."""
        return "" if self.round.counted else self.round.seed_hash

    # --- who voted and who may -------------------------------------------------------------

    @property
    def own(self) -> list[OwnLine]:
        cast = [own for own in self.box.own if own.cast and not self.cancelled]
        return [self._own(own) for own in cast]

    def _own(self, own: OwnBallot) -> OwnLine:
        row, taking = self.round, self.round.taking
        at = moment_in(own.changed_at, row.timezone) if own.changed_at else ""
        change = url_for("rounds.ballot", round_id=row.id, organization=own.organization_id)
        return OwnLine(
            own.name,
            f"Cast by {own.cast_by}, {at}.",
            change if taking else "",
            own.receipt if taking else "",
            chosen(own.points, self.options, row.ballot),
        )

    @property
    def verdicts(self) -> list[Verdict]:
        return [self._said(one) for one in self.box.certifications]

    def _said(self, one: Certification) -> Verdict:
        what = "confirmed the count on" if one.confirms else "refused it on"
        said = f"{one.person}, {one.organization} {what} {on(one.at, self.round)}."
        return Verdict(one.confirms, said, one.reason)

    @property
    def names(self) -> str:
        """The districts that may vote, for those outside of the network."""
        return "; ".join(one.name for one in self.electorate)

    @property
    def cannot_vote(self) -> str:
        return f"{several(len(self.without_delegate), 'district')} cannot vote yet"

    @property
    def why_not(self) -> str:
        has = "It has" if len(self.without_delegate) == 1 else "They have"
        who = "; ".join(self.without_delegate)
        return f"{has} no delegate. A leader of the district appoints one: {who}."
