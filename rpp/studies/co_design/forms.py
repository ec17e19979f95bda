"""Forms of talking about the text."""

from wtforms import (
    HiddenField,
    TextAreaField,
)
from wtforms.validators import Length

from rpp.forms import (
    DOCUMENT,
    PARAGRAPH,
    MarkdownField,
    OnceMixin,
    TextForm,
    words,
)


class RemarkForm(OnceMixin, TextForm):
    body = MarkdownField(
        "Your comment", validators=words(1, PARAGRAPH, "Write what you want to say.")
    )


class SuggestForm(OnceMixin, TextForm):
    body = MarkdownField("The text as you suggest it", validators=words(0, DOCUMENT))
    reason = TextAreaField(
        "Why?",
        validators=words(5, 2_000, "Say why in one sentence. The person who decides will read it."),
    )


class WordForm(TextForm):
    word = TextAreaField(
        "A note to the person who suggested it",
        validators=words(2, 2_000, "Write a short note, for example “Thank you, this is clearer.”"),
    )
    # The version of the section that the page showed.
    version = HiddenField(validators=[Length(max=10)])
