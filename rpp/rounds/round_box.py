"""Where a round stands, and the one thing to do next: the box beside its title."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from flask import current_app, url_for

from rpp import clock
from rpp.dates import closing_in, moment_in
from rpp.layout import Act, Link, State, in_words, several
from rpp.rounds.queries import Certification, Obstacle, OptionRow, OwnBallot, RoundRow
from rpp.rounds.states import state
from rpp.rounds.words import rule_of, why_annulled


class Said(NamedTuple):
    """A paragraph: words in bold, plain words, and a link that ends it."""

    text: str
    bold: str = ""
    link: Link | None = None


@dataclass(frozen=True)
class RoundBox:
    """The box of a round for one viewer."""

    round: RoundRow
    options: list[OptionRow]
    own: list[OwnBallot]
    obstacles: list[Obstacle]
    certifications: list[Certification]
    # How many districts may vote.
    leas: int
    manages: bool
    certifies: bool
    # Whether its ballots were counted by today's rules: the page then shows how.
    told: bool

    @property
    def state(self) -> State:
        return state(self.round)

    @property
    def _turnout(self) -> str:
        return f"{self.round.ballots} of {several(self.round.electors, 'district')}"

    @property
    def _late(self) -> bool:
        """Whether its opening time has passed."""
        return self.round.opens_at <= clock.now()

    def _at(self, act: str) -> str:
        return f"{url_for('rounds.show', round_id=self.round.id)}/{act}"

    # --- what is said ----------------------------------------------------------------------

    @property
    def paragraphs(self) -> list[Said]:
        row = self.round
        if row.planned:
            return list(self._planned())
        if row.taking:
            return list(self._taking())
        if row.due:
            return list(self._due())
        if row.status == "annulled":
            return [
                Said(why_annulled(row)),
                Said("The count has no effect. Its problems stay open."),
            ]
        if row.status == "closed" and self.told:
            return list(self._to_certify())
        if row.counted:
            return list(self._certified())
        return [Said(row.reason), Said("No ballot of it is counted. Its problems stay open.")]

    def _planned(self) -> Iterator[Said]:
        row = self.round
        if row.status == "draft":
            yield Said(f"Only members of {row.network_name} see this plan.")
        elif self._late:
            opens = moment_in(row.opens_at, row.timezone)
            yield Said(
                f"It was scheduled to open {opens}. A steward of {row.network_name} must act."
            )
        else:
            yield Said(
                f"It opens automatically. A steward of {row.network_name} can change it until then."
            )
        if self.manages and not self.obstacles:
            open_ = sum(option.status == "open" for option in self.options)
            yield Said(
                f"Opening fixes the {several(open_, 'problem')}, the ballot, the rule "
                f"({rule_of(row.rule).name}), the capacity ({row.capacity}) and the "
                f"{several(self.leas, 'district')} that may vote. All of it is published then."
            )

    def _taking(self) -> Iterator[Said]:
        row = self.round
        yield Said(f"{self._turnout} {'has' if row.ballots == 1 else 'have'} voted.")
        until = closing_in(row.closes_at, row.timezone, False)
        for own in self.own:
            if own.cast:
                yield Said(f"has voted. You can change the ballot until {until}.", own.name)
            else:
                yield Said("has not voted yet. You cast its ballot.", own.name)
        if not self.own:
            yield Said(
                "Each district’s delegate casts its one ballot. The count is shown when the round "
                "has closed."
            )

    def _due(self) -> Iterator[Said]:
        row = self.round
        until = closing_in(row.closes_at, row.timezone)
        yield Said(f"Voting was open until {until}. {self._turnout} voted.")
        if not row.overdue:
            yield Said(
                "Counting takes a minute; it also starts automatically."
                if self.manages
                else "The count starts automatically in a moment."
            )
            return
        act = (
            "Count it now; then tell the people who run this portal, at"
            if self.manages
            else f"A steward of {row.network_name} can count it now. The people who run this "
            "portal can start the program again:"
        )
        contact = current_app.config["contact"]
        yield Said(
            "It should have been counted then, but the program that counts is not running. " + act,
            link=Link(contact, f"mailto:{contact}"),
        )

    def _to_certify(self) -> Iterator[Said]:
        said = in_words(len(self.certifications)) if self.certifications else "No one"
        yield Said(
            "Two people of different districts, neither of whom opened the round, confirm the "
            f"count or refuse it. {said} has so far."
        )
        yield Said("Until then no problem changes its status.")

    def _certified(self) -> Iterator[Said]:
        if self.certifications:
            by = " and ".join(f"{one.person}, {one.organization}" for one in self.certifications)
            yield Said(f"Checked by {by}. The result is final.")
        winners = sum(option.won for option in self.options if option.place)
        then = "The problems stay open."
        if winners:
            one = winners == 1
            then = (
                f"Researchers can now propose a study of {'the problem' if one else 'the problems'}"
                f" that {'comes' if one else 'come'} first. The others stay open."
            )
        yield Said(f"{self._turnout} voted. {then}")

    # --- what can be done ------------------------------------------------------------------

    @property
    def main(self) -> Act | None:
        """The one button."""
        row = self.round
        if row.taking and self.own:
            to_vote = any(not own.cast for own in self.own)
            return Act("Cast your ballot" if to_vote else "Change your ballot", self._at("ballot"))
        if self.certifies:
            return Act("Certify the count", self._at("certify"))
        if not self.manages:
            return None
        if row.due:
            return Act("Close and count", self._at("close"), posts=True)
        if not row.planned:
            return None
        if self.obstacles:
            return Act("Complete the plan", self._at("edit"))
        if self._late:
            return Act("Open it now", self._at("open"), posts=True)
        if row.status == "draft":
            return Act("Schedule it", self._at("schedule"), posts=True)
        return None

    @property
    def steers(self) -> bool:
        """Whether the viewer can change how the round goes on."""
        return self.manages and (self.round.planned or self.round.taking)

    @property
    def acts(self) -> list[Act]:
        """What else a steward can do."""
        if not self.steers:
            return []
        found = list(self._planning() if self.round.planned else self._running())
        if self.round.status != "draft":
            found.append(Act("Cancel the round", self._at("cancel")))
        return found

    def _planning(self) -> Iterator[Act]:
        if not self.obstacles:
            yield Act("Change the plan", self._at("edit"))
            if not self._late:
                yield Act("Open it now", self._at("open"), posts=True)
        if self.options:
            yield Act("See the ballot as a voter", self._at("preview"))

    def _running(self) -> Iterator[Act]:
        yield Act("Remind those who have not voted", self._at("remind"), posts=True)
        yield Act("Extend it", self._at("extend"))

    @property
    def delete(self) -> str:
        """Where the draft is deleted; "" where there is none."""
        return self._at("delete") if self.steers and self.round.status == "draft" else ""

    @property
    def links(self) -> list[Link]:
        row = self.round
        if self.steers or row.planned:
            return []
        others = Link(
            f"Other rounds of {row.network_name}", url_for("rounds.index", network=row.network_id)
        )
        if not self.told:
            return [others]
        receipt = Link("Find your ballot", self._at("receipt"))
        return [Link("Count it yourself", "#recount"), receipt, others]
