"""What waits for a person: one thing of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rpp import dates


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that waits for a person."""

    title: str
    sentence: str
    href: str
    button: str
    due: datetime | None = None
    # In which its date is said; "" is the portal's own.
    zone: str = ""

    @property
    def when(self) -> tuple[str, str]:
        """How near it is, and the date: ("8 days", "Fri, Mar 20")."""
        if self.due is None:
            return "No date", ""
        zone = self.zone or dates.site_zone()
        # What ends at midnight ends with the day before.
        day = dates.date_in(self.due - timedelta(microseconds=1), zone)
        days = (day - dates.today(zone)).days
        near = {0: "Today", 1: "Tomorrow"}.get(days, f"{days} days" if days > 0 else "Overdue")
        return near, f"{day:%a}, {day:%b} {day.day}"
