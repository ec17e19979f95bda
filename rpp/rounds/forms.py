"""Forms for rounds and ballots."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import NumberRange

from rpp import clock
from rpp.dates import ZONES
from rpp.forms import Form, Needed, OnceMixin, TextForm, words
from rpp.forms import options as labelled
from rpp.moments import Moment, Turn, TurnsMixin, ask_which
from rpp.rounds.operations import MOST_EFFORT, MOST_POINTS
from rpp.rounds.plan import Plan
from rpp.rounds.words import BALLOTS, RULES
from rpp.saves import EditMixin


class Whole(IntegerField):
    """A whole number; what is none is said in words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        if not re.fullmatch(r"[0-9]{1,9}", text):
            self.data = None
            raise ValueError("Type a whole number.")
        self.data = int(text)


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

    def plan(self) -> Plan:
        """What was typed, as the operations take it."""
        return Plan(
            title=self.title.data or "",
            purpose=self.purpose.data or "",
            ballot=self.ballot.data,
            points=self.points.data or 0,
            capacity=self.capacity.data or 0,
            rule=self.rule.data,
            quorum=self.quorum.data or 0,
            secret=self.secrecy.data != "open",
            timezone=self.timezone.data or "",
            opens_at=self.opens_at.moment(self),
            closes_at=self.closes_at.moment(self),
            options=self.options.data or [],
            efforts=self.efforts,
        )


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
