"""Consumers of events: each goes on in the worker where it stopped, whatever ended it.

What must be true at once listens to events in their own transaction (`history.listen`). What takes
long consumes them afterwards, batch by batch. A batch and the cursor that passes it are committed
together, so what a consumer writes to this database is written once; what it does elsewhere may be
done again after a kill.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlmodel import Field, Session, SQLModel, col, select

from rpp import db, jobs
from rpp.history import Event

BATCH = 500
# What PostgreSQL says of a lock that it does not wait for.
NOT_NOW = "55P03"


class EventCursor(SQLModel, table=True):
    """How far a consumer has come: it has consumed every event of its kinds up to this one."""

    __tablename__ = "event_cursor"

    consumer: str = Field(primary_key=True, max_length=60)
    last_id: int = 0


@dataclass(frozen=True)
class Consumer:
    """What is done with the events of some kinds, oldest first, at most BATCH at a time."""

    name: str
    # Asked anew each time: rooms register their kinds after their consumers.
    kinds: Callable[[], Iterable[str]]
    consume: Callable[[Session, Sequence[Event]], None]


_consumers: dict[str, Consumer] = {}


def register(consumer: Consumer) -> None:
    """Have the workers, one at a time, consume the events of these kinds."""
    _consumers[consumer.name] = consumer
    jobs.register_shared(consumer.name, lambda: catch_up(consumer))


def catch_up_all() -> None:
    """Consume what waits, at the end of a command that runs without a worker."""
    for consumer in _consumers.values():
        catch_up(consumer)


def catch_up(consumer: Consumer) -> int:
    """Consume what was recorded since; how many events, 0 where another worker is at it."""
    if not _waits(consumer):
        return 0
    until, count = _settled(), 0
    while until and not jobs.stop.told:
        with db.transaction() as session:
            done = _consume(session, consumer, until)
        count += done
        if done < BATCH:
            break
    return count


def _consume(session: Session, consumer: Consumer, until: int) -> int:
    held = select(EventCursor).where(EventCursor.consumer == consumer.name)
    # SQLite has one writer.
    cursor = session.exec(held.with_for_update(skip_locked=True)).first()
    if cursor is None:
        return 0
    due = select(Event).where(
        col(Event.kind).in_(sorted(consumer.kinds())),
        col(Event.id) > cursor.last_id,
        col(Event.id) <= until,
    )
    events = session.exec(due.order_by(col(Event.id)).limit(BATCH)).all()
    if events:
        consumer.consume(session, events)
        cursor.last_id = events[-1].id or 0
        session.add(cursor)
    return len(events)


def _waits(consumer: Consumer) -> bool:
    """Whether there is anything to consume; its cursor is there afterwards."""
    with db.before_write() as session:
        cursor = session.get(EventCursor, consumer.name)
        newest = select(func.max(col(Event.id))).where(
            col(Event.kind).in_(sorted(consumer.kinds()))
        )
        last = session.exec(newest).one() or 0
    if cursor is None:
        _enroll(consumer.name)
    return last > (cursor.last_id if cursor else 0)


def _enroll(name: str) -> None:
    with db.transaction() as session:
        own = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        table = EventCursor.__table__  # type: ignore[attr-defined]
        row = own.insert(table).values(consumer=name, last_id=0)
        session.execute(row.on_conflict_do_nothing(index_elements=["consumer"]))


def _settled() -> int:
    """The last event before which no other can appear any more; 0 where that is not known now.

    On SQLite events become visible in the order of their ids: there is one writer. On PostgreSQL a
    transaction may commit an event with a lower id than one that is visible already. So for a
    moment the table is held against whoever writes to it: an id is drawn by a statement that holds
    it, and who holds it keeps it until the commit. We never wait for it, since those behind us
    would wait, too; who finds it held looks again at the next turn.
    """
    try:
        with db.transaction() as session:
            if session.get_bind().dialect.name == "postgresql":
                session.execute(text("LOCK TABLE event IN SHARE MODE NOWAIT"))
            return session.exec(select(func.max(col(Event.id)))).one() or 0
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == NOT_NOW:
            return 0
        raise
