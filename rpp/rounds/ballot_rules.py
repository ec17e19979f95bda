"""What a ballot may give: the rules of points, ticks and ranks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from rpp.errors import DomainError
from rpp.layout import several
from rpp.rounds.words import BALLOTS

WITHDRAWN = (
    "A problem of this ballot was withdrawn from the round, so nothing was cast. "
    "Choose among the others, then check and cast again."
)


class Given(NamedTuple):
    """An option with what the ballot of an LEA gives it now, and that ballot, if there is one."""

    id: int
    withdrawn: bool
    points: int | None
    ballot_id: int | None
    version: int | None
    cast_by: int | None
    changed_at: datetime | None


def check_choices(
    kind: str, budget: int, sheet: Sequence[Given], choices: Mapping[int, int]
) -> dict[int, int]:
    """What a ballot gives, in ballot order, without zeros."""
    withdrawn = {row.id for row in sheet if row.withdrawn}
    if set(choices) - {row.id for row in sheet}:
        raise DomainError("This ballot names a problem that is not in this round.")
    if any(type(n) is not int or n < 0 for n in choices.values()):
        raise DomainError(f"{BALLOTS[kind].numbers} are whole numbers from zero up.")
    given = {row.id: choices[row.id] for row in sheet if choices.get(row.id)}
    if withdrawn & set(given):
        raise DomainError(WITHDRAWN)
    if len(given) < (2 if kind == "ranking" else 1):
        raise DomainError(BALLOTS[kind].empty)
    if kind == "points":
        over = sum(given.values()) - budget
        if over > 0:
            raise DomainError(too_many(over, budget))
    elif kind == "approval":
        if set(given.values()) != {1}:
            raise DomainError("A problem is either ticked or not. Nothing was cast.")
    else:
        given = _ranked(given, len(sheet) - len(withdrawn))
    return given


def _ranked(given: dict[int, int], options: int) -> dict[int, int]:
    """The ranks 1, 2, 3 … of a ballot; where one is left out, those below move up."""
    if max(given.values()) > options:
        raise DomainError(f"Ranks go from 1 to {options}, for {options} problems.")
    if len(set(given.values())) < len(given):
        raise DomainError("Two problems have the same rank. Give each its own.")
    order = sorted(given, key=lambda option: given[option])
    ranks = {option: at for at, option in enumerate(order, 1)}
    return {option: ranks[option] for option in given}


def too_many(over: int, budget: int) -> str:
    """How many points a ballot gives too many, in words."""
    return (
        f"That is {several(over, 'point')} too many: a ballot has {budget}. Remove {over} "
        f"before you cast."
    )
