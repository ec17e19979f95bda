"""Forms of a discussion."""

from wtforms import StringField

from rpp.forms import MarkdownField, OnceMixin, TextForm, words
from rpp.saves import EditMixin


class CommentForm(OnceMixin, TextForm):
    body = MarkdownField(
        "Add a comment", validators=words(1, 10_000, "Write something before you post it.")
    )


class EditCommentForm(EditMixin, TextForm):
    body = MarkdownField(
        "Your comment", validators=words(1, 10_000, "Write something before you save it.")
    )


class HideForm(TextForm):
    reason = StringField(
        "Why are you hiding it?",
        validators=words(5, 300, "Give a reason, for example “it named a student”."),
    )
