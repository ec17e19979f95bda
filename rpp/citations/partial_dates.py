"""Days of which only the month or the year may be known: "2026", "2026-11", "2026-11-30"."""

import re
from collections.abc import Iterator
from datetime import date

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NUMBERS = {name[:3].casefold(): n for n, name in enumerate(MONTHS, 1)}
SENTENCE = "Write a year, a month or a day, as in 2025, Sep 2025 or Sep 1, 2025."


def read(text: str) -> str:
    """What people type, as ISO 8601 as far as it is known; ValueError for what is no date."""
    typed = " ".join(text.split())
    for year, month, day in _readings(typed):
        try:
            date(year, month or 1, day or 1)
        except ValueError:
            break
        if 1000 <= year <= 2999:
            rest = [f"{part:02}" for part in (month, day) if part]
            return "-".join([f"{year}", *rest])
    raise ValueError(SENTENCE)


def _readings(typed: str) -> Iterator[tuple[int, int, int]]:
    """Year, month and day, 0 where they are not said; the month stands first, as in the US."""
    if found := re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", typed):
        yield tuple(int(part or 0) for part in found.groups())  # type: ignore[misc]
    if found := re.fullmatch(r"(\d{1,2})/(?:(\d{1,2})/)?(\d{4})", typed):
        month, day, year = found.groups()
        yield int(year), int(month), int(day or 0)
    if found := re.fullmatch(r"([A-Za-z]{3,9})\.? (?:(\d{1,2}),? )?(\d{4})", typed):
        name, day, year = found.groups()
        number = _NUMBERS.get(name[:3].casefold(), 0)
        if number and MONTHS[number - 1].casefold().startswith(name.casefold()):
            yield int(year), number, int(day or 0)


def words(iso: str) -> str:
    """A date as pages say it: "2025", "Sep 2025", "Sep 1, 2025"."""
    year, month, day = [*(int(part) for part in iso.split("-")), 0, 0][:3]
    if not month:
        return f"{year}"
    name = MONTHS[month - 1][:3]
    return f"{name} {day}, {year}" if day else f"{name} {year}"


def span(first: str, last: str) -> str:
    """From one date to another: "Sep 2025 to Jun 2026"; one alone as it is."""
    told = [words(iso) for iso in dict.fromkeys(filter(None, (first, last)))]
    return " to ".join(told)
