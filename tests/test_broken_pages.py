"""A page that breaks lets everything go before it says so; no address from outside breaks one."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, abort, got_request_exception
from sqlalchemy import Engine, create_engine, text

from rpp import clock, db
from rpp.people import passwords
from rpp.people.models import Person
from rpp.web import errors
from tests.people.test_accounts import EMAIL, WORDS
from tests.support.client import ORIGIN, Browser
from tests.support.factories import Factories
from tests.support.html import Page
from tests.support.world import World

BRACKETS = ["//[", "http://[", "http://[::1", "https://]", "/\\[", "//[::1/x"]


@pytest.fixture
def other_process(database_url: str) -> Iterator[Engine]:
    """A connection as another process has it, that waits for nobody."""
    waits = {} if database_url.startswith("sqlite") else {"options": "-c lock_timeout=500"}
    engine = create_engine(database_url, connect_args=waits or {"timeout": 0})
    yield engine
    engine.dispose()


def write(engine: Engine) -> None:
    """Take the address that the broken page was about to take."""
    insert = (
        "INSERT INTO person (name, email, title, expertise, password_hash, is_admin, persona,"
        " unread, created_at) VALUES ('A', :email, '', '', '', false, '', 0, :now)"
    )
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM person WHERE email = :email"), {"email": EMAIL})
        connection.execute(
            text(insert), {"email": EMAIL, "now": clock.now().replace(tzinfo=None).isoformat(" ")}
        )


@pytest.fixture
def kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Errors are answered, as outside of tests, and held as a tool that reports them would."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    held: list[Any] = []

    def hold(_app: Flask, exception: BaseException, **_: Any) -> None:
        held.append(exception)

    got_request_exception.connect(hold, app)
    yield held
    got_request_exception.disconnect(hold, app)


@pytest.mark.parametrize("ends", [RuntimeError("broken"), 403, 500])
def test_another_process_writes_while_the_page_that_broke_says_so(
    app: Flask,
    anyone: Browser,
    make: Factories,
    other_process: Engine,
    kept: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    ends: Any,
) -> None:
    def broken() -> str:
        session = db.session()
        session.add(Person(name="Half", email=EMAIL, created_at=clock.now()))
        session.flush()
        if isinstance(ends, int):
            abort(ends)
        raise ends

    rendered, render = list[str](), errors.render_template

    def slowly(template: str, **values: Any) -> str:
        # The error page is being made.
        write(other_process)
        rendered.append(template)
        return render(template, **values)

    monkeypatch.setitem(app.view_functions, "people.sign_out", broken)
    monkeypatch.setattr(errors, "render_template", slowly)
    answer = anyone.force("/sign-out")
    assert answer.status_code == (ends if isinstance(ends, int) else 500)
    assert rendered == ["errors/error.html"]
    write(other_process)
    assert [one.name for one in make.all(Person)] == ["A"]


@pytest.mark.parametrize("target", BRACKETS)
def test_no_address_to_go_on_to_breaks_the_sign_in(
    anyone: Browser, browser_as: Callable[..., Browser], make: Factories, target: str
) -> None:
    person = make.person(email=EMAIL, password_hash=passwords.hashed(WORDS))
    assert browser_as(person).get("/sign-in", query_string={"next": target}).location == "/me"
    words = {"email": EMAIL, "password": WORDS, "next": target}
    assert anyone.force("/sign-in", words, expect=303).location == "/me"


@pytest.mark.parametrize("address", [*BRACKETS, "null", "://", "http://localhost@evil.example"])
@pytest.mark.parametrize("header", ["Origin", "Referer", "HX-Current-URL"])
def test_no_address_that_a_browser_names_breaks_a_form(
    anyone: Browser, address: str, header: str
) -> None:
    data = {"email": "typed@x.example"}
    answer = anyone.post("/sign-in", data=data, headers={header: address, "HX-Request": "true"})
    assert answer.status_code == 400
    assert "typed@x.example" not in answer.text


@pytest.mark.parametrize("host", ["[", "[::1", "[::1]:80", "a b", "a@b", "x:99999", ""])
def test_no_host_that_a_request_claims_breaks_a_page(
    anyone: Browser, make: Factories, host: str
) -> None:
    assert anyone.get("/about", headers={"Host": host}).status_code == 200
    token = anyone.token()
    data = {"name": "Renata Oakes", "email": EMAIL, "password": WORDS, "csrf_token": token}
    answer = anyone.post("/sign-up", data=data, headers=ORIGIN | {"Host": host})
    assert answer.status_code < 500


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://district.localhost"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:8080"},
        {"Referer": "http://evil.example/http://localhost/"},
        {"Referer": "http://localhost?x=evil"},
    ],
)
def test_a_form_of_another_host_is_not_offered_again(
    anyone: Browser, headers: dict[str, str]
) -> None:
    answer = anyone.post("/sign-in", data={"email": "planted@x.example"}, headers=headers)
    assert answer.status_code == 400
    assert "planted@x.example" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [ORIGIN, {"Origin": "http://localhost"}, {"Referer": "http://localhost/sign-in?next=/x"}],
)
def test_a_form_of_ours_is_offered_again(anyone: Browser, headers: dict[str, str]) -> None:
    answer = anyone.post("/sign-in", data={"email": "typed@x.example"}, headers=headers)
    assert "typed@x.example" in answer.text


def test_a_button_pressed_twice_is_said_to_be_done_and_leads_back(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    problem, author = world.problem("submitted"), browser_as(world.author)
    page = f"/problems/{problem.id}/known?from=list"
    headers = {**ORIGIN, "Referer": f"http://localhost{page}"}
    data = {"csrf_token": author.token()}
    answer = author.post(f"/problems/{problem.id}/submit", data=data, headers=headers)
    assert answer.status_code == 403
    refused = Page(answer.text)
    assert "already done, for example in another window" in refused.text
    assert page in refused.links


@pytest.mark.parametrize(
    "referrer",
    [
        "",
        "http://evil.example/x",
        "http://localhost//evil.example",
        "http://localhost/\\evil",
        "//[",
    ],
)
def test_no_error_page_leads_to_a_strangers_page(
    world: World, browser_as: Callable[..., Browser], referrer: str
) -> None:
    answer = browser_as(world.author).get("/admin", headers={"Referer": referrer})
    assert answer.status_code == 403
    assert "evil" not in answer.text
    assert "Go to the home page" in answer.text
