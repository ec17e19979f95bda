"""The pages of topics: what is known, what is missing, and what districts ask."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from rpp import policy
from rpp.layout import Link, State, several
from rpp.policy import Viewer
from rpp.problems.queries import ProblemRow
from rpp.repository import gaps
from rpp.repository.gaps import ALL, Grid
from rpp.repository.pages.map_page import Cell, cell, state_of
from rpp.repository.topics import Known
from rpp.shelf import Row
from rpp.topics import Topic
from rpp.vocabulary import BAND_CODES, SUBJECTS

UNTITLED = "A problem without a title"


class Told(NamedTuple):
    """A topic in the list of topics, with what there is."""

    title: str
    href: str
    words: str
    missing: str


class Missing(NamedTuple):
    """A band of grades on which something is missing, in words."""

    state: State
    words: str


class Band(NamedTuple):
    """What is known for a band of grades; `code` is its place on the page."""

    code: str
    label: str
    cell: Cell
    follow: Link


class Problem(NamedTuple):
    """A problem that nobody answered."""

    title: str
    href: str
    whose: str


@dataclass(frozen=True, slots=True)
class TopicPage:
    """What is known on a subject."""

    title: str
    lead: str
    follow: Link
    bands: list[Band]
    missing: list[Missing]
    briefs: list[Row]
    all_briefs: Link
    records: list[Row]
    all_records: Link
    problems: list[Problem]
    all_problems: Link
    feed: str
    # The list of syntheses on it, another room’s.
    syntheses: str
    # Whether the page offers to post a problem.
    posts: bool


def topic_list(grid: Grid) -> list[Told]:
    """The topics, each with what there is and what is missing."""
    return [
        Told(label, Topic(subject).href, _counted(grid, subject), _gaps(grid, subject))
        for subject, label in SUBJECTS.items()
    ]


def topic_page(viewer: Viewer, known: Known) -> TopicPage:
    """The page of a topic."""
    subject, grid = known.subject, known.grid
    topic, total = Topic(subject), grid.get((subject, ALL), gaps.Known())
    of_it = urlencode({"subject": subject})
    return TopicPage(
        topic.title,
        _counted(grid, subject),
        topic.follow,
        [
            Band(band, label, cell(grid, subject, band, label), Topic(subject, band).follow)
            for band, label in BAND_CODES.items()
        ],
        list(_missing(grid, subject)),
        known.briefs,
        Link(f"See {several(total.briefs, 'brief')}", f"/briefs?kind=brief&{of_it}"),
        known.records,
        Link(
            f"See {several(total.studies, 'reviewed study', 'reviewed studies')}",
            f"/evidence?{of_it}",
        ),
        [_problem(one) for one in known.problems],
        Link(f"See {several(total.problems, 'open problem')}", f"/problems?{of_it}"),
        f"/feeds/search.atom?{of_it}",
        f"/syntheses?{of_it}",
        viewer.id is None or policy.may(viewer, "problem.write"),
    )


def _counted(grid: Grid, subject: str) -> str:
    """What there is: "3 briefs of this portal, 305 reviewed studies of others, 2 open problems"."""
    known = grid.get((subject, ALL), gaps.Known())
    parts = (
        several(known.briefs, "brief of this portal", "briefs of this portal"),
        several(known.studies, "reviewed study of others", "reviewed studies of others"),
        several(known.problems, "open problem"),
    )
    counts = (known.briefs, known.studies, known.problems)
    told = [words for n, words in zip(counts, parts, strict=True) if n]
    return f"{', '.join(told)}." if told else "Nothing is known here yet, and nobody asks."


def _gaps(grid: Grid, subject: str) -> str:
    """The bands for which nothing is known, in one sentence; "" where there is none."""
    empty = [
        label
        for band, label in BAND_CODES.items()
        if not any(grid.get((subject, band), gaps.Known())[:2])
    ]
    if not empty or not any(grid.get((subject, ALL), gaps.Known())):
        return ""
    if len(empty) == len(BAND_CODES):
        return "Nothing is known for any one band of grades."
    return f"Nothing is known for: {', '.join(empty)}."


def _missing(grid: Grid, subject: str) -> Iterator[Missing]:
    for band, label in BAND_CODES.items():
        known = grid.get((subject, band), gaps.Known())
        if not known.briefs:
            yield Missing(state_of(known)._replace(label=label, detail=""), _words(known))


def _words(known: gaps.Known) -> str:
    """What is missing where there is no brief, and who asks."""
    asks = "asks" if known.problems == 1 else "ask"
    asked = f", and {several(known.problems, 'open problem')} {asks} for it"
    if known.studies:
        studies = several(known.studies, "reviewed study", "reviewed studies")
        helps = f"No brief of this portal yet. {studies} of others may help"
        return f"{helps}{asked if known.problems else ''}."
    return f"Nothing is known here{asked if known.problems else ', and nobody asks'}."


def _problem(row: ProblemRow) -> Problem:
    return Problem(row.title or UNTITLED, f"/problems/{row.id}", f"{row.organization}, {row.state}")
