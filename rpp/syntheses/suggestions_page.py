"""What the page of suggested studies says to those who answer."""

from collections.abc import Iterable
from typing import NamedTuple

from rpp.dates import day_in
from rpp.layout import State
from rpp.syntheses.queries import Shown, Suggested

_STATES = {"open": ("waiting", "Open"), "taken": ("done", "Candidate"), "declined": ("ended", "No")}


class Row(NamedTuple):
    """One suggestion; `href` is where it is answered, "" once it was."""

    id: int
    title: str
    address: str
    why: str
    state: State
    person: str
    sent: str
    answer: str
    href: str


class SuggestionsPage(NamedTuple):
    """The suggestions for a synthesis, the newest first."""

    one: Shown
    rows: list[Row]


def suggestions_page(one: Shown, found: Iterable[Suggested]) -> SuggestionsPage:
    """A page of suggestions."""
    return SuggestionsPage(one, [_row(one, each) for each in found])


def _row(one: Shown, each: Suggested) -> Row:
    return Row(
        each.id,
        each.reference or each.address,
        each.address,
        each.why,
        State(*_STATES[each.status]),
        each.person,
        day_in(each.sent_at, one.timezone),
        each.answer,
        f"{one.href}/suggestions/{each.id}" if each.status == "open" else "",
    )
