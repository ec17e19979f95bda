"""A program deposits a report for its owner: once for each key, by the rules of the form."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from rpp.api import depositing
from rpp.briefs.models import Brief
from rpp.briefs.sections import NEWEST
from rpp.history import Event
from tests.api.conftest import Program
from tests.support.client import Browser
from tests.support.world import World

Programs = Callable[..., Program]
TITLE = "Text reminders alone did not raise attendance"


def report(world: World, **changed: Any) -> dict[str, Any]:
    return {
        "organization": world.district.id,
        "title": TITLE,
        "bottom_line": "Families who got texts came no more often.",
        "sections": {NEWEST.keys[0]: "Do reminders *help*?"},
        "details": {"keywords": ["attendance"], "grades": ["09"], "states": ["AL"]},
    } | changed


def send(program: Program, told: Any, key: str = "", **kwargs: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return program.ask("/briefs", "POST", json=told, headers=headers, **kwargs)


def test_a_deposit_becomes_a_draft_that_its_organization_finishes(
    program: Programs, world: World, browser_as: Callable[..., Browser], anyone: Browser
) -> None:
    answer = send(program(world.author, "deposit"), report(world))
    assert answer.status_code == 201, answer.text
    id_ = answer.json["id"]
    assert answer.headers["Location"] == f"http://localhost/api/v1/briefs/{id_}"
    (brief,) = world.make.all(Brief)
    assert (brief.type, brief.status, brief.title) == ("deposited", "draft", TITLE)
    assert (brief.organization_id, brief.begun_by) == (world.district.id, world.author.id)
    assert brief.draft.parts[NEWEST.keys[0]] == "Do reminders *help*?"
    assert "<em>help</em>" in brief.draft.parts_html[NEWEST.keys[0]]
    assert brief.draft.details.keywords == ["attendance"]
    happened = [one.verb for one in world.make.all(Event) if one.kind == "brief"]
    assert happened == ["deposited", "edited", "described"]
    page = f"/briefs/{id_}"
    assert anyone.get(page).status_code == 404
    assert TITLE in browser_as(world.leader).read(page).text
    assert program(world.author).read(f"/briefs/{id_}")["status"] == "draft"
    assert program().ask(f"/briefs/{id_}").status_code == 404


def test_what_is_sent_again_makes_one_brief(program: Programs, world: World) -> None:
    own = program(world.author, "read deposit")
    first = send(own, report(world), key="report 17")
    again = send(own, report(world), key="report 17")
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"
    other = send(own, report(world, title="Another"), key="report 17")
    assert other.status_code == 422
    assert "Idempotency-Key" in other.json["errors"][0]["detail"]
    # Somebody else may have made up the same one.
    assert (
        "Idempotency-Replayed"
        not in send(program(world.leader, "deposit"), report(world), key="report 17").headers
    )
    assert len(world.make.all(Brief)) == 2


def test_two_that_are_sent_at_once_make_one_brief(
    program: Programs, world: World, app: Flask
) -> None:
    tokens = [program(world.author, "deposit") for _ in range(2)]
    start, came = threading.Barrier(2), list[int]()

    def go(own: Program) -> None:
        start.wait()
        came.append(send(own, report(world), key="at once").status_code)

    threads = [threading.Thread(target=go, args=(own,)) for own in tokens]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert came == [201, 201]
    assert len(world.make.all(Brief)) == 1


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"title": " "}, "#/title"),
        ({"title": "x" * 161}, "#/title"),
        ({"organization": "1"}, "#/organization"),
        ({"sections": {"nothing": "x"}}, "#/sections/nothing"),
        ({"details": {"grades": ["13"]}}, "#/details/grades/0"),
        ({"details": {"nothing": 1}}, "#/details/nothing"),
        ({"details": []}, "#/details"),
        ({"odd/name": 1}, "#/odd~1name"),
        ({"bottom_line": "a\x00b"}, "#/bottom_line"),
        ({"bottom_line": "Maria G., grade 5 was absent."}, "#/bottom_line"),
    ],
)
def test_what_breaks_a_rule_is_pointed_to_and_nothing_is_kept(
    program: Programs, world: World, changed: dict[str, Any], pointer: str
) -> None:
    answer = send(program(world.author, "deposit"), report(world) | changed, key="a key")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    found = [one["pointer"] for one in answer.json["errors"]]
    assert any(one.startswith(pointer) for one in found), answer.json
    assert world.make.all(Brief) == []
    # The key is as good as new.
    assert send(program(world.author, "deposit"), report(world), key="a key").status_code == 201


def test_a_deposit_is_for_an_organization_of_ones_own(program: Programs, world: World) -> None:
    own = program(world.author, "deposit")
    foreign = send(own, report(world, organization=world.neighbour.id))
    assert foreign.status_code == 422
    assert foreign.json["errors"][0]["pointer"] == "#/organization"
    network = send(own, report(world, network=999))
    assert network.json["errors"][0]["pointer"] == "#/network"
    nobody = world.make.person()
    assert send(program(nobody, "deposit"), report(world)).status_code == 403
    assert world.make.all(Brief) == []


def test_a_deposit_needs_a_token_for_depositing_and_no_cookie_does(
    program: Programs, world: World, browser_as: Callable[..., Browser]
) -> None:
    assert send(program(world.author, "read"), report(world)).status_code == 403
    assert send(program(), report(world)).status_code == 401
    signed_in = browser_as(world.author)
    answer = signed_in.post("/api/v1/briefs", json=report(world))
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    own = program(world.author, "deposit")
    for kwargs, status in (
        ({"data": "organization=1"}, 415),
        ({"data": "{", "content_type": "application/json"}, 400),
        ({"data": "[" * 100_000, "content_type": "application/json"}, 400),
        ({"data": "[]", "content_type": "application/json"}, 422),
    ):
        answer = own.ask("/briefs", "POST", **kwargs)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert world.make.all(Brief) == []


def test_the_description_says_what_a_deposit_may_hold(program: Programs, world: World) -> None:
    told = program().read("/openapi.json")
    schemas = told["components"]["schemas"]
    assert schemas["Deposit"]["required"] == ["organization", "title"]
    assert "attendance" in str(schemas["Details"]["properties"]["subjects"])
    assert told["paths"]["/briefs"]["post"]["security"] == [{"token": []}]
    assert depositing.LINK in schemas["Deposit"]["properties"]["details"]["$ref"]
