"""Briefs in lists."""

from collections.abc import Mapping, Sequence

from rpp import dates
from rpp.briefs.repository import Listed, line
from rpp.evidence.rules.essa_2023 import TIERS
from rpp.evidence.tiers.queries import NONE, Best, notes
from rpp.evidence.tiers.words import on
from rpp.shelf import Row

NO_TIERS: Mapping[int, Best] = {}


def entries(briefs: Sequence[Listed], tiers: Mapping[int, Best] = NO_TIERS) -> list[Row]:
    """Briefs as a list shows them."""
    return [row_of(brief, tiers.get(brief.brief_id, NONE)) for brief in briefs]


def row_of(brief: Listed, best: Best = NONE) -> Row:
    """A brief as a list shows it."""
    day = dates.short_day_in(brief.published_at, brief.zone)
    version = f", version {brief.current}" if brief.current > 1 else ""
    details = (line(brief.type, brief.districts, brief.sample), f"{day}{version}", *notes(best))
    return Row(
        brief.title,
        f"/briefs/{brief.brief_id}",
        brief.bottom_line,
        [words for words in details if words],
        tier=str(best.tier or ""),
        tier_words=f"{TIERS[best.tier]} {on(best.domain)}" if best.tier else "not rated yet",
        compares=brief.brief_id,
    )
