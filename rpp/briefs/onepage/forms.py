"""Forms of a page for teachers and families."""

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from rpp.briefs.onepage.languages import ORIGINS
from rpp.briefs.onepage.operations import Texts
from rpp.briefs.onepage.queries import Page
from rpp.briefs.review.forms import DECISIONS
from rpp.forms import MarkdownField, Needed, TextForm, words
from rpp.saves import EditMixin, Values
from rpp.unsaved import UnsavedMixin

# What fits on one printed page, in words.
MOST_WORDS = 380


class PageForm(EditMixin, UnsavedMixin, TextForm):
    title = StringField("Title", validators=words(1, 120, "Give the page a title."))
    body = MarkdownField("Text", validators=words(1, 3_000, "Write the text."))
    origin = RadioField(
        "How did this text come about?",
        choices=list(ORIGINS.items()),
        validators=[Needed("Say how the text came about.")],
        validate_choice=False,
    )

    @staticmethod
    def saved(page: Page | None) -> Values:
        """What is saved, by field."""
        if page is None:
            return {"title": "", "body": "", "origin": "person"}
        return {"title": page.title, "body": page.body, "origin": page.origin}

    def validate_body(self, field: MarkdownField) -> None:
        """One page: so many words at most."""
        count = len((field.data or "").split())
        if count > MOST_WORDS:
            raise ValidationError(
                f"This has {count} words. One page holds {MOST_WORDS}; leave something out."
            )

    @property
    def texts(self) -> Texts:
        return Texts(self.title.data or "", self.body.data or "", self.origin.data or "")


class DecidePageForm(TextForm):
    """What a reviewer decides on a page; `text_hash` is that of the text that they read."""

    text_hash = HiddenField(validators=[Length(max=64)])
    verdict = RadioField(
        "What do you decide?",
        choices=list(DECISIONS.items()),
        validators=[Needed("Approve the text, or return it.")],
        validate_choice=False,
    )
    comment = TextAreaField("Your comment", validators=words(0, 2_000))
