"""The form with which a reader says whether an answer helped."""

from wtforms import HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import Length, Optional

from rpp.ask.feedback.tokens import Asked
from rpp.forms import TextForm, words

HELPED = {"yes": "Yes, it helped", "no": "No, it did not"}


class FeedbackForm(TextForm):
    """What the page of an answer asks: did it help, and is a source wrong?"""

    page = HiddenField(validators=[Length(max=8_000)])
    helped = RadioField("Did this help?", choices=list(HELPED.items()), validators=[Optional()])
    wrong = SelectMultipleField("Does a quote name a wrong source?", coerce=str)
    note = TextAreaField("Anything to add?", validators=words(0, 1_000))

    @classmethod
    def of(cls, token: str, quotes: int) -> "FeedbackForm":
        """The form of a page with so many quotes, before anything was typed into it."""
        form = cls(formdata=None, data={"page": token})
        form.offer(quotes)
        return form

    def offer(self, quotes: int) -> None:
        """Let so many quotes be named."""
        self.wrong.choices = [(str(at), f"Quote {at}") for at in range(1, quotes + 1)]

    @classmethod
    def sent(cls, asked: Asked | None) -> "FeedbackForm":
        """The form as it was sent from a page."""
        form = cls()
        form.offer(len(asked.sources) if asked else 0)
        return form

    @property
    def has_helped(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.helped.data or "")
