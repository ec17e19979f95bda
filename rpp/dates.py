"""Dates and times as the pages say them.

A date (an agreement's end, a due day) is a day by itself. A moment (when someone signed) becomes
a day only in a time zone: half past seven in the evening in Chicago is tomorrow in Greenwich. What
belongs to a network is said in the network's zone, everything else in the portal's own.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from flask import Flask, current_app

from rpp import clock
from rpp.config import Settings

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

# --- which day it is -----------------------------------------------------------------------


def date_in(moment: datetime, zone: str) -> date:
    """The day of a moment (aware) in a time zone, by its IANA name."""
    return moment.astimezone(ZoneInfo(zone)).date()


def today(zone: str) -> date:
    """The day that it is now in a time zone."""
    return date_in(clock.now(), zone)


def latest_today() -> date:
    """The day that it is now where it is latest: no zone is further on."""
    return (clock.now() + timedelta(hours=14)).date()


def end_of(day: date, zone: str) -> datetime:
    """The last moment of a day in a time zone, in UTC."""
    return datetime.combine(day, time.max, ZoneInfo(zone)).astimezone(UTC)


def site_zone() -> str:
    """The portal's own zone, for pages that belong to no network."""
    settings: Settings = current_app.extensions["rpp.settings"]
    return settings.time_zone


def is_zone(name: str) -> bool:
    """Whether the name is one of the IANA time zones."""
    return name in ZONES or name in available_timezones()


def zone_name(zone: str) -> str:
    """A zone as people call it: "Central"; its IANA name where it has no other."""
    return ZONES.get(zone, zone)


# --- how it is said ------------------------------------------------------------------------


def day(when: date | None) -> str:
    """A date: "March 9, 2026"; "" for none. A moment needs a zone: `day_in`."""
    return _day(_no_moment(when)) if when else ""


def short_day(when: date | None) -> str:
    """A date in a narrow place: "Mar 9, 2026"."""
    return _short_day(_no_moment(when)) if when else ""


def day_in(moment: datetime | None, zone: str) -> str:
    """The day of a moment in a zone: "March 9, 2026"; "" for none."""
    return _day(date_in(moment, zone)) if moment else ""


def short_day_in(moment: datetime | None, zone: str) -> str:
    """The day of a moment in a zone, in a narrow place: "Mar 9, 2026"."""
    return _short_day(date_in(moment, zone)) if moment else ""


def _no_moment(when: date) -> date:
    if isinstance(when, datetime):
        raise TypeError("A moment is a day only in a time zone: use day_in or short_day_in.")
    return when


# A page with a hundred comments names few dates, and strftime is slow.
@lru_cache(1_000)
def _day(when: date) -> str:
    return f"{when:%B} {when.day}, {when.year}"


@lru_cache(1_000)
def _short_day(when: date) -> str:
    return f"{when:%b} {when.day}, {when.year}"


def span(first: date, last: date) -> str:
    """From one day to another: "March 3–14, 2026"; one day alone is itself."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{_no_moment(first):%B} {first.day}–{last.day}, {last.year}"
    if first.year == last.year:
        return f"{_no_moment(first):%B} {first.day} – {day(last)}"
    return f"{day(first)} – {day(last)}"


def weekday(when: date, year: bool = True) -> str:
    """A date with the day of its week: "Friday, March 27, 2026"; the year may go."""
    said = f"{_no_moment(when):%A}, {when:%B} {when.day}"
    return f"{said}, {when.year}" if year else said


def clock_time(moment: time | datetime) -> str:
    """A time of day: "9:41 a.m."; "5 p.m." on the hour; "noon"."""
    if (moment.hour, moment.minute) in ((0, 0), (12, 0)):
        return "noon" if moment.hour else "midnight"
    minutes = f":{moment:%M}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes} {'a.m.' if moment.hour < 12 else 'p.m.'}"


def moment_in(moment: datetime, zone: str, year: bool = True) -> str:
    """A moment in a named zone: "Friday, March 27, 2026, 5 p.m. Central"; the year may go."""
    local = moment.astimezone(ZoneInfo(zone))
    if _is_midnight(local):
        return f"midnight at the start of {weekday(local.date(), year)}, {zone_name(zone)}"
    return f"{weekday(local.date(), year)}, {clock_time(local)} {zone_name(zone)}"


def closing_in(moment: datetime, zone: str, year: bool = True) -> str:
    """When something ends; at 12 a.m. "midnight at the end of Friday, March 27, 2026, Central".

    A vote that closes on Saturday at midnight is open all Friday, and not on Saturday.
    """
    local = moment.astimezone(ZoneInfo(zone))
    if not _is_midnight(local):
        return moment_in(moment, zone, year)
    ended = weekday(local.date() - timedelta(days=1), year)
    return f"midnight at the end of {ended}, {zone_name(zone)}"


def stamp_in(moment: datetime, zone: str) -> str:
    """A moment as a paper bears it: "November 30, 2026, 7:30 p.m. Central"."""
    local = moment.astimezone(ZoneInfo(zone))
    said = "12 a.m." if _is_midnight(local) else clock_time(local)
    return f"{_day(local.date())}, {said} {zone_name(zone)}"


def as_typed(local: datetime) -> str:
    """A time as a form holds it, in the zone that the form names: "March 9, 2026, 5 p.m."."""
    if local.tzinfo is not None:
        raise TypeError("This moment has a zone: use stamp_in or moment_in.")
    return f"{_day(local.date())}, {clock_time(local)}"


def _is_midnight(local: datetime) -> bool:
    return (local.hour, local.minute) == (0, 0)


def iso(moment: datetime) -> str:
    """The moment for machines, in UTC."""
    return f"{moment.astimezone(UTC).isoformat()[:19]}Z"


def init_app(app: Flask, settings: Settings) -> None:
    """Give templates the filters of days and moments, and the portal's own zone."""
    filters = (day, short_day, day_in, short_day_in, span, weekday)
    filters += (moment_in, closing_in, stamp_in, iso, zone_name)  # type: ignore[assignment]
    app.jinja_env.filters |= {each.__name__: each for each in filters}
    app.jinja_env.filters["number"] = lambda value: f"{value:,}" if value is not None else "unknown"
    app.jinja_env.globals["site_zone"] = settings.time_zone
