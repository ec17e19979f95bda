"""What people should not send, they will."""

import json
from pathlib import Path

import pytest

from rpp.privacy import student_data
from tests.support.client import ORIGIN
from tests.support.world import World


@pytest.fixture(scope="session")
def naughty(check_data: Path) -> list[str]:
    """The Big List of Naughty Strings."""
    strings = json.loads((check_data / "security" / "blns.json").read_text())
    assert len(strings) == 515
    return strings


def fits(answer) -> bool:
    """A page, a redirect or errors beside the fields; never a failure of ours."""
    return answer.status_code in (200, 302, 303, 422)


TEXTS = ("title", "summary", "affected", "evidence", "tried", "plan", "plan_url")


def handfuls(strings: list[str], size: int) -> list[list[str]]:
    """The strings in groups, one for each field of a form."""
    return [strings[at : at + size] for at in range(0, len(strings), size)]


def test_no_string_breaks_the_problem_form(browser_as, world: World, naughty: list[str]) -> None:
    browser = browser_as(world.author)
    token = browser.token()
    for strings in handfuls(naughty, len(TEXTS)):
        data = dict(zip(TEXTS, strings, strict=False))
        data |= {"organization_id": str(world.district.id), "network_id": str(world.network.id)}
        data |= {"audience": "public", "csrf_token": token, "not_a_student": "y"}
        answer = browser.post("/problems/new", data=data, headers=ORIGIN, follow_redirects=True)
        assert fits(answer), (strings, answer.status_code)


def test_no_string_breaks_a_comment_a_context_or_a_search(
    browser_as, world: World, naughty: list[str]
) -> None:
    problem = world.problem("open")
    browser = browser_as(world.neighbour_leader)
    token = browser.token()
    for first, *more in handfuls(naughty, 4):
        said, differs, query = (*more, first, first, first)[:3]
        data = {"csrf_token": token, "not_a_student": "y", "differs": differs}
        data["organization_id"] = str(world.neighbour.id)
        for path in (f"/discussions/problem/{problem.id}", f"/problems/{problem.id}/context"):
            data["body"] = said if path.endswith("context") else first
            assert fits(browser.post(path, data=data, headers=ORIGIN)), (path, data)
        assert fits(browser.get("/search", query_string={"q": query})), query
        assert fits(browser.get("/problems", query_string={"state": query, "band": first}))
    page = browser.get(f"/problems/{problem.id}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_no_string_breaks_signing_up_or_in(anyone, naughty: list[str]) -> None:
    token = anyone.token()
    for string in naughty[::12]:
        fields = ("name", "email", "password", "title", "next", "kept")
        data = dict.fromkeys(fields, string) | {"csrf_token": token}
        for path in ("/sign-in", "/sign-up"):
            assert fits(anyone.post(path, data=data, headers=ORIGIN)), (path, string)


@pytest.mark.parametrize("path", ["/problems/new", "/sign-in", "/sign-up"])
def test_a_form_that_is_far_too_large_is_refused_in_words(browser_as, world, path: str) -> None:
    browser = browser_as(world.author)
    answer = browser.force(path, {"title": "x" * 1_200_000})
    assert answer.status_code == 413
    assert "That is too much text" in answer.text


def test_bytes_that_are_no_text_are_answered(browser_as, world: World) -> None:
    browser = browser_as(world.author)
    body = b"csrf_token=" + browser.token().encode() + b"&title=\xff\xfe\x00caf\xe9"
    answer = browser.post(
        "/problems/new", data=body, content_type="application/x-www-form-urlencoded",
        headers={"Sec-Fetch-Site": "same-origin"},
    )  # fmt: skip
    assert answer.status_code == 400
    assert "We could not read that" in answer.text


def test_a_character_that_no_database_keeps_is_named_beside_its_field(
    browser_as, world: World
) -> None:
    answer = browser_as(world.author).send(
        "/problems/new", {"title": "nul\x00byte", "tried": "Kept."}, action="/new", status=422
    )
    assert "has a character that cannot be saved" in answer.text
    assert "Kept." in answer.text


def test_an_expired_form_offers_what_was_typed_again(browser_as, world: World) -> None:
    browser = browser_as(world.author)
    answer = browser.post(
        "/problems/new",
        data={"title": "Typed before the break", "csrf_token": "old"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 400
    assert "Typed before the break" in answer.text
    from tests.support.html import Page

    form = Page(answer.text).form("/problems/new")
    assert form.fields["title"] == ["Typed before the break"]


def test_another_sites_form_is_refused_and_not_offered_again(browser_as, world: World) -> None:
    problem = world.problem("submitted")
    browser = browser_as(world.steward)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        answer = browser.post(
            f"/problems/{problem.id}/return", data={"reason": "planted words"}, headers=headers
        )
        assert answer.status_code == 400
        assert "planted words" not in answer.text


def test_every_answer_carries_the_headers_that_protect_it(anyone) -> None:
    for path in ("/", "/problems", "/nowhere", "/search?q=x", "/static/x/app.css"):
        headers = anyone.get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Strict-Transport-Security" not in headers


def test_behind_a_proxy_pages_ask_for_https_and_cookies_keep_to_it(tmp_path: Path) -> None:
    from rpp import create_app
    from rpp.cli import migrate
    from rpp.config import Settings

    settings = Settings(instance=tmp_path, secret_key="x", proxies=1)
    migrate(settings.url)
    client = create_app(settings).test_client()
    answer = client.get("/sign-in", headers={"X-Forwarded-Proto": "https"})
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax"))


@pytest.mark.parametrize(
    ("text", "looks_like"),
    [
        ("Her number is 219-09-9999.", "a social security number"),
        ("Ana Lopez, born 3/14/2012, transferred.", "a date of birth"),
        ("DOB: 2012-03-14", "a date of birth"),
        ("Maria Gomez (04/02/2011) was absent", "a name with a date of birth"),
        ("student ID 48120933", "a student number"),
        ("Marcus T., grade 9, missed 14 first periods", "a student"),
    ],
)
def test_what_may_be_a_students_data_is_noticed(text: str, looks_like: str) -> None:
    found = student_data(text)
    assert found is not None
    assert found.looks_like == looks_like


@pytest.mark.parametrize(
    "text",
    [
        "11 % of absences went unfilled in spring 2026, up from 4 %.",
        "Goal 2 of the 2025–2030 plan, adopted 3/14/2025.",
        "Call 205-555-0142 or write to the office.",
        "Grade 9, three schools. Grade 10, one.",
        "Students are identified by number in the state file.",
        "The board met on March 3, 2026.",
    ],
)
def test_plain_facts_about_schools_are_not(text: str) -> None:
    assert student_data(text) is None


def test_the_limit_on_posting_says_so_and_keeps_the_text_in_the_browser(
    tmp_path: Path, sqlite_url: str
) -> None:
    from rpp import create_app
    from rpp.config import Settings
    from tests.support.client import Browser

    app = create_app(Settings(instance=tmp_path, secret_key="x", database_url=sqlite_url))
    app.test_client_class = Browser
    client = app.test_client()
    codes = [client.force("/markdown/preview", {"text": "x"}).status_code for _ in range(61)]
    assert codes[0] != 429
    last = client.force("/markdown/preview", {"text": "x"})
    assert last.status_code == 429
    assert "Too many tries" in last.text
    assert client.get("/problems").status_code == 200


@pytest.mark.parametrize(
    "kept",
    [
        "[" * 100_000,
        json.dumps({"to": "//evil.example/", "fields": []}),
        json.dumps({"to": "/\t/evil.example/", "fields": []}),
        json.dumps({"to": "/\\evil.example/", "fields": []}),
        json.dumps({"to": "javascript:alert(1)", "fields": []}),
    ],
)
def test_a_kept_form_that_is_not_ours_is_let_go(browser_as, make, kept: str) -> None:
    from rpp.people import passwords

    person = make.person(password_hash=passwords.hashed("quiet harbor lantern pebble"))
    answer = browser_as().force(
        "/sign-in",
        {"email": person.email, "password": "quiet harbor lantern pebble", "kept": kept},
    )
    assert answer.status_code == 303
    assert answer.location == "/me"
