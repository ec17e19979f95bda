"""The index that a process holds, brought up to date before each page that reads it."""

from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlmodel import Session

from rpp import db, kinds
from rpp.repository.index import Entry, Index, Version
from rpp.repository.models import CHANGES, ENTRIES

_held: WeakKeyDictionary[Engine, Index] = WeakKeyDictionary()
_lock = Lock()
COLUMNS = (
    *(ENTRIES.c.id, ENTRIES.c.kind, ENTRIES.c.subject_id),
    *(ENTRIES.c.gone, ENTRIES.c.issued, ENTRIES.c.version, ENTRIES.c.facets),
)


def index(session: Session) -> Index:
    """What is listed now; one statement where nothing changed, else three at most."""
    newest = select(CHANGES.c.id, CHANGES.c.stamp).order_by(CHANGES.c.id.desc()).limit(1)
    row = session.execute(newest).first()
    now, engine = Version(*row) if row else Version(), db.engine()
    held = _held.get(engine)
    if held is None or held.version != now:
        # One thread reads; the others wait and find what it read.
        with _lock:
            held = _held.get(engine, Index())
            if held.version != now:
                held = _held[engine] = _next(session, held, now)
    return held


def _next(session: Session, held: Index, now: Version) -> Index:
    statement = select(*COLUMNS)
    if _is_behind(session, held, now):
        statement = statement.where(ENTRIES.c.change_id > held.version.id)
    else:
        # Nothing is held yet, or another database was put in the place of what was read.
        held = Index()
    first = [name for name, kind in kinds.shelved().items() if kind.shelf and kind.shelf.own]
    return held.after(now, [Entry(*row) for row in session.execute(statement)], first)


def _is_behind(session: Session, held: Index, now: Version) -> bool:
    """Whether what is listed now came from what is held."""
    if not held.version.stamp or held.version.id > now.id:
        return False
    stamp = select(CHANGES.c.stamp).where(CHANGES.c.id == held.version.id)
    return session.execute(stamp).scalar() == held.version.stamp
