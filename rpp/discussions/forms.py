"""Forms of a discussion."""

from wtforms import StringField, TextAreaField

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


class ReportForm(TextForm):
    reason = TextAreaField(
        "What is wrong with it?",
        validators=words(5, 1_000, "Say what is wrong, so that a moderator can judge it."),
    )


class DecideForm(TextForm):
    answer = TextAreaField("Your reason", validators=words(5, 300, "Give your reason."))


class HideForm(TextForm):
    reason = StringField(
        "Why are you hiding it?",
        validators=words(5, 300, "Give a reason, for example “it named a student”."),
    )
