"""The databases, the app and the people that tests use."""

import os
import shutil
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from filelock import FileLock
from flask import Flask
from sqlmodel import Session

from rpp import create_app, web
from rpp.cli import migrate
from rpp.config import ROOT, Settings
from rpp.people import passwords
from tests.support import asked, databases, postgres
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.support.meaning import FakeMeaning
from tests.support.starts import Kept, Starts
from tests.support.world import World, build

CHECK_DATA = Path(os.environ.get("RPP_CHECK_DATA", ROOT.parent / "shared" / "data"))

# What the portal hashes with; tests hash a thousand times, and not against anyone who guesses.
STRONG = passwords._hasher
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def need(found: object, what: str, install: str) -> None:
    """Skip where a part of the machine is missing, and say how to install it; fail in CI."""
    if found:
        return
    sentence = f"{what} is missing. Install it with: {install}"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let PostgreSQL be asked in tests whatever SQLite is asked, but not the same twice.

    Of a test with many parameters the first ones run there, unless the test, its file or these
    parameters are marked `both_databases`: what is only refused in other words each time is not
    refused twice. And a test does not run there that asks of it only what others ask, too
    (`tests.support.asked`), unless everything is asked for by `--every`.
    """
    spared = frozenset[str]() if config.getoption("--every") else asked.elsewhere()
    seen: set[str] = set()
    kept, left = [], []
    for item in items:
        function = asked.function_of(item)
        again = _on_postgresql(item) and (function in seen or function in spared)
        if again and not item.get_closest_marker("both_databases"):
            left.append(item)
            continue
        kept.append(item)
        if _on_postgresql(item):
            seen.add(function)
    items[:] = kept
    if left:
        config.hook.pytest_deselected(items=left)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every", action="store_true", help="run each test on both databases")


def _on_postgresql(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    return callspec is not None and callspec.params.get("database") == "postgresql"


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
def quick() -> Iterator[Path]:
    """A folder of this worker alone for its databases."""
    folder = postgres.quick_folder("rpp-tests-")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite(sqlite_template: Path, quick: Path) -> databases.SQLite:
    return databases.SQLite(sqlite_template, quick)


@pytest.fixture(scope="session")
def postgresql(cluster: postgres.Cluster) -> Iterator[databases.PostgreSQL]:
    database = databases.PostgreSQL(cluster)
    yield database
    database.close()


@pytest.fixture
def sqlite_url(sqlite: databases.SQLite) -> str:
    """An empty, migrated SQLite database."""
    sqlite.empty()
    return sqlite.url


@pytest.fixture
def pg_url(postgresql: databases.PostgreSQL) -> str:
    """An empty, migrated PostgreSQL database."""
    postgresql.empty()
    return postgresql.url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest) -> databases.Database:
    """An empty, migrated database: every test that uses it runs on both kinds."""
    database: databases.Database = request.getfixturevalue(request.param)
    database.empty()
    return database


@pytest.fixture
def database_url(database: databases.Database) -> str:
    """Where the database of this test is."""
    return database.url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    with databases.empty_postgresql(request.getfixturevalue("cluster")) as url:
        yield url


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        instance=tmp_path_factory.mktemp("instance"),
        secret_key="for-tests-only",
        demo=True,
        rate_limits=False,
        # Search works on words alone, save where a test is about meaning (`fake_meaning`).
        embedding_model="off",
    )


@pytest.fixture(scope="session")
def one_app(settings: Settings) -> Flask:
    # One app for all tests: compiling its templates anew for each would take most of the time.
    app = create_app(settings)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = True
    app.test_client_class = Browser
    return app


@pytest.fixture(scope="session")
def demo_database(
    one_app: Flask, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A SQLite database that the command filled with the directory and the demo, to copy."""
    shared = shared_folder(tmp_path_factory)
    path = shared / "demo.sqlite3"
    with FileLock(f"{path}.lock"):
        if not path.exists():
            making = shared / "making-demo.sqlite3"
            url = databases.put_sqlite(sqlite_template, making)
            databases.seed_demo(one_app, url)
            shutil.copytree(attached(one_app), shared / "demo-files", dirs_exist_ok=True)
            making.rename(path)
    return path


def attached(app: Flask) -> Path:
    """Where the files lie that rows of the database name."""
    where: Path = app.extensions["rpp.settings"].instance / "attachments"
    where.mkdir(parents=True, exist_ok=True)
    return where


@pytest.fixture(scope="session")
def demo_files(demo_database: Path) -> Callable[[Flask], None]:
    """Puts the files of the demo where an app looks for them: they belong to no database."""

    def put(app: Flask) -> None:
        for file in (demo_database.parent / "demo-files").iterdir():
            if not (attached(app) / file.name).exists():
                shutil.copy2(file, attached(app))

    return put


@pytest.fixture
def app(one_app: Flask, database_url: str) -> Iterator[Flask]:
    """The portal on an empty database."""
    # The limiter is one for all apps of a process: a test with limits leaves them switched on.
    web.limiter.enabled = False
    with databases.on_database(one_app, database_url) as app:
        yield app


@pytest.fixture
def found_at(monkeypatch: pytest.MonkeyPatch, app: Flask) -> str:
    """Where the operator says that the portal is: the worker has no request to ask."""
    told = app.extensions["rpp.settings"].model_copy(update={"site_url": "https://commons.example"})
    monkeypatch.setitem(app.extensions, "rpp.settings", told)
    return told.site_url


@pytest.fixture
def fake_meaning(monkeypatch: pytest.MonkeyPatch, app: Flask) -> FakeMeaning:
    """Has search read meaning with an encoder that costs nothing."""
    fake = FakeMeaning()
    monkeypatch.setitem(app.extensions, "rpp.encoder", fake)
    return fake


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session to prepare and to look: it commits at once, as another process would."""
    with app.app_context(), Session(app.extensions["rpp.engine"]) as own:
        own.expire_on_commit = False
        yield own


@pytest.fixture(scope="session")
def shelf() -> dict[Hashable, Kept]:
    """What tests of this worker began from."""
    return {}


@pytest.fixture
def make(app: Flask, database: databases.Database, shelf: dict[Hashable, Kept]) -> Factories:
    """Makes people, districts, networks and what they write."""
    make = Factories(app)
    make.starts = Starts(shelf, database, make)
    return make


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
    return make.begin("districts", lambda: build(make))
