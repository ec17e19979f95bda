"""The index that a process holds, brought up to date before each search."""

from threading import Lock
from weakref import WeakKeyDictionary

from flask import has_request_context
from sqlalchemy import ColumnElement, Pool, or_, select
from sqlmodel import Session

from rpp import db
from rpp.search import changes, keeping
from rpp.search.changes import Pending, Version
from rpp.search.index import Index
from rpp.search.meaning import generations
from rpp.search.models import DOCUMENTS, Row, chunks

# By the pool of connections to a database.
_held: WeakKeyDictionary[Pool, Index] = WeakKeyDictionary()
_lock = Lock()
_Where = ColumnElement[bool]
COLUMNS = [DOCUMENTS.c[name] for name in Row._fields]


def index(session: Session, now: Version | None = None) -> Index:
    """What can be found `now`; one statement where nothing changed, else a few.

    A transaction that changed the index finds what it wrote, too; nobody else does before its
    commit.
    """
    now, own = now or changes.newest(session), changes.pending(session)
    if own:
        return _with_own(session, now, own)
    pool = session.get_bind().engine.pool
    held = _held.get(pool)
    if held is None or not changes.is_current(session, held.version, now):
        # One thread reads; the others wait and find what it read.
        with _lock:
            held = _held.get(pool, Index())
            if not changes.is_current(session, held.version, now):
                held = _held[pool] = _next(session, held, now)
    return held


def _next(session: Session, held: Index, now: Version, also: _Where | None = None) -> Index:
    """What is there now, from what was held or lies in files; with the rows that `also` says."""
    folder = generations.folder_of(session)
    if not changes.came_from(session, now, held.version):
        # Nothing is held yet, or another database was put in the place of what was read.
        held = (keeping.newest(folder) if folder else None) or Index()
    if changes.came_from(session, now, held.version):
        new: _Where = DOCUMENTS.c.change_id > held.version.id
    else:
        held, new = Index(), DOCUMENTS.c.change_id.is_not(None) & ~DOCUMENTS.c.gone
    found = held.after(now, _rows(session, new if also is None else or_(new, also)))
    # A request leaves it to the worker, unless there is none that does it.
    if folder and also is None and keeping.is_due(found, 2 if has_request_context() else 1):
        return keeping.kept(folder, found)
    return found


def keep() -> int:
    """Write the index into files where it is time to; how many documents were written."""
    with db.before_write() as session:
        before = _held.get(session.get_bind().engine.pool)
        found = index(session)
    return len(found) if found is not before and found.is_mapped and not found.apart else 0


def _with_own(session: Session, now: Version, own: Pending) -> Index:
    """What this transaction sees; it is shared with nobody."""
    if own.index is None or own.index.version != now:
        held = _held.get(session.get_bind().engine.pool, Index())
        own.index = _next(session, held, now, DOCUMENTS.c.change_id.is_(None))
    else:
        rows = [
            row
            for some in chunks(sorted(own.unread))
            for row in _rows(session, DOCUMENTS.c.id.in_(some))
        ]
        own.index = own.index.after(now, rows)
    own.unread = set()
    return own.index


def _rows(session: Session, which: _Where) -> list[Row]:
    statement = select(*COLUMNS).where(which).order_by(DOCUMENTS.c.id)
    return [Row(*row) for row in session.execute(statement)]
