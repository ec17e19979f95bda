"""Which change of the index is the newest: by it a process knows what it has not read yet.

A row that is written has no number; the commit gives all rows of its transaction one. On
PostgreSQL whoever numbers holds a lock until the commit, and waits for nothing after it: numbers
become visible in their order, and nobody waits for each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf
from secrets import token_hex
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, event, func, insert, select, text, update
from sqlmodel import Session

from rpp.search.models import CHANGES, DOCUMENTS

if TYPE_CHECKING:
    from rpp.search.index import Index

# No request that began so many seconds ago is still answered.
LONGEST = 60.0
MOST_SEEN = 1_000
# By the pool of connections to a database: the changes that were the newest, and since when.
_seen: "WeakKeyDictionary[Pool, dict[Version, float]]" = WeakKeyDictionary()
# Any number that no other lock of this database has.
_LOCK = 7_273_001
_KEY = "search.pending"


class Version(NamedTuple):
    """The last change of what can be found."""

    id: int = 0
    stamp: str = ""


NEVER = Version()


@dataclass(slots=True)
class Pending:
    """What a transaction wrote and nobody else sees: ids of documents, and the index with them."""

    ids: set[int] = field(default_factory=set)
    unread: set[int] = field(default_factory=set)
    index: "Index | None" = None


def note(session: Session, ids: Iterable[int]) -> None:
    """Have these documents numbered when `session` commits."""
    own: Pending = session.info.setdefault(_KEY, Pending())
    found = set(ids)
    own.ids |= found
    own.unread |= found


def pending(session: Session) -> Pending | None:
    """What this transaction wrote, if it wrote anything."""
    own: Pending | None = session.info.get(_KEY)
    return own


def newest(session: Session) -> Version:
    """The newest change that is committed; one statement."""
    statement = select(CHANGES.c.id, CHANGES.c.stamp).order_by(CHANGES.c.id.desc()).limit(1)
    row = session.execute(statement).first()
    now = Version(*row) if row else NEVER
    _seen.setdefault(session.get_bind().engine.pool, {}).setdefault(now, monotonic())
    return now


def is_current(session: Session, held: Version, now: Version) -> bool:
    """Whether what is held may be searched by a request that sees the database as it is `now`.

    A request may have begun before a change that another thread has read already. It then finds
    what is newer than what it sees, in place of having everything read anew.
    """
    if held == now:
        return True
    seen = _seen.get(session.get_bind().engine.pool, {})
    if len(seen) > MOST_SEEN:
        for one in [one for one, at in list(seen.items()) if at < monotonic() - LONGEST]:
            seen.pop(one, None)
    since, until = seen.get(held, 0.0), seen.get(now, inf)
    # What was seen as the newest only later is of another database, put in the place of this one.
    return now.id < held.id and until <= since and since > monotonic() - LONGEST


def forget() -> None:
    """Forget what was the newest and when: another database was put in the place of this one."""
    _seen.clear()


def came_from(session: Session, now: Version, held: Version) -> bool:
    """Whether what is there `now` came from what was `held`, so that only changes need be read."""
    if not held.stamp or held.id > now.id:
        return False
    stamp = select(CHANGES.c.stamp).where(CHANGES.c.id == held.id)
    return session.execute(stamp).scalar() == held.stamp


@event.listens_for(Session, "before_commit")
def _number(session: Session) -> None:
    if _KEY not in session.info or session.in_nested_transaction():
        return
    del session.info[_KEY]
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    made = session.execute(insert(CHANGES).values(stamp=token_hex(8)).returning(CHANGES.c.id))
    # Those of others have a number, or cannot be seen here.
    new, change_id = update(DOCUMENTS).where(DOCUMENTS.c.change_id.is_(None)), made.scalar_one()
    since = func.coalesce(DOCUMENTS.c.since_id, change_id)
    session.execute(new.values(change_id=change_id, since_id=since))


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous: object) -> None:
    own: Pending | None = session.info.get(_KEY)
    if own is None:
        return
    if session.in_transaction():
        # A part of it was taken back: what it wrote is read again.
        own.unread, own.index = set(own.ids), None
    else:
        del session.info[_KEY]
