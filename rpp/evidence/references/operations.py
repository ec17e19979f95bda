"""What people do with imports of references."""

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import clock, db, history
from rpp.errors import DomainError
from rpp.evidence.references import running
from rpp.evidence.references.life import LIFE, Action
from rpp.evidence.references.models import LICENSES, ImportFile, ImportRow, ReferenceImport
from rpp.evidence.references.reading import cleaning, decoding
from rpp.evidence.references.reading.files import FORMATS
from rpp.policy import Viewer

DECISIONS = ("same", "different", "later")


class Decision(NamedTuple):
    """What a person says of an entry: same as a candidate (by its place), different, later.

    `was` is what their page had shown: a decision made meanwhile is not replaced unseen.
    """

    decision: str
    chosen: int | None = None
    was: str = ""


def said(decision: str, chosen: int | None) -> str:
    """A decision as a page shows it and sends it back: "same-0", "different", "later", ""."""
    return f"{decision}-{chosen}" if chosen is not None else decision


# The file of such an import is still under way.
UNDERWAY = ("reading", "preview", "writing")


def receive(
    session: Session,
    actor: Viewer,
    *,
    name: str,
    data: bytes,
    format: str = "",
    encoding: str = "",
    origin: str = "",
    license: str = "",
) -> ReferenceImport:
    """Take a file in, to be read; nothing of it is an evidence record yet.

    Raises DomainError on "file" where it cannot be a file of references at all, or where the same
    person has the same file under way.
    """
    if format not in ("", *FORMATS) or encoding not in decoding.ENCODINGS:
        raise DomainError("Choose one from the list.", "format")
    if license not in LICENSES:
        raise DomainError("Choose one from the list.", "license")
    decoding.check(data)
    sha256 = digest(data)
    before = underway(session, actor.id, sha256)
    if before is not None:
        raise DomainError(
            "You have brought in this very file already. Finish or discard that import first.",
            "file",
        )
    one = ReferenceImport(
        status_since=clock.now(),
        name=cleaning.line(name)[:160] or "file",
        format=format,
        encoding=encoding,
        sha256=sha256,
        size=len(data),
        origin=cleaning.line(origin)[:200],
        license=license,
        person_id=actor.id,
        received_at=clock.now(),
    )
    session.add(one)
    session.flush()
    session.add(ImportFile(import_id=one.id or 0, data=data))
    history.record(session, one, "received", actor.id, detail={"file": one.name})
    return one


def digest(data: bytes) -> str:
    """By which a file is known again."""
    return hashlib.sha256(data).hexdigest()


def underway(session: Session, person_id: int | None, sha256: str) -> ReferenceImport | None:
    """The import of this very file by this person (None: by a command) that is not finished."""
    found = select(ReferenceImport).where(
        col(ReferenceImport.sha256) == sha256,
        col(ReferenceImport.person_id) == person_id,
        col(ReferenceImport.status).in_(UNDERWAY),
    )
    answer: ReferenceImport | None = session.execute(found).scalars().first()
    return answer


def approve(session: Session, actor: Viewer, import_id: int) -> ReferenceImport:
    """Have what the preview showed brought in; the worker writes it, what is open stays open."""
    one = db.lock(session, ReferenceImport, import_id)
    LIFE.require(one, Action.WRITE)
    history.move(session, one, "writing", "approved", actor.id, detail={"file": one.name})
    return one


def discard(session: Session, actor: Viewer, import_id: int) -> ReferenceImport:
    """Drop an import that has written nothing, with what was read of its file."""
    one = db.lock(session, ReferenceImport, import_id)
    LIFE.require(one, Action.DISCARD)
    running.forget(session, import_id)
    history.move(session, one, "discarded", "discarded", actor.id, detail={"file": one.name})
    return one


def decide(
    session: Session, actor: Viewer, import_id: int, decisions: Mapping[int, Decision]
) -> ReferenceImport:
    """Say of some entries, by number, whether they are the same as a candidate.

    What is decided after the import was done is written at once. Each decision is kept with who
    made it, and when; "later" leaves the entry open.
    """
    one = db.lock(session, ReferenceImport, import_id)
    LIFE.require(one, Action.DECIDE)
    statement = select(ImportRow).where(
        col(ImportRow.import_id) == import_id, col(ImportRow.number).in_(decisions)
    )
    rows = {row.number: row for row in session.execute(statement).scalars()}
    for number, (decision, chosen, was) in decisions.items():
        row = rows.get(number)
        if row is None or row.found != "ask" or decision not in DECISIONS:
            raise DomainError("Choose one from the list.")
        if row.outcome:
            raise DomainError(f"The entry on line {row.line} was brought in already.")
        if was != said(row.decision, row.chosen):
            raise DomainError(
                f"Somebody else decided about the entry on line {row.line} meanwhile. Look at it "
                "again."
            )
        if decision == "same" and not 0 <= (-1 if chosen is None else chosen) < len(row.candidates):
            raise DomainError("Choose one from the list.")
        _note(session, actor, one, row, decision, chosen if decision == "same" else None)
    session.flush()
    if one.status == "done":
        written = running.settle(session, import_id, sorted(decisions))
        if written.added or written.merged:
            running.announce(session, actor.id, written.added, import_id, sorted(decisions))
    return one


def _note(
    session: Session,
    actor: Viewer,
    one: ReferenceImport,
    row: ImportRow,
    decision: str,
    chosen: int | None,
) -> None:
    if (row.decision, row.chosen) == (decision, chosen):
        return
    row.decision, row.chosen = decision, chosen
    row.decided_by, row.decided_at = actor.id, clock.now()
    session.add(row)
    same = row.candidates[chosen].record_id if chosen is not None else None
    about = {"number": row.number, "decision": decision, "record_id": same}
    history.record(session, one, "decided", actor.id, detail=about)
