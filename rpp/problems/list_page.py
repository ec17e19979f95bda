"""What the list of problems says, ready to be laid out."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import NamedTuple

from rpp import dates, ranking, vocabulary
from rpp.layout import State, several
from rpp.paging import Slice, whole
from rpp.policy import Viewer, may
from rpp.problems.page import UNTITLED
from rpp.problems.queries import Filters, ProblemRow
from rpp.problems.status import STATUS
from rpp.web import clean

# Seen by those alone who may know of such a problem, and so by nobody who is not signed in.
NOT_OPEN_YET = ("draft", "submitted", "returned")


def asked_of(given: Mapping[str, str]) -> Filters:
    """What the arguments of an address ask of the list; what makes no sense is left out."""
    status = given.get("status", "")
    return Filters(
        whole(given.get("network")),
        whole(given.get("organization")),
        status if status in STATUS else "",
        clean(given.get("subject", ""), 20),
        clean(given.get("band", ""), 40),
        clean(given.get("state", ""), 2).upper(),
        clean(given.get("q", ""), ranking.LONGEST),
    )


class Row(NamedTuple):
    """A problem in the list."""

    title: str
    href: str
    summary: str
    state: State
    notes: list[str]


class Choice(NamedTuple):
    """A value that a filter can have."""

    value: str
    label: str
    chosen: bool


class Filter(NamedTuple):
    """One of the selects above the list; `any` is its empty choice."""

    name: str
    label: str
    any: str
    choices: list[Choice]


@dataclass(frozen=True)
class ListPage:
    """A page of problems; `shared` says how many districts added their context to one."""

    found: Slice[ProblemRow]
    shared: dict[int, int]
    wanted: Filters
    networks: list[tuple[int, str]]
    viewer: Viewer

    @property
    def posts(self) -> bool:
        """Whether the page offers to post a problem: to strangers it shows the way in."""
        return not self.viewer.id or may(self.viewer, "problem.write")

    @property
    def offers(self) -> bool:
        """Whether the viewer could study problems."""
        return bool(self.viewer.id and may(self.viewer, "study.offer"))

    @property
    def narrowed(self) -> bool:
        return any(astuple(self.wanted))

    @property
    def filters(self) -> list[Filter]:
        wanted = self.wanted
        networks = [(str(id_), name) for id_, name in self.networks]
        subjects = [(code, name) for code, name in vocabulary.SUBJECTS.items() if code != "all"]
        bands = [(band, band) for band in vocabulary.BANDS]
        return [
            _filter("network", "Network", "All networks", networks, str(wanted.network_id)),
            _filter("status", "Status", "Any", self._statuses(), wanted.status),
            _filter("subject", "Subject", "All subjects", subjects, wanted.subject),
            _filter("band", "Grades", "All grades", bands, wanted.band),
        ]

    def _statuses(self) -> list[tuple[str, str]]:
        return [
            # The label says it to its author.
            (key, "Returned" if key == "returned" else words.label)
            for key, words in STATUS.items()
            if self.viewer.id or key not in NOT_OPEN_YET
        ]

    @property
    def rows(self) -> list[Row]:
        return [self._row(row) for row in self.found]

    def _row(self, row: ProblemRow) -> Row:
        words = STATUS[row.status]
        since = dates.short_day_in(row.status_since, row.zone or dates.site_zone())
        notes = [f"{row.organization}, {row.state}"]
        if others := self.shared.get(row.id):
            notes.append(f"Shared by {several(others + 1, 'district')}")
        if row.network:
            notes.append(row.network)
        return Row(
            row.title or UNTITLED,
            f"/problems/{row.id}",
            row.summary,
            State(words.sign, words.label, f"since {since}"),
            notes,
        )


def _filter(name: str, label: str, any_: str, values: list[tuple[str, str]], now: str) -> Filter:
    choices = [Choice(value, words, value == now) for value, words in values]
    return Filter(name, label, any_, choices)
