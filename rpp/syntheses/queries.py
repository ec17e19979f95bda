"""Reads syntheses as those who ask may know of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session

from rpp import history, kinds, vocabulary
from rpp.db import columns, columns_of
from rpp.kinds import Subject
from rpp.networks.models import Network
from rpp.paging import Cursor, Slice, Statement, page_of
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.syntheses.comparing import UNKNOWN
from rpp.syntheses.models import (
    NEWEST,
    OUT,
    SOURCES,
    STUDIES,
    SUGGESTIONS,
    SYNTHESES,
    VERSIONS,
    Synthesis,
)
from rpp.syntheses.operations import Place, Plan, Texts
from rpp.syntheses.plan import Question, Rules
from rpp.syntheses.published import Flow, FrozenEffect, FrozenStudy, Results, Said
from rpp.syntheses.resting import including

NETWORK, PERSON = columns(Network), columns(Person)
PAGE = 25


def served(viewer: Viewer) -> ColumnElement[bool]:
    """Those of the networks that the viewer serves as a steward or broker."""
    return and_(
        SYNTHESES.c.network_id.in_(sorted(viewer.stewards | viewer.brokers)),
        SYNTHESES.c.status != "deleted",
    )


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """What the viewer may know of: drafts are for those who serve the network."""
    return or_(SYNTHESES.c.status.in_(OUT), served(viewer))


@dataclass(frozen=True, slots=True)
class Shown:
    """A synthesis as its own pages show it."""

    id: int
    slug: str
    network_id: int
    network_slug: str
    network_name: str
    timezone: str
    keeper: str | None
    status: str
    status_since: datetime
    current: int
    title: str
    question: Question
    rules: Rules
    domain: str
    better: str
    worse: str
    answer: str
    can_say: str
    cannot_say: str
    unknown: str
    why_living: str
    triggers: str
    retires_when: str
    conflicts: str
    ending: str
    reason: str
    published_at: datetime | None
    changed_at: datetime | None
    # The last event of it: grows with every change.
    last_event: int | None

    @property
    def href(self) -> str:
        return f"/syntheses/{self.slug}"


_OF = (
    *(SYNTHESES.c.id, SYNTHESES.c.slug, SYNTHESES.c.network_id),
    *(NETWORK.slug, NETWORK.name, NETWORK.timezone, PERSON.name),
    *(SYNTHESES.c.status, SYNTHESES.c.status_since, SYNTHESES.c.current, SYNTHESES.c.title),
    *(SYNTHESES.c.question, SYNTHESES.c.rules, SYNTHESES.c.domain),
    *(SYNTHESES.c.better, SYNTHESES.c.worse, SYNTHESES.c.answer, SYNTHESES.c.can_say),
    *(SYNTHESES.c.cannot_say, SYNTHESES.c.unknown, SYNTHESES.c.why_living),
    *(SYNTHESES.c.triggers, SYNTHESES.c.retires_when, SYNTHESES.c.conflicts),
    *(SYNTHESES.c.ending, SYNTHESES.c.reason),
    *(SYNTHESES.c.published_at, SYNTHESES.c.changed_at),
    history.version_columns(Synthesis.kind, SYNTHESES.c.id)[0],
)
_JOINED = SYNTHESES.join(NETWORK.id.table, NETWORK.id == SYNTHESES.c.network_id).outerjoin(
    PERSON.id.table, PERSON.id == SYNTHESES.c.keeper_id
)


def synthesis(session: Session, viewer: Viewer, slug: str) -> Shown | None:
    """One synthesis, by the name in its address, if the viewer may know of it."""
    statement = select(*_OF).select_from(_JOINED)
    row = session.execute(statement.where(SYNTHESES.c.slug == slug, visible_to(viewer))).first()
    return Shown(*row) if row else None


def slug_of(session: Session, viewer: Viewer, synthesis_id: int) -> str | None:
    """The name in the address of one, if the viewer may know of it."""
    statement = select(SYNTHESES.c.slug).where(SYNTHESES.c.id == synthesis_id, visible_to(viewer))
    found: str | None = session.execute(statement).scalar()
    return found


@dataclass(frozen=True, slots=True)
class Listed:
    """A synthesis in a list."""

    id: int
    slug: str
    title: str
    # As its newest version says; None before the first.
    said: Said | None
    status: str
    current: int
    changed_at: datetime | None
    status_since: datetime
    network: str
    timezone: str


def listed(
    session: Session,
    viewer: Viewer,
    cursor: Cursor,
    network_id: int | None = None,
    subject: str = "",
) -> Slice[Listed]:
    """One page of syntheses, the newest question first."""
    statement: Statement = (
        select(
            *(SYNTHESES.c.id.label("id"), SYNTHESES.c.slug, SYNTHESES.c.title),
            *(VERSIONS.c.said, SYNTHESES.c.status, SYNTHESES.c.current),
            *(SYNTHESES.c.changed_at, SYNTHESES.c.status_since, NETWORK.name, NETWORK.timezone),
        )
        .select_from(
            SYNTHESES.join(NETWORK.id.table, NETWORK.id == SYNTHESES.c.network_id).outerjoin(
                VERSIONS, NEWEST
            )
        )
        .where(visible_to(viewer))
    )
    if network_id is not None:
        statement = statement.where(SYNTHESES.c.network_id == network_id)
    if subject:
        on_it = vocabulary.tagged(Synthesis.kind, "subject", [subject])
        statement = statement.where(SYNTHESES.c.id.in_(on_it))
    return page_of(session, statement, SYNTHESES.c.id, cursor, limit=PAGE, count=True).of(Listed)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a synthesis searches, and when that was last done."""

    id: int
    name: str
    how: str
    months: int
    searched_at: datetime | None


def sources(session: Session, synthesis_id: int) -> list[Source]:
    """The sources of a synthesis, in its own order."""
    rows = session.execute(
        select(*(SOURCES.c[name] for name in ("id", "name", "how", "months", "searched_at")))
        .where(SOURCES.c.synthesis_id == synthesis_id)
        .order_by(SOURCES.c.position, SOURCES.c.id)
    )
    return [Source(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """A network in which a synthesis is begun."""

    network_id: int
    slug: str
    name: str


def network(session: Session, network_id: int) -> NetworkRow | None:
    """The network of this id."""
    found = select(NETWORK.id, NETWORK.slug, NETWORK.name).where(NETWORK.id == network_id)
    row = session.execute(found).first()
    return NetworkRow(*row) if row else None


def networks(session: Session, ids: Collection[int]) -> list[NetworkRow]:
    """The networks of these ids, by name."""
    statement = select(NETWORK.id, NETWORK.slug, NETWORK.name).where(NETWORK.id.in_(sorted(ids)))
    return [NetworkRow(*row) for row in session.execute(statement.order_by(NETWORK.name))]


def named(session: Session, viewer: Viewer, ids: Collection[int]) -> list[Subject]:
    """Those of these ids that the viewer may read, and that are out."""
    statement = select(SYNTHESES.c.id, SYNTHESES.c.title, SYNTHESES.c.network_id).where(
        SYNTHESES.c.id.in_(ids), visible_to(viewer), SYNTHESES.c.status.in_(OUT)
    )
    return kinds.subjects(session, Synthesis.kind, statement)


def citable(session: Session, synthesis_id: int) -> str | None:
    """The title of one that everyone may read."""
    statement = select(SYNTHESES.c.title).where(
        SYNTHESES.c.id == synthesis_id, SYNTHESES.c.status.in_(("published", "retired"))
    )
    found: str | None = session.execute(statement).scalar()
    return found


def plan(session: Session, synthesis_id: int) -> Plan:
    """What a synthesis asks and where it searches, as it is saved."""
    names = ("title", "question", "rules", "domain", "better", "worse", "why_living", "triggers")
    chosen = select(*(SYNTHESES.c[name] for name in (*names, "retires_when", "conflicts")))
    row = session.execute(chosen.where(SYNTHESES.c.id == synthesis_id)).one()
    title, question, rules, *texts = row
    places = [Place(one.name, one.how, one.months) for one in sources(session, synthesis_id)]
    return Plan(title, question, rules, places, *texts)


def texts(session: Session, synthesis_id: int) -> Texts:
    """What the broker says of the numbers, as it is saved."""
    names = ("answer", "verdict", "can_say", "cannot_say", "unknown")
    chosen = select(*(SYNTHESES.c[name] for name in names))
    answer, verdict, *more = session.execute(chosen.where(SYNTHESES.c.id == synthesis_id)).one()
    return Texts(answer, verdict or UNKNOWN, *more)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A published version, as it was frozen."""

    number: int
    title: str
    said: Said
    studies: list[FrozenStudy]
    effects: list[FrozenEffect]
    results: Results
    flow: Flow
    change: str
    note: str
    stands: bool | None
    text_hash: str
    published_at: datetime


def version(session: Session, synthesis_id: int, number: int) -> VersionRow | None:
    """One version; one statement."""
    statement = select(*columns_of(VersionRow, VERSIONS)).where(
        VERSIONS.c.synthesis_id == synthesis_id, VERSIONS.c.number == number
    )
    row = session.execute(statement).first()
    return VersionRow(*row) if row else None


@dataclass(frozen=True, slots=True)
class Logged:
    """A version in the log of changes."""

    number: int
    change: str
    note: str
    stands: bool | None
    results: Results
    published_at: datetime


def log(session: Session, synthesis_id: int) -> list[Logged]:
    """All versions, the newest first; one statement."""
    statement = select(*columns_of(Logged, VERSIONS)).where(VERSIONS.c.synthesis_id == synthesis_id)
    rows = session.execute(statement.order_by(VERSIONS.c.number.desc()))
    return [Logged(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What stands open: candidates to screen, suggestions to answer, studies that were withdrawn.

    All but the last are told to those who keep the synthesis alone.
    """

    candidates: int
    suggestions: int
    flagged: int


def waiting(session: Session, synthesis_id: int) -> Waiting:
    """What stands open; one statement."""
    of_it = STUDIES.c.synthesis_id == synthesis_id
    to_screen = STUDIES.c.status.in_(("candidate", "to_read"))
    flagged = and_(STUDIES.c.status == "included", STUDIES.c.flag != "")
    to_answer = select(func.count()).where(
        SUGGESTIONS.c.synthesis_id == synthesis_id, SUGGESTIONS.c.status == "open"
    )
    row = session.execute(
        select(
            select(func.count()).where(of_it, to_screen).scalar_subquery(),
            to_answer.scalar_subquery(),
            select(func.count()).where(of_it, flagged).scalar_subquery(),
        )
    ).one()
    return Waiting(*row)


@dataclass(frozen=True, slots=True)
class Suggested:
    """A study that somebody suggested."""

    id: int
    person: str
    reference: str
    address: str
    why: str
    status: str
    answer: str
    sent_at: datetime


def suggestions(session: Session, synthesis_id: int, cursor: Cursor) -> Slice[Suggested]:
    """One page of suggestions, the newest first."""
    of = SUGGESTIONS.c
    statement: Statement = (
        select(
            *(of.id.label("id"), PERSON.name, of.reference, of.address, of.why, of.status),
            *(of.answer, of.sent_at),
        )
        .join_from(SUGGESTIONS, PERSON.id.table, PERSON.id == of.person_id)
        .where(of.synthesis_id == synthesis_id)
    )
    return page_of(session, statement, of.id, cursor, limit=PAGE).of(Suggested)


def suggestion(session: Session, synthesis_id: int, suggestion_id: int) -> int | None:
    """The id of a suggestion of this synthesis, if there is one."""
    found: int | None = session.execute(
        select(SUGGESTIONS.c.id).where(
            SUGGESTIONS.c.id == suggestion_id, SUGGESTIONS.c.synthesis_id == synthesis_id
        )
    ).scalar()
    return found


@dataclass(frozen=True, slots=True)
class Included:
    """A synthesis in which a thing is included, for the page of that thing."""

    title: str
    slug: str
    current: int
    status: str
    answer: str


def of_thing(session: Session, kind: str, subject_id: int) -> list[Included]:
    """The published syntheses whose newest version includes a thing, by title; one statement."""
    of = SYNTHESES.c
    rows = session.execute(
        select(of.title, of.slug, of.current, of.status, VERSIONS.c.said, VERSIONS.c.studies)
        .join_from(SYNTHESES, VERSIONS, NEWEST)
        .where(of.id.in_(including(kind, subject_id)), of.status.in_(("published", "retired")))
        .order_by(of.title, of.id)
    )
    return [
        Included(title, slug, current, status, said.answer)
        for title, slug, current, status, said, studies in rows
        if any(
            (one.subject_kind, one.subject_id, one.stands) == (kind, subject_id, "included")
            for one in studies
        )
    ]
