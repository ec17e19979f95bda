"""Forms of findings and sensemaking."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from rpp.forms import (
    DOCUMENT,
    LINE,
    MarkdownField,
    Needed,
    OnceMixin,
    OneOf,
    TextForm,
    words,
)
from rpp.saves import EditMixin
from rpp.studies.forms import Count, Day, Number
from rpp.studies.models import PARTS
from rpp.studies.outcome.findings import GROUP_NUMBERS


class FindingForm(OnceMixin, TextForm):
    outcome = StringField(
        "What was measured?",
        validators=words(3, LINE, "Name the outcome, for example “First-period attendance”."),
    )
    comparison = StringField(
        "Compared with what?",
        validators=words(3, LINE, "Say who was compared with whom, and when."),
    )
    result = TextAreaField(
        "The result in one or two sentences",
        validators=words(10, 1_000, "Say the result as you would say it to a principal."),
    )
    estimate = Number("Estimate", validators=[Optional()])
    low = Number("Lower end of its interval", validators=[Optional()])
    high = Number("Upper end of its interval", validators=[Optional()])
    unit = StringField("Unit", validators=words(0, 60))
    n = Count("How many people is it based on?", validators=[Optional()])
    n_treated = Count("People in the group that tried it", validators=[Optional()])
    n_compared = Count("People in the comparison group", validators=[Optional()])
    mean_treated = Number("Mean of the group that tried it", validators=[Optional()])
    mean_compared = Number("Mean of the comparison group", validators=[Optional()])
    sd_treated = Number("Standard deviation, group that tried it", validators=[Optional()])
    sd_compared = Number("Standard deviation, comparison group", validators=[Optional()])
    clusters_treated = Count("Schools or classes in the group that tried it", [Optional()])
    clusters_compared = Count("Schools or classes in the comparison group", [Optional()])

    def groups(self) -> dict[str, float | None]:
        """The numbers of the two groups, by their names in rpp.studies.outcome.findings."""
        return {name: self[name].data for name in GROUP_NUMBERS}

    def asks_groups(self) -> bool:
        """Whether something was typed about the groups, right or wrong."""
        return any(self[name].raw_data and self[name].raw_data[0] for name in GROUP_NUMBERS)


class LimitsForm(EditMixin, TextForm):
    deviations = TextAreaField(
        "What differed from the plan?",
        validators=words(4, 4_000, "Say what differed from the signed plan, or write “Nothing”."),
    )
    limitations = TextAreaField(
        "What limits the answer?",
        validators=words(10, 4_000, "Say which people and settings the findings do not cover."),
    )


class RespondForm(EditMixin, OnceMixin, TextForm):
    organization_id = OneOf("For which district?")
    response = TextAreaField(
        "How does your district interpret the findings, and what will it do?",
        validators=words(20, 4_000, "Say what your district will do with this, and why."),
    )


class DelayForm(OnceMixin, TextForm):
    organization_id = OneOf("For which district?")
    days = Count("For how many days?", validators=[Needed("Give a number of days.")])
    reason = TextAreaField(
        "Why?", validators=words(10, 2_000, "Give the reason. Every partner will read it.")
    )


class SensemakingForm(OnceMixin, TextForm):
    held_on = Day("Held on", validators=[Needed("Give the day of the meeting.")])
    interpretations = MarkdownField(
        "How the partners interpret the findings",
        validators=words(40, DOCUMENT, "Write down how the meeting interpreted the findings."),
    )
    dissent = TextAreaField("A dissent, in the dissenter’s own words", validators=words(0, 4_000))
    dissent_by = OneOf("Who dissents?")

    def people(self) -> list[tuple[int, str]]:
        """Who took part, as (person id, part)."""
        return [
            (int(name.removeprefix("part_")), value)
            for name, value in self.data.items()
            if name.startswith("part_") and value
        ]


def sensemaking_form(members: Sequence[Any]) -> SensemakingForm:
    """The form of a meeting, with one question for each member of the study."""
    choices = [("", "Did not take part"), *PARTS.items()]
    questions = {
        f"part_{member.id}": SelectField(f"{member.name}, {member.organization}", choices=choices)
        for member in members
    }
    form = type("SensemakingForm", (SensemakingForm,), questions)()
    form.dissent_by.choices = [("", "Nobody"), *((m.id, m.name) for m in members)]
    answer: SensemakingForm = form
    return answer
