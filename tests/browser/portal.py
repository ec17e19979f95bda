"""The whole portal with its demo, served from a thread, and people with real browsers."""

import logging
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect
from sqlalchemy import update
from sqlmodel import Session, SQLModel, col, select
from werkzeug.serving import WSGIRequestHandler, make_server

from rpp import clock, db
from rpp.people import passwords, sessions
from rpp.people.models import Person
from tests.support import databases

INSTALL = "apt-get install chromium-headless-shell (or your system's package with chromium)"
# The first has no windows to draw and takes half of the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PASSWORD = "walnut-ferry-ledger-stove"
NEWCOMER = "newcomer"
PERSONAS = ("leader", "researcher", "member", "steward", "broker", "reviewer", "admin", NEWCOMER)
OPEN = "The welding class is 38 miles away"  # a problem of the demo that everyone reads
WAIT = 15_000  # milliseconds until a condition counts as never met


def chromium() -> str | None:
    """Where Chromium is on this machine."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=chromium(), args=ARGS)


def with_people(seeded: Path, path: Path, app: Flask) -> Path:
    """A copy of the demo in which everyone has the same password, and one is new."""
    url = databases.put_sqlite(seeded, path)
    with databases.on_database(app, url), app.app_context(), db.transaction() as session:
        session.add(_newcomer())
        session.flush()
        session.execute(update(Person).values(password_hash=passwords.hashed(PASSWORD)))
    databases.rest(url)
    return path


def _newcomer() -> Person:
    """One who has an account and belongs nowhere yet."""
    return Person(
        name="Nadia Newcomer",
        email="newcomer@first-day.example",
        persona=NEWCOMER,
        created_at=clock.now(),
        confirmed_at=clock.now(),
    )


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        pass


class _Kept(logging.Handler):
    """What the server complained of."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@dataclass
class Portal:
    """A served portal; `open` gives a person a browser window of their own."""

    app: Flask
    browser: Browser
    address: str
    faults: list[str] = field(default_factory=list)
    windows: list[BrowserContext] = field(default_factory=list)

    def open(
        self,
        who: str | int | None = None,
        *,
        scripts: bool = True,
        width: int = 1280,
        zone: str = "America/Chicago",
    ) -> Page:
        """A new window: of nobody, of a persona of the demo, or of a person by their id."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            reduced_motion="reduce",
            locale="en-US",
            timezone_id=zone,
        )
        context.set_default_timeout(WAIT)
        self.windows.append(context)
        if who is not None:
            self.sign_in(context, who)
        page = context.new_page()
        page.on("console", lambda message: self._heard(page, message))
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        return page

    def sign_in(self, context: BrowserContext, who: str | int) -> None:
        """Sign a person in without the form: by the cookie that it would give."""
        person_id = who if isinstance(who, int) else self.persona(who)
        with self.app.app_context(), db.transaction() as session:
            token = sessions.start(session, person_id)
        serializer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert serializer is not None
        value = serializer.dumps({"_user_id": token, "_fresh": True, "_permanent": True})
        context.add_cookies([{"name": "rpp", "value": str(value), "url": self.address}])

    def _heard(self, page: Page, message: Any) -> None:
        # A refused form is answered 422, and Chromium logs each answer of 400 and more.
        refused = "Failed to load resource" in message.text and " 5" not in message.text
        if message.type in ("error", "warning") and not refused:
            self.faults.append(f"{page.url}: {message.text}")

    def persona(self, key: str) -> int:
        return self.one(select(Person).where(col(Person.persona) == key)).id or 0

    def one(self, statement: Any) -> Any:
        """The first row of a statement."""
        return self.all(statement)[0]

    def all(self, statement: Any) -> list[Any]:
        with Session(self.app.extensions["rpp.engine"], expire_on_commit=False) as own:
            return list(own.exec(statement))

    def change(self, model: type[SQLModel], key: int, **values: Any) -> None:
        """Move the world on, as time or another person would."""
        with self.app.app_context(), db.transaction() as session:
            row = session.get(model, key)
            for name, value in values.items():
                setattr(row, name, value)

    def close(self, window: Page) -> None:
        self.windows.remove(window.context)
        window.context.close()


def visit(page: Page, path: str) -> None:
    """Open a page and wait for the parts that it loads on its own."""
    page.goto(path)
    expect(page.locator('[hx-trigger="load"]')).to_have_count(0, timeout=WAIT)


@contextmanager
def serving(app: Flask, browser: Browser, database: Path) -> Iterator[Portal]:
    """The app on a database, in threads, with a free port; afterwards all windows are closed."""
    kept = _Kept()
    app.logger.addHandler(kept)
    with databases.on_database(app, f"sqlite:///{database}"):
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        portal = Portal(app, browser, f"http://127.0.0.1:{server.port}")
        try:
            yield portal
        finally:
            for context in portal.windows:
                context.close()
            server.shutdown()
            thread.join()
            server.server_close()
            app.logger.removeHandler(kept)
            portal.faults += kept.lines
