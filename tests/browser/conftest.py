"""Chromium, and the portal it looks at."""

import shutil
from collections.abc import Iterator
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
from tests.conftest import need, shared_folder

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
def demo(chromium: Browser, served_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database with the directory and the demo, made once for all workers."""
    return portal.demo_database(shared_folder(tmp_path_factory) / "walked.sqlite3", served_app)


@pytest.fixture
def live(chromium: Browser, served_app: Flask, demo: Path, tmp_path: Path) -> Iterator[Portal]:
    """The portal with its demo on a copy of its own; no page may complain on its console."""
    own = tmp_path / "demo.sqlite3"
    shutil.copy(demo, own)
    with portal.serving(served_app, chromium, own) as portal_:
        yield portal_
    assert portal_.faults == []


@pytest.fixture(scope="session")
def walks(
    served_app: Flask, demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Walk]:
    """What anyone and each persona of the demo reach by following links."""
    own = tmp_path_factory.mktemp("walks") / "demo.sqlite3"
    shutil.copy(demo, own)
    with portal.engine_of(served_app, f"sqlite:///{own}"), served_app.app_context():
        with db.reading() as session:
            rows = session.exec(select(Person.persona, Person.id).where(col(Person.persona) != ""))
            ids = {key: id_ for key, id_ in rows if id_}
        people = {who: ids[who] for who in portal.PERSONAS}
        return dict(zip(("", *people), every_page(served_app, people), strict=True))
