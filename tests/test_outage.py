"""The database goes away: visitors are told so, nothing hangs, and it comes back by itself."""

import logging
import secrets
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from rpp import db, outage
from rpp.cli import migrate
from rpp.home import health
from rpp.people.models import Person
from tests.conftest import need
from tests.support import postgres
from tests.support.client import Browser
from tests.support.factories import Factories

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def own() -> Iterator[postgres.Cluster]:
    """A server that this file alone stops and starts."""
    folder = postgres.binaries()
    need(folder, "PostgreSQL", postgres.INSTALL)
    assert folder is not None
    cluster = postgres.Cluster(folder)
    cluster.start()
    migrate(cluster.url("postgres"))
    yield cluster
    cluster.stop()


@pytest.fixture
def database_url(own: postgres.Cluster) -> str:
    return own.url("postgres")


@pytest.fixture
def browser(
    app: Flask,
    database_url: str,
    browser_as: Callable[..., Browser],
    make: Factories,
    monkeypatch: pytest.MonkeyPatch,
) -> Browser:
    """A person who is signed in, on a portal that waits one second where others wait longer."""
    app.extensions["rpp.engine"].dispose()
    app.extensions["rpp.engine"] = db.create_engine(
        database_url, db.Waits(statement=10, lock=1, idle=10, answer=1)
    )
    monkeypatch.setitem(outage._last, "said", 0.0)
    return browser_as(make.person(email=f"{secrets.token_hex(6)}@x.example"))


def test_the_first_request_after_a_restart_of_the_server_is_answered(
    browser: Browser, own: postgres.Cluster
) -> None:
    assert browser.get("/me").status_code == 200
    own.restart()
    assert browser.get("/me").status_code == 200
    own.restart()
    browser.force("/me/account", {"name": "Renata Oakes"}, expect=303)


@pytest.fixture
def stopped(own: postgres.Cluster) -> Iterator[None]:
    own.halt()
    yield
    own._start()


def test_while_the_server_is_down_every_page_says_so_and_the_log_stays_short(
    browser: Browser, anyone: Browser, stopped: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for path in ("/", "/me", "/about", "/problems") * 5:
            answer = browser.get(path)
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "30"
            assert "not available right now" in answer.text
            assert answer.headers["X-Request-ID"] in answer.text
            assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert browser.force("/me/account", {"name": "B"}).status_code == 503
        told = browser.get("/me", headers={"Accept": "application/json"})
        assert (told.status_code, told.mimetype) == (503, "application/problem+json")
        assert told.headers["Retry-After"] == "30"
    assert [record.getMessage()[:25] for record in caplog.records] == ["The database cannot serve"]
    assert browser.get("/nowhere").status_code == 404
    assert anyone.get("/about").status_code == 200
    assert anyone.get("/healthz").status_code == 200
    ready = anyone.get("/readyz")
    assert ready.status_code == 503
    assert "cannot be reached" in ready.text


def test_a_frozen_server_holds_a_thread_for_a_moment_only(
    browser: Browser, anyone: Browser, own: postgres.Cluster
) -> None:
    assert browser.get("/me").status_code == 200
    with own.frozen():
        assert browser.get("/me").status_code == 503
        assert anyone.get("/healthz").status_code == 200
        ready = anyone.get("/readyz")
        assert (ready.status_code, ready.json["ready"]) == (503, False)
    assert browser.get("/me").status_code == 200


def test_readyz_waits_for_no_database_that_takes_its_time(
    anyone: Browser, own: postgres.Cluster, app: Flask
) -> None:
    # A portal as it is set up, which would wait 20 seconds for an answer.
    assert anyone.get("/readyz").status_code == 200
    with own.frozen(), app.app_context():
        assert health.trouble_by_now(0.2) == "does not answer"
        assert health.trouble_by_now(0.2) == "does not answer"
        assert len(health._asked) == 1


def test_a_locked_table_is_not_waited_for(browser: Browser, database_url: str) -> None:
    other = create_engine(database_url)
    with other.connect() as connection:
        connection.execute(text("LOCK TABLE person IN ACCESS EXCLUSIVE MODE"))
        assert browser.get("/me").status_code == 503
        assert browser.get("/readyz").status_code == 200
    other.dispose()
    assert browser.get("/me").status_code == 200


def test_a_commit_that_fails_is_said_and_not_taken_for_done(
    browser: Browser, make: Factories, monkeypatch: pytest.MonkeyPatch, own: postgres.Cluster
) -> None:
    from sqlmodel import Session

    commit = Session.commit

    def late(self: Session) -> None:
        if isinstance(self.info.get("after_commit"), type(None)) and self.dirty is not None:
            self.connection().connection.driver_connection.pgconn.finish()
        commit(self)

    name = next(one.name for one in make.all(Person))
    monkeypatch.setattr(Session, "commit", late)
    answer = browser.force("/me/account", {"name": "Renamed"})
    monkeypatch.undo()
    assert answer.status_code == 503
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert name in {one.name for one in make.all(Person)}
    assert "Renamed" not in {one.name for one in make.all(Person)}


@pytest.mark.parametrize(("waits", "statement"), [(None, "15s"), (db.PATIENT, "10min")])
def test_the_server_ends_what_takes_too_long(
    database_url: str, waits: db.Waits | None, statement: str
) -> None:
    engine = db.create_engine(database_url, waits)
    with engine.connect() as connection:
        shown = [
            connection.execute(text(f"SHOW {name}")).scalar_one()
            for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        ]
    engine.dispose()
    assert shown == ([statement, "5s", "1min"] if waits is None else [statement, "30s", "10min"])


def test_the_form_of_a_newer_release_is_said(app: Flask, database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        old = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with app.app_context():
        trouble = health.trouble_of_database()
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :old"), {"old": old})
    engine.dispose()
    assert "newer release" in trouble
    assert "run `flask" not in trouble
