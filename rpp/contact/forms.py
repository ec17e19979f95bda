"""The form with which anyone writes to those who run the portal."""

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from rpp.forms import TextForm, words
from rpp.people.forms import email_field, one_line


class ContactForm(TextForm):
    body = TextAreaField(
        "Your question, or what is wrong",
        validators=words(10, 4_000, "Write your question, or what is wrong."),
    )
    name = StringField("Your name", filters=[one_line], validators=words(0, 120))
    email = email_field("Your e-mail address")
    about = HiddenField(validators=[Length(max=300)])
    # Nobody sees it, so whoever fills it in is a program.
    website = StringField("Leave this empty", validators=words(0, 400))
