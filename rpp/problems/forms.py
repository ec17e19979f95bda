"""Forms for problems."""

import re
from typing import Any, cast

from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional, Regexp

from rpp.forms import LINE, Needed, OnceMixin, TextForm, words
from rpp.paging import whole
from rpp.problems.models import AUDIENCES, RETIRED_BECAUSE, Draft
from rpp.saves import EditMixin
from rpp.unsaved import UnsavedMixin
from rpp.vocabulary import GRADES, SUBJECTS

ADDRESS = r"(?:https?://[^/]+)?/(briefs|evidence)/([0-9]{1,18})(?:[/?#].*)?\Z"


def _number(value: Any) -> int | None:
    """A choice's value; a forged one counts as none, and the choice then says it is not valid."""
    return whole(str(value or ""))


class ProblemForm(EditMixin, UnsavedMixin, TextForm):
    """A problem of practice; a draft may leave any of it open."""

    # The districts for which it can be written, and their names.
    own: dict[int, str]

    organization_id = SelectField("Your district", coerce=_number)
    title = StringField("The problem in one line", validators=words(0, 160))
    summary = TextAreaField("What happens", validators=words())
    affected = TextAreaField("Who is affected?", validators=words(0, 1_000))
    evidence = TextAreaField("What have you seen?", validators=words())
    tried = TextAreaField("What was tried?", validators=words())
    plan = TextAreaField(
        "Which goal of your district’s plan does it support?", validators=words(0, 1_000)
    )
    plan_url = StringField(
        "Address of the plan",
        validators=[
            Optional(),
            Length(max=400, message="Please use at most 400 characters."),
            Regexp(r"https?://[^\s<>\"]+\Z", message="Start with https:// and leave out spaces."),
        ],
    )
    grades = SelectMultipleField("Grades", choices=list(GRADES.items()))
    subject = SelectField("Subject", choices=[("", "Choose one"), *SUBJECTS.items()])
    network_id = SelectField("Network", coerce=_number)
    audience = RadioField(
        "Who can read it once it is open?", choices=list(AUDIENCES.items()), default="public"
    )

    def values(self) -> Draft:
        """What was typed, by column."""
        skip = {"csrf_token", "once", "read", "not_a_student", "organization_id"}
        typed = {name: value for name, value in self.data.items() if name not in skip}
        return cast(Draft, typed)

    def point_out(self, gaps: dict[str, str]) -> None:
        """Put what is still missing beside its fields."""
        for name, sentence in gaps.items():
            field = self._fields[name]
            field.errors = [*field.errors, sentence]


class SubmitForm(TextForm):
    """The button below what is already known, with the proof that it was shown."""

    proof = HiddenField()


class ReasonForm(TextForm):
    reason = TextAreaField(
        "Reason", validators=words(5, 1_000, "Give a reason. The people affected will read it.")
    )


class ReturnForm(TextForm):
    reason = TextAreaField(
        "What should change?",
        validators=words(5, 2_000, "Say what should change, so that the author can act on it."),
    )


class ContextForm(EditMixin, OnceMixin, TextForm):
    organization_id = SelectField("Your district", coerce=_number)
    differs = StringField(
        "What differs in your district?",
        validators=words(5, 300, "Say in one sentence what differs in your district."),
    )
    body = TextAreaField("Anything else others should know", validators=words(0, 2_000))


class MergeForm(TextForm):
    into = IntegerField(
        "Number of the problem it should become part of",
        validators=[Needed("Give the number at the top of the other problem’s page.")],
    )
    reason = TextAreaField(
        "Why are they one problem?", validators=words(5, 1_000, "Say why they are one problem.")
    )


class AnswerForm(TextForm):
    source = StringField(
        "Address of the brief or reviewed study",
        validators=[
            *words(1, LINE, "Give the address of a brief or a reviewed study of this portal."),
            Regexp(ADDRESS, message="Give an address like /briefs/12 or /evidence/40."),
        ],
    )
    why_it_fits = TextAreaField(
        "How does it fit the district?",
        validators=words(20, 2_000, "Say how it fits the district: setting, students, resources."),
    )

    def chosen(self) -> tuple[str, int] | None:
        """The kind and number in the address, if it is one."""
        found = re.match(ADDRESS, self.source.data or "")
        if found is None:
            return None
        return {"briefs": "brief"}.get(found[1], found[1]), int(found[2])


class RetireForm(TextForm):
    code = RadioField("Why does it end?", choices=list(RETIRED_BECAUSE.items()))
    reason = TextAreaField(
        "In your own words", validators=words(5, 1_000, "Say it in a sentence others understand.")
    )
