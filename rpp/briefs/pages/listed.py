"""Briefs in lists."""

from collections.abc import Sequence

from rpp import dates
from rpp.briefs.repository import Listed, line
from rpp.shelf import Row


def entries(briefs: Sequence[Listed]) -> list[Row]:
    """Briefs as a list shows them."""
    return [row_of(brief) for brief in briefs]


def row_of(brief: Listed) -> Row:
    """A brief as a list shows it."""
    day = dates.short_day_in(brief.published_at, brief.zone)
    version = f", version {brief.current}" if brief.current > 1 else ""
    details = (line(brief.type, brief.districts, brief.sample), f"{day}{version}")
    return Row(
        brief.title,
        f"/briefs/{brief.brief_id}",
        brief.bottom_line,
        [words for words in details if words],
        tier="",
        tier_words="not rated yet",
        compares=brief.brief_id,
    )
