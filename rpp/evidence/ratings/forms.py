"""Forms of ratings: taking a place, judging, settling, arguing, answering."""

from collections.abc import Sequence
from typing import Any, cast

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from rpp.evidence.ratings.by_rules import Asked
from rpp.evidence.ratings.challenging import Argument
from rpp.evidence.ratings.judgments import Judgment, Key
from rpp.evidence.ratings.reviewers import Candidate
from rpp.forms import Form, Needed, OnceMixin, OneOf, TextForm, options, whole, words
from rpp.saves import EditMixin, Values
from rpp.unsaved import UnsavedMixin

# What keeps somebody from rating: who checks one of these cannot take the place.
GROUNDS = {
    "author": "I wrote it, or took part in the study",
    "organization": "I belong, or belonged then, to an organization that ran it or took part in it",
    "developer": "I made the program that it studies, or work for who sells it",
    "findings": "I recorded its findings here",
    "claim": "I made a claim about the program, or was paid to",
}


class OpenForm(Form):
    """Whose reviewers rate it: a network's id, or "portal"."""

    network = SelectField("Whose reviewers rate it?", validators=[InputRequired("Choose one.")])

    @property
    def network_id(self) -> int | None:
        chosen = self.network.data or ""
        return int(chosen) if chosen.isdigit() else None


class TakeForm(TextForm):
    """What ties a reviewer to a study, and whether they are named."""

    grounds = SelectMultipleField(
        "Is one of these true? (check none if not)", choices=options(GROUNDS)
    )
    not_the_author = BooleanField("The author of this name is another person")
    interests = TextAreaField("What else could pull you to one side?", validators=words(0, 600))
    may_name = RadioField(
        "How do you appear once it is decided?",
        choices=options({"name": "With my name", "letter": "As “Reviewer A”, “B” or “third”"}),
        validators=[Needed("Choose one.")],
        validate_choice=False,
    )

    @property
    def declared(self) -> "Declaration":
        return Declaration(
            list(self.grounds.data or ()),
            self.interests.data or "",
            self.may_name.data == "name",
        )


class Declaration:
    """What a reviewer declares, see `places.Declared`."""

    def __init__(self, grounds: list[str], interests: str, may_name: bool) -> None:
        self.grounds, self.interests, self.may_name = grounds, interests, may_name


class GiveBackForm(TextForm):
    reason = StringField("Why? (if you want to say)", validators=words(0, 300))


class ReasonForm(TextForm):
    reason = TextAreaField("Why?", validators=words(2, 1_000, "Say why."))


class AskForm(Form):
    person = OneOf("Whom?", validators=[InputRequired("Choose somebody from the list.")])

    def offer(self, people: Sequence[Candidate]) -> None:
        self.person.choices = [("", "Choose a person"), *((one.id, one.label) for one in people)]


PARTS = ("answer", "passage", "page", "note")


def field_name(at: int, part: str) -> str:
    """The field of one part of the judgment on the question with this number."""
    return f"q{at}_{part}"


class JudgeForm(EditMixin, UnsavedMixin, TextForm):
    """A judgment on each question: fields are those of the questions, see `judge_form`."""

    facts_read = HiddenField(validators=[Length(max=64)])
    questions: Sequence[Asked] = ()

    def judgments(self) -> dict[Key, Judgment]:
        """What was chosen and typed, by question."""
        return {one.key: self._judgment(at, one) for at, one in enumerate(self.questions)}

    def _judgment(self, at: int, question: Asked) -> Judgment:
        said = {part: self._said(at, part) for part in PARTS}
        if said["answer"] not in question.answers:
            said["answer"] = ""
        return Judgment(**said)

    def _said(self, at: int, part: str) -> str:
        field = self._fields.get(field_name(at, part))
        return str(field.data or "") if field is not None and field.data != "None" else ""

    def say_missing(self, lacking: dict[Key, str], part: str = "answer") -> None:
        """Put what is missing beside its field."""
        for at, one in enumerate(self.questions):
            if said := lacking.get(one.key):
                name = field_name(at, _part_of(said) or part)
                field = self._fields[name]
                field.errors = [*field.errors, said]


def _part_of(sentence: str) -> str:
    """Beside which field a sentence about something missing stands."""
    begins = {"Copy": "passage", "Say on which": "page", "Say where": "note", "Give your": "note"}
    return next((part for start, part in begins.items() if sentence.startswith(start)), "answer")


def judge_form(questions: Sequence[Asked], *, reasons: bool = False) -> type[JudgeForm]:
    """The form for these questions; with `reasons` each asks for an answer and a reason alone."""
    fields: dict[str, Any] = {"questions": questions}
    for at, one in enumerate(questions):
        fields[field_name(at, "answer")] = RadioField(
            one.criterion.question,
            choices=list(one.answers.items()),
            validators=[],
            validate_choice=False,
        )
        if not reasons:
            fields[field_name(at, "passage")] = TextAreaField(
                "The words of the study", validators=words(0, 2_000)
            )
            fields[field_name(at, "page")] = StringField("Page", validators=words(0, 40))
        label = "Your reason" if reasons else "A note"
        fields[field_name(at, "note")] = TextAreaField(label, validators=words(0, 1_000))
    return cast(type[JudgeForm], type("JudgeFormOf", (JudgeForm,), fields))


def saved_values(
    questions: Sequence[Asked], judgments: dict[Key, Judgment], *, reasons: bool = False
) -> Values:
    """Saved judgments by the fields of the form."""
    parts = ("answer", "note") if reasons else PARTS
    return {
        field_name(at, part): getattr(judgments.get(one.key, Judgment()), part)
        for at, one in enumerate(questions)
        for part in parts
    }


class ChallengeForm(OnceMixin, TextForm):
    """An argument against one answer of the review `number`, as "criterion:domain"."""

    number = HiddenField(validators=[Length(max=9)])

    answer = SelectField(
        "Which answer do you argue against?", validators=[InputRequired("Choose an answer.")]
    )
    passage = TextAreaField(
        "The words of the study that speak against it",
        validators=words(10, 2_000, "Copy the words of the study that you rest on."),
    )
    page = StringField("Page", validators=words(1, 40, "Say on which page these words stand."))
    argument = TextAreaField(
        "Your argument", validators=words(20, 4_000, "Say why these words change the answer.")
    )

    @property
    def argued(self) -> Argument:
        """What was argued."""
        criterion, _, domain = (self.answer.data or "").partition(":")
        return Argument(
            (criterion, domain),
            self.passage.data or "",
            self.page.data or "",
            self.argument.data or "",
            whole(self.number.data),
        )


class AnswerForm(TextForm):
    verdict = RadioField(
        "What do you decide?",
        choices=options(
            {
                "new": "Uphold it: new reviewers rate the study again",
                "same": "Uphold it: ask the same reviewers to rate it again",
                "decline": "Decline it: the decision stands",
            }
        ),
        validators=[Needed("Choose one.")],
        validate_choice=False,
    )
    reasons = TextAreaField(
        "Your reasons", validators=words(20, 4_000, "Give your reasons. Everyone can read them.")
    )
