"""Fields of a date and a time in a zone, where one time of the year comes twice."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import DateTimeLocalField, RadioField
from wtforms.validators import ValidationError

from rpp.dates import clock_time
from rpp.forms import options as labelled


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
        # As the component of fields knows it.
        self.type = RadioField.__name__


def ask_which(form: Any) -> None:
    """Offer both moments beside each time of the form that comes twice, and nothing else."""
    for each in [each for each in form if isinstance(each, Moment)]:
        if each.comes_twice(form.zone):
            form[each.turn].choices = labelled(dict(each.turns(form.zone)))
        else:
            del form[each.turn]


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
