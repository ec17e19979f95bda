"""What the forms of studies share."""

import math

from wtforms import (
    DateField,
    FloatField,
    IntegerField,
    TextAreaField,
)

from rpp.forms import (
    TextForm,
    words,
)


class Day(DateField):
    """A day, asked for in words where it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(
                "Give a day as year, month and day, for example 2026-03-09."
            ) from error


class Number(FloatField):
    """A number that a database keeps."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.replace(",", "") for value in valuelist])
        except ValueError as error:
            raise ValueError("Write a number, for example 3.1.") from error
        if self.data is not None and not (math.isfinite(self.data) and abs(self.data) < 1e9):
            self.data = None
            raise ValueError("Write a number, for example 3.1.")


class Count(IntegerField):
    """How many."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.replace(",", "") for value in valuelist])
        except ValueError as error:
            raise ValueError("Write a whole number, for example 240.") from error
        if self.data is not None and not 0 <= self.data < 2**31:
            self.data = None
            raise ValueError("Write a whole number, for example 240.")


class ReasonForm(TextForm):
    reason = TextAreaField(
        "Reason",
        validators=words(5, 2_000, "Give a reason. Everyone in the study will read it."),
    )
