"""The repository's shelf: what a kind of things gives, so that all are found together."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session

from rpp.citations.work import Work

# Codes of the facet "tier" besides those of ESSA, "1" (strong) to "4" (a rationale).
NO_TIER = "none"  # its source names none
UNRATED = "unrated"  # nobody has rated it yet


@dataclass(frozen=True, slots=True)
class Listed:
    """A thing that anyone may find: when it came out, and the codes it is found by.

    `changed_at` is when what lists and files say of it changed last.
    """

    id: int
    issued: date
    changed_at: datetime
    facets: Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """A thing in a list, with the words of its quiet line.

    A tier of None is not spoken of, "" is said to be none. `elsewhere` names who published what
    was not made here. Only what `compares`, by that number, can be marked and read side by side.
    `written`: people wrote its title.
    """

    title: str
    href: str
    text: str
    details: list[str] = field(default_factory=list)
    tier: str | None = None
    tier_words: str = ""
    elsewhere: str = ""
    compares: int | None = None
    written: bool = True


@dataclass(frozen=True)
class Shelf:
    """How the things of a kind stand in the repository.

    `listed` gives those of some ids (None: all) that anyone may find now; `rows` and `works` say
    what lists and files say of those of some ids that anyone still may find.
    """

    label: str
    listed: Callable[[Session, Collection[int] | None], Iterable[Listed]]
    rows: Callable[[Session, Collection[int]], Mapping[int, Row]]
    works: Callable[[Session, Collection[int]], Mapping[int, Work]]
    # Made here: it stands before what others published.
    own: bool = True
