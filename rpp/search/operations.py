"""Keeps the index true: it listens to what happens to the things in it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, delete, insert, select, update
from sqlmodel import Session

from rpp import kinds
from rpp.history import Recorded
from rpp.search.models import SearchDocument

DOCUMENTS: Table = SearchDocument.__table__  # type: ignore[attr-defined]
CHUNK = 500


def hear(session: Session, recorded: Recorded) -> None:
    """After an event, write its thing into the index anew, or take it out."""
    kind = kinds.indexed().get(recorded.event.kind)
    if kind is None:
        return
    if kind.indexed_whole:
        reindex(session, kind.name)
    else:
        put(session, kind.name, recorded.event.subject_id)


def put(session: Session, kind: str, subject_id: int) -> None:
    """Write one thing into the index; what may no longer be found is taken out."""
    found = next(iter(_documents(session, kind, subject_id)), None)
    of_it = DOCUMENTS.c.kind == kind, DOCUMENTS.c.subject_id == subject_id
    held = session.execute(select(DOCUMENTS).where(*of_it)).first()
    if found is None:
        if held:
            session.execute(delete(DOCUMENTS).where(*of_it))
        return
    values = _values(kind, found)
    if held is None:
        session.execute(insert(DOCUMENTS).values(values))
    elif any(getattr(held, name) != value for name, value in values.items()):
        session.execute(update(DOCUMENTS).where(*of_it).values(values))


def _documents(session: Session, kind: str, subject_id: int | None = None) -> Iterable[Any]:
    documents = kinds.indexed()[kind].documents
    return documents(session, subject_id) if documents else ()


def _values(kind: str, found: Any) -> dict[str, Any]:
    subject_id, title, body, line, network_id = found
    return {
        "kind": kind,
        "subject_id": subject_id,
        "title": title,
        "body": body,
        "line": line,
        "network_id": network_id,
    }


def reindex(session: Session, *only: str) -> int:
    """Write all things of these kinds (all kinds without any) anew; return how many."""
    count = 0
    for kind in only or kinds.indexed():
        session.execute(delete(DOCUMENTS).where(DOCUMENTS.c.kind == kind))
        rows = [_values(kind, found) for found in _documents(session, kind)]
        for start in range(0, len(rows), CHUNK):
            session.execute(insert(DOCUMENTS), rows[start : start + CHUNK])
        count += len(rows)
    return count
