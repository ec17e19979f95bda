"""Keeps the index true: it listens to what happens to the things in it."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from hashlib import sha256

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from rpp import kinds, synonyms
from rpp.history import Event, Recorded
from rpp.search import changes, terms
from rpp.search.meaning import vectors
from rpp.search.models import DOCUMENTS, chunks
from rpp.words import Document

# A row of the index, by column.
Value = str | int | float | list[str] | None
Row = dict[str, Value]

# How much more an answered problem counts than another: it tells what is known, as a brief does.
KNOWN = 1.25
# Rows are made anew when these rules or the synonyms change: raise the number with the rules.
RULES = b"5"
# What nothing says that may no longer be found.
GONE: Row = {
    **dict.fromkeys(("title", "body", "keywords", "line", "terms", "form"), ""),
    "facets": [],
    "issued": 0,
    "weight": 1.0,
    "network_id": None,
    "gone": True,
}
STATED = tuple(GONE)
RESTATE = (
    update(DOCUMENTS)
    .where(DOCUMENTS.c.id == bindparam("at"))
    .values({"change_id": None, **{name: bindparam(name) for name in STATED}})
)


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
    for chunk in chunks(sorted(ids)):
        write(session, name, documents(session, chunk), chunk)


def put(session: Session, kind: str, subject_id: int) -> None:
    """Write one thing into the index; what may no longer be found is taken out."""
    write(session, kind, _documents(session, kind, subject_id), [subject_id])


def reindex(session: Session, *only: str) -> int:
    """Write all things of these kinds (all kinds without any) anew; return how many."""
    return sum(write(session, kind, _documents(session, kind)) for kind in only or kinds.indexed())


def refresh(session: Session) -> int:
    """Write the index anew where any of it was made by earlier rules; return how many."""
    old = select(DOCUMENTS.c.id).where(~DOCUMENTS.c.gone, DOCUMENTS.c.form != form()).limit(1)
    return reindex(session) if session.execute(old).first() else 0


def write(
    session: Session,
    kind: str,
    documents: Iterable[Document],
    about: Collection[int] | None = None,
) -> int:
    """Hold these documents of a kind, and none of the other things of `about` (None: of all).

    What stands there already is left alone; a document keeps its id. Returns how many there are.
    """
    seen = set[int]()
    for chunk in chunks(documents):
        _write(session, kind, {one.id: _values(kind, one) for one in chunk})
        seen.update(one.id for one in chunk)
    left = select(DOCUMENTS.c.subject_id).where(DOCUMENTS.c.kind == kind, ~DOCUMENTS.c.gone)
    if about is not None:
        left = left.where(DOCUMENTS.c.subject_id.in_(about))
    for ended in chunks(set(session.execute(left).scalars()) - seen):
        _write(session, kind, dict.fromkeys(ended, GONE))
    return len(seen)


def _write(session: Session, kind: str, rows: dict[int, Row]) -> None:
    """Write what differs from what is held."""
    columns = (DOCUMENTS.c.id, DOCUMENTS.c.subject_id, *(DOCUMENTS.c[name] for name in STATED))
    of_them = DOCUMENTS.c.kind == kind, DOCUMENTS.c.subject_id.in_(rows)
    held = {row.subject_id: row for row in session.execute(select(*columns).where(*of_them))}
    new = [
        {"kind": kind, "subject_id": id_, **values}
        for id_, values in rows.items()
        if id_ not in held
    ]
    changed = {
        row.id: rows[id_]
        for id_, row in held.items()
        if any(getattr(row, name) != rows[id_][name] for name in STATED)
    }
    if new:
        made = session.execute(insert(DOCUMENTS).returning(DOCUMENTS.c.id), new)
        changes.note(session, made.scalars())
    if changed:
        session.execute(RESTATE, [{"at": at, **values} for at, values in changed.items()])
        # Nothing is found by what it meant before.
        texts = {at: (str(row["title"]), str(row["body"])) for at, row in changed.items()}
        vectors.forget(session, texts)
        changes.note(session, changed)


def _documents(session: Session, kind: str, subject_id: int | None = None) -> Iterable[Document]:
    documents = kinds.indexed()[kind].documents
    return documents(session, subject_id) if documents else ()


def _values(kind: str, found: Document) -> Row:
    facets = {"kind": (kind,), **found.facets}
    return {
        "title": found.title,
        "body": found.body,
        "keywords": found.keywords,
        "terms": terms.of_document(found.title, found.body, found.keywords),
        "facets": sorted({f"{name}:{code}" for name, codes in facets.items() for code in codes}),
        "issued": found.issued.toordinal() if found.issued else 0,
        "line": found.line,
        "network_id": found.network_id,
        "weight": kinds.indexed()[kind].weight * (KNOWN if found.known else 1),
        "form": form(),
        "gone": False,
    }
