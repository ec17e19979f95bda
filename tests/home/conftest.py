"""The portal with its demo, made once for all tests and copied for each."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session

from rpp import db
from rpp.cli import seed_folder
from rpp.evidence.operations import import_wwc
from rpp.home import demo_content
from rpp.organizations import directory
from tests.conftest import shared_folder
from tests.support.client import Browser


@contextmanager
def on_database(app: Flask, url: str) -> Iterator[Flask]:
    """The app with another database for a while."""
    before: Engine = app.extensions["rpp.engine"]
    engine = db.create_engine(url)
    app.extensions["rpp.engine"] = engine
    yield app
    engine.dispose()
    app.extensions["rpp.engine"] = before


def reference(session: Session) -> None:
    """What the demo stands on: districts, research organizations, reviewed studies."""
    directory.load_leas(session, seed_folder())
    directory.load_research_organizations(session, seed_folder())
    import_wwc(session, sorted((seed_folder() / "wwc").glob("*.csv")))


@pytest.fixture(scope="session")
def demo_database(
    one_app: Flask, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A SQLite database that holds the demo."""
    shared = shared_folder(tmp_path_factory)
    path = shared / "demo.sqlite3"
    with FileLock(f"{path}.lock"):
        if not path.exists():
            making = shared / "making-demo.sqlite3"
            shutil.copy(sqlite_template, making)
            with on_database(one_app, f"sqlite:///{making}"), one_app.app_context():
                for load in (reference, demo_content.load):
                    with db.transaction() as session:
                        load(session)
            making.rename(path)
    return path


@pytest.fixture
def demo(one_app: Flask, demo_database: Path, tmp_path: Path) -> Iterator[Flask]:
    """The portal with its demo, to read and to change."""
    path = tmp_path / "demo.sqlite3"
    shutil.copy(demo_database, path)
    with on_database(one_app, f"sqlite:///{path}") as app:
        yield app


@pytest.fixture
def told(demo: Flask) -> Iterator[Session]:
    """A session on the demo's database; it holds no context, in which requests would meet."""
    with Session(demo.extensions["rpp.engine"]) as own:
        yield own


@pytest.fixture
def be(demo: Flask) -> Callable[[str], Browser]:
    """A client signed in through /demo as a persona; "" for nobody."""

    def enter(persona: str) -> Browser:
        client = demo.test_client()
        assert isinstance(client, Browser)
        if persona:
            entered = client.force("/demo/sign-in", {"persona": persona})
            assert entered.status_code == 303, persona
        return client

    return enter
