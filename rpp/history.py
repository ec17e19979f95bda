"""The append-only event log: every change of a thing leaves one line here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Index,
    Integer,
    Label,
    Select,
    Table,
    Text,
    bindparam,
    func,
    literal_column,
    table,
)
from sqlalchemy import select as sa_select
from sqlmodel import Field, Session, SQLModel, select

from rpp import clock, lifecycle, verbs
from rpp.db import Stored, UTCDateTime, columns
from rpp.errors import DomainError


@dataclass(frozen=True)
class Audience:
    """The people whom an event concerns by name.

    They hear of it beside those whom its kind names, or they `only`: then `at` is the place on the
    thing's page, or below it, where they read on.
    """

    people: frozenset[int] = frozenset()
    only: bool = False
    at: str = ""


def also(people: Iterable[int]) -> Audience:
    """These people, beside all whom such an event concerns anyway."""
    return Audience(frozenset(people))


def only(people: Iterable[int], at: str = "") -> Audience:
    """These people alone, who read on at `at` ("#design", "/agreements")."""
    return Audience(frozenset(people), only=True, at=at)


class Event(SQLModel, table=True):
    """One line of the history: who did what to which thing, when and why."""

    __table_args__ = (Index("ix_event_subject", "kind", "subject_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20)
    subject_id: int
    verb: str = Field(max_length=40)
    actor_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    organization_id: int | None = Field(default=None, foreign_key="organization.id")
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    # The hash of the text that was agreed, where a text was agreed.
    text_hash: str = Field(default="", max_length=64)
    # The facts that the sentence of its verb is made of when it is read: see `rpp.verbs`.
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    audience: Audience | None = Field(default=None, sa_column=Column(Stored(Audience)))
    # A private line is shown only to those who may act on the thing.
    private: bool = False
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


# A thing with a history has `kind` (e.g. "problem") and `id`; one whose status moves has also
# `status` and `status_since`, and its room tells its life (`rpp.lifecycle`).
Subject = Any


@dataclass(frozen=True)
class Recorded:
    """What listeners hear: the event and the thing it is about."""

    event: Event
    subject: Any


Listener = Callable[[Session, Recorded], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have `listener` called in the same transaction after each event is recorded."""
    if listener not in _listeners:
        _listeners.append(listener)


def record(
    session: Session,
    subject: Subject,
    verb: str,
    actor_id: int | None,
    *,
    organization_id: int | None = None,
    reason: str = "",
    text_hash: str = "",
    detail: verbs.Facts | None = None,
    audience: Audience | None = None,
    private: bool = False,
) -> Event:
    """Flush the change and write its event; listeners hear it before the commit.

    `detail` holds facts alone, those that the verb declares (`rpp.verbs`); a title that the verb
    declares and nobody gives is the subject's own. `audience` are those whom it concerns by name.
    """
    facts = dict(detail or {})
    known = verbs.of(subject.kind).check(verb, facts)
    if "title" in known.facts and "title" not in facts:
        facts = {"title": subject.title, **facts}
    session.flush()
    assert subject.id is not None
    event = Event(
        kind=subject.kind,
        subject_id=subject.id,
        verb=verb,
        actor_id=actor_id,
        organization_id=organization_id,
        reason=reason,
        text_hash=text_hash,
        detail=facts,
        audience=audience,
        private=private,
        at=clock.now(),
    )
    session.add(event)
    session.flush()
    for listener in _listeners:
        listener(session, Recorded(event, subject))
    return event


def move(
    session: Session, thing: Subject, to: str, verb: str, actor_id: int | None, **about: Any
) -> Event:
    """Move a status through its transition table and record it; refuse any other way."""
    if to not in lifecycle.of(thing.kind).transitions[thing.status]:
        raise DomainError(
            f"This {thing.kind} is {lifecycle.said(thing.status)} now, so it cannot become "
            f"{lifecycle.said(to)}. Someone may have changed it; reload the page."
        )
    before, thing.status, thing.status_since = thing.status, to, clock.now()
    detail = {"from": before, "to": to} | about.pop("detail", {})
    session.add(thing)
    return record(session, thing, verb, actor_id, detail=detail, **about)


def forget_titles(session: Session, subject: Subject) -> None:
    """Take the title out of all lines of a thing whose texts are deleted for good."""
    lines = select(Event).where(Event.kind == subject.kind, Event.subject_id == subject.id)
    for event in session.exec(lines).all():
        event.detail = {name: fact for name, fact in event.detail.items() if name != "title"}


def talk_of(kind: str) -> str:
    """The kind under which the discussion of a thing is recorded, apart from its timeline."""
    return f"{kind}:talk"


def version_of(session: Session, kind: str, subject_id: int) -> tuple[int, int]:
    """The last event of a thing and of its discussion: grows with every change."""
    row = session.execute(_version(kind), {"subject": subject_id}).one()
    return row.last_event or 0, row.last_talk or 0


@cache
def _version(kind: str) -> Select[int | None, int | None]:
    return sa_select(*version_columns(kind, bindparam("subject", type_=Integer)))


def version_columns(
    kind: str, subject_id: ColumnElement[int]
) -> tuple[Label[int | None], Label[int | None]]:
    """The numbers of `version_of` as columns last_event and last_talk of another statement."""
    event = columns(Event)

    def last(name: str, label: str) -> Label[int | None]:
        newest = sa_select(func.max(event.id)).where(
            event.kind == name, event.subject_id == subject_id
        )
        return newest.correlate_except(event.id.table).scalar_subquery().label(label)

    return last(kind, "last_event"), last(talk_of(kind), "last_talk")


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """An event of a thing's history as it is read, with the name of who did it."""

    id: int
    verb: str
    reason: str
    text_hash: str
    detail: dict[str, Any]
    at: datetime
    organization_id: int | None
    who: str | None


AuditEvents = Select[int, str, str, str, dict[str, Any], datetime, int | None, str | None]


def timeline(session: Session, kind: str, subject_id: int, *, private: bool) -> list[AuditEvent]:
    """A thing's history, oldest first."""
    rows = session.execute(_timeline(kind, private), {"subject": subject_id})
    return [AuditEvent(*row) for row in rows]


@cache
def _timeline(kind: str, private: bool) -> AuditEvents:
    return timeline_statement(kind, bindparam("subject", type_=Integer), private=private)


def timeline_statement(
    kind: str, subject_id: ColumnElement[int], *, private: bool, limit: int = 200
) -> AuditEvents:
    """Select the lines of a thing's history, oldest first, as `AuditEvent` holds them."""
    # The person's name is read by column, so that this shared file knows no room.
    person = table("person")
    name: ColumnElement[str | None] = literal_column("person.name")
    event: Table = Event.__table__  # type: ignore[attr-defined]
    statement: AuditEvents = (
        sa_select(
            event.c.id,
            event.c.verb,
            event.c.reason,
            event.c.text_hash,
            event.c.detail,
            event.c.at,
            event.c.organization_id,
            name.label("who"),
        )
        .select_from(event.outerjoin(person, literal_column("person.id") == event.c.actor_id))
        .where(event.c.kind == kind, event.c.subject_id == subject_id)
        .order_by(event.c.id)
        .limit(limit)
    )
    return statement if private else statement.where(event.c.private.is_(False))
