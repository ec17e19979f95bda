"""Dates of studies as iCalendar (RFC 5545): whole days, one event each."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from rpp import clock

PRODUCT = "-//RPP Commons//Dates of studies//EN"


class Item(NamedTuple):
    """Days with a name; `key` makes its identifier, the same for as long as it lives."""

    key: str
    title: str
    first: date
    last: date
    about: str
    href: str


def plain(text: str) -> str:
    """One line without control characters: whatever people typed, it stays the text it is."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def calendar(name: str, items: Iterable[Item], host: str) -> bytes:
    """A calendar of whole days; the day after the last is its end, as the standard has it."""
    # Here: it is slow to import, and only a process that answers a calendar needs it.
    import icalendar

    made = icalendar.Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", plain(name))
    made.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    now: datetime = clock.now().replace(microsecond=0)
    for item in items:
        event = icalendar.Event()
        event.add("uid", f"{item.key}@{host}")
        event.add("dtstamp", now)
        event.add("dtstart", item.first)
        event.add("dtend", item.last + timedelta(days=1))
        event.add("summary", plain(item.title))
        if item.about:
            event.add("description", plain(item.about))
        event.add("url", item.href)
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    answer: bytes = made.to_ical()
    return answer
