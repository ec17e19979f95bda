"""The databases, the app and the people that tests use."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session

from rpp import create_app, db, web
from rpp.cli import migrate
from rpp.config import ROOT, Settings
from tests.support import postgres
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.support.world import World, build

CHECK_DATA = Path(os.environ.get("RPP_CHECK_DATA", ROOT.parent / "shared" / "data"))


def need(found: object, what: str, install: str) -> None:
    """Skip where a part of the machine is missing, and say how to install it; fail in CI."""
    if found:
        return
    sentence = f"{what} is missing. Install it with: {install}"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def check_data() -> Path:
    if not CHECK_DATA.is_dir():
        pytest.skip("no check data: set RPP_CHECK_DATA to its folder")
    return CHECK_DATA


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    folder = postgres.binaries()
    need(folder, "PostgreSQL", postgres.INSTALL)
    assert folder is not None
    cluster = postgres.Cluster(folder)
    cluster.start()
    yield cluster
    cluster.stop()


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder of this run alone that its workers share."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite database to copy."""
    shared = shared_folder(tmp_path_factory)
    path = shared / "template.sqlite3"
    with FileLock(f"{path}.lock"):
        if not path.exists():
            making = shared / "making.sqlite3"
            migrate(f"sqlite:///{making}")
            making.rename(path)
    return path


@pytest.fixture(scope="session")
def pg_template(cluster: postgres.Cluster) -> str:
    _sql(cluster, "CREATE DATABASE template_rpp")
    migrate(cluster.url("template_rpp"))
    return "template_rpp"


def _sql(cluster: postgres.Cluster, statement: str) -> None:
    engine = create_engine(cluster.url("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "rpp.sqlite3"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def pg_url(cluster: postgres.Cluster, pg_template: str) -> Iterator[str]:
    name = f"t{os.getpid()}_{next(_numbers)}"
    _sql(cluster, f"CREATE DATABASE {name} TEMPLATE {pg_template}")
    yield cluster.url(name)
    _sql(cluster, f"DROP DATABASE {name} WITH (FORCE)")


_numbers = iter(range(10**9))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty, migrated database: every test that uses it runs on both kinds."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "pg_url")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        instance=tmp_path_factory.mktemp("instance"),
        secret_key="for-tests-only",
        demo=True,
        rate_limits=False,
    )


@pytest.fixture(scope="session")
def one_app(settings: Settings) -> Flask:
    # One app for all tests: compiling its templates anew for each would take most of the time.
    app = create_app(settings)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = True
    app.test_client_class = Browser
    return app


@pytest.fixture
def app(one_app: Flask, database_url: str) -> Iterator[Flask]:
    """The portal on an empty database."""
    before: Engine = one_app.extensions["rpp.engine"]
    engine = db.create_engine(database_url)
    one_app.extensions["rpp.engine"] = engine
    # The limiter is one for all apps of a process: a test with limits leaves them switched on.
    web.limiter.enabled = False
    yield one_app
    engine.dispose()
    one_app.extensions["rpp.engine"] = before


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session to prepare and to look: it commits at once, as another process would."""
    with app.app_context(), Session(app.extensions["rpp.engine"]) as own:
        own.expire_on_commit = False
        yield own


@pytest.fixture
def make(app: Flask) -> Factories:
    """Makes people, districts, networks and what they write."""
    return Factories(app)


@pytest.fixture
def browser_as(app: Flask, make: Factories) -> Callable[..., Browser]:
    """A client signed in as a person (anonymous without one)."""

    def open_browser(person: object | None = None) -> Browser:
        client = app.test_client()
        assert isinstance(client, Browser)
        if person is not None:
            with client.session_transaction() as cookie:
                cookie["_user_id"] = make.session_token(person)
                cookie["_fresh"] = True
        return client

    return open_browser


@pytest.fixture
def anyone(browser_as: Callable[..., Browser]) -> Browser:
    """A client who is not signed in."""
    return browser_as()


@pytest.fixture
def world(make: Factories) -> World:
    """A network with two districts, a steward, and a stranger."""
    return build(make)
