"""A copy of the database may lag or be gone: what is decided is read where it is written."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine

from rpp import db
from rpp.people import passwords
from tests.support.client import Browser
from tests.support.factories import Factories

OLD, NEW = "four quiet herons wade", "seven loud magpies argue"
EMAIL = "renata.oakes@albertville.example"


@pytest.fixture
def no_copy(app: Flask, tmp_path: object) -> Iterator[Engine]:
    """A copy that answers nothing."""
    app.extensions["rpp.replica"] = db.create_engine(f"sqlite:///{tmp_path}/gone/copy.sqlite3")
    yield app.extensions["rpp.replica"]
    app.extensions.pop("rpp.replica").dispose()


def test_people_sign_in_and_change_their_password_without_the_copy(
    no_copy: Engine, browser_as: Callable[..., Browser], make: Factories
) -> None:
    make.person("Renata Oakes", email=EMAIL, password_hash=passwords.hashed(OLD))
    browser = browser_as()
    browser.send("/sign-in", {"email": EMAIL, "password": OLD})
    words = {"current_password": OLD, "password": NEW}
    browser.send("/me/account", words, action="/me/password")
    again = browser_as()
    again.send("/sign-in", {"email": EMAIL, "password": OLD}, status=422)
    again.send("/sign-in", {"email": EMAIL, "password": NEW})
    assert again.get("/me/account").status_code == 200


def test_what_is_only_looked_at_is_asked_of_the_copy(app: Flask, no_copy: Engine) -> None:
    run: Callable[..., object] = app.test_cli_runner().invoke
    assert "unable to open" in str(run(args=["mail", "list"]).exception)  # type: ignore[attr-defined]


def test_without_a_copy_the_database_itself_answers(app: Flask, make: Factories) -> None:
    make.person("Renata Oakes")
    with app.app_context(), db.reading_replica() as copy, db.before_write() as own:
        assert copy.get_bind().engine.url == own.get_bind().engine.url  # type: ignore[union-attr]
