"""How often one may try: guessing ends soon, and neither a class nor a person is locked out."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_limiter import RateLimitExceeded
from redis import Redis

from rpp import create_app
from rpp.config import Settings
from rpp.home import health
from rpp.people import emails as told
from rpp.people import passwords
from rpp.people.models import Person
from rpp.web import lasting, limiter
from tests.conftest import need
from tests.people.test_accounts import EMAIL, OTHER_WORDS, WORDS
from tests.support import redis
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.support.html import Page
from tests.support.mailbox import emails, link

Limited = Callable[..., Browser]
STRANGER, HERSELF = "203.0.113.7", "198.51.100.4"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Limits are counted beside the database: one kind shows them."""
    return sqlite_url


@pytest.fixture
def someone(make: Factories) -> Person:
    """Someone whose password we know."""
    return make.person("Renata Oakes", email=EMAIL, password_hash=passwords.hashed(WORDS))


@pytest.fixture
def redis_url() -> str:
    return ""


@pytest.fixture
def limited(app: Flask, database_url: str, settings: Settings, redis_url: str) -> Iterator[Limited]:
    """Browsers of a portal that limits, as all do outside of tests, each at an address."""
    changes = {"rate_limits": True, "database_url": database_url, "redis_url": redis_url}
    portal = create_app(settings.model_copy(update=changes))
    portal.test_client_class = Browser

    def at(place: str = HERSELF) -> Browser:
        client = portal.test_client()
        assert isinstance(client, Browser)
        client.environ_base["REMOTE_ADDR"] = place
        return client

    yield at
    portal.extensions["rpp.engine"].dispose()
    limiter.enabled = False
    # It is one for all apps of this process, and remembers that its Redis was gone.
    limiter._storage_dead = False


def attempt(browser: Browser, password: str = OTHER_WORDS, email: str = EMAIL) -> int:
    data = {"email": email, "password": password}
    return browser.force("/sign-in", data).status_code


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared without the cost of a hash: a hundred guesses are made."""
    monkeypatch.setattr(passwords, "right", lambda _stored, typed: typed == WORDS)


@pytest.mark.usefixtures("someone", "cheap")
def test_guessing_a_password_ends_after_some_tries(limited: Limited) -> None:
    browser = limited(STRANGER)
    assert [attempt(browser) for _ in range(16)] == [422] * 15 + [429]
    # A cookie thrown away is no way around it; another account may still sign in from there.
    assert attempt(limited(STRANGER)) == 429
    assert attempt(limited(STRANGER), email="other@x.example") == 422


@pytest.mark.usefixtures("someone", "cheap")
def test_a_stranger_locks_nobody_out(limited: Limited) -> None:
    stranger = limited(STRANGER)
    for _ in range(16):
        attempt(stranger)
    assert attempt(limited(HERSELF), WORDS) == 303


@pytest.mark.usefixtures("someone", "cheap")
def test_many_strangers_guess_a_hundred_times_a_day_and_her_browser_still_signs_in(
    limited: Limited,
) -> None:
    hers = limited(HERSELF)
    assert attempt(hers, WORDS) == 303
    hers.force("/sign-out")
    tried = [attempt(limited(f"203.0.113.{n // 15}")) for n in range(110)]
    assert tried == [422] * 100 + [429] * 10
    # From a browser that nobody knows no password helps; theirs is counted by itself.
    assert attempt(limited("192.0.2.9"), WORDS) == 429
    assert [attempt(hers) for _ in range(16)] == [422] * 15 + [429]


@pytest.mark.usefixtures("someone", "cheap")
def test_a_link_by_e_mail_lets_her_in_while_strangers_guess(
    limited: Limited, make: Factories
) -> None:
    for n in range(101):
        attempt(limited(f"203.0.113.{n // 15}"))
    browser = limited(HERSELF)
    browser.force("/reset", {"email": EMAIL}, expect=303)
    browser.force(link(make, EMAIL), {"password": WORDS}, expect=303)
    browser.force("/sign-out")
    assert attempt(browser, WORDS) == 303


@pytest.mark.usefixtures("cheap")
def test_a_cookie_of_one_account_opens_no_other(
    limited: Limited, make: Factories, someone: Person
) -> None:
    make.person(email="mallory@x.example", password_hash="set")
    mallory = limited(STRANGER)
    assert attempt(mallory, WORDS, "mallory@x.example") == 303
    assert [attempt(mallory) for _ in range(16)] == [422] * 15 + [429]
    assert attempt(limited(STRANGER)) == 429
    forged = limited(STRANGER)
    forged.set_cookie("rpp_known", "eyJicm93c2VyIjoiYSIsImtub3duIjpbXX0.forged")
    assert attempt(forged) == 429


@pytest.mark.usefixtures("cheap")
def test_one_address_tries_no_password_on_a_hundred_accounts(limited: Limited) -> None:
    tried = [attempt(limited(STRANGER), email=f"p{n}@x.example") for n in range(101)]
    assert tried == [422] * 100 + [429]


@pytest.mark.parametrize("path", ["/sign-up", "/reset", "/confirm"])
def test_one_address_gets_few_e_mails_an_hour(limited: Limited, make: Factories, path: str) -> None:
    data = {"name": "Renata Oakes", "email": EMAIL, "password": WORDS}
    browser = limited()
    assert [browser.force(path, data).status_code for _ in range(6)] == [303] * 5 + [429]
    others = [limited(f"203.0.113.{n}").force(path, data).status_code for n in range(16)]
    assert others == [303] * 15 + [429]
    assert len(emails(make, EMAIL)) <= 20


def test_refused_passwords_use_nothing_up(limited: Limited) -> None:
    data = {"name": "Renata Oakes", "email": EMAIL, "password": "password1234"}
    browser = limited()
    assert [browser.force("/sign-up", data).status_code for _ in range(105)] == [422] * 105
    assert browser.force("/sign-up", data | {"password": WORDS}).status_code == 303


def test_thirty_people_in_one_room_join(
    limited: Limited, make: Factories, monkeypatch: pytest.MonkeyPatch, cheap: None
) -> None:
    monkeypatch.setattr(passwords, "hashed", lambda password: "hashed")
    for n in range(30):
        email = f"teacher{n}@albertville.example"
        data = {"name": f"Teacher {'ABCDEFGHIJ'[n % 10]}", "email": email, "password": WORDS}
        browser = limited()
        browser.force("/sign-up", data | {"password": "password1234"}, expect=422)
        browser.force("/sign-up", data, expect=303)
        browser.force(link(make, email), {"password": OTHER_WORDS}, expect=422)
        browser.force(link(make, email), {"password": WORDS}, expect=303)
        assert browser.get("/organizations/find?q=albertville").status_code == 200
    assert len([one for one in make.all(Person) if one.confirmed_at]) == 30


@pytest.mark.usefixtures("someone", "cheap")
def test_who_must_wait_is_told_how_long_and_may_then_try(
    limited: Limited, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, now = limited(STRANGER), time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    for _ in range(15):
        attempt(browser)
        now += 60
    answer = browser.force("/sign-in", {"email": EMAIL, "password": WORDS}, expect=429)
    wait = int(answer.headers["Retry-After"])
    # The first of the fifteen was made 15 minutes ago.
    assert 45 * 60 <= wait <= 45 * 60 + 1
    said = re.search(r"Wait ([\w ]+),", Page(answer.text).text)
    assert said is not None
    assert said[1] in ("45 minutes", "46 minutes")
    now += wait
    assert attempt(browser, WORDS) == 303


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (2, "2 seconds"), (59, "59 seconds"), (60, "1 minute"), (61, "2 minutes"),
     (3600, "60 minutes"), (3601, "2 hours"), (86_400, "24 hours")],
)  # fmt: skip
def test_a_wait_is_said_in_words_and_never_too_short(seconds: int, words: str) -> None:
    assert lasting(seconds) == words


@pytest.mark.usefixtures("someone", "cheap")
@pytest.mark.parametrize("redis_url", ["redis://127.0.0.1:1/0"])
def test_without_its_redis_a_portal_counts_for_itself(limited: Limited) -> None:
    browser = limited(STRANGER)
    assert browser.get("/search?q=attendance").status_code == 200
    assert [attempt(browser) for _ in range(16)] == [422] * 15 + [429]
    assert attempt(limited(HERSELF), WORDS) == 303


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[redis.Server]:
    """A Redis that this test alone kills and starts."""
    command = redis.binary()
    need(command, "Redis", redis.INSTALL)
    assert command is not None
    server = redis.Server(command, tmp_path)
    server.start()
    yield server
    server.kill()


def said_of(url: str) -> str:
    """What `check` says of a Redis."""
    (finding,) = health._redis(Settings(redis_url=url))
    return finding.sentence


@pytest.mark.usefixtures("someone", "cheap")
class TestRedisGoes:
    """A portal that counts in a Redis of its own, while it serves."""

    @pytest.fixture
    def redis_url(self, own_redis: redis.Server) -> str:
        return own_redis.url

    def test_while_it_is_gone_a_portal_counts_for_itself(
        self, limited: Limited, own_redis: redis.Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browser, kept = limited(STRANGER), Redis(port=own_redis.port)
        assert [attempt(browser) for _ in range(16)] == [422] * 15 + [429]
        assert kept.dbsize() > 0
        assert said_of(own_redis.url) == "Redis answers."
        own_redis.kill()
        for path in ("/search?q=attendance", "/organizations/find?q=mobile", "/about"):
            assert browser.get(path).status_code == 200
        assert [attempt(browser) for _ in range(16)] == [422] * 15 + [429]
        assert attempt(limited(HERSELF), WORDS) == 303
        assert "does not answer" in said_of(own_redis.url)
        own_redis.start()
        # It is asked again now and then, and may be asked on a connection that it had before.
        began = time.time()
        for minute in (1, 2, 3):
            monkeypatch.setattr(time, "time", lambda later=began + 60 * minute: later)
            assert browser.get("/search?q=attendance").status_code == 200
        # It forgot all that it had counted.
        assert [attempt(browser) for _ in range(16)] == [422] * 15 + [429]
        assert kept.dbsize() > 0
        assert said_of(own_redis.url) == "Redis answers."

    def test_it_may_go_between_the_try_and_the_answer(
        self, limited: Limited, own_redis: redis.Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browser = limited(STRANGER)
        assert [attempt(browser) for _ in range(15)] == [422] * 15
        refuse = RateLimitExceeded.__init__

        def late(self: RateLimitExceeded, *about: Any, **more: Any) -> None:
            own_redis.kill()
            refuse(self, *about, **more)

        monkeypatch.setattr(RateLimitExceeded, "__init__", late)
        answer = browser.force("/sign-in", {"email": EMAIL, "password": OTHER_WORDS})
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) >= 1

    def test_one_that_answers_nothing_is_waited_for_once(
        self, limited: Limited, own_redis: redis.Server
    ) -> None:
        browser = limited(STRANGER)
        with own_redis.frozen():
            assert [attempt(browser) for _ in range(16)] == [422] * 15 + [429]


def test_one_place_sends_five_questions_an_hour(limited: Limited) -> None:
    browser = limited()
    page = browser.read("/contact")
    words = {"body": "Which districts tried a later bell?", "email": EMAIL}
    browser.send("/contact", words | {"email": "no address"}, page=page, status=422)
    for _ in range(5):
        browser.send("/contact", words, page=page)
    browser.send("/contact", words, page=page, status=429)
    limited(STRANGER).send("/contact", words)


def test_one_link_to_turn_e_mail_off_is_pressed_so_often_and_others_still_work(
    limited: Limited, app: Flask, make: Factories
) -> None:
    someone, other = make.person(), make.person()
    with app.app_context():
        hers, theirs = (f"/unsubscribe/{told.token(p.id, 'round')}" for p in (someone, other))
    program = limited()
    answers = [program.post(hers).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]
    assert program.post(theirs).status_code == 200
    assert limited(STRANGER).post(hers).status_code == 429
