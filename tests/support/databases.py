"""One database of each kind for a worker, emptied before each test, and engines that are kept."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import psycopg
from flask import Flask
from sqlalchemy import Engine, event

from rpp import db
from rpp.cli import migrate
from rpp.search import changes
from tests.support import postgres


@cache
def _engine(url: str) -> Engine:
    engine = db.create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def hurry(connection: object, _record: object) -> None:
            # No test cuts the power.
            connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]

    return engine


def engine_for(url: str) -> Engine:
    """The engine of an address, for one test: what listens to it is forgotten afterwards.

    Statements are compiled once for all tests of a worker; that took a sixth of their time.
    """
    return _engine(url).execution_options()


@contextmanager
def on_database(app: Flask, url: str) -> Iterator[Flask]:
    """The app with another database for a while."""
    before: Engine = app.extensions["rpp.engine"]
    app.extensions["rpp.engine"] = engine_for(url)
    try:
        yield app
    finally:
        app.extensions["rpp.engine"] = before


def rest(url: str) -> None:
    """Close all connections; the last one to a SQLite file brings all that is written into it."""
    _engine(url).dispose()


def put_sqlite(template: Path, path: Path) -> str:
    """Make the file at `path` a copy of the template, whatever stood there; return its address."""
    url = f"sqlite:///{path}"
    # Connections to the file that stood there would go on with that one.
    rest(url)
    for old in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        old.unlink(missing_ok=True)
    shutil.copyfile(template, path)
    return url


def seed_demo(app: Flask, url: str) -> None:
    """Fill an empty, migrated database with the directory and the demo, as the command does."""
    with on_database(app, url):
        done = app.test_cli_runner().invoke(args=["seed", "--demo"])
    if done.exit_code:
        raise RuntimeError(done.output) from done.exception
    rest(url)


class Database(Protocol):
    """A database that is emptied before each test, and can be put back to what it once held."""

    url: str

    def empty(self) -> None: ...

    def mark(self) -> object:
        """What differs once anyone has written anything."""

    def save(self) -> Any:
        """All that it holds, for `load`."""

    def load(self, saved: Any) -> None: ...


class SQLite:
    """A file in the worker's folder; putting it back is copying another one."""

    def __init__(self, template: Path, folder: Path) -> None:
        self.template, self.folder = template, folder
        self.path = folder / "rpp.sqlite3"
        self.url = f"sqlite:///{self.path}"
        self._saved = count(1)

    def empty(self) -> None:
        self.load(self.template)

    def mark(self) -> object:
        file, log = self.path.stat(), Path(f"{self.path}-wal")
        return file.st_ino, file.st_mtime_ns, log.stat().st_size if log.exists() else 0

    def save(self) -> Path:
        kept = self.folder / f"saved-{next(self._saved)}.sqlite3"
        # Not the file: what a connection that is still open wrote may stand beside it.
        with closing(sqlite3.connect(self.path)) as now, closing(sqlite3.connect(kept)) as then:
            now.backup(then)
        return kept

    def load(self, saved: Path) -> None:
        put_sqlite(saved, self.path)
        changes.forget()


@dataclass
class Rows:
    """What the tables of a PostgreSQL database hold, and how far their numbers went."""

    tables: dict[str, bytes]
    numbers: list[tuple[str, int]]


class PostgreSQL:
    """A database of the worker's cluster, emptied in place.

    Making one anew for each test took the server a quarter of a second, this a hundredth.
    """

    NAME = "rpp_tests"

    def __init__(self, cluster: postgres.Cluster) -> None:
        self.url = cluster.url(self.NAME)
        with psycopg.connect(_plain(cluster.url("postgres")), autocommit=True) as server:
            server.execute(f"CREATE DATABASE {self.NAME}")
        migrate(self.url)
        self._own = psycopg.connect(_plain(self.url), autocommit=True, prepare_threshold=None)
        # Nothing is checked or told on the way: in the end all is as it was.
        self._own.execute("SET session_replication_role = replica")
        self._own.execute("SET lock_timeout = '3s'")
        self._tables = self._names("tablename FROM pg_tables")
        self._numbers = self._names("sequencename FROM pg_sequences")
        self._teach()

    def _names(self, what: str) -> list[str]:
        found = self._own.execute(f"SELECT {what} WHERE schemaname = 'public' ORDER BY 1")  # type: ignore[arg-type]
        return [name for (name,) in found if name != "alembic_version"]

    def _teach(self) -> None:
        """Make a function, for this connection alone, that empties all tables."""
        steps = [f'DELETE FROM "{name}";' for name in self._tables]
        steps += [f"PERFORM setval('\"{name}\"', 1, false);" for name in self._numbers]
        # A test of an upgrade says that the tables are of an earlier form; they are not.
        [(head,)] = self._own.execute("SELECT version_num FROM alembic_version").fetchall()
        steps.append(
            f"UPDATE alembic_version SET version_num = '{head}' WHERE version_num <> '{head}';"
        )
        body = " ".join(steps)
        self._own.execute(
            "CREATE FUNCTION pg_temp.empty_all() RETURNS void LANGUAGE plpgsql "  # type: ignore[arg-type]
            f"AS $$ BEGIN {body} END $$"
        )

    def empty(self) -> None:
        """Take all rows out and begin numbers at 1 again, even where a test left a lock."""
        try:
            self._own.execute("SELECT pg_temp.empty_all()")
        except psycopg.errors.LockNotAvailable:
            self._own.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            rest(self.url)
            self._own.execute("SELECT pg_temp.empty_all()")
        changes.forget()

    def mark(self) -> object:
        return self._own.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())").fetchone()

    def save(self) -> Rows:
        held = {}
        for name in self._tables:
            with self._own.cursor().copy(f'COPY "{name}" TO STDOUT') as rows:  # type: ignore[arg-type]
                if told := b"".join(rows):
                    held[name] = told
        used = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
        return Rows(held, self._own.execute(used).fetchall())

    def load(self, saved: Rows) -> None:
        with self._own.transaction():
            self.empty()
            for name, told in saved.tables.items():
                with self._own.cursor().copy(f'COPY "{name}" FROM STDIN') as rows:  # type: ignore[arg-type]
                    rows.write(told)
            for name, last in saved.numbers:
                self._own.execute("SELECT setval(%s, %s)", (f'"{name}"', last))

    def close(self) -> None:
        self._own.close()


@contextmanager
def empty_postgresql(cluster: postgres.Cluster) -> Iterator[str]:
    """A database without any table, for as long as the block lasts."""
    with psycopg.connect(_plain(cluster.url("postgres")), autocommit=True) as server:
        server.execute("CREATE DATABASE rpp_empty")
        try:
            yield cluster.url("rpp_empty")
        finally:
            server.execute("DROP DATABASE rpp_empty WITH (FORCE)")


def _plain(url: str) -> str:
    """The address as the driver reads it."""
    return url.replace("postgresql+psycopg", "postgresql")
