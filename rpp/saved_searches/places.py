"""The lists whose searches can be saved: what of an address each takes, and what its filters leave.

A search is saved as the address of its list: running it again is following a link.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from sqlmodel import Session
from werkzeug.datastructures import MultiDict

from rpp.briefs import facets as of_briefs
from rpp.paging import whole
from rpp.policy import Viewer
from rpp.problems import list_page as problem_list
from rpp.problems import queries as problems
from rpp.problems.status import STATUS
from rpp.repository import finding
from rpp.repository.facets import EVERYTHING, RECORDS, Listing
from rpp.repository.facets import asked_of as asked_of_repository
from rpp.repository.pages.list_page import labels
from rpp.search import near
from rpp.search.facets import FACETS
from rpp.search.near import Like
from rpp.search.searching import ALIKE, LIKE
from rpp.search.searching import asked_of as asked_of_search
from rpp.studies import index as study_list
from rpp.studies import lists as studies
from rpp.studies.lifecycle.states import STATES
from rpp.vocabulary import SUBJECTS
from rpp.web import clean

Arguments = Mapping[str, list[str]]
Given = MultiDict[str, str]
Thing = tuple[str, int]
LONGEST = 300  # characters of a query, as the search page takes it


@dataclass(frozen=True)
class Place:
    """A list that can be searched."""

    path: str
    # What is in it; "" where that is everything.
    label: str
    # Of the arguments of an address those that narrow the list, beside its words.
    takes: Callable[[Given], Arguments]
    # These in words.
    said: Callable[[Session, Viewer, Given], Iterable[str]]
    # Those of some things that are in it under these arguments, whatever the words.
    left: Callable[[Session, Viewer, Given, Collection[Thing]], Collection[Thing]]
    # What of this the search index says by itself: codes by facet.
    chosen: Callable[[Given], Mapping[str, Collection[str]]] = lambda _given: {}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of which list: the arguments of its address that it takes, in one order."""

    place: str
    arguments: Arguments

    @property
    def query(self) -> str:
        return "".join(self.arguments.get("q", ()))

    @property
    def given(self) -> Given:
        return MultiDict((name, value) for name, value in self._pairs)

    @property
    def _pairs(self) -> list[tuple[str, str]]:
        return [(name, value) for name, values in self.arguments.items() for value in values]

    @property
    def href(self) -> str:
        """The address of the list."""
        return f"{PLACES[self.place].path}?{urlencode(self._pairs)}"

    @property
    def digest(self) -> str:
        """The same for the same search."""
        text = json.dumps([self.place, self.arguments], sort_keys=True)
        return hashlib.blake2s(text.encode(), digest_size=16).hexdigest()

    def said(self, session: Session, viewer: Viewer) -> list[str]:
        """What is asked, in words; names of what the viewer may not know are left out."""
        place = PLACES[self.place]
        quoted = [f"“{self.query}”"] if self.query else []
        within = [f"in {place.label}"] if place.label else []
        return [*quoted, *place.said(session, viewer, self.given), *within]


def asked(place: str, given: Given) -> Asked | None:
    """What an address asks; None where that is nothing, or of no list that can be saved."""
    if place not in PLACES:
        return None
    query = clean(given.get("q", ""), LONGEST)
    arguments = ({"q": [query]} if query else {}) | dict(PLACES[place].takes(given))
    return Asked(place, arguments) if arguments else None


# --- /search -------------------------------------------------------------------------------


def _search_takes(given: Given) -> Arguments:
    asked = asked_of_search(given)
    taken = {name: [*codes] for name, codes in asked.chosen.items()}
    if asked.alike:
        named = whole(given.get(LIKE))
        taken |= {ALIKE: ["1"]} | ({LIKE: [str(named)]} if named else {})
    return taken


def _search_chosen(given: Given) -> Mapping[str, Collection[str]]:
    return asked_of_search(given).chosen


def _search_said(session: Session, viewer: Viewer, given: Given) -> Iterable[str]:
    asked = asked_of_search(given)
    found = [FACETS[name].label(code) for name, codes in asked.chosen.items() for code in codes]
    like = _like(session, viewer, given)
    return [*found, like.label] if like else found


def _like(session: Session, viewer: Viewer, given: Given) -> Like | None:
    """The district whose like are asked for, where enough is known of it."""
    if not asked_of_search(given).alike:
        return None
    like = near.like(session, viewer, whole(given.get(LIKE)))
    return like if like and like.known else None


def _search_left(
    session: Session, viewer: Viewer, given: Given, things: Collection[Thing]
) -> Collection[Thing]:
    # All else the index has said.
    like = _like(session, viewer, given)
    return near.left(session, like, things) if like else things


# --- problems and studies ------------------------------------------------------------------


def _single(values: Mapping[str, int | str | None]) -> Arguments:
    return {name: [str(value)] for name, value in values.items() if value}


def _ids(kind: str, things: Collection[Thing]) -> list[int]:
    return [id_ for name, id_ in things if name == kind]


def _problems_takes(given: Given) -> Arguments:
    wanted = problem_list.asked_of(given)
    return _single(
        {
            "network": wanted.network_id,
            "organization": wanted.organization_id,
            "status": wanted.status,
            "subject": wanted.subject,
            "band": wanted.band,
            "state": wanted.state,
        }
    )


def _problems_said(session: Session, viewer: Viewer, given: Given) -> Iterable[str]:
    wanted = problem_list.asked_of(given)
    yield from _network(session, wanted.network_id)
    yield from of_briefs.names(session, viewer, wanted.organization_id, None).values()
    if wanted.status:
        yield STATUS[wanted.status].label
    if wanted.subject:
        yield SUBJECTS.get(wanted.subject, wanted.subject)
    yield from filter(None, (wanted.band, wanted.state))


def _problems_left(
    session: Session, _viewer: Viewer, given: Given, things: Collection[Thing]
) -> Collection[Thing]:
    left = problems.left_by(session, problem_list.asked_of(given), _ids("problem", things))
    return [("problem", id_) for id_ in left]


def _studies_takes(given: Given) -> Arguments:
    wanted = study_list.asked_of(given)
    return _single(
        {
            "status": wanted.status,
            "network": wanted.network_id,
            "organization": wanted.organization_id,
            "problem": wanted.problem_id,
        }
    )


def _studies_said(session: Session, viewer: Viewer, given: Given) -> Iterable[str]:
    wanted = study_list.asked_of(given)
    if wanted.status:
        yield STATES[wanted.status].label
    yield from _network(session, wanted.network_id)
    names = of_briefs.names(session, viewer, wanted.organization_id, wanted.problem_id)
    yield from names.values()


def _studies_left(
    session: Session, viewer: Viewer, given: Given, things: Collection[Thing]
) -> Collection[Thing]:
    left = studies.left_by(session, viewer, study_list.asked_of(given), _ids("study", things))
    return [("study", id_) for id_ in left]


def _network(session: Session, network_id: int | None) -> Iterable[str]:
    if network_id is not None:
        yield from filter(None, [finding.networks(session).get(str(network_id))])


# --- briefs and evidence -------------------------------------------------------------------


def _listing_takes(listing: Listing, given: Given) -> Arguments:
    asked = asked_of_repository(listing, given)
    chosen = {name: list(codes) for name, codes in asked.chosen.items()}
    return {**chosen, **_single({"organization": asked.organization, "problem": asked.problem})}


def _listing_said(
    listing: Listing, session: Session, viewer: Viewer, given: Given
) -> Iterable[str]:
    asked = asked_of_repository(listing, given)
    yield from labels(asked, finding.networks(session) if "network" in asked.chosen else {})
    yield from of_briefs.names(session, viewer, asked.organization, asked.problem).values()


def _listing_left(
    listing: Listing, session: Session, _viewer: Viewer, given: Given, things: Collection[Thing]
) -> Collection[Thing]:
    return finding.left_by(session, asked_of_repository(listing, given), things)


def _of(listing: Listing, label: str) -> Place:
    return Place(
        listing.path,
        label,
        partial(_listing_takes, listing),
        partial(_listing_said, listing),
        partial(_listing_left, listing),
    )


PLACES: Mapping[str, Place] = {
    "search": Place("/search", "", _search_takes, _search_said, _search_left, _search_chosen),
    "problems": Place("/problems", "problems", _problems_takes, _problems_said, _problems_left),
    "studies": Place("/studies", "studies", _studies_takes, _studies_said, _studies_left),
    "briefs": _of(EVERYTHING, "briefs and reviewed studies"),
    "evidence": _of(RECORDS, "reviewed studies"),
}
