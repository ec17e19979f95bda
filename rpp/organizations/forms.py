"""Forms of organizations."""

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import URL, Length, Optional

from rpp.forms import Form, OneOf, options, words
from rpp.organizations.domains import STATES
from rpp.organizations.models import KINDS
from rpp.people.forms import one_line


class JoinForm(Form):
    note = TextAreaField("A note to the person who decides", validators=words(0, 500))


class AppointForm(Form):
    person = OneOf("Who")
    role = SelectField("As", choices=options({"delegate": "Delegate", "signatory": "Signatory"}))


class DomainForm(Form):
    domain = StringField(
        "E-mail domain",
        validators=words(
            1, 253, missing=("Give an e-mail domain, for example albertville.k12.al.us.")
        ),
    )


class OrganizationForm(Form):
    type = SelectField(
        "What it is", choices=options({k: v for k, v in KINDS.items() if k != "lea"})
    )
    name = StringField(
        "Name", filters=[one_line], validators=words(3, 200, missing="Give its full name.")
    )
    city = StringField(
        "City", filters=[one_line], validators=words(2, 100, missing="Give its city.")
    )
    state = SelectField("State", choices=options(STATES))
    website = StringField(
        "Website",
        validators=[Optional(), Length(max=300), URL(message="Give an address with https://.")],
    )
