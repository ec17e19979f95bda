"""Reads imports of references; only those who may import ask."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Table, func, select
from sqlmodel import Session

from rpp.evidence.models import RECORDS
from rpp.evidence.references.models import IMPORTS, ROWS, Candidate, ReferenceImport
from rpp.evidence.references.reading.entries import Trouble
from rpp.evidence.references.reference import Reference
from rpp.paging import Cursor, Slice, page_of
from rpp.people.models import Person
from rpp.policy import Viewer, may

PEOPLE: Table = Person.__table__  # type: ignore[attr-defined]
PAGE = 25


class Counts(NamedTuple):
    """How many entries of an import are what, and what was done with them."""

    total: int = 0
    new: int = 0
    same: int = 0
    ask: int = 0
    refused: int = 0
    open: int = 0  # of those to decide, the ones that nobody decided, or later
    added: int = 0
    merged: int = 0


def counts(session: Session, import_id: int) -> Counts:
    """How an import stands; one statement."""
    settled = ROWS.c.decision.in_(("same", "different"))
    is_open = (ROWS.c.found == "ask") & (ROWS.c.outcome == "") & ~settled
    one = select(
        func.count(),
        *(
            func.count().filter(ROWS.c.found == found)
            for found in ("new", "same", "ask", "refused")
        ),
        func.count().filter(is_open),
        *(func.count().filter(ROWS.c.outcome == outcome) for outcome in ("added", "merged")),
    ).where(ROWS.c.import_id == import_id)
    return Counts(*session.execute(one).one())


@dataclass(frozen=True, slots=True)
class Listed:
    """An import in the list of all."""

    id: int
    name: str
    format: str
    status: str
    total: int
    received_at: datetime
    person: str | None


def imports(session: Session, cursor: Cursor) -> Slice[Listed]:
    """A page of imports, the newest first; one statement."""
    names = ("id", "name", "format", "status", "total", "received_at")
    statement = select(*(IMPORTS.c[name] for name in names), PEOPLE.c.name).join(
        PEOPLE, PEOPLE.c.id == IMPORTS.c.person_id, isouter=True
    )
    return page_of(session, statement, IMPORTS.c.id, cursor, limit=PAGE).of(Listed)


def visible(session: Session, viewer: Viewer, import_id: int) -> ReferenceImport | None:
    """One import; None for those who may not import, too: they know of none."""
    return session.get(ReferenceImport, import_id) if may(viewer, "evidence.import") else None


def person(session: Session, person_id: int | None) -> str:
    """Who brought it in; a command has no name."""
    if person_id is None:
        return "A command"
    return str(
        session.execute(select(PEOPLE.c.name).where(PEOPLE.c.id == person_id)).scalar() or ""
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry of an import as its page shows it."""

    number: int
    line: int
    reference: Reference | None
    found: str
    outcome: str
    record_id: int | None
    candidates: list[Candidate]
    decision: str
    chosen: int | None
    decided_at: datetime | None
    decided_by: str | None
    troubles: list[Trouble]


_SHOWN = select(
    ROWS.c.id,
    *(ROWS.c[name] for name in ("number", "line", "reference", "found", "outcome", "record_id")),
    *(ROWS.c[name] for name in ("candidates", "decision", "chosen", "decided_at")),
    PEOPLE.c.name.label("decided_by_name"),
    ROWS.c.troubles,
).join(PEOPLE, PEOPLE.c.id == ROWS.c.decided_by, isouter=True)


def entries(
    session: Session, import_id: int, found: str, cursor: Cursor, *, limit: int = PAGE
) -> Slice[Shown]:
    """A page of an import's entries that are `found` so ("" for any), in the file's order."""
    statement = _SHOWN.where(ROWS.c.import_id == import_id)
    if found:
        statement = statement.where(ROWS.c.found == found)
    rows = page_of(session, statement, ROWS.c.id, cursor, limit=limit, descending=False)
    return Slice([Shown(*row[1:]) for row in rows.rows], rows.back, rows.on, rows.total)


class Other(NamedTuple):
    """What an entry may be the same as: a record, or an entry of the same file."""

    id: int
    title: str
    citation: str
    form: str = ""
    line: int = 0


def records(session: Session, ids: set[int]) -> dict[int, Other]:
    """Records that entries may be, by id; one statement."""
    names = ("id", "title", "citation", "form")
    statement = select(*(RECORDS.c[name] for name in names)).where(RECORDS.c.id.in_(ids))
    return {row[0]: Other(*row) for row in session.execute(statement)} if ids else {}


def earlier(
    session: Session, import_id: int, numbers: set[int]
) -> dict[int, tuple[int, Reference]]:
    """Earlier entries of the file that entries may be, with their lines; one statement."""
    if not numbers:
        return {}
    statement = select(ROWS.c.number, ROWS.c.line, ROWS.c.reference).where(
        ROWS.c.import_id == import_id, ROWS.c.number.in_(numbers)
    )
    return {number: (line, said) for number, line, said in session.execute(statement) if said}


@dataclass(frozen=True, slots=True)
class Source:
    """An entry that describes a record: where it stands, and who brought it in."""

    name: str
    format: str
    line: int
    origin: str
    license: str
    outcome: str
    received_at: datetime


def sources(session: Session, record_id: int) -> list[Source]:
    """The entries that describe a record, the first one first; one statement."""
    statement = (
        select(
            IMPORTS.c.name,
            IMPORTS.c.format,
            ROWS.c.line,
            IMPORTS.c.origin,
            IMPORTS.c.license,
            ROWS.c.outcome,
            IMPORTS.c.received_at,
        )
        .join(IMPORTS, IMPORTS.c.id == ROWS.c.import_id)
        .where(ROWS.c.record_id == record_id, ROWS.c.outcome.in_(("added", "merged")))
        .order_by(ROWS.c.id)
        .limit(20)
    )
    return [Source(*row) for row in session.execute(statement)]
