"""Forms of studies."""

import math
import re
from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    FloatField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Email, Length, Optional

from rpp.forms import (
    DOCUMENT,
    LINE,
    PARAGRAPH,
    Form,
    MarkdownField,
    Needed,
    NeededUnlessChosen,
    OnceMixin,
    OneOf,
    TextForm,
    words,
)
from rpp.people.forms import address, password_field
from rpp.saves import EditMixin
from rpp.studies.models import DESIGNS, GRANTS, LISTINGS, PARTS, ROLES
from rpp.studies.outcome.findings import GROUP_NUMBERS
from rpp.unsaved import UnsavedMixin

# Where a link to a record or a brief may point, pasted with or without the portal's own name.
SOURCE = re.compile(r"(?:https?://[^/\s]+)?/(briefs|evidence)/([0-9]{1,18})(?:[/?#].*)?\Z")


def source(text: str) -> tuple[str, int] | None:
    """The kind and number that an address names, or None."""
    found = SOURCE.match(text.strip())
    return ("brief" if found[1] == "briefs" else "evidence", int(found[2])) if found else None


class Day(DateField):
    """A day, asked for in words where it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(
                "Give a day as year, month and day, for example 2026-03-09."
            ) from error


class Number(FloatField):
    """A number that a database keeps."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.replace(",", "") for value in valuelist])
        except ValueError as error:
            raise ValueError("Write a number, for example 3.1.") from error
        if self.data is not None and not (math.isfinite(self.data) and abs(self.data) < 1e9):
            self.data = None
            raise ValueError("Write a number, for example 3.1.")


class Count(IntegerField):
    """How many."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.replace(",", "") for value in valuelist])
        except ValueError as error:
            raise ValueError("Write a whole number, for example 240.") from error
        if self.data is not None and not 0 <= self.data < 2**31:
            self.data = None
            raise ValueError("Write a whole number, for example 240.")


class ProposeForm(OnceMixin, TextForm):
    organization_id = OneOf("Your research organization")
    title = StringField(
        "Title of the study",
        validators=words(5, 160, "Give the study a title, for example “A later first bell”."),
    )
    question = MarkdownField(
        "The joint question",
        validators=words(
            20, 2_000, "Write the question in plain words. The districts will change it with you."
        ),
    )


class BasicsForm(EditMixin, TextForm):
    title = StringField("Title of the study", validators=words(5, 160, "Give the study a title."))
    design = RadioField(
        "Kind of design",
        choices=[*DESIGNS.items(), ("", "Not decided yet")],
        validators=[Optional()],
    )


class SectionForm(EditMixin, UnsavedMixin, TextForm):
    body = MarkdownField("Text", validators=words(0, DOCUMENT))
    # Set where the page has shown what someone else wrote in between.
    seen = HiddenField(validators=[Length(max=1)])


class OwnerForm(EditMixin, Form):
    person_id = OneOf("Who is responsible that this section gets written?")


class RemarkForm(OnceMixin, TextForm):
    body = MarkdownField(
        "Your comment", validators=words(1, PARAGRAPH, "Write what you want to say.")
    )


class SuggestForm(OnceMixin, TextForm):
    body = MarkdownField("The text as you suggest it", validators=words(0, DOCUMENT))
    reason = TextAreaField(
        "Why?",
        validators=words(5, 2_000, "Say why in one sentence. The person who decides will read it."),
    )


class WordForm(TextForm):
    word = TextAreaField(
        "A note to the person who suggested it",
        validators=words(2, 2_000, "Write a short note, for example “Thank you, this is clearer.”"),
    )
    # The version of the section that the page showed.
    version = HiddenField(validators=[Length(max=10)])


class ReferenceForm(OnceMixin, TextForm):
    source = StringField(
        "A reviewed study or a brief",
        validators=words(1, LINE, "Choose a reviewed study, or paste the address of a brief."),
    )
    leaves_open = StringField(
        "What does it leave open?",
        validators=words(10, 300, "Say in one line what it does not answer for these districts."),
    )


class InviteForm(OnceMixin, Form):
    role = RadioField(
        "In which role?",
        choices=[(key, f"{ROLES[key]}: {GRANTS[key]}") for key in GRANTS],
        default="co_lead",
        validators=[Needed("Choose what this person may do.")],
    )
    # Whom one can choose by name, see `candidates`.
    named: dict[int, Any]

    person = OneOf("Whom?", validators=[Optional()])
    organization_id = OneOf("For which organization?")
    email = StringField(
        "E-mail address",
        filters=[address],
        validators=[
            NeededUnlessChosen("Give the e-mail address, for example name@district.org."),
            Length(max=254, message="An e-mail address has at most 254 characters."),
            Email(message="This does not look like an e-mail address. Is a letter missing?"),
        ],
    )


class FreezeForm(Form):
    listing = RadioField(
        "Who can see the study once all have signed?",
        choices=list(LISTINGS.items()),
        default="listed",
        validators=[Needed("Choose who can see the study.")],
    )
    window_days = Count(
        "Days in which the districts see the findings first",
        default=14,
        validators=[Needed("Agree on a number of days, for example 14.")],
    )
    delay_days = Count(
        "Days by which a district may delay the brief, once",
        default=30,
        validators=[Needed("Agree on a number of days; 0 if no district may.")],
    )


class SignForm(Form):
    party = RadioField("For whom do you sign?", validators=[Needed("Choose for whom you sign.")])
    title = StringField(
        "Your title",
        validators=words(2, 120, "Give your title, for example “Superintendent”."),
    )
    authority = StringField(
        "By what authority do you sign?",
        validators=words(
            5, 200, "Say what lets you sign, for example “Board policy on research partnerships”."
        ),
    )
    conflicts = TextAreaField(
        "Conflicts of interest",
        validators=words(
            4, 1_000, "Declare any tie that a reader should know of, or write “None”."
        ),
    )
    password = password_field("Your password, once more")
    text_hash = HiddenField(validators=[Length(max=64)])


class ReasonForm(TextForm):
    reason = TextAreaField(
        "Reason",
        validators=words(5, 2_000, "Give a reason. Everyone in the study will read it."),
    )


class LeaveForm(ReasonForm):
    organization_id = OneOf("Which district leaves?")


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


class AmendmentForm(OnceMixin, TextForm):
    reason = TextAreaField(
        "What should change, and why?",
        validators=words(
            10, 2_000, "Say what should change, and why. Everyone who signs will read it."
        ),
    )


class AmendSectionForm(EditMixin, TextForm):
    body = MarkdownField("New text", validators=words(0, DOCUMENT))


class HandOverForm(TextForm):
    successor_id = OneOf("To whom?")
    note = TextAreaField(
        "A note for your successor",
        validators=words(10, 4_000, "Say what is under way and what comes next."),
    )
    leaves = BooleanField("I leave the study. Otherwise I stay as a member.")


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
