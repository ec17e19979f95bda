"""The types of briefs: what each comes from, and who makes it. A room registers its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ColumnElement, SelectBase, and_, case, literal, or_
from sqlmodel import Session, col

from rpp.briefs.makers import Makers
from rpp.briefs.models import Brief
from rpp.briefs.published import Basis
from rpp.briefs.texts import Draft
from rpp.layout import Link
from rpp.policy import Viewer


class Origin(Protocol):
    """A brief, or a row of one, as far as its type asks where it comes from."""

    @property
    def id(self) -> int | None: ...
    @property
    def type(self) -> str: ...
    @property
    def study_id(self) -> int | None: ...
    @property
    def problem_id(self) -> int | None: ...
    @property
    def network_id(self) -> int | None: ...
    @property
    def organization_id(self) -> int | None: ...
    @property
    def begun_by(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Words:
    """What a type is called, and those who make one: "the members of the study".

    `drafting` begins what is said over the writing page, `publishing` says what publishing does
    besides, `standing` what such a brief is worth by itself.
    """

    label: str
    people: str
    leader: str
    drafting: str
    publishing: str = ""
    standing: str = ""

    def say(self, sentence: str) -> str:
        """A sentence of {people} and {leader}, also where it begins with them."""
        words = {"people": self.people, "leader": self.leader}
        first = {name.capitalize(): word[:1].upper() + word[1:] for name, word in words.items()}
        return sentence.format(**words, **first)


def given(number: int | None) -> int:
    """A number that a brief of the type at hand always has: the database sees to it."""
    assert number is not None
    return number


class Source(NamedTuple):
    """What a brief comes from, as its page says it: "from", Study 5; "deposited by", the center."""

    words: str
    link: Link


def no_source(_origin: Origin, _basis: Basis) -> Source | None:
    """A brief that comes from nothing that has a page."""
    return None


def nothing(_session: Session, _about: Any, _brief: Brief) -> None:
    """What a type does that has nothing to do."""


def no_topics(_session: Session, _origin: Origin) -> Sequence[str]:
    """The topics of a type whose briefs come from nothing that has a title."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefType:
    """One type of briefs.

    A viewer's part in one is a word that the policy knows: "lead" and "co_lead" publish, "" is no
    part, "observer" only reads, everyone else writes. `part` and `takes_part` are conditions on
    the table of briefs; the first says which part, the second whether there is one.
    """

    name: str
    words: Words
    part: Callable[[Viewer], ColumnElement[str]]
    takes_part: Callable[[Viewer], ColumnElement[bool]]
    # Selects the people who may know of one before it is out, who hear what happens to it, and
    # who answer for it in its discussion.
    insiders: Callable[[Origin], SelectBase]
    members: Callable[[Origin], SelectBase]
    owners: Callable[[Origin], SelectBase]
    # Those who can be named as its authors or have a voice in it, and the facts it stands on.
    makers: Callable[[Session, Origin, Draft], Makers]
    basis: Callable[[Session, Origin], Basis]
    source: Callable[[Origin, Basis], Source | None] = no_source
    # Titles that name a topic, so that none of them can be the brief's own.
    topics: Callable[[Session, Origin], Sequence[str]] = no_topics
    # Refuses to publish what must not be published yet, and gives it the tags it has from its
    # origin; what publishing and deleting it do besides.
    before_publishing: Callable[[Session, Viewer, Brief], None] = nothing
    after_publishing: Callable[[Session, Viewer, Brief], None] = nothing
    after_deleting: Callable[[Session, Viewer, Brief], None] = nothing


_types: dict[str, BriefType] = {}


def register(one: BriefType) -> None:
    """Make a type known; a room does so once, when it is opened."""
    _types[one.name] = one


def of(origin: Origin) -> BriefType:
    """The type of a brief; a KeyError where no room registered it."""
    return _types[origin.type]


def named(name: str) -> BriefType | None:
    """The type of this name, if a room registered it."""
    return _types.get(name)


def label(name: str) -> str:
    """What a type is called; its name where no room registered it."""
    found = _types.get(name)
    return found.words.label if found else name


def every() -> Iterator[BriefType]:
    """All types that the rooms registered, in the order in which they did."""
    yield from _types.values()


def takes_part(viewer: Viewer) -> ColumnElement[bool]:
    """The viewer has a part in making the brief, whatever its type; of the table of briefs."""
    return or_(*(and_(col(Brief.type) == one.name, one.takes_part(viewer)) for one in every()))


def part(viewer: Viewer) -> ColumnElement[str]:
    """The viewer's part in making the brief, "" for none; of the table of briefs."""
    if viewer.id is None:
        return literal("")
    parts = ((col(Brief.type) == one.name, one.part(viewer)) for one in every())
    return case(*parts, else_=literal(""))
