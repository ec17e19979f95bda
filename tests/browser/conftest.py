"""Chromium, and the portal it looks at."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from sqlmodel import col, select

from rpp import create_app, db
from rpp.config import Settings
from rpp.people.models import Person
from tests.browser import portal
from tests.browser.crawl import Walk, every_page
from tests.browser.portal import Portal
from tests.conftest import need
from tests.support import databases

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for each worker; people get windows of their own in it."""
    need(portal.chromium(), "Chromium", portal.INSTALL)
    with sync_playwright() as playwright:
        browser = portal.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served_app(settings: Settings) -> Flask:
    return create_app(settings)


@pytest.fixture(scope="session")
def demo(
    chromium: Browser,
    served_app: Flask,
    demo_database: Path,
    demo_files: Callable[[Flask], None],
    quick: Path,
) -> Path:
    """The database with the directory and the demo, and people who have passwords."""
    demo_files(served_app)
    return portal.with_people(demo_database, quick / "people.sqlite3", served_app)


@pytest.fixture
def live(
    chromium: Browser,
    served_app: Flask,
    demo: Path,
    demo_files: Callable[[Flask], None],
    quick: Path,
) -> Iterator[Portal]:
    """The portal with its demo on a copy of its own; no page may complain on its console."""
    demo_files(served_app)
    own = quick / "live.sqlite3"
    databases.put_sqlite(demo, own)
    with portal.serving(served_app, chromium, own) as portal_:
        yield portal_
    assert portal_.faults == []


@pytest.fixture(scope="session")
def walks(served_app: Flask, demo: Path, quick: Path) -> dict[str, Walk]:
    """What anyone and each persona of the demo reach by following links."""
    url = databases.put_sqlite(demo, quick / "walks.sqlite3")
    with databases.on_database(served_app, url), served_app.app_context():
        with db.reading_replica() as session:
            rows = session.exec(select(Person.persona, Person.id).where(col(Person.persona) != ""))
            ids = {key: id_ for key, id_ in rows if id_}
        people = {who: ids[who] for who in portal.PERSONAS}
        return dict(zip(("", *people), every_page(served_app, people), strict=True))
