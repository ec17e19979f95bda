"""Where a round stands, in words."""

from datetime import datetime

from rpp.dates import closing_in, day_in, moment_in
from rpp.layout import State
from rpp.rounds.queries import RoundRow

# status → (glyph, label)
STATES = {
    "draft": ("draft", "Draft"),
    "scheduled": ("waiting", "Scheduled"),
    "open": ("underway", "Open"),
    "closed": ("underway", "Counted"),
    "certified": ("done", "Certified"),
    "annulled": ("ended", "Annulled"),
    "cancelled": ("ended", "Canceled"),
}


def on(moment: datetime, round_: RoundRow) -> str:
    """The day of a moment, where the round is held."""
    return day_in(moment, round_.timezone)


def state(round_: RoundRow) -> State:
    """Where a round stands."""
    glyph, label = STATES[round_.status]
    if round_.due:
        return State("waiting", "Voting has ended")
    if round_.status == "open":
        until = closing_in(round_.closes_at, round_.timezone, year=False)
        return State(glyph, label, f"until {until}")
    if round_.status == "scheduled":
        opens = moment_in(round_.opens_at, round_.timezone, year=False)
        return State(glyph, label, f"for {opens}")
    return State(glyph, label, on(round_.status_since, round_))
