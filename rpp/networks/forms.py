"""Forms of networks."""

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Optional, Regexp

from rpp.dates import ZONES
from rpp.forms import Form, MarkdownField, NeededUnlessChosen, OneOf, options, words
from rpp.networks.models import ROLES
from rpp.people.forms import email_field, one_line
from rpp.saves import EditMixin

PURPOSE = "Say in one or two sentences who learns together here, and about what."


class ApplyForm(Form):
    organization = OneOf("Which one")


class RoleForm(Form):
    # Whom one can choose by name, see `candidates`.
    person = OneOf("Whom?", validators=[Optional()])
    email = email_field("E-mail of the account", NeededUnlessChosen)
    role = SelectField("As", choices=options({k: v.capitalize() for k, v in ROLES.items()}))

    @property
    def names_people(self) -> bool:
        """Whether somebody can be chosen by name."""
        return len(self.person.choices or ()) > 1

    @property
    def whose(self) -> str:
        """How the hint of the address begins."""
        return "Or somebody else: the address" if self.names_people else "The address"


class TextsForm(EditMixin, Form):
    purpose = TextAreaField(
        "Purpose", filters=[one_line], validators=words(10, 300, missing=PURPOSE)
    )
    about = MarkdownField("More about it", validators=words(0, 4_000))


class NetworkForm(TextsForm):
    name = StringField(
        "Name", filters=[one_line], validators=words(3, 120, missing="Give the network a name.")
    )
    slug = StringField(
        "Address",
        validators=[
            *words(2, 80, missing="Give the last part of its address."),
            Regexp(r"[a-z0-9][a-z0-9-]*\Z", message="Use small letters, digits and hyphens only."),
        ],
    )
    timezone = SelectField(
        "Time zone", choices=options({zone: f"{name} time" for zone, name in ZONES.items()})
    )
    steward_email = email_field("E-mail of its first steward")
