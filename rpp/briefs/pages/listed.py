"""Briefs in lists, and the page of the repository."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rpp import dates, policy
from rpp.briefs.facets import FACETS, LABELS, Choice, Facets, Filters
from rpp.briefs.repository import Listed, line
from rpp.facets import Chip, Group, Option
from rpp.layout import Link, several
from rpp.paging import Slice
from rpp.policy import Viewer
from rpp.web import Pager, first_page, pager

# What stands for a thing whose name the viewer may not know.
UNNAMED = {"network": "One network", "organization": "One organization", "problem": "One problem"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A brief in a list, with the words of its quiet line."""

    id: int
    title: str
    href: str
    bottom_line: str
    details: list[str]


def entries(briefs: Sequence[Listed]) -> list[Entry]:
    """Briefs as a list shows them."""
    return [_entry(brief) for brief in briefs]


def _entry(brief: Listed) -> Entry:
    day = dates.short_day_in(brief.published_at, brief.zone)
    version = f", version {brief.current}" if brief.current > 1 else ""
    details = (line(brief.type, brief.districts, brief.sample), f"{day}{version}")
    return Entry(
        brief.brief_id,
        brief.title,
        f"/briefs/{brief.brief_id}",
        brief.bottom_line,
        [words for words in details if words],
    )


class Nothing(NamedTuple):
    """What is said in the place of an empty list."""

    title: str
    text: str
    link: Link


STUDIES = Link("See the studies", "/studies")
NONE_MATCHES = "No brief matches these filters."
UNANSWERED = Nothing(
    NONE_MATCHES,
    "Remove a filter above. If no brief answers your question, post the problem you face: it may "
    "lead to a study. That takes about ten minutes.",
    Link("Post a problem of practice", "/problems/new"),
)
NONE_YET = Nothing(
    "No brief is published yet.",
    "Each study ends with a brief. See which studies are under way.",
    STUDIES,
)


@dataclass(frozen=True, slots=True)
class IndexPage:
    """The list of briefs under some filters."""

    counted: str
    rows: list[Entry]
    pager: Pager
    chips: list[Chip]
    groups: list[Group]
    nothing: Nothing


def index_page(
    viewer: Viewer, found: Slice[Listed], facets: Facets, filters: Filters, names: dict[str, str]
) -> IndexPage:
    """The list of briefs; `names` are those of what the filters name by number."""
    chips = list(_chips(filters, names))
    counted = f"{several(facets.total, 'brief')}{' found' if chips else ''}, newest first"
    return IndexPage(
        counted,
        entries(found.rows),
        pager(found),
        chips,
        list(_groups(facets, filters)),
        _nothing(viewer) if chips else NONE_YET,
    )


def _nothing(viewer: Viewer) -> Nothing:
    """Where to go on where filters leave no brief; only some may post a problem."""
    if viewer.id is None or policy.may(viewer, "problem.write"):
        return UNANSWERED
    return Nothing(
        NONE_MATCHES,
        "Remove a filter above, or see which studies are under way: each ends with a brief.",
        STUDIES,
    )


def _chips(filters: Filters, names: dict[str, str]) -> Iterator[Chip]:
    for name, value in filters.chosen.items():
        known = LABELS.get(name, {}).get(str(value)) or names.get(name)
        yield Chip(known or UNNAMED.get(name, str(value)), first_page(**{name: None}))


def _groups(facets: Facets, filters: Filters) -> Iterator[Group]:
    for name, title in FACETS.items():
        # Single grades follow once a band is chosen: fourteen lines at once are too many.
        if name == "grade" and not (filters.band or filters.grade):
            continue
        chosen = str(filters.chosen.get(name, ""))
        if options := [_option(name, choice, chosen) for choice in facets.choices[name]]:
            yield Group(title, options)


def _option(name: str, choice: Choice, chosen: str) -> Option:
    """A chosen value leads back to the list without it."""
    active = choice.value == chosen
    href = first_page(**{name: None if active else choice.value})
    return Option(choice.label, href, choice.count, active)
