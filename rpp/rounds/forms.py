"""Forms for rounds and ballots."""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flask import request
from wtforms import (
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import NumberRange, ValidationError

from rpp import clock
from rpp.dates import ZONES, clock_time
from rpp.forms import Form, Needed, OnceMixin, TextForm, words
from rpp.forms import options as labelled
from rpp.rounds.casting import WITHDRAWN, too_many
from rpp.rounds.operations import MOST_EFFORT, MOST_POINTS
from rpp.rounds.words import BALLOTS, RULES, several
from rpp.saves import EditMixin

WHOLE = re.compile(r"[0-9]{1,18}")


class Whole(IntegerField):
    """A whole number; what is none is said in words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        if not re.fullmatch(r"[0-9]{1,9}", text):
            self.data = None
            raise ValueError("Type a whole number.")
        self.data = int(text)


class Moment(DateTimeLocalField):
    """A date and a time in the network's time zone.

    When clocks go back, an hour comes twice: `turn` names the form's field that asks which.
    """

    def __init__(self, label: str, turn: str = "", **kwargs: Any) -> None:
        super().__init__(label, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **kwargs)
        self.turn = turn

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Choose a date and a time.") from None

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if self.data is None:
            return
        if not 2000 <= self.data.year < 2100:
            raise ValidationError("Choose a date in this century.")
        said = clock_time(self.data)
        if self._in(form.zone).astimezone(UTC).astimezone(form.zone).replace(tzinfo=None) != (
            self.data
        ):
            raise ValidationError(
                f"There is no {said} that day, since clocks go forward. Choose another time."
            )
        if self.comes_twice(form.zone) and form[self.turn].raw_data not in (["0"], ["1"]):
            raise ValidationError(
                f"Clocks go back that night, so there are two times called {said}. Choose "
                f"below which one you mean."
            )

    def comes_twice(self, zone: ZoneInfo) -> bool:
        """Whether clocks show this time twice, before and after they go back."""
        if self.data is None or not 2000 <= self.data.year < 2100:
            return False
        return self._in(zone).utcoffset() > self._in(zone, fold=1).utcoffset()  # type: ignore[operator]

    def turns(self, zone: ZoneInfo) -> list[tuple[str, str]]:
        """The two moments that a time which comes twice can mean."""
        assert self.data is not None
        said = clock_time(self.data)
        first, second = self._in(zone), self._in(zone, fold=1)
        return [
            ("0", f"The first {said}, before clocks go back ({first:%Z})"),
            ("1", f"The second {said}, an hour later ({second:%Z})"),
        ]

    def moment(self, form: Any) -> datetime:
        """The moment in UTC, in the zone of its form."""
        turn = form[self.turn].data if self.comes_twice(form.zone) else "0"
        return self._in(form.zone, fold=int(turn)).astimezone(UTC)

    def _in(self, zone: ZoneInfo, fold: int = 0) -> datetime:
        assert self.data is not None
        return self.data.replace(tzinfo=zone, fold=fold)


class Turn(RadioField):
    """Which of two equal times is meant; it is asked only where a time comes twice."""

    def __init__(self, label: str = "Which one do you mean?", **kwargs: Any) -> None:
        super().__init__(label, validate_choice=False, choices=[], **kwargs)


def ask_which(form: Any) -> None:
    """Offer both moments beside each time of the form that comes twice."""
    for each in form:
        if isinstance(each, Moment) and each.comes_twice(form.zone):
            form[each.turn].choices = labelled(dict(each.turns(form.zone)))


class TurnsMixin:
    """Leaves out which of two equal times is meant, where a time comes only once."""

    def replaces(self, name: str) -> bool:
        form: Any = self
        if not name.endswith("_turn"):
            return bool(super().replaces(name))  # type: ignore[misc]
        return any(
            isinstance(each, Moment) and each.turn == name and each.comes_twice(form.zone)
            for each in form
        )


class Numbers(SelectMultipleField):
    """Ids ticked in a list; whether they may be chosen, the operation says."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        # What is no number of ours is kept as 0, which no thing has.
        super().__init__(
            label,
            coerce=lambda text: int(text) if re.fullmatch(r"[0-9]{1,18}", str(text)) else 0,
            validate_choice=False,
            choices=[],
            **kwargs,
        )


class RoundForm(TurnsMixin, EditMixin, OnceMixin, TextForm):
    """The plan of a round."""

    title = StringField(
        "Title", validators=words(3, 160, "Give the round a title, for example “What comes next”.")
    )
    purpose = TextAreaField(
        "Purpose",
        validators=words(10, 1_000, "Say in a sentence or two what the districts choose, and why."),
    )
    options = Numbers("Problems to choose from")
    ballot = RadioField(
        "Ballot",
        default="points",
        choices=labelled({kind: words.name for kind, words in BALLOTS.items()}),
    )
    points = Whole(
        "Points for each district",
        default=10,
        validators=[NumberRange(1, MOST_POINTS, f"Give each district 1 to {MOST_POINTS} points.")],
    )
    capacity = Whole(
        "Capacity: how much effort the network can take on",
        default=3,
        validators=[NumberRange(1, 10_000, "Choose a number from 1 to 10,000.")],
    )
    # What a steward is offered first; the others stand under "Advanced".
    usual_rules = ("equal-shares-grow", "greedy")
    rule = RadioField(
        "How ballots are counted",
        default="equal-shares-grow",
        choices=labelled({key: words.name for key, words in RULES.items()}),
    )
    secrecy = RadioField(
        "Who sees a ballot after the close",
        default="secret",
        choices=labelled(
            {
                "secret": "Secret: ballots are published without names",
                "open": "Open: each ballot is published with its district’s name",
            }
        ),
    )
    quorum = Whole(
        "Quorum: how many districts must vote",
        default=0,
        validators=[NumberRange(0, 10_000, "Choose a number from 0 to 10,000.")],
    )
    timezone = SelectField("Time zone", choices=[])
    opens_at = Moment("Opens", "opens_turn", validators=[Needed("Choose when the round opens.")])
    opens_turn = Turn()
    closes_at = Moment(
        "Closes", "closes_turn", validators=[Needed("Choose when the round closes.")]
    )
    closes_turn = Turn()

    def __init__(self, *args: Any, zone: str, efforts: Mapping[int, int], **kwargs: Any) -> None:
        self.network_zone = zone
        self.efforts_before = efforts
        self.effort_errors: dict[int, str] = {}
        super().__init__(*args, **kwargs)
        zones = ZONES if zone in ZONES else {**ZONES, zone: zone}
        self.timezone.choices = labelled(zones)
        if not self.timezone.data:
            self.timezone.data = zone
        ask_which(self)

    @property
    def zone(self) -> ZoneInfo:
        """The zone that was chosen, in which the two times are meant."""
        chosen = self.timezone.data or ""
        return ZoneInfo(chosen if chosen in ZONES else self.network_zone)

    def typed_effort(self, problem_id: int) -> str:
        """What stands beside a problem: as it was typed, as it is planned, or 1."""
        planned = str(self.efforts_before.get(problem_id, 1))
        return request.form.get(f"effort-{problem_id}", planned).strip()

    @property
    def efforts(self) -> dict[int, int]:
        """What each chosen problem takes; 0 stands for what is no number."""
        typed = {problem: self.typed_effort(problem) for problem in self.options.data or []}
        return {
            p: int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0 for p, text in typed.items()
        }

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        wrong = [p for p, effort in self.efforts.items() if not 1 <= effort <= MOST_EFFORT]
        self.effort_errors = dict.fromkeys(wrong, f"Type a whole number from 1 to {MOST_EFFORT:,}.")
        if wrong:
            one = "One effort needs" if len(wrong) == 1 else f"{len(wrong)} efforts need"
            self.options.errors = [*self.options.errors, f"{one} a different number. See below."]
        return valid and not wrong

    def words(self, name: str, value: Any) -> str:
        if name == "options":
            return ", ".join(f"problem {id_}" for id_ in value or ())
        if name == "efforts":
            return ", ".join(f"problem {id_}: {effort}" for id_, effort in value.items())
        return super().words(name, value)

    def plan(self) -> dict[str, Any]:
        """What was typed, as the operations take it."""
        names = (
            *("title", "purpose", "ballot", "points", "capacity", "rule", "quorum", "timezone"),
            "options",
        )
        plan = {name: self[name].data for name in names}
        plan |= {"secret": self.secrecy.data != "open", "efforts": self.efforts}
        return plan | {n: self[n].moment(self) for n in ("opens_at", "closes_at")}


def suggested(zone: str) -> dict[str, datetime]:
    """Next Monday at 8 a.m. and the Friday of the week after at 5 p.m., local."""
    today = clock.now().astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)
    monday = today + timedelta(days=7 - today.weekday())
    return {
        "opens_at": monday.replace(hour=8, minute=0),
        "closes_at": (monday + timedelta(days=11)).replace(hour=17, minute=0),
    }


class CancelForm(TextForm):
    reason = TextAreaField(
        "Why is it canceled?",
        validators=words(5, 1_000, "Give a reason. Every district of the network will read it."),
    )


class ExtendForm(TurnsMixin, EditMixin, TextForm):
    closes_at = Moment(
        "Closes", "closes_turn", validators=[Needed("Choose when the round closes.")]
    )
    closes_turn = Turn()
    reason = TextAreaField(
        "Why is it extended?",
        validators=words(5, 1_000, "Give a reason. Every district of the network will read it."),
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        self.zone = ZoneInfo(zone)
        super().__init__(*args, **kwargs)
        ask_which(self)


class WithdrawForm(TextForm):
    reason = TextAreaField(
        "Why is it withdrawn?",
        validators=words(5, 1_000, "Give a reason. Every district of the network will read it."),
    )


class NoteForm(EditMixin, TextForm):
    note = TextAreaField("Can it be studied, and how?", validators=words(0, 600))


class SubstituteForm(EditMixin, Form):
    organization = HiddenField()
    person = SelectField("Who votes when the delegate cannot", validate_choice=False, choices=[])

    @property
    def person_id(self) -> int | None:
        text = self.person.data or ""
        return int(text) if re.fullmatch(r"[1-9][0-9]{0,17}", text) else None


class CertifyForm(TextForm):
    organization = SelectField("For which district", validate_choice=False, choices=[])
    verdict = RadioField(
        "What is your decision?",
        choices=labelled({"confirm": "I confirm the count", "refuse": "I refuse it"}),
        validators=[Needed("Confirm the count or refuse it.")],
        validate_choice=False,
    )
    reason = TextAreaField("Reason, if you refuse", validators=words(0, 1_000))

    @property
    def organization_id(self) -> int:
        text = self.organization.data or ""
        return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else 0


class ReceiptForm(Form):
    code = StringField(
        "Receipt code", validators=words(1, 40, "Type the code you got when you voted.")
    )

    @property
    def typed(self) -> str:
        """The code as it is kept, however it was typed."""
        letters = re.sub(r"[^0-9A-Z]", "", (self.code.data or "").upper())
        return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


class ChoiceField(StringField):
    """What is given to one problem, kept as it was typed."""

    def __init__(self, *args: Any, ballot: str, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ballot, self.most = ballot, most

    def process_formdata(self, valuelist: list[Any]) -> None:
        # A box that is not ticked is not sent: nothing, not what was ticked before.
        self.data = valuelist[0] if valuelist else ""

    @property
    def points(self) -> int:
        """What is given; nothing typed is nothing given."""
        typed = self.data or ""
        return int(typed) if re.fullmatch(r"[0-9]{1,6}", typed) else 0

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        typed, what = self.data or "", BALLOTS[self.ballot].numbers
        if self.raw_data and len(self.raw_data) > 1:
            raise ValidationError(
                f"The {what.lower()} of this problem were entered twice. Type them once."
            )
        if not typed or (re.fullmatch(r"[0-9]{1,6}", typed) and int(typed) <= self.most):
            return
        if re.fullmatch(r"[0-9]+", typed):
            raise ValidationError(
                {
                    "points": f"A ballot has {several(self.most, 'point')} in all.",
                    "approval": "A problem is either ticked or not.",
                    "ranking": f"Ranks go from 1 to {self.most}.",
                }[self.ballot]
            )
        if re.fullmatch(r"[-−][0-9.,]+", typed):
            raise ValidationError(f"{what} cannot be below zero.")
        shown = typed if len(typed) <= 20 else f"{typed[:20]}…"
        raise ValidationError(f"“{shown}” is not a whole number. Type 0 to {self.most}.")


class BallotForm(Form):
    """A ballot: one field `points-<option id>` for each problem, made by `ballot_form`."""

    organization = HiddenField()
    # The version of the ballot that the delegate saw when they began.
    seen = HiddenField()

    ballot = "points"
    budget = 0
    withdrawn: AbstractSet[int] = frozenset()

    @property
    def rows(self) -> dict[int, ChoiceField]:
        """The fields by option id, in ballot order."""
        named = ((name.partition("-"), field) for name, field in self._fields.items())
        return {int(id_): field for (head, _, id_), field in named if head == "points" and id_}

    @property
    def points(self) -> dict[int, int]:
        return {option: field.points for option, field in self.rows.items()}

    @property
    def left(self) -> int:
        return self.budget - sum(self.points.values())

    @property
    def chosen(self) -> int:
        """How many problems are given something."""
        return sum(1 for n in self.points.values() if n)

    @property
    def seen_version(self) -> int:
        text = self.seen.data or ""
        return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0

    def saw(self, version: int) -> None:
        """Note that the ballot as it is now was shown."""
        self.seen.data = str(version)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        named = {n for n in request.form if n.startswith("points-")}
        gone = {f"points-{option}" for option in self.withdrawn}
        if named - gone - set(self._fields):
            self.form_errors = ["This ballot names a problem that is not in this round."]
        elif any(request.form[name] not in ("", "0") for name in named & gone):
            self.form_errors = [WITHDRAWN]
        elif not valid:
            pass
        elif not self.chosen:
            self.form_errors = [BALLOTS[self.ballot].empty]
        elif self.ballot == "points" and self.left < 0:
            self.form_errors = [too_many(-self.left, self.budget)]
        elif self.ballot == "ranking":
            ranks = [n for n in self.points.values() if n]
            if len(set(ranks)) < len(ranks):
                self.form_errors = ["Two problems have the same rank. Give each its own."]
            elif len(ranks) < 2:
                self.form_errors = [BALLOTS[self.ballot].empty]
        return valid and not self.form_errors


def ballot_form(
    kind: str,
    options: Iterable[int],
    budget: int,
    organization_id: int,
    seen: int,
    points: Mapping[int, int],
    withdrawn: AbstractSet[int] = frozenset(),
) -> BallotForm:
    """A ballot over these options, filled with what was typed, or with what was cast before."""
    ids = [option for option in options if option not in withdrawn]
    most = {"points": budget, "approval": 1, "ranking": len(ids)}[kind]
    before = {option: points.get(option, 0) for option in ids}
    # A number field of points says 0; an empty rank is easier to fill.
    fields: dict[str, Any] = {
        f"points-{option}": ChoiceField(
            ballot=kind, most=most, default=str(n) if n or kind == "points" else ""
        )
        for option, n in before.items()
    }
    fields |= {"ballot": kind, "budget": budget, "withdrawn": withdrawn}
    form = type("BallotForm", (BallotForm,), fields)(
        data={"organization": str(organization_id), "seen": str(seen)}
    )
    assert isinstance(form, BallotForm)
    return form


@dataclass
class SentBallot:
    """A ballot as the page of the check sends it, read at a tenth of the cost of its form."""

    organization_id: int
    seen: int
    points: dict[int, int]
    # What kept it from being cast.
    form_errors: list[str] = field(default_factory=list)
    _fields: ClassVar[dict[str, Any]] = {}


def sent_ballot() -> SentBallot | None:
    """The ballot that was sent; None where any of it must be looked at again."""
    points: dict[int, int] = {}
    for name, values in request.form.lists():
        kind, _, option = name.partition("-")
        if kind == "points":
            given = values[0] or "0"
            if len(values) > 1 or not (WHOLE.fullmatch(option) and WHOLE.fullmatch(given)):
                return None
            points[int(option)] = int(given)
    ours = [request.form.get(name, "") for name in ("organization", "seen")]
    if not all(map(WHOLE.fullmatch, ours)):
        return None
    return SentBallot(int(ours[0]), int(ours[1]), points)
