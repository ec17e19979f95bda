"""A search as a person makes it: what is asked, what was found, and what was meant."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sqlmodel import Session
from werkzeug.datastructures import MultiDict

from rpp.paging import Cursor, whole
from rpp.policy import Viewer
from rpp.search import near
from rpp.search.asked import LONGEST, Query, parse
from rpp.search.facets import FACETS
from rpp.search.finding import NEAR, NEWEST, PAGE, RELEVANCE, Found, Search, find, total
from rpp.search.near import Like, Thing
from rpp.web import clean

ORDERS = (RELEVANCE, NEWEST, NEAR)
# More values of one facet than anybody chooses; an address that names more is cut.
MOST_CHOSEN = 20
# The arguments that name the district to compare with, and keep to what districts like it did.
LIKE, ALIKE = "like", "alike"
# How many of the nearest things stand where nothing fits all that is asked.
NEAREST = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks: a text, codes by facet, an order, and the district `like` which.

    `like` is None where none is asked for; `alike` leaves out what other districts did. `offers`:
    the viewer has a district that could be asked for.
    """

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: str = RELEVANCE
    like: Like | None = None
    alike: bool = False
    offers: bool = False

    @property
    def knows_like(self) -> bool:
        """Whether there is a district of which enough is known to tell who is like it."""
        return self.like.known if self.like else self.offers

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen) or self.alike

    @property
    def orders(self) -> list[str]:
        """The orders that make sense."""
        return [order for order in ORDERS if order != NEAR or self.knows_like]

    def search(self, query: Query) -> Search:
        """The search for a query under these filters, in this order."""
        return Search(
            query,
            chosen=self.chosen,
            order=self.order,
            near=self.like.alike if self.like else {},
            within=self.like.within if self.like and self.alike else None,
        )


class Fewer(NamedTuple):
    """How many things would be found with one filter less: by a facet, or typed in the text."""

    total: int
    field: str
    # What was typed behind the field, and the text without it; "" for a facet that was chosen.
    value: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Searched:
    """What came of it; `run` is the text that was looked for, where it was not what was typed."""

    asked: Asked
    query: Query
    found: Found
    run: str = ""
    # Another spelling that would find what was typed in vain.
    meant: str = ""
    # Nothing holds a word of it: what was found means something near.
    in_vain: bool = False
    # With one filter less, and without any; where nothing is found.
    fewer: Sequence[Fewer] = ()
    nearest: Found | None = None
    # How like the district of each thing is, where that is asked.
    likeness: Mapping[tuple[str, int], str] = field(default_factory=dict)


def asked_of(given: MultiDict[str, str]) -> Asked:
    """What the arguments of an address ask; what makes no sense is left out."""
    chosen = {}
    for name, facet in FACETS.items():
        codes = dict.fromkeys(code.strip() for code in given.getlist(name)[:MOST_CHOSEN])
        if taken := tuple(code for code in codes if facet.takes(code)):
            chosen[name] = taken
    order = given.get("sort", RELEVANCE)
    return Asked(
        clean(given.get("q", ""), LONGEST),
        chosen,
        order if order in ORDERS else RELEVANCE,
        alike=given.get(ALIKE) == "1",
    )


def with_like(session: Session, viewer: Viewer, asked: Asked, given: MultiDict[str, str]) -> Asked:
    """The same with the district that an address names, or else the viewer's own, where it asks.

    One statement at most. Of a district of which too little is known none is called alike.
    """
    named, offers = whole(given.get(LIKE)), bool(viewer.leas)
    if not (named or asked.alike or asked.order == NEAR):
        return replace(asked, offers=offers)
    like = near.like(session, viewer, named)
    if like is None or not like.known:
        order = RELEVANCE if asked.order == NEAR else asked.order
        return replace(asked, like=like, order=order, alike=False, offers=offers)
    return replace(asked, like=like, offers=offers)


def search_for(session: Session, viewer: Viewer, asked: Asked, cursor: Cursor) -> Searched:
    """Look for what is asked; where nothing is found, for what may be meant, and for what is near.

    A word that nothing holds is looked for in another spelling.
    """
    made = _made(session, viewer, asked, cursor)
    if asked.like is None:
        return made
    hits = (*made.found.hits, *(made.nearest.hits if made.nearest else ()))
    things = [Thing(hit.kind, hit.subject_id, hit.facets) for hit in hits]
    return replace(made, likeness=near.words(session, asked.like, things))


def _made(session: Session, viewer: Viewer, asked: Asked, cursor: Cursor) -> Searched:
    # Here: what searches nothing loads no arrays.
    from rpp.search import meant

    query = parse(asked.text)
    found = find(session, viewer, asked.search(query), cursor, PAGE)
    spelled = meant.spelled(session, viewer, query, found.unknown_words)
    in_vain = bool(found.unknown_words) and not (set(query.words) - {*found.unknown_words})
    made = Searched(asked, query, found, meant=spelled, in_vain=in_vain and not query.concepts)
    if found.total and not made.in_vain:
        return made
    if spelled:
        again = parse(spelled)
        found = find(session, viewer, asked.search(again), cursor, PAGE)
        if found.total:
            return Searched(asked, again, found, run=spelled)
    if found.total:
        return made
    if not asked.is_narrowed and not query.fields:
        return made
    fewer = [one for one in _fewer(session, viewer, made) if one.total]
    nearest = find(session, viewer, Search(replace(query, fields=())), limit=NEAREST)
    return replace(made, fewer=fewer, nearest=nearest if nearest.total else None)


def _fewer(session: Session, viewer: Viewer, made: Searched) -> Iterator[Fewer]:
    """What one filter less would find, filter by filter."""
    asked = made.asked
    for facet in asked.chosen:
        chosen = {name: codes for name, codes in asked.chosen.items() if name != facet}
        wider = replace(asked, chosen=chosen).search(made.query)
        yield Fewer(total(session, viewer, wider), facet)
    if asked.alike:
        wider = replace(asked, alike=False).search(made.query)
        yield Fewer(total(session, viewer, wider), ALIKE)
    for name, value in made.query.fields:
        text = without_field(asked.text, name, value)
        wider = asked.search(parse(text))
        yield Fewer(total(session, viewer, wider), name, value, text)


def without_field(text: str, name: str, value: str) -> str:
    """A text without a field that was typed in it."""
    said = re.escape(value)
    typed = re.compile(rf'(?<!\S){name}:(?:[“”„"]{said}[“”„"]|{said})(?!\S)', re.IGNORECASE)
    return " ".join(typed.sub(" ", text).split())
