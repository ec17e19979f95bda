"""What the measurements share: figures, databases, clocks, signed-in clients."""

import os
import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, event, text

from bench.data import token
from rpp import create_app, db
from rpp.cli import migrate
from rpp.config import Settings
from tests.support import postgres

KINDS = ("SQLite", "PostgreSQL")
SECRET = "for-measurements-only-0123456789"


@dataclass(frozen=True)
class Figure:
    """One line of the table; `met` is None where nothing was aimed at."""

    what: str
    aim: str
    reached: str
    how: str
    met: bool | None = None
    database: str = ""


class Databases:
    """Empty, migrated databases in a folder of their own; a private PostgreSQL server."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="rpp-bench-")
        self.folder = Path(self._folder.name)
        self.folder.chmod(0o755)
        self._cluster: postgres.Cluster | None = None
        self._count = 0
        self.kinds = [k for k in KINDS if k == "SQLite" or postgres.binaries()]

    def new(self, kind: str, *, empty: bool = False) -> str:
        """The address of a new database."""
        self._count += 1
        if kind == "SQLite":
            url = f"sqlite:///{self.folder / f'{self._count}.sqlite3'}"
        else:
            name = f"bench_{self._count}"
            engine = create_engine(self._server().url("postgres"), isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
            engine.dispose()
            url = self._server().url(name)
        if not empty:
            migrate(url)
        return url

    def _server(self) -> postgres.Cluster:
        if self._cluster is None:
            folder = postgres.binaries()
            assert folder is not None
            self._cluster = postgres.Cluster(folder, durable=True)
            self._cluster.start()
        return self._cluster

    def close(self) -> None:
        if self._cluster:
            self._cluster.stop()
        self._folder.cleanup()


def settings(url: str, folder: Path) -> Settings:
    """Those of a portal under measurement: all as it is served, but no limits on how often."""
    return Settings(
        instance=folder,
        database_url=url,
        secret_key=SECRET,
        rate_limits=False,
        demo=False,
    )


def portal(url: str, folder: Path) -> Flask:
    """The portal on a database."""
    return create_app(settings(url, folder))


@contextmanager
def engine_of(app: Flask, engine: Engine) -> Iterator[None]:
    """Serve from another database for a while."""
    before = app.extensions["rpp.engine"]
    app.extensions["rpp.engine"] = engine
    try:
        yield
    finally:
        app.extensions["rpp.engine"] = before


def signed_in(app: Flask, person: int) -> FlaskClient:
    """A client with the session of a person of `bench.data`."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token(person), True
        cookie.permanent = True
    return client


def environment(**more: str) -> dict[str, str]:
    """This process's environment without settings of the portal, for processes it starts.

    They keep their byte code, as installations do; else each start would compile the portal
    anew, and not what it is measured against.
    """
    apart = ("RPP_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(apart)}
    return kept | more


Clock = Callable[[], float]


def cpu_clock(engine: Engine) -> Clock:
    """The CPU seconds used by this process, and by the server's process that serves it."""
    if engine.dialect.name == "sqlite":
        return process_clock
    with engine.connect() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    # The first number: nanoseconds that the process was on a CPU.
    file = Path(f"/proc/{pid}/schedstat")
    return lambda: time.process_time() + int(file.read_text().split()[0]) / 1e9


def process_clock() -> float:
    """The CPU seconds used by this process."""
    return time.process_time()


def timed(clock: Clock, act: Callable[[], object]) -> float:
    """What one call costs."""
    began = clock()
    act()
    return clock() - began


def median(values: list[float]) -> float:
    return statistics.median(values)


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The SQL statements in the block; those of transactions and PRAGMAs do not count."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.lstrip().upper().startswith(("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def connected(url: str) -> Engine:
    """An engine as the portal makes it."""
    return db.create_engine(url)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
