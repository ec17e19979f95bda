"""Forms of saved searches."""

from wtforms import StringField

from rpp.forms import Form, OnceMixin, words
from rpp.people.forms import one_line
from rpp.saves import EditMixin


class NameForm(Form):
    """How its person calls a search."""

    name = StringField(
        "Its name", filters=[one_line], validators=words(1, 120, "Give the search a name.")
    )


class NewForm(OnceMixin, NameForm):
    """A search that is about to be saved."""


class EditForm(EditMixin, NameForm):
    """A search that was saved."""


class DeleteForm(Form):
    """The last word before a search is deleted."""
