"""The vectors that a process holds, brought up to date before each search.

Most stand in a file that all processes of the machine map; what changed since is held beside it,
until that is so much that the next file is written.
"""

from pathlib import Path
from threading import Lock
from typing import NamedTuple
from weakref import WeakKeyDictionary

from flask import current_app
from sqlalchemy import Pool
from sqlmodel import Session

from rpp.search import changes
from rpp.search.changes import NEVER, Version
from rpp.search.meaning import generations
from rpp.search.meaning import vectors as stored
from rpp.search.meaning.arrays import Part, Vectors
from rpp.search.models import DOCUMENTS

KIND = f"vectors-{stored.MODEL}"
# A new file is written when more than so many vectors, and more than a tenth of all, are not in it.
MANY = 2_000


class Held(NamedTuple):
    """The vectors after a change."""

    version: Version
    vectors: Vectors


NOTHING = Held(NEVER, Vectors.of(Part.of(())))
_held: WeakKeyDictionary[Pool, Held] = WeakKeyDictionary()
_lock = Lock()


def vectors(session: Session, now: Version | None = None) -> Vectors:
    """The vectors of what can be found `now`; a transaction's own changes are not among them.

    One statement where nothing changed, none where the caller knows the newest change.
    """
    now, pool = now or changes.newest(session), session.get_bind().engine.pool
    held = _held.get(pool, NOTHING)
    if own := changes.pending(session):
        # What it sees nobody else does, so it is held for nobody else.
        held = held if held.version == now else _next(session, held, now)
        return held.vectors.after(*stored.of_some(session, own.ids))
    if not changes.is_current(session, held.version, now):
        # One thread reads; the others wait and find what it read.
        with _lock:
            held = _held.get(pool, NOTHING)
            if not changes.is_current(session, held.version, now):
                held = _held[pool] = _kept(session, _next(session, held, now))
    return held.vectors


def _next(session: Session, held: Held, now: Version) -> Held:
    if not changes.came_from(session, now, held.version):
        held = _mapped(generations.folder_of(session))
        if not changes.came_from(session, now, held.version):
            held = NOTHING
    new = DOCUMENTS.c.change_id > held.version.id
    if held is NOTHING:
        new = DOCUMENTS.c.change_id.is_not(None) & ~DOCUMENTS.c.gone
    return Held(now, held.vectors.after(*stored.of_documents(session, new)))


def _kept(session: Session, held: Held) -> Held:
    """The same, from a new file where too much is in none."""
    folder = generations.folder_of(session)
    if folder is None or not _is_much(held.vectors):
        return held
    whole = held.vectors.whole()
    arrays = {name: getattr(whole, name) for name in Part.__slots__}
    try:
        generations.write(folder, KIND, f"{held.version.id}-{held.version.stamp}", arrays)
    except OSError as error:
        # A full disk makes it slower, and no search fails.
        current_app.logger.warning("The file of vectors cannot be written: %s", error)
    written = _mapped(folder)
    return written if written.version == held.version else held


def _is_much(found: Vectors) -> bool:
    apart = len(found.rest) + int((~found.alive).sum())
    return apart > MANY and 10 * apart > len(found.base)


def _mapped(folder: Path | None) -> Held:
    found = generations.newest(folder, KIND) if folder else None
    if found is None:
        return NOTHING
    name, arrays = found
    number, _, stamp = name.partition("-")
    if not number.isdigit() or set(arrays) != set(Part.__slots__):
        return NOTHING
    return Held(Version(int(number), stamp), Vectors.of(Part(**arrays)))
