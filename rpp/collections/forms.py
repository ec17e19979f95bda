"""Forms of lists."""

from wtforms import RadioField, StringField, TextAreaField

from rpp.collections.models import AUDIENCES
from rpp.collections.operations import About
from rpp.forms import Form, Needed, OnceMixin, OneOf, TextForm, words
from rpp.people.forms import one_line
from rpp.saves import EditMixin


class AboutForm(TextForm):
    """What a list says of itself, and who may read it."""

    title = StringField(
        "Its name", filters=[one_line], validators=words(2, 120, "Give the list a name.")
    )
    about = TextAreaField("What is it for?", validators=words(0, 2_000))
    audience = RadioField(
        "Who may read it?",
        choices=list(AUDIENCES.items()),
        default="private",
        validators=[Needed("Choose who may read it.")],
    )

    @property
    def said(self) -> About:
        """What was typed, as the operation takes it."""
        return About(self.title.data or "", self.about.data or "", self.audience.data or "")


class NewForm(OnceMixin, AboutForm):
    network_id = OneOf("Whose list is it?")


class EditForm(EditMixin, AboutForm):
    """A list that is there already."""


class NoteForm(EditMixin, TextForm):
    note = TextAreaField("Your note", validators=words(0, 2_000))
    version = OneOf("Which version?")


class DeleteForm(Form):
    """The last word before a list is deleted."""


class SaveForm(Form):
    collection_id = OneOf("In which list?")
