"""The engine, the session, and the one commit at the edge of a request."""

import os
import select as select_module
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cache, lru_cache
from time import monotonic
from typing import Any, Protocol, TypeVar, cast

import click
from flask import Flask, Response, current_app, g, has_request_context, request
from pydantic import TypeAdapter
from sqlalchemy import JSON, Column, DateTime, Dialect, Engine, MetaData, Table, event
from sqlalchemy import create_engine as sa_create_engine
from sqlalchemy.engine import Connection, Result
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel, select

T = TypeVar("T", bound=SQLModel)
V = TypeVar("V")

SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention

# Tables do not validate, forms do: what pydantic makes for that is made when something asks.
SQLModel.model_config["defer_build"] = True

READS = frozenset({"GET", "HEAD", "OPTIONS"})


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC: aware in Python, on SQLite stored without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[str | None], datetime | None] | Callable[[datetime | None], datetime | None]:
        return _from_sqlite if dialect.name == "sqlite" else _from_server


def _from_sqlite(text: str | None) -> datetime | None:
    # One step instead of three: a page reads some hundred moments.
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


def _from_server(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)


@cache
def _adapter(kind: Any) -> TypeAdapter[object]:
    return TypeAdapter(kind)


def plain(kind: type[V], value: V) -> object:
    """A value as `Stored(kind)` keeps it: as plain JSON."""
    one: Any = kind
    return _adapter(one).dump_python(value, mode="json", by_alias=True)


class Stored(TypeDecorator[V]):
    """A value with a type of its own in a JSON column, as in `Stored(list[Outcome])`.

    Types are dataclasses of plain values; what a row lacks has their default.
    """

    impl = JSON
    cache_ok = True

    def __init__(self, kind: type[V]) -> None:
        super().__init__(none_as_null=True)
        self.kind = kind

    def process_bind_param(self, value: V | None, dialect: Dialect) -> object:
        return None if value is None else plain(self.kind, value)

    def process_result_value(self, value: Any, dialect: Dialect) -> V | None:
        kind: Any = self.kind
        return None if value is None else cast(V, _adapter(kind).validate_python(value))


# A column of any type, and the columns of a table by name.
AnyColumn = Column[Any]
Columns = ReadOnlyColumnCollection[str, AnyColumn]


def columns(model: type[SQLModel]) -> Columns:
    """The columns of a model's table.

    A statement made of these and of `bindparam`s, built once, costs a quarter of one that is
    built of mapped attributes for each request: pages that many read are made so.
    """
    found: Columns = model.__table__.c  # type: ignore[attr-defined]
    return found


def columns_of(kind: type, table: Table) -> list[AnyColumn]:
    """The columns of a table that a class of rows is named after, in the order of its fields."""
    return [table.c[one.name] for one in fields(kind)]


@dataclass(frozen=True)
class Waits:
    """How many seconds PostgreSQL may take; a page's by default, 0 for as long as it takes.

    `answer` is how long we wait for any answer at all: a server that is frozen ends no statement.
    """

    statement: int = 15
    lock: int = 5
    idle: int = 60
    answer: int = 20


# Commands and the worker count rounds, import files and build indexes.
PATIENT = Waits(statement=600, lock=30, idle=600, answer=660)
# A migration takes what it needs, but does not hold up everyone behind a lock it waits for.
MIGRATION = Waits(statement=0, lock=30, idle=0, answer=24 * 3600)


def create_engine(url: str, waits: Waits | None = None) -> Engine:
    """Make the engine; on SQLite: WAL, full sync, foreign keys, writes begin IMMEDIATE.

    Neither driver begins transactions by itself: the SQLite one would begin too late, the
    PostgreSQL one would spend two round trips on reads that need none.
    """
    return _sqlite(url) if url.startswith("sqlite") else _postgresql(url, waits or Waits())


def _sqlite(url: str) -> Engine:
    engine = sa_create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": 30, "check_same_thread": False},
    )
    path = engine.url.database

    @event.listens_for(engine, "do_connect")
    def keep_private(*_: Any) -> None:
        # The file for its owner alone; SQLite makes those beside it with the same mode.
        if path and path != ":memory:" and not os.path.exists(path):
            with suppress(OSError):
                os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=30000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("write")
        _driver(connection).execute("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


# A connection that was not used for so many seconds is asked whether it still lives.
IDLE = 5.0


def _postgresql(url: str, waits: "Waits") -> Engine:
    engine = sa_create_engine(
        url,
        hide_parameters=True,
        pool_timeout=5,
        connect_args={"connect_timeout": 3},
        isolation_level="AUTOCOMMIT",
    )

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, args: Any, options: Any) -> object:
        # Here, since an installation on SQLite need not load it.
        from rpp import postgresql

        return postgresql.connect(waits.answer, *args, **options)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.execute(
            "SELECT set_config('statement_timeout', %s, false), set_config('lock_timeout', %s,"
            " false), set_config('idle_in_transaction_session_timeout', %s, false)",
            [f"{seconds}s" for seconds in (waits.statement, waits.lock, waits.idle)],
        )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A read sees the same without: each of its statements sees what is committed by then.
        if not connection.get_execution_options().get("read"):
            _driver(connection).execute("BEGIN")

    @event.listens_for(engine, "checkin")
    def rest(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def wake(connection: Any, record: Any, _proxy: Any) -> None:
        rests = monotonic() - record.info.get("rests_since", monotonic())
        if rests < IDLE and not _hung_up(connection):
            return
        try:
            connection.execute("SELECT 1")
        except Exception as error:
            # The pool then throws it away and makes another.
            raise DisconnectionError from error

    return engine


def _hung_up(connection: Any) -> bool:
    """Whether a resting connection has something to read: the server has ended it, mostly.

    Asking the socket costs a thousandth of asking the server.
    """
    poll = select_module.poll()
    poll.register(connection.fileno(), select_module.POLLIN)
    return bool(poll.poll(0))


# SQLite's ways of saying that it cannot serve now: busy, locked, read-only, input or output
# failed, full, cannot be opened.
_SQLITE_OUTAGES = frozenset({5, 6, 8, 10, 13, 14})


def is_outage(error: object) -> bool:
    """Whether the database cannot serve now, rather than a statement being wrong."""
    if isinstance(error, PoolTimeoutError | DisconnectionError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_OUTAGES
    return error.connection_invalidated or isinstance(error, OperationalError)


def reason(error: BaseException) -> str:
    """Why the database cannot serve, on one line and without what was asked of it."""
    return " ".join(str(getattr(error, "orig", None) or error).split())[:300]


class Driver(Protocol):
    """A connection of either driver, as far as we speak to it ourselves."""

    def execute(self, sql: str) -> object: ...


def _driver(connection: Connection) -> Driver:
    # Said to the driver itself, past SQLAlchemy: every request begins with it.
    return cast(Driver, connection.connection.driver_connection)


class ReadOnlyWrite(RuntimeError):
    """A request that only reads tried to change something."""


# What a statement of columns answers.
Answer = Result[*tuple[Any, ...]]


class ReadingSession(Session):
    """A session of a request that only reads: a flush of anything is a bug and says so.

    Statements of columns go straight to its connection: what a session does around each, a fifth
    of their cost, is for entities, of which pages that many read have none.
    """

    def __init__(self, engine: Engine) -> None:
        self._wire = engine.connect()
        super().__init__(self._wire)

    def execute(self, statement: Any, params: Any = None, **more: Any) -> Answer:
        # SQLAlchemy marks so what selects entities.
        if more or getattr(statement, "_propagate_attrs", True):
            return super().execute(statement, params, **more)
        return self._wire.execute(statement, params)

    def close(self) -> None:
        super().close()
        self._wire.close()

    def flush(self, objects: Any = None) -> None:
        if self.new or self.dirty or self.deleted:
            raise ReadOnlyWrite("a reading session was about to write")


def _open(engine: Engine, *, write: bool) -> Session:
    return (Session if write else ReadingSession)(_engine_to(engine, write=write))


@lru_cache(16)
def _engine_to(engine: Engine, *, write: bool) -> Engine:
    # A read that turns into a write fails at once on SQLite, so the kind is known beforehand.
    return engine.execution_options(**({"write": True} if write else {"read": True}))


def engine() -> Engine:
    """The engine of the current app."""
    answer: Engine = current_app.extensions["rpp.engine"]
    return answer


def session() -> Session:
    """The session of this request: a writing one unless the method only reads."""
    if "session" not in g:
        write = not has_request_context() or request.method not in READS
        g.session = _open(engine(), write=write)
    answer: Session = g.session
    return answer


def let_go() -> None:
    """Roll back and close the session of this request; one asked for later is a new one."""
    own: Session | None = g.pop("session", None)
    if own is not None:
        own.close()


@contextmanager
def before_write() -> Iterator[Session]:
    """A short session that reads, of the database that is written to, what a write depends on.

    Its connection is free again when the block ends: a password is compared, a page rendered or a
    text looked at before the write begins, since on SQLite everyone waits for a write that has
    begun. What is read may have changed when it does begin: the operation asks again.
    """
    with _open(engine(), write=False) as own:
        yield own


@contextmanager
def reading_replica() -> Iterator[Session]:
    """A short session for what is only looked at; a copy that lags by seconds may answer it.

    No write may depend on what it reads: that is what `before_write` is for. Where there is no
    copy (`rpp.replica` among the app's extensions), the database itself answers.
    """
    copy: Engine | None = current_app.extensions.get("rpp.replica")
    with _open(copy or engine(), write=False) as own:
        yield own


@contextmanager
def transaction() -> Iterator[Session]:
    """A session that commits at the end of the block, for commands and jobs."""
    with _open(engine(), write=True) as own, own.begin():
        yield own
    _leave(own)


def after_commit(session: Session, act: Callable[[], None]) -> None:
    """Call `act` once `session` has committed; never, if it rolls back."""
    session.info.setdefault("after_commit", []).append(act)


def _leave(session: Session) -> None:
    for act in session.info.pop("after_commit", []):
        act()


def lock(session: Session, model: type[T], key: int) -> T:
    """Load one row and hold it until the transaction ends (SQLite holds the whole file already)."""
    statement = select(model).where(model.id == key).with_for_update()  # type: ignore[attr-defined]
    return session.exec(statement.execution_options(populate_existing=True)).one()


def init_app(app: Flask, url: str) -> None:
    """Give the app its engine, and each request one commit, at its edge."""
    # A command is known by click; nothing connects yet.
    waits = PATIENT if click.get_current_context(silent=True) else None
    app.extensions["rpp.engine"] = create_engine(url, waits)

    @app.after_request
    def finish(response: Response) -> Response:
        own: Session | None = g.get("session")
        if own is None:
            return response
        if request.method in READS:
            return response
        if response.status_code >= 400:
            own.rollback()
            return response
        try:
            own.commit()
        except SQLAlchemyError as error:
            # Answered as if the view had met it; `process_response` comes here once more.
            answer = current_app.handle_user_exception(error)
            return current_app.process_response(current_app.make_response(answer))
        _leave(own)
        return response

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        let_go()
