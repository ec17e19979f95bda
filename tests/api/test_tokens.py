"""A token lets a program act for its owner, no further and no longer than the owner may."""

import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from rpp import clock, create_app, web
from rpp.api import access, tokens
from rpp.api.models import ApiToken
from rpp.config import Settings
from rpp.history import Event
from rpp.organizations.models import Membership
from rpp.people import operations, passwords
from rpp.people.models import Person
from rpp.people.sessions import digest
from rpp.policy import Viewer
from tests.api.conftest import Program
from tests.support.client import Browser
from tests.support.factories import PASSWORD
from tests.support.mailbox import emails
from tests.support.world import World

Programs = Callable[..., Program]
AsPerson = Callable[..., Browser]


@pytest.fixture
def author(world: World) -> Person:
    """The author of the district's problems, with a password."""
    with world.make.writing() as session:
        person = session.get_one(Person, world.author.id)
        person.password_hash = passwords.hashed(PASSWORD)
    return person


def make_token(browser: Browser, status: int = 200, **typed: Any) -> str:
    """Fill in the page and read the new token from the answer; "" where there is none."""
    about = {"name": "Our library", "scopes": ["read"], "days": "30", "password": PASSWORD}
    answer = browser.send("/me/tokens", about | typed, action="/me/tokens", status=status)
    assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r'value="(rpp_[\w-]{40,})"', answer.text)
    return found[1] if found else ""


def test_a_token_is_shown_once_and_reads_what_its_owner_may(
    browser_as: AsPerson, world: World, author: Person, app: Flask, found_at: str
) -> None:
    draft = world.problem("draft")
    browser = browser_as(author)
    secret = make_token(browser)
    assert Program(app, secret).read(f"/problems/{draft.id}")["title"] == draft.title
    page = browser.read("/me/tokens")
    assert secret not in page.text
    for words in ("Our library", "Reads what you may read", "works until", "Last used"):
        assert words in page.text, words
    (row,) = world.make.all(ApiToken)
    assert (row.token_hash, row.scopes) == (digest(secret), "read")
    assert secret not in repr(row)
    (told,) = emails(world.make, author.email)
    assert "A token for programs was made" in told.subject
    assert "Our library" in told.body
    assert secret not in told.body
    happened = [e.verb for e in world.make.all(Event) if e.kind == "person"]
    assert happened == ["token_made"]


def test_a_token_is_made_only_with_the_password_and_something_it_may_do(
    browser_as: AsPerson, world: World, author: Person, found_at: str
) -> None:
    browser = browser_as(author)
    for wrong, said in (
        ({"password": "guessed"}, "not your current password"),
        ({"scopes": None}, "Choose at least one thing"),
        ({"name": " "}, "Say what it is for"),
    ):
        assert make_token(browser, status=422, **wrong) == ""
        assert world.make.all(ApiToken) == [], said
    for _ in range(tokens.MOST):
        make_token(browser)
    assert make_token(browser, status=422) == ""
    assert len(world.make.all(ApiToken)) == tokens.MOST


def test_a_token_does_not_work_once_it_ended_or_was_never_one(
    program: Programs, token_of: Any, world: World, app: Flask, browser_as: AsPerson
) -> None:
    world.problem()
    over = token_of(world.author, expires_at=clock.now() - timedelta(seconds=1))
    revoked = token_of(world.author)
    row = world.make.all(ApiToken)[-1]
    # Somebody else's button ends nothing.
    browser_as(world.stranger).send(
        "/me/tokens", action="/me/tokens", data={"name": ""}, status=422
    )
    other = browser_as(world.stranger)
    other.post(f"/me/tokens/{row.id}/revoke", data={"csrf_token": other.token()})
    assert Program(app, revoked).ask("/problems").status_code == 200
    page = browser_as(world.author).send("/me/tokens", action=f"/me/tokens/{row.id}/revoke")
    assert "revoked" in page.text
    for secret in (over, revoked, "rpp_" + "x" * 43, "x", " ", "rpp_é" + "x" * 40):
        answer = Program(app, secret).ask("/problems")
        assert answer.status_code == 401, secret
        assert answer.mimetype == "application/problem+json"
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    for header in ("Basic cnBwOnJwcA==", "Bearer", ""):
        answer = app.test_client().get("/api/v1/problems", headers={"Authorization": header})
        assert answer.status_code == 401, header


def test_a_token_goes_as_far_as_its_scopes_and_its_owner_at_that_moment(
    program: Programs, world: World, make: Any
) -> None:
    draft = world.problem("draft")
    deposits = program(world.author, "deposit").ask(f"/problems/{draft.id}")
    assert deposits.status_code == 403
    assert 'error="insufficient_scope", scope="read"' in deposits.headers["WWW-Authenticate"]
    own = program(world.author)
    assert own.ids("/problems") == [draft.id]
    with make.writing() as session:
        member = next(m for m in make.all(Membership) if m.person_id == world.author.id)
        session.get_one(Membership, member.id).status = "ended"
    assert own.ids("/problems") == []
    # What only administrators may do is done in a browser.
    with make.app.test_request_context():
        found = tokens.Token(1, make.admin().id, "", "", "read", None)
        with make.writing() as session:
            assert not tokens.viewer_of(session, found).is_admin


def test_tokens_end_with_the_password_and_with_the_account(
    program: Programs, world: World, author: Person, browser_as: AsPerson
) -> None:
    world.problem()
    own = program(author)
    assert own.ask("/problems").status_code == 200
    typed = {"current_password": PASSWORD, "password": "another long sentence"}
    done = browser_as(author).send("/me/account", typed, action="/me/password")
    assert "every token for programs has ended" in done.text
    assert own.ask("/problems").status_code == 401
    again = program(author)
    assert again.ask("/problems").status_code == 200
    with world.make.writing() as session:
        session.get_one(Person, author.id).closed_at = clock.now()
    assert again.ask("/problems").status_code == 401
    with world.make.writing() as session:
        operations.sign_out_elsewhere(session, Viewer(id=author.id))
    assert all(row.revoked_at for row in world.make.all(ApiToken))


def test_the_last_use_is_noted_once_an_hour(program: Programs, world: World) -> None:
    own = program(world.author)
    begun = clock.now()
    for minutes, noted in ((0, 0), (59, 0), (61, 61), (100, 61), (130, 130)):
        with clock.at(begun + timedelta(minutes=minutes)):
            own.read("/problems")
        (row,) = world.make.all(ApiToken)
        assert row.last_used_at == begun + timedelta(minutes=noted)


def test_no_token_stands_in_the_log(
    program: Programs, world: World, caplog: pytest.LogCaptureFixture, app: Flask
) -> None:
    caplog.set_level(logging.DEBUG)
    own = program(world.author)
    own.ask("/problems")
    own.ask("/problems?network=x")
    wrong = Program(app, "rpp_" + "w" * 43)
    wrong.ask("/problems")
    assert own.token not in caplog.text
    assert wrong.token not in caplog.text


@pytest.fixture
def limited(app: Flask, settings: Settings, database_url: str) -> Iterator[Flask]:
    """A portal that limits, as all do outside of tests."""
    changes = {"rate_limits": True, "database_url": database_url}
    portal = create_app(settings.model_copy(update=changes))
    yield portal
    portal.extensions["rpp.engine"].dispose()
    web.limiter.enabled = False


def test_each_token_has_a_limit_of_its_own(
    limited: Flask, token_of: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "LIMIT", "3 per minute")
    one, other = (Program(limited, token_of(who)) for who in (world.author, world.leader))
    anyone, wrong = Program(limited), Program(limited, "rpp_" + "w" * 43)
    assert [one.ask("/").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = one.ask("/")
    assert refused.mimetype == "application/problem+json"
    assert int(refused.headers["Retry-After"]) > 0
    assert [who.ask("/").status_code for who in (other, anyone)] == [200, 200]
    # Wrong tokens are counted by where they come from.
    assert [wrong.ask("/").status_code for _ in range(3)] == [401, 401, 429]
