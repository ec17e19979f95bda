"""What the log says of a request, and what it never says."""

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from rpp import db, logs
from rpp.config import Settings
from tests.support.client import Browser
from tests.support.html import Page


def test_every_line_names_its_request_and_so_does_the_error_page(
    app: Flask, anyone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    kept = Kept()
    kept.setFormatter(logging.Formatter(logs.FORM))
    kept.addFilter(logs._name)
    monkeypatch.setattr(logging.getLogger(), "handlers", [kept])

    def broken() -> str:
        logging.getLogger("some.library").warning("a library complains")
        raise RuntimeError

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "home.about", broken)
    answer = anyone.get("/about")
    name = answer.headers["X-Request-ID"]
    assert len(name) == 12
    assert f"include this reference: {name}" in Page(answer.text).text
    assert len(lines) == 2
    assert all(f" {name} " in line.splitlines()[0] for line in lines)
    assert anyone.get("/privacy").headers["X-Request-ID"] != name


@pytest.mark.parametrize(
    ("proxies", "given", "kept"),
    [(1, "from-the-proxy-1", True), (0, "from-a-visitor", False), (1, "a b\nforged", False)],
)
def test_only_a_proxy_names_requests(
    settings: Settings, proxies: int, given: str, kept: bool
) -> None:
    app = Flask("small")
    logs.init_app(app, settings.model_copy(update={"proxies": proxies}))
    with app.test_request_context("/", headers={"X-Request-ID": given.replace("\n", " ")}):
        app.preprocess_request()
        answer = app.process_response(app.make_response("fine"))
    assert (answer.headers["X-Request-ID"] == given) is kept


def test_an_error_of_the_database_says_no_value(app: Flask) -> None:
    with app.app_context(), pytest.raises(DBAPIError) as error, db.transaction() as session:
        session.execute(text("SELECT wrong FROM person WHERE email = :email"), {"email": "a@b.us"})
    assert "a@b.us" not in str(error.value)


@pytest.mark.parametrize("path", ["/confirm/secret", "/reset/secret", "/calendar/secret.ics"])
def test_a_secret_address_is_told_to_no_other_request(
    browser_as: Callable[..., Browser], path: str
) -> None:
    answer = browser_as().get(path)
    assert answer.headers["Referrer-Policy"] in ("strict-origin", "no-referrer")
