"""What the log says of a request, and what it never says."""

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from rpp import db, logs
from rpp.config import Settings
from rpp.people.models import Person
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.support.html import Page


def test_every_line_names_its_request_and_so_does_the_error_page(
    app: Flask, anyone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    kept = Kept()
    kept.setFormatter(logs.Discreet())
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


def test_a_value_that_a_constraint_refuses_is_not_in_the_log(app: Flask, make: Factories) -> None:
    person = make.person()
    with app.app_context(), db.transaction() as session:
        twice = Person(email=person.email, name="Someone else", created_at=person.created_at)
        with pytest.raises(IntegrityError) as refused, session.begin_nested():
            session.add(twice)
    error = (type(refused.value), refused.value, refused.value.__traceback__)
    record = logging.LogRecord("rpp", logging.ERROR, "", 1, "it broke", (), error)
    record.request_id = "-"
    said = logs.Discreet().format(record)
    assert "IntegrityError" in said
    assert person.email not in said


@pytest.mark.parametrize("path", ["/confirm/secret", "/reset/secret", "/calendar/secret.ics"])
def test_a_secret_address_is_told_to_no_other_request(
    browser_as: Callable[..., Browser], path: str
) -> None:
    answer = browser_as().get(path)
    assert answer.headers["Referrer-Policy"] in ("strict-origin", "no-referrer")
