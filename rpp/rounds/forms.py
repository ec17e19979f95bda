"""Forms for rounds and ballots."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from wtforms import (
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import NumberRange, ValidationError

from rpp import clock
from rpp.forms import Form, Needed, OnceMixin, TextForm, words
from rpp.rounds.operations import MOST_POINTS, too_many
from rpp.rounds.words import several


class Whole(IntegerField):
    """A whole number; what is none is said in words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        if not re.fullmatch(r"[0-9]{1,9}", text):
            self.data = None
            raise ValueError("Type a whole number.")
        self.data = int(text)


class Moment(DateTimeLocalField):
    """A date and a time in the network's time zone."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Choose a date and a time.") from None

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if self.data is None:
            return
        if not 2000 <= self.data.year < 2100:
            raise ValidationError("Choose a date of this century.")
        if self.moment(form.zone).astimezone(form.zone).replace(tzinfo=None) != self.data:
            raise ValidationError("Clocks move forward that night: there is no such time.")

    def moment(self, zone: ZoneInfo) -> datetime:
        """The moment in UTC."""
        assert self.data is not None
        return self.data.replace(tzinfo=zone).astimezone(UTC)


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


class RoundForm(OnceMixin, TextForm):
    """The plan of a round."""

    title = StringField(
        "Title", validators=words(3, 160, "Give the round a title, for example “What comes next”.")
    )
    purpose = TextAreaField(
        "Purpose",
        validators=words(10, 1_000, "Say in a sentence or two what the districts choose, and why."),
    )
    options = Numbers("Problems to choose from")
    points = Whole(
        "Points of each district",
        default=10,
        validators=[NumberRange(1, MOST_POINTS, f"Give each district 1 to {MOST_POINTS} points.")],
    )
    seats = Whole(
        "How many problems come first",
        default=3,
        validators=[NumberRange(1, 50, "Choose a number from 1 to 50.")],
    )
    opens_at = Moment("Opens", validators=[Needed("Choose when the round opens.")])
    closes_at = Moment("Closes", validators=[Needed("Choose when the round closes.")])

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        self.zone = ZoneInfo(zone)
        super().__init__(*args, **kwargs)

    def plan(self) -> dict[str, Any]:
        """What was typed, as the operations take it."""
        names = ("title", "purpose", "points", "seats", "options")
        plan = {name: self[name].data for name in names}
        return plan | {n: self[n].moment(self.zone) for n in ("opens_at", "closes_at")}


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
        "Why is it cancelled?",
        validators=words(5, 1_000, "Give a reason; every district of the network will read it."),
    )


class PointsField(StringField):
    """The points for one problem, kept as they were typed."""

    def __init__(self, *args: Any, budget: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.budget = budget

    @property
    def points(self) -> int:
        """The points given; nothing typed is nothing given."""
        typed = self.data or ""
        return int(typed) if re.fullmatch(r"[0-9]{1,6}", typed) else 0

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        typed = self.data or ""
        if self.raw_data and len(self.raw_data) > 1:
            raise ValidationError("The points of this problem came twice. Type them once.")
        if not typed or (re.fullmatch(r"[0-9]{1,6}", typed) and int(typed) <= self.budget):
            return
        if re.fullmatch(r"[0-9]+", typed):
            raise ValidationError(f"A ballot holds {several(self.budget, 'point')} in all.")
        if re.fullmatch(r"[-−][0-9.,]+", typed):
            raise ValidationError("Points cannot be below zero.")
        shown = typed if len(typed) <= 20 else f"{typed[:20]}…"
        raise ValidationError(f"“{shown}” is not a whole number. Type 0 to {self.budget}.")


class BallotForm(Form):
    """A ballot: one field `points-<option id>` for each problem, made by `ballot_form`."""

    organization = HiddenField()
    # The version of the ballot that the delegate saw when she began.
    seen = HiddenField()

    budget = 0

    @property
    def rows(self) -> dict[int, PointsField]:
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
    def seen_version(self) -> int:
        text = self.seen.data or ""
        return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0

    def saw(self, version: int) -> None:
        """Note that the ballot as it is now was shown."""
        self.seen.data = str(version)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        strange = [n for n in request.form if n.startswith("points-") and n not in self._fields]
        if strange:
            self.form_errors = ["This ballot names a problem that is not in this round."]
        elif valid and self.left < 0:
            self.form_errors = [too_many(-self.left, self.budget)]
        elif valid and self.left == self.budget:
            self.form_errors = ["Give at least one problem a point."]
        return valid and not self.form_errors


def ballot_form(
    options: Iterable[int], budget: int, organization_id: int, seen: int, points: Mapping[int, int]
) -> BallotForm:
    """A ballot over these options, filled with what was typed, or with the points cast before."""
    fields = {
        f"points-{option}": PointsField(budget=budget, default=str(points.get(option, 0)))
        for option in options
    }
    form = type("BallotForm", (BallotForm,), {**fields, "budget": budget})(
        data={"organization": str(organization_id), "seen": str(seen)}
    )
    assert isinstance(form, BallotForm)
    return form
