"""Dates and times as the pages say them."""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from flask import Flask

# The zones of the United States, as people call them.
ZONES = {
    "America/New_York": "Eastern",
    "America/Chicago": "Central",
    "America/Denver": "Mountain",
    "America/Phoenix": "Arizona",
    "America/Los_Angeles": "Pacific",
    "America/Anchorage": "Alaska",
    "Pacific/Honolulu": "Hawaii",
}


def day(moment: datetime | date | None) -> str:
    """A date: "9 March 2026"; "" for none."""
    return _day(moment.day, moment.month, moment.year) if moment else ""


@lru_cache(1_000)
def _day(day: int, month: int, year: int) -> str:
    # A page with a hundred comments names few dates, and strftime is slow.
    return f"{day} {date(year, month, 1):%B %Y}"


def short_day(moment: datetime | date | None) -> str:
    """A date in a narrow place: "9 Mar 2026"."""
    return f"{moment.day} {moment:%b %Y}" if moment else ""


def span(first: date, last: date) -> str:
    """From one day to another: "3 to 14 March 2026"; one day alone is itself."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {day(last)}"
    return f"{day(first)} to {day(last)}"


def clock_time(moment: datetime) -> str:
    """A time of day: "9:41 a.m."; "5 p.m." on the hour."""
    minutes = f":{moment:%M}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes} {'a.m.' if moment.hour < 12 else 'p.m.'}"


def moment_in(moment: datetime, zone: str, year: bool = True) -> str:
    """A moment in a named zone: "Friday 27 March 2026, 5 p.m. Central"; the year may go."""
    local = moment.astimezone(ZoneInfo(zone))
    date = f"{local:%A} {local.day} {local:%B}{f' {local.year}' if year else ''}"
    return f"{date}, {clock_time(local)} {ZONES.get(zone, zone)}"


def iso(moment: datetime) -> str:
    """The moment for machines, in UTC."""
    return f"{moment.astimezone(UTC).isoformat()[:19]}Z"


def is_zone(name: str) -> bool:
    """Whether the name is one of the IANA time zones."""
    return name in ZONES or name in available_timezones()


def init_app(app: Flask) -> None:
    """Give templates the filters day, short_day, span, iso and moment_in."""
    app.jinja_env.filters |= {
        "day": day,
        "short_day": short_day,
        "span": span,
        "iso": iso,
        "moment_in": moment_in,
        "number": lambda value: f"{value:,}" if value is not None else "unknown",
    }
