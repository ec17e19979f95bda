"""When things happen in the demo: its calendar, and one agenda for all rooms."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import TypeVar, cast
from zlib import crc32
from zoneinfo import ZoneInfo

from rpp import clock, dates

# The last moment that the files tell of.
TOLD = datetime(2026, 11, 20, 18, tzinfo=ZoneInfo("America/Denver"))
WEEK = timedelta(weeks=1)
# A day or a month that a text of the files names, with its year (Y) where the text
# says it, or of a day its month alone (M):
# "{2026-01-20}", "{2026-01-20 Y}", "{2026-01}", "{2026-01 Y}".
NAMED = re.compile(r"\{(20\d\d)-(\d\d)(?:-(\d\d))?( [YM])?\}")
MID_MONTH = 15

Act = Callable[[], object]
T = TypeVar("T")


class Calendar:
    """The days of the files, moved by whole weeks so that the story ends within the last week."""

    def __init__(self, now: datetime) -> None:
        self.shift = (now - TOLD) // WEEK * WEEK

    def day(self, told: date) -> date:
        """A day of the files as it is called now."""
        return told + self.shift

    def text(self, told: str) -> str:
        """A text of the files in which each named day and month is the one it is called now."""
        return NAMED.sub(self._named, told)

    def _named(self, found: re.Match[str]) -> str:
        year, month, day, form = found.groups()
        moved = self.day(date(int(year), int(month), int(day or MID_MONTH)))
        if not day or form == " M":
            return f"{moved:%B %Y}" if form == " Y" else f"{moved:%B}"
        return dates.day(moved) if form else f"{moved:%B} {moved.day}"

    def texts(self, told: T) -> T:
        """What a file holds, with all its texts as they read now; its dates are left as told."""
        made: object = told
        if isinstance(told, str):
            made = self.text(told)
        elif isinstance(told, dict):
            made = {key: self.texts(value) for key, value in told.items()}
        elif isinstance(told, list):
            made = [self.texts(value) for value in told]
        return cast(T, made)

    def at(self, zone: str, told: date, hour: str, key: str = "") -> datetime:
        """A moment near `hour` ("09:30") of a day; `key` moves it by up to 25 minutes."""
        local = datetime.combine(told, time.fromisoformat(hour))
        return self.local(zone, local + timedelta(minutes=crc32(key.encode()) % 25 if key else 0))

    def local(self, zone: str, told: datetime) -> datetime:
        """A moment of the files, given in the local time of a zone."""
        return (told + self.shift).replace(tzinfo=ZoneInfo(zone))


class Agenda:
    """What happens when, of all rooms together."""

    def __init__(self) -> None:
        self._planned: list[tuple[datetime, int, Act]] = []
        self._count = count()

    def add(self, moment: datetime, act: Act) -> None:
        """Plan an act; of two at one moment the first planned comes first."""
        heappush(self._planned, (moment, next(self._count), act))

    def run(self) -> None:
        """Do everything in order of time, each under a clock that stands at its moment."""
        while self._planned:
            moment, _, act = heappop(self._planned)
            with clock.at(moment):
                act()
