"""Keeps the index true: it listens to what happens to the things in it."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from hashlib import sha256

from sqlalchemy import Table, delete, insert, select, update
from sqlmodel import Session

from rpp import kinds, synonyms
from rpp.history import Event, Recorded
from rpp.search.models import SearchDocument
from rpp.words import Document

DOCUMENTS: Table = SearchDocument.__table__  # type: ignore[attr-defined]
CHUNK = 500
# A row of the index, by column.
Row = dict[str, str | int | float | None]

# How much more an answered problem counts than another: it tells what is known.
KNOWN = 5 / 3
# Rows are made anew when these rules or the synonyms change: raise the number with the rules.
RULES = b"1"


@cache
def form() -> str:
    """By which rules and synonyms rows are made now."""
    return sha256(RULES + synonyms.FILE.read_bytes()).hexdigest()[:12]


def on_event(session: Session, recorded: Recorded) -> None:
    """After an event, write its thing into the index anew, or take it out."""
    kind = kinds.indexed().get(recorded.event.kind)
    if kind is not None and not kind.indexed_whole:
        put(session, kind.name, recorded.event.subject_id)


def whole_kinds() -> list[str]:
    """The kinds whose events are about all of their things at once."""
    return [name for name, kind in kinds.indexed().items() if kind.indexed_whole]


def consume(session: Session, events: Sequence[Event]) -> None:
    """Write the things that events are about into the index anew, once however often they came."""
    whole: set[str] = set()
    some: dict[str, set[int]] = {}
    for event in events:
        kind = kinds.indexed()[event.kind]
        ids = kind.changed(session, event) if kind.changed else None
        if ids is None:
            whole.add(kind.name)
        else:
            some.setdefault(kind.name, set()).update(ids)
    if whole:
        reindex(session, *whole)
    for name in some.keys() - whole:
        renew(session, name, some[name])


def renew(session: Session, name: str, ids: Collection[int]) -> None:
    """Write some things of a kind into the index anew; what may no longer be found goes."""
    documents = kinds.indexed()[name].documents_of
    assert documents is not None, f"the kind {name!r} says of no document by its id"
    in_order = sorted(ids)
    for start in range(0, len(in_order), CHUNK):
        chunk = in_order[start : start + CHUNK]
        of_them = DOCUMENTS.c.kind == name, DOCUMENTS.c.subject_id.in_(chunk)
        session.execute(delete(DOCUMENTS).where(*of_them))
        if rows := [_values(name, found) for found in documents(session, chunk)]:
            session.execute(insert(DOCUMENTS), rows)


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


def _documents(session: Session, kind: str, subject_id: int | None = None) -> Iterable[Document]:
    documents = kinds.indexed()[kind].documents
    return documents(session, subject_id) if documents else ()


def _values(kind: str, found: Document) -> Row:
    concepts = synonyms.index_words("\n".join((found.title, found.body, found.keywords)))
    return {
        "kind": kind,
        "subject_id": found.id,
        "title": found.title,
        "body": found.body,
        "keywords": "\n".join(filter(None, (found.keywords, concepts))),
        "line": found.line,
        "network_id": found.network_id,
        "weight": kinds.indexed()[kind].weight * (KNOWN if found.known else 1),
        "form": form(),
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


def refresh(session: Session) -> int:
    """Write the index anew where any of it was made by earlier rules; return how many."""
    old = select(DOCUMENTS.c.id).where(DOCUMENTS.c.form != form()).limit(1)
    return reindex(session) if session.execute(old).first() else 0
