"""The lists of the repository, and by what each is narrowed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial

from werkzeug.datastructures import MultiDict

from rpp import kinds, vocabulary
from rpp.briefs import types
from rpp.concepts import schemes
from rpp.evidence.facets import FACETS as OF_RECORDS
from rpp.evidence.topics import TIERS
from rpp.paging import whole
from rpp.repository.index import NEWEST, STRENGTH, Chosen
from rpp.shelf import NO_TIER, UNRATED
from rpp.web import clean

RELEVANCE = "relevance"
# More values of one facet than anybody chooses; an address that names more is cut.
MOST_CHOSEN = 20
_STATE, _NUMBER, _CODE = r"[A-Z]{2}", r"[1-9]\d{0,9}", r"[a-z][a-z0-9-]{0,19}"


def _kinds() -> dict[str, str]:
    return {name: kind.shelf.label for name, kind in kinds.shelved().items() if kind.shelf}


def _types() -> dict[str, str]:
    return {one.name: one.words.label for one in types.every()}


@dataclass(frozen=True)
class Facet:
    """By what a list is narrowed: a title, and the words of its codes.

    Without words a code is what `pattern` says; then it is its own word, or the name of the
    network with that number. `after` is a facet without which this one is not offered.
    """

    title: str
    words: Callable[[], Mapping[str, str]] | Mapping[str, str] | None = None
    pattern: str = _CODE
    after: str = ""
    folded: bool = False

    @property
    def labels(self) -> Mapping[str, str]:
        found = self.words() if callable(self.words) else self.words
        return found or {}

    def takes(self, code: str) -> bool:
        """Whether a code can be one of its values."""
        return code in self.labels if self.words else bool(re.fullmatch(self.pattern, code))


@dataclass(frozen=True)
class Listing:
    """A list of the repository: its address, what it always is, and its facets in order."""

    path: str
    facets: Mapping[str, Facet]
    always: Chosen = field(default_factory=dict)
    # Codes whose things are listed only where one of their facet is chosen.
    left_out: Chosen = field(default_factory=dict)


def _of_scheme(element: str) -> Facet:
    """A facet whose codes are the words of a scheme of /vocabulary."""
    title = schemes.of_element(element).title
    return Facet(title, partial(_words, element), folded=element != "design")


@cache
def _words(element: str) -> Mapping[str, str]:
    return schemes.options(element)


# What catalogs name is many, and nobody here reviewed it.
NOT_REVIEWED: Chosen = {"form": ("reference",)}
GRADES = Facet("One grade", vocabulary.GRADES, after="band")
EVERYTHING = Listing(
    "/briefs",
    {
        "kind": Facet("Kind", _kinds),
        "type": Facet("Type of brief", _types),
        "form": Facet("From elsewhere", OF_RECORDS["form"]),
        "subject": Facet("Subject", vocabulary.SUBJECTS),
        "band": Facet("Grades", vocabulary.BAND_CODES),
        "grade": GRADES,
        "tier": Facet(
            "Strength of evidence",
            {**TIERS, NO_TIER: "No tier from its source", UNRATED: "Not rated yet"},
        ),
        **{element: _of_scheme(element) for element in ("design", "outcome", "audience")},
        **{element: _of_scheme(element) for element in ("locale", "school_type", "program_type")},
        "state": Facet("State", pattern=_STATE),
        "network": Facet("Network", pattern=_NUMBER),
    },
    left_out=NOT_REVIEWED,
)
RECORDS = Listing(
    "/evidence",
    {
        "topic": Facet("Topic", OF_RECORDS["topic"]),
        "subject": Facet("Subject", OF_RECORDS["subject"]),
        "band": Facet("Grades", vocabulary.BAND_CODES),
        "grade": Facet("Grade", OF_RECORDS["grade"]),
        "form": Facet("Kind", OF_RECORDS["form"]),
        "design": Facet("Study design", OF_RECORDS["design"]),
        "rating": Facet("How well the study was done", OF_RECORDS["rating"]),
        "effect": Facet("What the reviews conclude", OF_RECORDS["effect"]),
        "tier": Facet("ESSA tier on an outcome", OF_RECORDS["tier"]),
    },
    always={"kind": ("evidence",)},
    left_out=NOT_REVIEWED,
)

# What feeds can be of: both lists under the filters of either.
EITHER = Listing("/briefs", {**RECORDS.facets, **EVERYTHING.facets}, left_out=NOT_REVIEWED)


@dataclass(frozen=True)
class Asked:
    """What is asked of a list: codes by facet, words to find, an order.

    `organization` and `problem` leave the briefs of one.
    """

    listing: Listing
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    query: str = ""
    sort: str = NEWEST
    organization: int | None = None
    problem: int | None = None

    @property
    def all_chosen(self) -> Chosen:
        return {**self.listing.always, **self.chosen}

    @property
    def others(self) -> dict[str, str | int | None]:
        """What is asked besides facets, as addresses name it."""
        return {"q": self.query, "organization": self.organization, "problem": self.problem}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen or self.query or self.organization or self.problem)

    @property
    def sorts(self) -> list[str]:
        """The orders that make sense here; the first is that without a choice."""
        return [*([RELEVANCE] if self.query else []), NEWEST, STRENGTH]

    def sorted_by(self, sort: str) -> "Asked":
        """The same in an order, where it makes sense."""
        return replace(self, sort=sort if sort in self.sorts else self.sorts[0])


def asked_of(listing: Listing, given: MultiDict[str, str]) -> Asked:
    """What the arguments of an address ask of a list; what no facet takes is left out."""
    chosen = {}
    for name, facet in listing.facets.items():
        codes = dict.fromkeys(code.strip() for code in given.getlist(name)[:MOST_CHOSEN])
        if taken := tuple(code for code in codes if facet.takes(code)):
            chosen[name] = taken
    only = listing is EVERYTHING
    return Asked(
        listing,
        chosen,
        query=clean(given.get("q", ""), 300),
        organization=whole(given.get("organization")) if only else None,
        problem=whole(given.get("problem")) if only else None,
    ).sorted_by(given.get("sort", ""))
