"""Where a machine asks, errors are problem details (RFC 9457) with the codes of HTTP."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from rpp.web import answers_json, machines
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.support.world import World

JSON = {"Accept": "application/json"}
READS = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def told(answer: TestResponse, code: int) -> dict[str, object]:
    """The problem that an answer tells, with what every one has."""
    assert answer.status_code == code
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Accept" in answer.headers["Vary"].split(", ")
    said: dict[str, object] = answer.json
    assert set(said) - {"errors"} == {
        *("type", "title", "status", "detail", "instance", "request_id")
    }
    assert (said["type"], said["status"]) == ("about:blank", code)
    assert said["request_id"] == answer.headers["X-Request-ID"]
    assert said["title"]
    assert said["detail"]
    return said


@pytest.mark.parametrize(
    ("accept", "is_json"),
    [
        ("application/json", True),
        ("application/problem+json", True),
        ("application/json, text/html;q=0.9", True),
        ("text/html;q=0.3, application/problem+json;q=0.4", True),
        ("application/json, */*;q=0.5", True),
        ("*/*, text/html;q=0", True),
        (READS, False),
        ("*/*", False),
        ("", False),
        ("text/html, application/json", False),
        ("text/html, application/json;q=0.9", False),
        ("application/json;q=0, */*;q=0.1", False),
        ("application/json;q=x", False),
    ],
)
def test_json_is_told_to_who_accepts_it_rather_than_html(
    anyone: Browser, accept: str, is_json: bool
) -> None:
    answer = anyone.get("/nowhere", headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.is_json is is_json
    assert ("<h1" in answer.text) is not is_json


def test_below_the_address_of_a_machines_door_all_are_told_json(
    anyone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machines, "_prefixes", {})
    answers_json("/doors/v1/")
    reads = {"Accept": READS}
    assert told(anyone.get("/doors/v1/problems", headers=reads), 404)["title"] == "Not Found"
    assert told(anyone.get("/doors/v1", headers=reads), 404)["instance"] == "/doors/v1"
    assert not anyone.get("/doors/v10", headers=reads).is_json


def test_who_must_sign_in_is_told_so_and_led_nowhere(anyone: Browser) -> None:
    for answer in (anyone.get("/me", headers=JSON), anyone.post("/me/account", headers=JSON)):
        said = told(answer, 401)
        assert said["detail"] == "Sign in first."
        assert "Location" not in answer.headers
        assert answer.headers["WWW-Authenticate"].startswith('Cookie form-action="/sign-in"')
    # Whoever reads pages is led to the form, by an answer that is not kept.
    answer = anyone.get("/me")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "no-store")
    assert "Accept" in answer.headers["Vary"]


def test_refusals_have_their_codes(
    world: World, browser_as: Callable[..., Browser], anyone: Browser
) -> None:
    browser = browser_as(world.author)
    problem = world.problem("draft")
    assert told(browser.get("/admin", headers=JSON), 403)["instance"] == "/admin"
    hidden = browser_as(world.stranger).get(f"/problems/{problem.id}", headers=JSON)
    assert told(hidden, 404) | {"request_id": ""} == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing at this address, or you may not have access to it.",
        "instance": f"/problems/{problem.id}",
        "request_id": "",
    }
    refused = anyone.put("/problems", headers=JSON)
    told(refused, 405)
    assert "GET" in refused.headers["Allow"]
    large = {"email": "x" * 1_100_000}
    told(anyone.post("/sign-in", data=large, headers=JSON), 413)
    # Without the token of a form, of someone who may otherwise do it.
    told(browser.post("/problems/new", headers=JSON), 400)


def test_a_secret_in_an_address_is_not_repeated(anyone: Browser) -> None:
    said = told(anyone.get("/calendar/3bZkq.ics", headers=JSON), 404)
    assert said["instance"] == "/calendar/<token>.ics"


def force(browser: Browser, path: str, **data: object) -> TestResponse:
    """Post as a machine does that has a token."""
    fields = {**data, "csrf_token": browser.token()}
    return browser.post(path, data=fields, headers=JSON)


def test_each_wrong_field_is_pointed_out(world: World, browser_as: Callable[..., Browser]) -> None:
    browser = browser_as(world.author)
    said = told(force(browser, "/problems/new", title="x" * 5_000, summary="x" * 5_000), 422)
    errors = said["errors"]
    assert isinstance(errors, list)
    assert {one["pointer"] for one in errors} >= {"#/title", "#/summary"}
    assert all(one["detail"] for one in errors)
    assert said["title"] == "Unprocessable Entity"


def test_errors_of_forms_inside_forms_are_pointed_out() -> None:
    errors = {
        None: ["Of the whole form."],
        "rows": [{}, {"name": ["Missing.", "Short."]}],
        "hours": [["Too many."]],
    }
    assert list(machines._pointed(errors, "")) == [
        {"pointer": "#", "detail": "Of the whole form."},
        {"pointer": "#/rows/1/name", "detail": "Missing."},
        {"pointer": "#/rows/1/name", "detail": "Short."},
        {"pointer": "#/hours/0", "detail": "Too many."},
    ]


def test_what_changed_meanwhile_is_a_conflict(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    steward, author = browser_as(world.steward), browser_as(world.author)
    problem = world.problem("submitted", submitted_at=world.author.created_at)
    path = f"/problems/{problem.id}/open"
    assert force(steward, path).status_code == 303
    said = told(force(steward, path), 409)
    assert "open now" in str(said["detail"])
    # A form of what is saved, read before somebody else saved it.
    draft = world.problem("draft", author_id=world.author.id)
    page = author.read(f"/problems/{draft.id}/edit")
    fields = dict(page.form("/edit").fields)
    browser_as(world.leader).send(f"/problems/{draft.id}/edit", {"title": "Another title"})
    answer = author.post(
        f"/problems/{draft.id}/edit", data=fields | {"summary": "Typed."}, headers=JSON
    )
    assert "changed after you opened it" in str(told(answer, 409)["errors"])


@pytest.mark.parametrize("code", [500, 503])
def test_what_broke_here_says_so_without_the_database(
    app: Flask,
    browser_as: Callable[..., Browser],
    make: Factories,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
) -> None:
    browser = browser_as(make.person())

    def broken() -> str:
        if code == 500:
            raise RuntimeError("a secret of ours")
        raise OperationalError("SELECT 1", {}, Exception("gone"), connection_invalidated=True)

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "home.about", broken)
    # Nobody who answers asks the database who it is.
    monkeypatch.setitem(app.extensions, "rpp.engine", None)
    answer = browser.get("/about", headers=JSON)
    assert "secret" not in answer.text
    told(answer, code)
    assert answer.headers.get("Retry-After") == ("30" if code == 503 else None)


def test_parts_of_pages_keep_their_answers(anyone: Browser) -> None:
    headers = {**JSON, "HX-Request": "true"}
    answer = anyone.get("/nowhere", headers=headers)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    answer = anyone.post("/me/account", data={"csrf_token": anyone.token()}, headers=headers)
    assert (answer.status_code, answer.text[:19]) == (401, "You are signed out.")
