"""What the page of a plan says, ready to be laid out."""

from dataclasses import dataclass
from typing import NamedTuple

from flask import url_for

from rpp.layout import Link
from rpp.rounds.forms import RoundForm
from rpp.rounds.queries import Choice, NetworkRow, RoundRow
from rpp.rounds.words import RULES


class PlanRow(NamedTuple):
    """A problem to choose, with what it takes; `wrong` says what is wrong with that."""

    id: int
    title: str
    summary: str
    line: str
    chosen: bool
    effort: str
    wrong: str


class RuleRow(NamedTuple):
    """A rule to choose."""

    id: str
    value: str
    label: str
    sentence: str
    chosen: bool


@dataclass(frozen=True)
class PlanPage:
    """The form of a plan: of a new round of a network, or of one that is not open yet."""

    form: RoundForm
    network: NetworkRow
    round: RoundRow | None
    problems: list[Choice]

    @property
    def title(self) -> str:
        return "Change the plan" if self.round else "Plan a round"

    @property
    def back(self) -> Link:
        if self.round:
            return Link(self.round.title, url_for("rounds.show", round_id=self.round.id))
        return Link("Rounds", url_for("rounds.index", network=self.network.network_id))

    @property
    def crumbs(self) -> list[Link]:
        return [Link(self.network.name, f"/networks/{self.network.slug}"), self.back]

    @property
    def action(self) -> str:
        if self.round:
            return url_for("rounds.edit", round_id=self.round.id)
        return url_for("rounds.new", network=self.network.network_id)

    @property
    def save(self) -> str:
        return "Save the plan" if self.round else "Save as a draft"

    @property
    def then(self) -> str:
        """What saving does not do."""
        if self.round and self.round.status != "draft":
            return "The round stays scheduled."
        return "Saving does not open the round."

    @property
    def rows(self) -> list[PlanRow]:
        chosen = self.form.options.data or []
        return [
            PlanRow(
                one.id,
                one.title,
                one.summary,
                one.district + ("" if one.open else GONE),
                one.id in chosen,
                self.form.typed_effort(one.id),
                self.form.effort_errors.get(one.id, ""),
            )
            for one in self.problems
        ]

    @property
    def usual(self) -> list[RuleRow]:
        """The rules that are offered first."""
        return [rule for rule in self._rules if rule.value in RoundForm.usual_rules]

    @property
    def others(self) -> list[RuleRow]:
        return [rule for rule in self._rules if rule.value not in RoundForm.usual_rules]

    @property
    def _rules(self) -> list[RuleRow]:
        return [
            RuleRow(one.id, one.data, one.label.text, _sentence(one.data), one.checked)
            for one in self.form.rule
        ]

    @property
    def shows_others(self) -> bool:
        """Whether one of the other rules is chosen, or must be."""
        return bool(self.form.rule.errors) or self.form.rule.data not in RoundForm.usual_rules


GONE = ". No longer open: it is left out when the round opens."


def _sentence(rule: str) -> str:
    words = RULES[rule]
    only = f" Only for a ballot of {words.ballots[0]}." if len(words.ballots) == 1 else ""
    return words.sentence + only
