"""The form of a ballot, and a ballot as it was sent."""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, ClassVar

from flask import request
from wtforms import HiddenField, StringField
from wtforms.validators import ValidationError

from rpp.forms import Form
from rpp.layout import several
from rpp.rounds.ballot_rules import WITHDRAWN, too_many
from rpp.rounds.words import BALLOTS

WHOLE = re.compile(r"[0-9]{1,18}")


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
