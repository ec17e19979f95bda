"""Forms of screening."""

from collections.abc import Iterator

from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional

from rpp.forms import (
    Form,
    Needed,
    NeededUnlessChosen,
    OnceMixin,
    OneOf,
    TextForm,
    options,
    words,
)
from rpp.people.forms import email_field, one_line
from rpp.syntheses.life import REASONS
from rpp.syntheses.screening.appraisal import ANSWERS, PARTS, Answer, Appraisal
from rpp.syntheses.screening.deciding import OUTCOMES, Judgment
from rpp.syntheses.screening.stopping import CHANCES, METHODS, TARGETS, Rule

NO_REASON = {"": "Choose a reason"}


class DecideForm(OnceMixin, TextForm):
    """What somebody decides on a candidate; the button says whether it is in."""

    outcome = HiddenField()
    reason = SelectField(
        "If you leave it out, why?", choices=options(NO_REASON | dict(REASONS)), default=""
    )
    note = TextAreaField("A note", validators=words(0, 1_000))
    read_full = BooleanField("I read the full text, not the summary alone")
    is_gray = BooleanField("It was not peer-reviewed (gray literature)")

    @property
    def judgment(self) -> Judgment:
        return Judgment(
            self.outcome.data or "",
            self.reason.data or "",
            self.note.data or "",
            bool(self.read_full.data),
            bool(self.is_gray.data),
        )


class SettleForm(OnceMixin, TextForm):
    """What comes of a candidate on which two differ, and why."""

    outcome = RadioField(
        "What is decided?", choices=options(OUTCOMES), validators=[Needed("Choose one of both.")]
    )
    reason = SelectField(
        "If it is left out, why?", choices=options(NO_REASON | dict(REASONS)), default=""
    )
    note = TextAreaField(
        "What decided it?",
        validators=words(1, 1_000, missing="Say why: what was talked over, and what decided it."),
    )

    @property
    def judgment(self) -> Judgment:
        reason = self.reason.data or "" if self.outcome.data == "exclude" else ""
        return Judgment(self.outcome.data or "", reason, self.note.data or "")


class DuplicateForm(Form):
    of = OneOf("Of which candidate?", validators=[Needed("Choose the one that it repeats.")])


class RuleForm(OnceMixin, TextForm):
    """When screening may stop; what is usual stands there first, whatever the rule is now."""

    target = IntegerField(
        "Find at least so many percent of the relevant studies",
        default=Rule().target,
        validators=[
            InputRequired("Give a number of percent."),
            NumberRange(TARGETS[0], TARGETS[-1], "Aim for 80 to 99 percent."),
        ],
    )
    chance = IntegerField(
        "The chance of missing that may be at most so many percent",
        default=Rule().chance,
        validators=[
            InputRequired("Give a number of percent."),
            NumberRange(CHANCES[0], CHANCES[-1], "Choose 1 to 20 percent."),
        ],
    )
    method = RadioField(
        "In which order?",
        choices=options(METHODS),
        default=Rule().method,
        validators=[Needed("Choose the order.")],
    )
    reason = TextAreaField("Why does the rule change?", validators=words(0, 1_000))

    @property
    def rule(self) -> Rule:
        return Rule(self.target.data or 0, self.chance.data or 0, self.method.data or "")


class StopForm(TextForm):
    reason = TextAreaField("Why do you stop?", validators=words(0, 1_000))


class ReviewedForm(TextForm):
    where = StringField(
        "Where was it reviewed?",
        filters=[one_line],
        validators=words(2, 200, missing="Name the journal or the series."),
    )


class AskForm(Form):
    """Whom those who keep a synthesis ask to screen."""

    person = OneOf("Whom?", validators=[Optional()])
    email = email_field("E-mail of the account", NeededUnlessChosen)

    @property
    def names_people(self) -> bool:
        """Whether somebody can be chosen by name."""
        return len(self.person.choices or ()) > 1


class AppraisalForm(TextForm):
    """The six parts of AACODS, each with an answer and words, and an archived copy."""

    archived_at = StringField(
        "Address of an archived copy",
        validators=words(1, 500, missing="Give the address of the copy."),
    )
    archived_on = DateField(
        "When was it archived?", validators=[InputRequired("Give the day.")], default=None
    )

    @property
    def parts(self) -> Iterator[tuple[Field, Field]]:
        """For each part the field of its answer, and that of its words."""
        for code in PARTS:
            yield self[code], self[f"{code}_words"]

    @property
    def appraisal(self) -> Appraisal:
        answers = {
            code: Answer(self[code].data or "", self[f"{code}_words"].data or "") for code in PARTS
        }
        return Appraisal(answers, self.archived_at.data or "", self.archived_on.data)


for _code, _part in PARTS.items():
    setattr(
        AppraisalForm,
        _code,
        RadioField(
            f"{_part.name}: {_part.question}",
            choices=options(ANSWERS),
            validators=[Needed(f"Answer what is asked about {_part.name.lower()}.")],
        ),
    )
    setattr(
        AppraisalForm,
        f"{_code}_words",
        StringField(
            "Why?",
            filters=[one_line],
            validators=words(1, 500, missing="Say in a few words why."),
        ),
    )
