"""Forms of the register."""

from dataclasses import replace

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Regexp

from rpp.claims.check.reading import LONGEST
from rpp.claims.register.content import STANDINGS
from rpp.claims.register.operations import OUTCOMES, Typed
from rpp.forms import Needed, OnceMixin, TextForm, words
from rpp.saves import EditMixin
from rpp.studies.forms import Day

ADDRESS = r"^https?://[^\s/]+\.[^\s/]+(/\S*)?$"
WEB = Regexp(ADDRESS, message="Give a whole address, such as https://example.com/page.")
WEB_OR_NOTHING = Regexp(rf"({ADDRESS})|^$", message=WEB.message)


class ClaimForm(TextForm):
    """A claim, where it was read, and what was verified of it."""

    product = StringField(
        "Program or product", validators=words(2, 140, "Give the name of the program.")
    )
    claimant = StringField(
        "Who says it", validators=words(2, 140, "Say whose claim it is, a company or an author.")
    )
    quote = TextAreaField("The exact words", validators=words(10, LONGEST, "Copy the exact words."))
    address = StringField(
        "Where it stands",
        validators=[*words(1, 500, "Give the address where you read it."), WEB],
    )
    seen_on = Day("When you read it there", validators=[Needed("Give the day.")])
    archive = StringField(
        "Address of an archived copy", validators=[*words(0, 500), WEB_OR_NOTHING]
    )
    verdict = RadioField(
        "What was verified",
        choices=list(STANDINGS.items()),
        validators=[Needed("Choose one.")],
    )
    reasons = TextAreaField(
        "Why", validators=words(20, 4_000, "Say why, with the records that it rests on.")
    )
    interest = TextAreaField(
        "Your interests in it",
        validators=words(2, 1_000, "Declare interests, or write “None”."),
    )

    @property
    def told(self) -> Typed:
        """What was typed, as the operation takes it."""
        return Typed(
            self.product.data or "",
            self.claimant.data or "",
            self.quote.data or "",
            self.address.data or "",
            self.archive.data or "",
            self.seen_on.data,
            self.verdict.data or "",
            self.reasons.data or "",
            self.interest.data or "",
        )


class RecordForm(OnceMixin, ClaimForm):
    """A claim that is recorded."""


class DraftForm(EditMixin, ClaimForm):
    """A draft that was saved before."""


class CorrectionForm(OnceMixin, ClaimForm):
    """Other words for a claim that is published; `number` is the version that was read."""

    number = HiddenField()

    change = TextAreaField(
        "What changes, and why", validators=words(10, 1_000, "Say what changes, and why.")
    )

    @property
    def told(self) -> Typed:
        return replace(super().told, change=self.change.data or "")


class PublishForm(TextForm):
    """What a second person says when they publish."""

    revision = HiddenField()
    interest = TextAreaField(
        "Your interests in it",
        validators=words(2, 1_000, "Declare interests, or write “None”."),
    )


class ReasonForm(TextForm):
    """Why something is done."""

    reason = TextAreaField("Reason", validators=words(5, 1_000, "Give a reason."))


class AskForm(OnceMixin, TextForm):
    """What somebody answers to a verdict."""

    argument = TextAreaField(
        "What should be different, and why",
        validators=words(20, 4_000, "Say what should be different, and on what it rests."),
    )
    speaks = BooleanField("I speak for whoever made the claim.")


class AnswerForm(TextForm):
    """What is answered to a request."""

    outcome = RadioField(
        "What follows from it",
        choices=list(OUTCOMES.items()),
        validators=[Needed("Choose one.")],
    )
    answer = TextAreaField("Your answer", validators=words(10, 4_000, "Give your reasons."))
