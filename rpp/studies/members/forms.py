"""Forms of who takes part."""

from typing import Any

from wtforms import (
    BooleanField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Email, Length, Optional

from rpp.forms import (
    Form,
    Needed,
    NeededUnlessChosen,
    OnceMixin,
    OneOf,
    TextForm,
    words,
)
from rpp.people.forms import address
from rpp.studies.forms import ReasonForm
from rpp.studies.models import GRANTS, ROLES


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


class LeaveForm(ReasonForm):
    organization_id = OneOf("Which district leaves?")


class HandOverForm(TextForm):
    successor_id = OneOf("To whom?")
    note = TextAreaField(
        "A note for your successor",
        validators=words(10, 4_000, "Say what is under way and what comes next."),
    )
    leaves = BooleanField("I leave the study. Otherwise I stay as a member.")
