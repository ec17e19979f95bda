"""The form in which a claim is pasted. What it holds is never kept."""

from wtforms import StringField, TextAreaField

from rpp.claims.check.reading import LONGEST
from rpp.forms import LINE, Form, words


class CheckForm(Form):
    """A claim as its vendor wrote it, and the name of the program where it does not name it."""

    claim = TextAreaField(
        "What they claim", validators=words(1, LONGEST, "Paste the claim, word for word.")
    )
    program = StringField("Name of the program", validators=words(0, LINE))
