"""Forms of those who keep a synthesis."""

import re
from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import ValidationError

from rpp.evidence.findings.contrast import DESIGNS
from rpp.forms import Needed, OnceMixin, TextForm, options, words
from rpp.organizations.overlap import SETTINGS
from rpp.people.forms import one_line
from rpp.saves import EditMixin
from rpp.syntheses.candidates import Named
from rpp.syntheses.comparing import SAYS, UNKNOWN
from rpp.syntheses.naming import named_by
from rpp.syntheses.operations import Place, Plan, Texts
from rpp.syntheses.plan import ENDINGS, Question, Rules
from rpp.vocabulary import GRADES, SUBJECTS

PORTAL, WWC = "RPP Commons", "What Works Clearinghouse"
EVERY = {"0": "Not searched", "1": "Every month", "3": "Every 3 months", "6": "Every 6 months"} | {
    "12": "Every year"
}
# "ERIC, every 3 months"; "ERIC, 3".
_PLACE = re.compile(r"(?P<name>.{2,100}?)\s*,\s*(?:every\s+)?(?P<months>[0-9]{1,2})(?:\s*months?)?")
MOST_MONTHS = 36
# The texts of a plan, which are typed as they are kept.
_TEXTS = ("domain", "better", "worse", "why_living", "triggers", "retires_when", "conflicts")


def is_address(_form: Any, field: Any) -> None:
    """An address is one of the web."""
    if field.data and not re.match(r"https?://[^\s/]+\.[^\s]+$", field.data):
        raise ValidationError("Give a whole web address, for example https://eric.ed.gov/?id=ED1.")


def _short(label: str, missing: str = "") -> StringField:
    return StringField(label, filters=[one_line], validators=words(2 if missing else 0, 60))


def _text(label: str, high: int = 1_000) -> TextAreaField:
    return TextAreaField(label, validators=words(0, high))


class PlanForm(EditMixin, OnceMixin, TextForm):
    """The question, the rules and the rhythm of a synthesis."""

    title = StringField(
        "The question, as a superintendent would ask it",
        filters=[one_line],
        validators=words(10, 160, "Ask the question, for example “Does tutoring help readers?”"),
    )
    population = _text("Which students?")
    intervention = _text("Which program or practice?")
    comparison = _text("Compared with what?")
    outcome = _text("Which outcome?")
    further = _text("Words to search for, one search a line")
    subjects = SelectMultipleField("Subjects", choices=options(SUBJECTS))
    grades = SelectMultipleField("Grades", choices=options(GRADES))
    settings = SelectMultipleField(
        "Settings", choices=options({code: code.capitalize() for code in SETTINGS})
    )
    designs = SelectMultipleField("Study designs", choices=options(DESIGNS))
    domains = _text("Outcome domains, one a line")
    since = StringField("Published in or after", validators=words(0, 4))
    domain = StringField("Domain of the average", filters=[one_line], validators=words(0, 120))
    better = _short("Words for an effect above zero")
    worse = _short("Words for an effect below zero")
    portal = SelectField("This portal", choices=options(EVERY), default="1")
    wwc = SelectField("What Works Clearinghouse", choices=options(EVERY), default="12")
    others = _text("Other sources, one a line, with how often")
    why_living = _text("Why is it living?", 2_000)
    triggers = _text("What triggers a new version?", 2_000)
    retires_when = _text("When does it retire?", 2_000)
    conflicts = _text("Interests of those who keep it", 2_000)

    def validate_since(self, field: Any) -> None:
        if field.data and not re.fullmatch("(19|20)[0-9]{2}", field.data):
            raise ValidationError("Type a year, for example 2005.")

    def validate_others(self, field: Any) -> None:
        for line in _lines(field.data):
            found = _PLACE.fullmatch(line)
            if not found or not 1 <= int(found["months"]) <= MOST_MONTHS:
                raise ValidationError(
                    f"Type each source with how often, for example “ERIC, every 3 months”: “{line}”"
                )

    def plan(self) -> Plan:
        """What was typed, as the operation takes it."""
        return Plan(
            self.title.data or "",
            Question(*(self[name].data or "" for name in Question.__slots__)),
            Rules(
                self.further.data or "",
                tuple(self.subjects.data or ()),
                tuple(self.grades.data or ()),
                tuple(_lines(self.domains.data)),
                tuple(self.settings.data or ()),
                tuple(self.designs.data or ()),
                int(self.since.data) if self.since.data else None,
            ),
            self._places(),
            **{name: self[name].data or "" for name in _TEXTS},
        )

    def _places(self) -> list[Place]:
        own = [(PORTAL, "portal", self.portal.data), (WWC, "wwc", self.wwc.data)]
        found = [Place(name, how, int(months)) for name, how, months in own if months != "0"]
        named = (_PLACE.fullmatch(line) for line in _lines(self.others.data))
        return [*found, *(Place(one["name"], "other", int(one["months"])) for one in named if one)]


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def typed(plan: Plan) -> dict[str, object]:
    """A plan as the values of its form."""
    question, rules = plan.question, plan.rules
    months = {one.how: str(one.months) for one in plan.places}
    return {
        **{name: getattr(question, name) for name in Question.__slots__},
        **{name: list(getattr(rules, name)) for name in ("subjects", "grades")},
        **{name: list(getattr(rules, name)) for name in ("settings", "designs")},
        **{name: getattr(plan, name) for name in ("title", *_TEXTS)},
        "further": rules.words,
        "domains": "\n".join(rules.domains),
        "since": str(rules.since or ""),
        "portal": months.get("portal", "0"),
        "wwc": months.get("wwc", "0"),
        "others": "\n".join(_named(plan.places)),
    }


def _named(places: Sequence[Place]) -> list[str]:
    return [f"{one.name}, every {one.months} months" for one in places if one.how == "other"]


class AnswerForm(EditMixin, TextForm):
    """What the broker says of the numbers, in the next version."""

    answer = _text("The answer today", 800)
    verdict = RadioField(
        "What does it say?",
        choices=options(SAYS),
        default=UNKNOWN,
        validators=[Needed("Choose what the answer says.")],
    )
    can_say = _text("What we can say", 1_500)
    cannot_say = _text("What we cannot say", 1_500)
    unknown = _text("What no study has asked yet", 1_500)

    @property
    def texts(self) -> Texts:
        """What was typed, as the operation takes it."""
        named = (self.answer, self.verdict, self.can_say, self.cannot_say, self.unknown)
        return Texts(*(one.data or "" for one in named))


class PublishForm(OnceMixin, TextForm):
    note = _text("A note on this version", 1_000)


class RetireForm(TextForm):
    ending = RadioField(
        "Why is it retired?",
        choices=options(ENDINGS),
        validators=[Needed("Choose why it is retired.")],
        validate_choice=False,
    )
    reason = TextAreaField(
        "In your own words, for everyone to read",
        validators=words(10, 1_000, "Say it in a sentence or two."),
    )


class ReopenForm(TextForm):
    reason = TextAreaField(
        "Why is it kept again?", validators=words(5, 1_000, "Say it in a sentence or two.")
    )


class SearchedForm(OnceMixin, TextForm):
    """What a search by hand found: a reference a line."""

    found = _text("What you found", 20_000)

    @property
    def named(self) -> list[Named]:
        """Each reference as a candidate, known again by its DOI or else by its words."""
        return [named_by(line) for line in _lines(self.found.data)]


class SuggestForm(OnceMixin, TextForm):
    """A study that a reader misses."""

    reference = _text("The study, as you would cite it", 1_000)
    address = StringField(
        "Where it can be read", filters=[one_line], validators=[*words(0, 500), is_address]
    )
    why = _text("Why does it belong here?", 1_000)
