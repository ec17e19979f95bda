"""How the pages say where a round stands and what happened to it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from rpp.dates import day, moment_in, short_day

NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]
HIDDEN = "A problem open only to the network"

# status → (glyph, label)
STATES = {
    "draft": ("draft", "Draft"),
    "scheduled": ("waiting", "Scheduled"),
    "open": ("underway", "Open"),
    "closed": ("done", "Closed"),
    "certified": ("done", "Certified"),
    "annulled": ("ended", "Annulled"),
    "cancelled": ("ended", "Cancelled"),
}
# What the list can be narrowed to.
FILTERS = {
    "open": ("Open", ("open",)),
    "coming": ("Coming", ("draft", "scheduled")),
    "closed": ("Closed", ("closed", "certified")),
    "cancelled": ("Cancelled", ("cancelled", "annulled")),
}
# Why a problem that has the points takes no seat.
GONE = {
    "prioritized": "came first in another round meanwhile",
    "answered": "was answered by evidence meanwhile",
    "merged": "became part of another problem meanwhile",
    "retired": "was retired meanwhile",
    "resolved": "was resolved meanwhile",
}


def number(n: int) -> str:
    """A small number as a word that begins a sentence: "Three"; "No" for none."""
    return NUMBERS[n] if n < len(NUMBERS) else str(n)


def several(n: int, one: str) -> str:
    """A count and its noun: "1 district", "24 districts"."""
    return f"{n:,} {one}{'' if n == 1 else 's'}"


def state(round_: Any) -> tuple[str, str, str]:
    """The sign, the word and the quiet rest of a round's state."""
    glyph, label = STATES[round_.status]
    if round_.status == "open":
        until = moment_in(round_.closes_at, round_.timezone, year=False)
        return (
            ("waiting", "Voting has ended", "") if round_.due else (glyph, label, f"until {until}")
        )
    if round_.status == "scheduled":
        return glyph, label, f"for {moment_in(round_.opens_at, round_.timezone, year=False)}"
    return glyph, label, day(round_.status_since)


def headline(winners: int, ballots: int) -> str:
    """The outcome in one sentence: "Three problems come first."."""
    if not winners:
        return "No problem comes first." if ballots else "No problem comes first: nobody voted."
    return f"{number(winners)} problem{' comes' if winners == 1 else 's come'} first."


def happened(event: Any, round_: Any) -> dict[str, str]:
    """One line of the round's history, in words."""
    detail = event.detail
    what = {
        "created": "planned the round.",
        "edited": "changed the plan.",
        "scheduled": f"scheduled it to open {moment_in(round_.opens_at, round_.timezone)}.",
        "cancelled": "cancelled it.",
        "opened": "opened it. Its problems, points, places and districts are fixed since then.",
        "closed": "closed it and counted.",
    }.get(event.verb, f"{event.verb} it.")
    if event.verb == "opened" and detail.get("left_out"):
        what += f" {several(len(detail['left_out']), 'problem')} no longer open, left out."
    who = event.who or "The portal, on time,"
    return {"when": short_day(event.at), "who": who, "what": what, "reason": event.reason}


def ties(options: Sequence[Any], title: Any) -> list[str]:
    """Sentences for problems with equal points: what put one before the other.

    `options` in order of place, with total, supporters and won; `title` names one.
    """
    notes = []
    for above, below in pairwise(options):
        if not above.total or above.total != below.total:
            continue
        pair = f"“{title(above)}” and “{title(below)}” both have {several(above.total, 'point')}."
        if above.supporters != below.supporters:
            why = (
                f"The first got points from {several(above.supporters, 'district')}, "
                f"the second from {below.supporters}."
            )
        else:
            why = (
                f"{several(above.supporters, 'district')} gave points to each, so the one "
                "that opened earlier comes first."
            )
        seat = " That decided the last place." if above.won and not below.won else ""
        notes.append(f"{pair} {why}{seat}")
    return notes
