"""The portal with its demo, made once for all tests and copied for each."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import Session

from rpp.cli import seed_folder
from rpp.evidence.operations import import_wwc
from rpp.organizations import directory
from tests.support import databases
from tests.support.client import Browser
from tests.support.databases import on_database


def reference(session: Session) -> None:
    """What the demo stands on: districts, research organizations, reviewed studies."""
    directory.load_leas(session, seed_folder())
    directory.load_research_organizations(session, seed_folder())
    import_wwc(session, sorted((seed_folder() / "wwc").glob("*.csv")))


@pytest.fixture
def demo(
    one_app: Flask, demo_database: Path, demo_files: Callable[[Flask], None], quick: Path
) -> Iterator[Flask]:
    """The portal with its demo, to read and to change."""
    demo_files(one_app)
    url = databases.put_sqlite(demo_database, quick / "demo.sqlite3")
    with on_database(one_app, url) as app:
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
