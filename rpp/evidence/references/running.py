"""Brings an import on, some entries at a time: whatever ends it, it goes on where it stopped."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Delete, delete, func, insert, select
from sqlmodel import Session, col

from rpp import db, history, jobs
from rpp.errors import DomainError
from rpp.evidence.references import finding, writing
from rpp.evidence.references.finding import Found, Seen
from rpp.evidence.references.life import LIFE, Action
from rpp.evidence.references.models import IMPORTS, ROWS, ImportFile, ReferenceImport
from rpp.evidence.references.reading import files
from rpp.evidence.references.reading.entries import ReadFile
from rpp.history import Event

# Entries of one transaction: others wait for it no longer than a blink.
BATCH = 250
NAME = "imports of references"
DUE = ("reading", "writing")


class Waiting(NamedTuple):
    """An import that the worker brings on."""

    id: int
    status: str


def turn() -> int:
    """Bring on every import that waits for it; how many steps that took. For `jobs`."""
    return sum(1 for one in list(_due()) for _ in on(one.id))


def _due() -> Iterator[Waiting]:
    with db.before_write() as session:
        waiting = select(IMPORTS.c.id, IMPORTS.c.status).where(IMPORTS.c.status.in_(DUE))
        yield from (Waiting(*row) for row in session.execute(waiting.order_by(IMPORTS.c.id)).all())


def on(import_id: int) -> Iterator[None]:
    """Read or write an import to its end, a step for each batch that was committed."""
    with db.before_write() as session:
        status = session.execute(
            select(IMPORTS.c.status).where(IMPORTS.c.id == import_id)
        ).scalar_one()
    if status == "reading":
        yield from _read(import_id)
    elif status == "writing":
        while not jobs.stop.told:
            with db.transaction() as session:
                more = _write_some(session, import_id)
            yield
            if not more:
                return


def finish(import_id: int) -> None:
    """Read or write an import to its end at once, for commands and small files."""
    for _ in on(import_id):
        pass


def _held(session: Session, import_id: int, status: str) -> ReferenceImport | None:
    """The import, held against others who bring it on; None where one does, or it is done."""
    statement = select(ReferenceImport).where(IMPORTS.c.id == import_id, IMPORTS.c.status == status)
    held = statement.with_for_update(skip_locked=True)
    found: ReferenceImport | None = session.execute(
        held.execution_options(populate_existing=True)
    ).scalar_one_or_none()
    return found


# --- reading -------------------------------------------------------------------------------


def _read(import_id: int) -> Iterator[None]:
    with db.before_write() as session:
        file = session.get(ImportFile, import_id)
        one = session.get(ReferenceImport, import_id)
        if file is None or one is None:
            return
        data, format, encoding = file.data, one.format, one.encoding
    # Outside of any transaction: this takes the longest.
    try:
        read = files.read(data, format, encoding)
    except DomainError as error:
        with db.transaction() as session:
            _refuse(session, import_id, error.sentence)
        yield
        return
    seen, at = Seen(), 0
    while not jobs.stop.told:
        with db.transaction() as session:
            one = _held(session, import_id, "reading")
            if one is None:
                return
            # What an earlier run, or another worker, has read.
            if at < one.read_through:
                _recall(session, read, at, one.read_through, seen)
            at = _read_some(session, one, read, seen)
        yield
        if at >= len(read.entries):
            return


def read_within(session: Session, one: ReferenceImport) -> None:
    """Read a small file to its end within a transaction that is open already."""
    file = session.get_one(ImportFile, one.id)
    read, seen = files.read(file.data, one.format, one.encoding), Seen()
    while one.status == "reading":
        _read_some(session, one, read, seen)


def _recall(session: Session, read: ReadFile, start: int, end: int, seen: Seen) -> None:
    """Know again of the entries that were read before."""
    finding.found(session, start + 1, read.entries[start:end], seen)


def _read_some(session: Session, one: ReferenceImport, read: ReadFile, seen: Seen) -> int:
    """Keep the next entries, and show the import once all of them are kept."""
    start = one.read_through
    batch = read.entries[start : start + BATCH]
    found = finding.found(session, start + 1, batch, seen)
    keep(session, one.id or 0, found)
    one.total, one.read_through = len(read.entries), start + len(batch)
    one.format, one.encoding = read.format, read.encoding
    one.troubles = list(read.troubles)
    session.add(one)
    if one.read_through >= one.total:
        session.execute(_forget_file(one.id or 0))
        LIFE.require(one, Action.SHOW)
        about = {"file": one.name, "total": one.total}
        history.move(session, one, "preview", "read", one.person_id, detail=about)
    return one.read_through


def keep(session: Session, import_id: int, found: Sequence[Found]) -> None:
    """Write down what some entries are."""
    values = [
        {
            "import_id": import_id,
            "number": each.number,
            "line": each.entry.line,
            "reference": each.entry.reference,
            "fingerprint": each.fingerprint,
            "found": each.found,
            "outcome": "",
            "candidates": each.candidates,
            "decision": "",
            "troubles": each.troubles,
        }
        for each in found
    ]
    if values:
        session.execute(insert(ROWS), values)


def _refuse(session: Session, import_id: int, sentence: str) -> None:
    one = _held(session, import_id, "reading")
    if one is None:
        return
    LIFE.require(one, Action.REFUSE)
    one.refusal = sentence
    session.execute(_forget_file(import_id))
    about = {"file": one.name}
    history.move(session, one, "refused", "refused", one.person_id, detail=about)


def _forget_file(import_id: int) -> Delete:
    return delete(ImportFile).where(col(ImportFile.import_id) == import_id)


# --- writing -------------------------------------------------------------------------------


def _write_some(session: Session, import_id: int) -> bool:
    """Write the next entries; whether there are more."""
    one = _held(session, import_id, "writing")
    if one is None:
        return False
    numbers = (
        select(ROWS.c.number)
        .where(ROWS.c.import_id == import_id, ROWS.c.number > one.written_through)
        .order_by(ROWS.c.number)
        .limit(BATCH)
    )
    batch = session.execute(numbers).scalars().all()
    if batch:
        writing.write(session, rows_to_write(session, import_id, batch))
        one.written_through = batch[-1]
        session.add(one)
    if len(batch) == BATCH:
        return True
    _finish(session, one)
    return False


def write_within(session: Session, import_id: int) -> None:
    """Write a small import to its end within a transaction that is open already."""
    while _write_some(session, import_id):
        pass


def rows_to_write(session: Session, import_id: int, numbers: Sequence[int]) -> list[writing.Row]:
    """Those of some entries that are written now: what is open or not understood stays."""
    decided = ROWS.c.decision.in_(("same", "different"))
    statement = writing.ROW.where(
        ROWS.c.import_id == import_id,
        ROWS.c.number.in_(numbers),
        ROWS.c.outcome == "",
        ROWS.c.found.in_(("new", "same")) | decided,
    )
    return [writing.Row(*row) for row in session.execute(statement.order_by(ROWS.c.number))]


def _finish(session: Session, one: ReferenceImport) -> None:
    LIFE.require(one, Action.FINISH)
    counted = select(ROWS.c.outcome, func.count()).where(ROWS.c.import_id == one.id)
    counts = {row[0]: row[1] for row in session.execute(counted.group_by(ROWS.c.outcome))}
    added, merged = counts.get("added", 0), counts.get("merged", 0)
    about = {"file": one.name, "added": added, "merged": merged}
    history.move(session, one, "done", "written", one.person_id, detail=about)
    announce(session, one.person_id, added, one.id or 0)


def announce(
    session: Session,
    person_id: int | None,
    records: int,
    import_id: int,
    numbers: Sequence[int] = (),
) -> None:
    """Let lists and the search know that records of these entries (all without any) changed."""
    about = {"records": records, "import_id": import_id, "numbers": list(numbers)}
    history.record(session, Evidence(), "references_changed", person_id, detail=about)


def changed(session: Session, event: Event) -> set[int] | None:
    """The records that an event of the evidence is about; None for all of them."""
    if event.subject_id:
        return {event.subject_id}
    if event.verb != "references_changed":
        return None
    statement = select(ROWS.c.record_id).where(
        ROWS.c.import_id == event.detail["import_id"], ROWS.c.record_id.is_not(None)
    )
    if numbers := event.detail["numbers"]:
        statement = statement.where(ROWS.c.number.in_(numbers))
    return set(session.execute(statement).scalars())


class Evidence:
    """All evidence, as the history names it."""

    kind = "evidence"
    id = 0


def settle(session: Session, import_id: int, numbers: Sequence[int]) -> writing.Written:
    """Write entries that were decided after their import was done."""
    return writing.write(session, rows_to_write(session, import_id, numbers))


def forget(session: Session, import_id: int) -> None:
    """Take what was read of a file that is not brought in."""
    session.execute(_forget_file(import_id))
    session.execute(delete(ROWS).where(ROWS.c.import_id == import_id))
