"""Forms of freezing, signing and amending."""

from wtforms import (
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length

from rpp.forms import (
    DOCUMENT,
    Form,
    MarkdownField,
    Needed,
    OnceMixin,
    TextForm,
    words,
)
from rpp.people.forms import password_field
from rpp.saves import EditMixin
from rpp.studies.forms import Count
from rpp.studies.models import LISTINGS


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


class AmendmentForm(OnceMixin, TextForm):
    reason = TextAreaField(
        "What should change, and why?",
        validators=words(
            10, 2_000, "Say what should change, and why. Everyone who signs will read it."
        ),
    )


class AmendSectionForm(EditMixin, TextForm):
    body = MarkdownField("New text", validators=words(0, DOCUMENT))
