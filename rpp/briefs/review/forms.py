"""Forms of a review: whom one asks, what they answer, decide and suggest."""

from collections.abc import Sequence

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from rpp.briefs.forms import ReadForm
from rpp.briefs.review.candidates import Candidate
from rpp.briefs.review.checklist import ANSWERS, POINTS, Answer
from rpp.briefs.review.deciding import Decision
from rpp.briefs.review.suggesting import Suggestion
from rpp.forms import Form, Needed, OnceMixin, TextForm, options, whole, words
from rpp.unsaved import UnsavedMixin

DECISIONS = {"approve": "Approve this text", "return": "Return it, with a reason"}


class AskForm(Form):
    """Whom one asks, as "person-organization"."""

    reviewer = SelectField(
        "Who reviews it?", validators=[InputRequired("Choose someone from the list.")]
    )

    def offer(self, people: Sequence[Candidate]) -> None:
        """Offer these people."""
        self.reviewer.choices = options(
            {"": "Choose a person", **{one.key: one.label for one in people}}
        )

    @property
    def chosen(self) -> tuple[int, int]:
        """The person, and for which organization they are asked; 0 for what is no number."""
        person, _, organization = (self.reviewer.data or "").partition("-")
        return whole(person) or 0, whole(organization) or 0


class AcceptForm(TextForm):
    conflict = TextAreaField(
        "Do you have a conflict of interest? (leave empty if you have none)",
        validators=words(0, 600),
    )
    may_name = BooleanField("The brief may name me and my organization as its reviewer")


class DeclineForm(TextForm):
    reason = StringField("Why not? (if you want to say)", validators=words(0, 300))


class DecideForm(UnsavedMixin, ReadForm, TextForm):
    """The checklist, and the decision; each point has an answer and a note."""

    verdict = RadioField(
        "What do you decide?",
        choices=list(DECISIONS.items()),
        validators=[Needed("Approve the text, or return it.")],
        validate_choice=False,
    )
    comment = TextAreaField("Your comment", validators=words(0, 4_000))

    @property
    def decision(self) -> Decision:
        """What was chosen and typed."""
        return Decision(
            self.verdict.data == "approve",
            self.comment.data or "",
            {
                key: Answer(choice, self._fields[f"{key}_note"].data or "")
                for key in POINTS
                if (choice := self._fields[key].data or "") in ANSWERS
            },
        )


for _key, _point in POINTS.items():
    _choice = RadioField(
        _point.title,
        choices=list(ANSWERS.items()),
        validators=[Needed("Choose an answer.")],
        validate_choice=False,
    )
    setattr(DecideForm, _key, _choice)
    setattr(DecideForm, f"{_key}_note", StringField("A note on it", validators=words(0, 600)))


class SuggestForm(OnceMixin, TextForm):
    section = SelectField("Where?")
    passage = TextAreaField("The words it is about", validators=words(0, 1_000))
    wording = TextAreaField("The words you would use", validators=words(0, 2_000))
    why = TextAreaField("What you would change, and why", validators=words(0, 2_000))

    @property
    def typed(self) -> Suggestion:
        return Suggestion(
            self.section.data or "",
            self.passage.data or "",
            self.wording.data or "",
            self.why.data or "",
        )


class AnswerForm(TextForm):
    taken = RadioField(
        "What do you do with it?",
        choices=list({"yes": "Take it up", "no": "Turn it down"}.items()),
        validators=[Needed("Take it up, or turn it down.")],
        validate_choice=False,
    )
    word = TextAreaField("A word to the reviewer", validators=words(0, 1_000))
