"""The order of authors, changed by a button or by a number, without a script."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

ACTIONS = ("up", "down", "remove")
Row = dict[str, Any]


class Arrangement(NamedTuple):
    """What a button asks: up, down or remove, and which author, counted from 0; or nothing."""

    action: str = ""
    at: int = -1

    @classmethod
    def read(cls, text: str) -> Self:
        """A button's value: "up-2"; anything else asks for nothing."""
        action, _, number = text.partition("-")
        is_one = action in ACTIONS and number.isascii() and number.isdigit() and len(number) < 4
        return cls(action, int(number)) if is_one else cls()


def rearranged(rows: Sequence[Row], asked: Arrangement) -> list[Row]:
    """The authors in their new order.

    First each goes to the place that was typed for it (`place`; `was` is where it stood), one
    after the other; then the button's author moves by one, or goes.
    """
    found = list(rows)
    for row in rows:
        place = row.get("place")
        if isinstance(place, int) and place != row["was"]:
            found.remove(row)
            found.insert(max(place, 1) - 1, row)
    if not 0 <= asked.at < len(rows):
        return found
    row = rows[asked.at]
    at = found.index(row)
    found.pop(at)
    steps = {"up": max(at - 1, 0), "down": at + 1}
    if asked.action in steps:
        found.insert(steps[asked.action], row)
    return found
