"""A search as a person makes it: what is asked, what was found, and what was meant."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sqlmodel import Session
from werkzeug.datastructures import MultiDict

from rpp.paging import Cursor
from rpp.policy import Viewer
from rpp.search.asked import LONGEST, Query, parse
from rpp.search.facets import FACETS
from rpp.search.finding import NEAR, NEWEST, PAGE, RELEVANCE, Found, Search, find
from rpp.web import clean

ORDERS = (RELEVANCE, NEWEST, NEAR)
# More values of one facet than anybody chooses; an address that names more is cut.
MOST_CHOSEN = 20
# How many of the nearest things stand where nothing fits all that is asked.
NEAREST = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks: a text, codes by facet, kinds, an order."""

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: str = RELEVANCE
    near: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen)

    def search(self, query: Query) -> Search:
        """The search for a query under these filters, in this order."""
        near = self.near if self.order == NEAR else {}
        return Search(query, chosen=self.chosen, order=self.order, near=near)


class Fewer(NamedTuple):
    """How many things would be found with one filter less: by a facet, or typed in the text."""

    total: int
    field: str
    # What was typed behind the field, and the text without it; "" for a facet that was chosen.
    value: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Searched:
    """What came of it; `run` is the text that was made for, where it was not what was typed."""

    asked: Asked
    query: Query
    found: Found
    run: str = ""
    # Another spelling that would find what was typed in vain.
    meant: str = ""
    # With one filter less, and without any; where nothing is found.
    fewer: Sequence[Fewer] = ()
    nearest: Found | None = None


def asked_of(given: MultiDict[str, str]) -> Asked:
    """What the arguments of an address ask; what makes no sense is left out."""
    chosen = {}
    for name, facet in FACETS.items():
        codes = dict.fromkeys(code.strip() for code in given.getlist(name)[:MOST_CHOSEN])
        if taken := tuple(code for code in codes if facet.takes(code)):
            chosen[name] = taken
    order = given.get("sort", RELEVANCE)
    return Asked(
        clean(given.get("q", ""), LONGEST), chosen, order if order in ORDERS else RELEVANCE
    )


def search_for(session: Session, viewer: Viewer, asked: Asked, cursor: Cursor) -> Searched:
    """Look for what is asked; where nothing is found, for what may be meant, and for what is near.

    A word that nothing holds is made for in another spelling.
    """
    # Here: what searches nothing loads no arrays.
    from rpp.search import meant

    query = parse(asked.text)
    found = find(session, viewer, asked.search(query), cursor, PAGE)
    spelled = meant.spelled(session, viewer, query, found.unknown_words)
    made = Searched(asked, query, found, meant=spelled)
    if found.total:
        return made
    if spelled:
        again = parse(spelled)
        found = find(session, viewer, asked.search(again), cursor, PAGE)
        if found.total:
            return Searched(asked, again, found, run=spelled)
    fewer = [one for one in _fewer(session, viewer, made) if one.total]
    if not asked.is_narrowed and not query.fields:
        return made
    nearest = find(session, viewer, Search(replace(query, fields=())), limit=NEAREST)
    return replace(made, fewer=fewer, nearest=nearest if nearest.total else None)


def _fewer(session: Session, viewer: Viewer, made: Searched) -> Iterator[Fewer]:
    """What one filter less would find, filter by filter."""
    asked = made.asked
    for facet in asked.chosen:
        chosen = {name: codes for name, codes in asked.chosen.items() if name != facet}
        wider = replace(asked, chosen=chosen).search(made.query)
        yield Fewer(find(session, viewer, wider, limit=1).total, facet)
    for name, value in made.query.fields:
        text = without_field(asked.text, name, value)
        wider = asked.search(parse(text))
        yield Fewer(find(session, viewer, wider, limit=1).total, name, value, text)


def without_field(text: str, name: str, value: str) -> str:
    """A text without a field that was typed in it."""
    said = re.escape(value)
    typed = re.compile(rf'(?<!\S){name}:(?:[“”„"]{said}[“”„"]|{said})(?!\S)', re.IGNORECASE)
    return " ".join(typed.sub(" ", text).split())
