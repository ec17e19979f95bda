"""The kinds of things: each room registers its own once, and who reads a title anywhere asks here.

Lists of notices, hits of a search, the operator's events and discussions know no room by name.
What no kind says may be read is read by nobody.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Select, and_, literal, or_, select, union_all
from sqlmodel import Session

from rpp import history, lifecycle, verbs
from rpp.citations.work import Work
from rpp.history import Event
from rpp.mail import Topic
from rpp.policy import ANYONE, Viewer
from rpp.quotable import Source
from rpp.resources import Resource
from rpp.shelf import Shelf
from rpp.verbs import Facts, Verbs
from rpp.words import Document


@dataclass(frozen=True)
class Subject:
    """A thing under discussion, as far as other rooms know it."""

    kind: str
    id: int
    title: str
    href: str
    network_id: int | None
    # In which its days are said; "" is the portal's own.
    zone: str = ""


@dataclass(frozen=True)
class ByEmail:
    """What an e-mail says at once of an event that people are told of.

    `subject` names what happened and to what, `then` what its reader can do now, `why` completes
    "You get this e-mail because …".
    """

    topic: Topic
    subject: str
    why: str
    then: str = ""
    # Where to read on, where that is not the page of the notice.
    href: str = ""
    # Those of the people told to whom it goes; None for all of them.
    people: Iterable[int] | None = None
    # What happened, where that is not the sentence of the notice.
    text: str = ""


@dataclass(frozen=True)
class Telling:
    """Whom such an event concerns, and where to read on; what is said of it says its verb.

    Whom it concerns by name says its own audience.
    """

    people: Iterable[int]
    href: str
    # Things whose followers hear of it, too: (kind, id).
    followers: tuple[tuple[str, int], ...] = ()
    # What cannot wait until its reader comes by.
    email: ByEmail | None = None


@dataclass(frozen=True)
class Talk:
    """A discussion, as those hear of it who take part: its title, its owners, followers or not."""

    title: str
    people: Iterable[int]
    followed: bool


@dataclass(frozen=True, slots=True)
class Harvested:
    """A thing as machines take it away: what is said of it, and the sets it is in."""

    work: Work
    sets: tuple[str, ...] = ()


# Selects the ids that a viewer may know of; None where they may know of all.
Readers = Callable[[Viewer], Any]


def everyone(_viewer: Viewer) -> None:
    """Readers of what is open to all."""


@dataclass(frozen=True)
class Kind:
    """One kind of things: how it is called and found, and who may know of it."""

    name: str
    # Who may know of a thing; every title that is shown goes through it.
    readers: Readers
    # What can happen to one, with its sentences.
    verbs: Verbs
    # Who may read its private lines in the history, where that is not all its readers.
    insiders: Readers | None = None
    # The endpoint of its page, and the argument that holds its id.
    address: tuple[str, str] | None = None
    # The thing as something to discuss, if the viewer may; None where it is not discussed.
    find: Callable[[Session, Viewer, int], Subject | None] | None = None
    # Those of these ids that the viewer may read, as things to follow or to keep in a list; one
    # statement.
    named: Callable[[Session, Viewer, Collection[int]], Iterable[Subject]] | None = None
    # The title of one that everyone may read and refer to.
    citable: Callable[[Session, int], str | None] | None = None
    # What one is called, and many. Its documents for the index (all, or those of one
    # id) count by their weight: what is known here before what others list.
    one: str = ""
    many: str = ""
    documents: Callable[[Session, int | None], Iterable[Document]] | None = None
    weight: float = 1
    # What may be quoted of those of these ids that the viewer may read; a fixed number of
    # statements. Of a kind without it nothing is quoted.
    quotable: Callable[[Session, Viewer, Collection[int]], Iterable[Source]] | None = None
    # What those of these ids say to machines that anyone may read now, and the sets they are
    # harvested in, with their names.
    works: Callable[[Session, Collection[int]], Mapping[int, Harvested]] | None = None
    sets: Callable[[Session], Iterable[tuple[str, str]]] | None = None
    # Selects the ids of its pages for maps of the site, where its readers are everyone.
    pages: Callable[[], Select[int]] | None = None
    # How programs read it; None where they do not.
    api: Resource | None = None
    # How its things stand in the repository, where they do.
    shelf: Shelf | None = None
    # Its events are about all of its things at once: the worker makes the index anew.
    indexed_whole: bool = False
    # Of such a kind: which of its things an event is about, where that is not all (None), and
    # what the search holds of these.
    changed: Callable[[Session, Event], Collection[int] | None] | None = None
    documents_of: Callable[[Session, Collection[int]], Iterable[Document]] | None = None
    # Whom an event of which people are told concerns; None for nobody.
    tell: Callable[[Session, Event, Any], Telling | None] | None = None
    # Facts of some of its things that no event holds, read whenever their notices are.
    told_now: Callable[[Session, Viewer, Collection[int]], Mapping[int, Facts]] | None = None
    talk: Callable[[Session, int], Talk] | None = None
    # Selects the people who may hear of a thing now (`inner`: of what is said inside); None: all.
    audience: Callable[[Session, int, bool], Any] | None = None

    @property
    def open_ids(self) -> Select[int] | None:
        """Selects the ids of those that anyone may know of; None where it has no pages."""
        found: Select[int] | None = self.pages() if self.pages else self.readers(ANYONE)
        return found

    @property
    def names(self) -> tuple[str, str]:
        """The kinds of its events: those of the thing, and those of its discussion."""
        return self.name, history.talk_of(self.name)


_kinds: dict[str, Kind] = {}
_hearers: dict[str, list[Callable[[Session, int], Iterable[int]]]] = {}


def register(kind: Kind) -> None:
    """Make a kind known; a room does so once, when it is opened."""
    if not callable(kind.readers):
        raise TypeError(f"the kind {kind.name!r} does not say who may read its things")
    _kinds[kind.name] = kind
    verbs.declare(kind.name, kind.verbs)


def hearers(kind: str, people: Callable[[Session, int], Iterable[int]]) -> None:
    """Have a higher room's people hear of what its followers hear."""
    if people not in _hearers.setdefault(kind, []):
        _hearers[kind].append(people)


def get(name: str) -> Kind | None:
    """The kind of this name, if there is one."""
    return _kinds.get(name)


def hear_of(session: Session, kind: str, subject_id: int) -> set[int]:
    """Those whom higher rooms named as hearers of a thing."""
    return {id_ for people in _hearers.get(kind, ()) for id_ in people(session, subject_id)}


def indexed() -> dict[str, Kind]:
    """The kinds that can be searched, in the order of their rooms."""
    return {name: kind for name, kind in _kinds.items() if kind.documents}


def harvested() -> dict[str, Kind]:
    """The kinds that machines may harvest."""
    return {name: kind for name, kind in _kinds.items() if kind.works}


def exposed() -> dict[str, Kind]:
    """The kinds that programs can read, by the name of their address."""
    return {kind.api.name: kind for kind in _kinds.values() if kind.api}


def shelved() -> dict[str, Kind]:
    """The kinds that stand in the repository."""
    return {name: kind for name, kind in _kinds.items() if kind.shelf}


def mapped() -> dict[str, Select[int]]:
    """The kinds that have pages of which some are for anyone, with a select of these ids."""
    found = {name: kind.open_ids for name, kind in _kinds.items() if kind.address}
    return {name: ids for name, ids in found.items() if ids is not None}


def find(session: Session, viewer: Viewer, name: str, subject_id: int) -> Subject | None:
    """The thing as something to discuss, if there is one that the viewer may discuss."""
    kind = _kinds.get(name)
    return kind.find(session, viewer, subject_id) if kind and kind.find else None


def named(
    session: Session, viewer: Viewer, things: Iterable[tuple[str, int]]
) -> dict[tuple[str, int], Subject]:
    """Those of the things (kind, id) that the viewer may read; one statement for each kind."""
    wanted: dict[str, set[int]] = {}
    for name, subject_id in things:
        wanted.setdefault(name, set()).add(subject_id)
    return {
        (name, one.id): one
        for name, ids in sorted(wanted.items())
        if (kind := _kinds.get(name)) and kind.named
        for one in kind.named(session, viewer, sorted(ids))
    }


def subjects(session: Session, name: str, statement: Select[Any, str, Any]) -> list[Subject]:
    """The things of a kind that a statement selects: id, title and network."""
    return [
        Subject(name, id_, title, href(name, id_), network_id)
        for id_, title, network_id in session.execute(statement)
    ]


def citable(session: Session, name: str, subject_id: int) -> str | None:
    """The title of a thing that everyone may read and refer to."""
    kind = _kinds.get(name)
    return kind.citable(session, subject_id) if kind and kind.citable else None


def href(name: str, subject_id: int) -> str:
    """The path of a thing's page."""
    endpoint, argument = _kinds[name].address or ("", "")
    answer: str = current_app.extensions["rpp.addresses"].build(endpoint, {argument: subject_id})
    return answer


def known(
    viewer: Viewer,
    kind: Any,
    subject_id: Any,
    private: Any = None,
    *,
    among: Callable[[Kind], object] = lambda _kind: True,
) -> ColumnElement[bool]:
    """The things of these columns that the viewer may know of; `private`: of its inner lines.

    `among` says of which kinds they can be, where these are not all: whose own readers ask here
    must not be among them.
    """
    open_to_all: list[str] = []
    found: list[ColumnElement[bool]] = []
    for one in _kinds.values():
        if not among(one):
            continue
        ids = one.readers(viewer)
        inner = one.insiders(viewer) if one.insiders and private is not None else None
        if ids is None and inner is None:
            open_to_all += one.names
            continue
        conditions = [kind.in_(one.names)]
        if ids is not None:
            conditions.append(subject_id.in_(ids))
        if inner is not None:
            conditions.append(or_(private.is_(False), subject_id.in_(inner)))
        found.append(and_(*conditions))
    return or_(kind.in_(open_to_all), *found)


def readable(
    session: Session, viewer: Viewer, things: Iterable[tuple[str, int]]
) -> set[tuple[str, int]]:
    """Those of the things (kind, id) that the viewer may know of; one statement at most."""
    wanted = set(things)
    selects, found = [], set()
    for name in sorted({name for name, _ in wanted}):
        ids = {id_ for kind, id_ in wanted if kind == name}
        readers = _kinds[name].readers(viewer) if name in _kinds else select(literal(0))
        if readers is None:
            found |= {(name, id_) for id_ in ids}
            continue
        of_it = readers.subquery()
        (column,) = of_it.c
        selects.append(select(literal(name), column).where(column.in_(ids)))
    if selects:
        found |= {(row[0], row[1]) for row in session.execute(union_all(*selects))}
    return found


def may_know(session: Session, viewer: Viewer, name: str, subject_id: int) -> bool:
    """Whether the viewer may know of this thing."""
    return bool(readable(session, viewer, [(name, subject_id)]))


def check(app: Flask, models: Iterable[Any]) -> None:
    """Refuse to start where a kind of things says not who reads it, has no page, or no life."""
    for model in models:
        if model.kind not in _kinds:
            raise RuntimeError(
                f"no room says who may read things of the kind {model.kind!r}: register it in the "
                "room's kind.py, and name the room in THINGS (rpp/__init__.py)"
            )
        if hasattr(model, "status_since") and not lifecycle.is_told(model.kind):
            raise RuntimeError(
                f"no room tells the life of the kind {model.kind!r}, though its status moves: "
                "tell it in the room's life.py, which its operations import"
            )
    app.extensions["rpp.addresses"] = app.url_map.bind("")
    for kind in _kinds.values():
        if kind.address and kind.address[0] not in app.view_functions:
            raise RuntimeError(f"the page of the kind {kind.name!r} does not exist")
