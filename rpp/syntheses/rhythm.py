"""When each source is searched again, and whether a search was missed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from rpp import dates
from rpp.syntheses.queries import Source


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A source by the days of a zone: when it was searched, when it is due again."""

    source: Source
    searched: date | None
    due: date
    is_overdue: bool


def due(since: date, months: int) -> date:
    """So many months after a day; the last of that month where it has no such day."""
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    following = date(year + month // 11, (month + 1) % 12 + 1, 1)
    last = (following - date(year, month + 1, 1)).days
    return date(year, month + 1, min(since.day, last))


def rhythm(sources: Iterable[Source], since: datetime, zone: str, today: date) -> list[Rhythm]:
    """The sources on a day; what was never searched counts from `since`, when screening began.

    This portal is searched by itself, whenever something enters it: it is never overdue.
    """
    found = []
    for one in sources:
        searched = dates.date_in(one.searched_at, zone) if one.searched_at else None
        on = due(searched or dates.date_in(since, zone), one.months)
        found.append(Rhythm(one, searched, on, on < today and one.how != "portal"))
    return found
