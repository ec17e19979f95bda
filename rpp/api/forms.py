"""The form of a new token."""

from wtforms import SelectField, SelectMultipleField, StringField

from rpp.api.tokens import LIFETIMES, SCOPES
from rpp.forms import Form, Needed, options, words
from rpp.people.forms import one_line, password_field


class TokenForm(Form):
    """A new token; it outlives the sign-in, so the password is asked once more."""

    name = StringField(
        "What is it for?",
        filters=[one_line],
        validators=words(1, 80, missing="Say what it is for, so that you know it again."),
    )
    scopes = SelectMultipleField(
        "What may it do?",
        choices=options(SCOPES),
        validators=[Needed("Choose at least one thing that it may do.")],
    )
    days = SelectField("How long does it work?", choices=options(LIFETIMES), coerce=int, default=90)
    password = password_field("Your password")
