"""Reads lists, and what is in them as far as a viewer may know of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from rpp import kinds
from rpp.collections import links
from rpp.collections.models import AUDIENCES, COLLECTIONS, ITEMS
from rpp.db import columns_of
from rpp.kinds import Subject
from rpp.networks.models import Network
from rpp.paging import Cursor, Slice, Statement, page_of
from rpp.people.models import Person
from rpp.policy import Viewer

# What can be kept in a list.
KEPT = ("brief", "evidence", "problem")
PAGE = 25


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Public lists and the viewer's own; one that has a link is read through its link."""
    return or_(COLLECTIONS.c.audience == "public", kept_by(viewer))


def kept_by(viewer: Viewer) -> ColumnElement[bool]:
    """The lists that the viewer keeps: their own, and the shelves of networks they serve."""
    mine: ColumnElement[bool] = COLLECTIONS.c.person_id == (viewer.id or 0)
    if viewer.stewards:
        mine = or_(mine, COLLECTIONS.c.network_id.in_(sorted(viewer.stewards)))
    return mine & COLLECTIONS.c.audience.in_(list(AUDIENCES))


@dataclass(frozen=True, slots=True)
class Kept:
    """A list as it is kept."""

    id: int
    person_id: int | None
    network_id: int | None
    title: str
    about: str
    audience: str
    link_number: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Shown(Kept):
    """A list with the name of its person or network, and how many things are in it."""

    person: str | None
    network: str | None
    slug: str | None
    count: int

    @property
    def href(self) -> str:
        return f"/collections/{self.id}"


def _lists() -> Statement:
    count = (
        select(func.count(ITEMS.c.id))
        .where(ITEMS.c.collection_id == COLLECTIONS.c.id)
        .scalar_subquery()
    )
    return (
        select(
            *columns_of(Kept, COLLECTIONS),
            col(Person.name),
            col(Network.name),
            col(Network.slug),
            count,
        )
        .select_from(COLLECTIONS)
        .outerjoin(Person, col(Person.id) == COLLECTIONS.c.person_id)
        .outerjoin(Network, col(Network.id) == COLLECTIONS.c.network_id)
    )


def collection(session: Session, viewer: Viewer, collection_id: int) -> Shown | None:
    """One list that the viewer may read; one statement."""
    statement = _lists().where(COLLECTIONS.c.id == collection_id, visible_to(viewer))
    row = session.execute(statement).first()
    return Shown(*row) if row is not None else None


def shared(session: Session, token: str) -> Shown | None:
    """The list of a link, while that is the newest one and the list is for those who have it."""
    named = links.read(token)
    if named is None:
        return None
    statement = _lists().where(
        COLLECTIONS.c.id == named[0],
        COLLECTIONS.c.link_number == named[1],
        COLLECTIONS.c.audience == "link",
    )
    row = session.execute(statement).first()
    return Shown(*row) if row is not None else None


def public(session: Session, cursor: Cursor, network_id: int | None = None) -> Slice[Shown]:
    """A page of public lists, of one network or of all; one statement."""
    statement = _lists().where(COLLECTIONS.c.audience == "public")
    if network_id is not None:
        statement = statement.where(COLLECTIONS.c.network_id == network_id)
    return page_of(session, statement, COLLECTIONS.c.id, cursor, limit=PAGE).of(Shown)


def own(session: Session, viewer: Viewer) -> list[Shown]:
    """The lists that the viewer keeps, the last changed first; one statement."""
    statement = _lists().where(kept_by(viewer))
    newest = statement.order_by(COLLECTIONS.c.changed_at.desc(), COLLECTIONS.c.id.desc())
    return [Shown(*row) for row in session.execute(newest)]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a list; `subject` is None where the viewer may not read it."""

    id: int
    kind: str
    subject_id: int
    version: int | None
    note: str
    subject: Subject | None


def items(session: Session, viewer: Viewer, collection_id: int) -> list[Item]:
    """What is in a list, in its order; one statement, and one for each kind of things."""
    rows = session.execute(
        select(ITEMS.c.id, ITEMS.c.kind, ITEMS.c.subject_id, ITEMS.c.version, ITEMS.c.note)
        .where(ITEMS.c.collection_id == collection_id)
        .order_by(ITEMS.c.position, ITEMS.c.id)
    ).all()
    known = kinds.named(session, viewer, [(kind, id_) for _, kind, id_, _, _ in rows])
    return [
        Item(id_, kind, subject_id, version, note, known.get((kind, subject_id)))
        for id_, kind, subject_id, version, note in rows
    ]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a list says of itself, as its form holds it."""

    title: str
    about: str
    audience: str


def typed(session: Session, collection_id: int) -> Typed:
    """What is saved of a list now."""
    statement = select(*columns_of(Typed, COLLECTIONS)).where(COLLECTIONS.c.id == collection_id)
    return Typed(*session.execute(statement).one())


@dataclass(frozen=True, slots=True)
class Noted:
    """What is said of one thing in a list, as its form holds it."""

    note: str
    version: int | None


def noted(session: Session, item_id: int) -> Noted:
    """What is saved of one thing in a list now."""
    statement = select(*columns_of(Noted, ITEMS)).where(ITEMS.c.id == item_id)
    return Noted(*session.execute(statement).one())


def holding(session: Session, viewer: Viewer, kind: str, subject_id: int) -> set[int]:
    """The viewer's lists that hold a thing; one statement."""
    statement = (
        select(ITEMS.c.collection_id)
        .join(COLLECTIONS, COLLECTIONS.c.id == ITEMS.c.collection_id)
        .where(ITEMS.c.kind == kind, ITEMS.c.subject_id == subject_id, kept_by(viewer))
    )
    return set(session.execute(statement).scalars())


def network_names(session: Session, ids: Sequence[int]) -> list[tuple[int, str]]:
    """The names of networks, in their order; one statement."""
    rows = session.execute(
        select(col(Network.id), col(Network.name))
        .where(col(Network.id).in_(ids))
        .order_by(col(Network.name), col(Network.id))
    )
    return [(id_, name) for id_, name in rows]
