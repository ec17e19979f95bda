"""How every answer may be kept: by nobody, by one browser, or by proxies for all."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlmodel import select
from werkzeug.test import TestResponse

from rpp import db
from rpp.networks.models import Network
from rpp.web import caching
from tests.support.client import Browser

NEVER, OWN, SHARED = "no-store", "private, no-cache", "public, max-age=0, s-maxage=60"


def addresses(app: Flask) -> dict[str, list[str]]:
    """Addresses of each route that can be read, by its rule."""
    with app.app_context(), db.reading_replica() as session:
        slug = session.exec(select(Network.slug)).first()
    found: dict[str, list[str]] = {}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            path = rule.rule.replace("<slug:kind>", "problem").replace("<slug:slug>", slug)
            tries = [re.sub(r"<id:[^>]+>", str(n), path) for n in (1, 2)]
            found[rule.rule] = list(dict.fromkeys(re.sub(r"<[^>]+>", "x", one) for one in tries))
    return found


def allowed(rule: str, declared: str | None, answer: TestResponse, signed_in: bool) -> str:
    """How an answer may be kept, by what it is."""
    if answer.status_code != 200:
        return NEVER
    if declared:
        return declared
    if "token>" in rule:
        return NEVER
    if signed_in:
        return OWN if answer.mimetype in ("text/html", "application/json") else NEVER
    personal = b'name="csrf_token"' in answer.data or "Set-Cookie" in answer.headers
    return OWN if personal else SHARED


@pytest.mark.parametrize("persona", ["", "leader"])
def test_every_route_says_how_its_answers_may_be_kept(
    demo: Flask, be: Callable[[str], Browser], persona: str
) -> None:
    browser, seen, wrong = be(persona), Counter[str](), []
    for rule, paths in addresses(demo).items():
        endpoint = next(r.endpoint for r in demo.url_map.iter_rules() if r.rule == rule)
        declared = getattr(demo.view_functions[endpoint], "kept", None)
        for path in paths:
            answer = browser.get(path)
            says = answer.headers["Cache-Control"]
            # Programs are known by tokens alone.
            by_token = rule.startswith("/api/v1")
            right = allowed(rule, declared, answer, bool(persona) and not by_token)
            seen[right] += 1
            if says != right:
                wrong.append(f"{path} ({answer.status_code}): {says}, not {right}")
            varies = {"Authorization"} if by_token else {"Cookie", "HX-Request"}
            if says == SHARED and not varies <= set(answer.vary):
                wrong.append(f"{path} is one for all, whatever they send")
            if says == SHARED and not answer.headers.get("ETag"):
                wrong.append(f"{path} cannot be asked for anew")
    assert wrong == []
    # What was looked at was there.
    assert (seen[SHARED] > 30) if not persona else (seen[OWN] > max(40, seen[SHARED]))


def test_secrets_papers_and_probes_are_kept_by_nobody(
    demo: Flask, be: Callable[[str], Browser]
) -> None:
    leader, anyone = be("leader"), be("")
    for browser, path in (
        (anyone, "/healthz"),
        (anyone, "/readyz"),
        (anyone, "/dev/mail"),
        (leader, "/me/calendar"),
        (leader, "/rounds/1/ballots.pb"),
    ):
        assert browser.get(path).headers["Cache-Control"] == NEVER, path


def test_what_anyone_reads_is_asked_for_anew_without_being_sent_again(
    be: Callable[[str], Browser],
) -> None:
    anyone = be("")
    for path in ("/", "/problems", "/problems/1", "/briefs", "/evidence", "/about"):
        first = anyone.get(path)
        tag = first.headers["ETag"]
        assert tag.startswith('W/"')
        # A proxy that compresses by itself makes a strong mark weak, and may leave out the W.
        for asked in (tag, tag.removeprefix("W/"), f'"x", {tag}'):
            again = anyone.get(path, headers={"If-None-Match": asked})
            assert (again.status_code, again.data) == (304, b""), path
            for name in ("Cache-Control", "Vary", "ETag"):
                assert again.headers[name] == first.headers[name], (path, name)
        other = anyone.get(path, headers={"If-None-Match": 'W/"other"'})
        assert (other.status_code, other.data) == (200, first.data)


def test_a_form_of_nobody_known_is_shared_with_nobody(be: Callable[[str], Browser]) -> None:
    anyone = be("")
    first = anyone.get("/sign-in")
    assert "Set-Cookie" in first.headers
    again = anyone.get("/sign-in")
    assert "Set-Cookie" not in again.headers
    assert [first.headers["Cache-Control"], again.headers["Cache-Control"]] == [OWN, OWN]
    # Who has that cookie reads what all read.
    assert anyone.get("/about").headers["Cache-Control"] == SHARED


def test_a_message_to_one_is_shared_with_nobody(be: Callable[[str], Browser]) -> None:
    browser = be("leader")
    browser.force("/sign-out")
    with browser.session_transaction() as cookie:
        cookie["_flashes"] = [("message", "You are signed out.")]
    answer = browser.get("/about")
    assert "You are signed out." in answer.text
    assert answer.headers["Cache-Control"] == OWN
    assert browser.get("/about").headers["Cache-Control"] == SHARED


def test_a_part_of_a_page_is_not_taken_for_the_page(be: Callable[[str], Browser]) -> None:
    part = be("").get("/problems/1/known", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert part.headers["Cache-Control"] == OWN


def test_what_was_typed_is_found_again_by_going_back(be: Callable[[str], Browser]) -> None:
    """A browser that may not keep a page asks to send its form again, and may lose it."""
    leader = be("leader")
    wrong = leader.force("/problems/new", {"title": ""})
    assert (wrong.status_code, wrong.headers["Cache-Control"]) == (422, OWN)
    assert leader.get("/problems/new").headers["Cache-Control"] == OWN


def test_static_files_stay_for_good_and_what_is_missing_does_not(anyone: Browser) -> None:
    page = anyone.get("/about").text
    style = re.search(r'"(/static/[^"]+\.css)"', page)
    assert style is not None
    answer = anyone.get(style[1])
    assert answer.headers["Cache-Control"] == caching.FOREVER
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert anyone.get("/static/x/none.css").headers["Cache-Control"] == NEVER
