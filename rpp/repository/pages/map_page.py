"""The map of what is known: subjects down, grades across, and where districts ask in vain."""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from rpp.layout import State, several
from rpp.repository.gaps import ALL, Grid, Known
from rpp.topics import Topic
from rpp.vocabulary import BAND_CODES, SUBJECTS

# What the shapes of the map say.
BRIEF = State("done", "A brief", "of districts and researchers here")
STUDY = State("underway", "Reviewed studies", "of others, and no brief here yet")
GAP = State("act", "A gap", "districts ask, and nothing is known here")
NOTHING = State("draft", "Nothing", "nobody asks, and nothing is known here")


class Counted(NamedTuple):
    """One number of a cell, and where it leads."""

    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A subject in a band of grades; `label` is the band, for narrow screens."""

    label: str
    sign: str
    counts: list[Counted]


@dataclass(frozen=True, slots=True)
class Row:
    """A subject, with a cell for each band and one for all grades."""

    subject: str
    cells: list[Cell]
    href: str = ""


class Gap(NamedTuple):
    """Where districts ask and nothing is known: what they ask, and the way to follow it."""

    label: str
    href: str
    follow: str


@dataclass(frozen=True, slots=True)
class MapPage:
    """The map, its legend, and its gaps in words."""

    columns: list[str]
    rows: list[Row]
    legend: list[State]
    gaps: list[Gap]


def map_page(grid: Grid) -> MapPage:
    """The page of the map of what is known."""
    places = {**BAND_CODES, ALL: "All grades"}
    return MapPage(
        list(places.values()),
        [
            Row(
                label,
                [cell(grid, subject, band, words) for band, words in places.items()],
                f"/briefs/topics/{subject}",
            )
            for subject, label in SUBJECTS.items()
        ],
        [BRIEF, STUDY, GAP, NOTHING],
        [
            Gap(
                f"{label}, {band_label}",
                _listed("/problems", subject=subject, band=band_label),
                Topic(subject, band).follow.href,
            )
            for subject, label in SUBJECTS.items()
            for band, band_label in BAND_CODES.items()
            if state_of(grid.get((subject, band), Known())) is GAP
        ],
    )


def state_of(known: Known) -> State:
    """What a place of the map says."""
    if known.briefs:
        return BRIEF
    if known.studies:
        return STUDY
    return GAP if known.problems else NOTHING


def _listed(path: str, **filters: str) -> str:
    chosen = {name: value for name, value in filters.items() if value}
    return f"{path}?{urlencode(chosen)}"


def cell(grid: Grid, subject: str, band: str, label: str) -> Cell:
    """A place of the map: its counts, each with the way to what it counts."""
    known = grid.get((subject, band), Known())
    band_label = BAND_CODES.get(band, "")
    counts = [
        (known.briefs, "brief", _listed("/briefs", kind="brief", subject=subject, band=band)),
        (known.studies, "reviewed study", _listed("/evidence", subject=subject, band=band)),
        (known.problems, "open problem", _listed("/problems", subject=subject, band=band_label)),
    ]
    many = {"reviewed study": "reviewed studies"}
    return Cell(
        label,
        state_of(known).sign,
        [Counted(several(n, one, many.get(one, "")), href) for n, one, href in counts if n],
    )
