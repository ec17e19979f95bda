"""Programs read what the portal holds, page by page, as whoever they act for may know of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from rpp import create_app, kinds
from rpp.briefs import retiring
from rpp.briefs.details.schema import Contributor
from rpp.config import Settings
from rpp.db import columns
from rpp.organizations.models import Organization
from rpp.problems.models import Problem
from rpp.resources import Filter, Id, Reference, Resource, to
from rpp.verbs import Verbs
from tests.api.conftest import Program
from tests.briefs.test_described import CARBERRY
from tests.support.world import World
from tests.test_statements import statements

Programs = Callable[..., Program]


def test_a_list_is_read_page_by_page_while_it_grows(program: Programs, world: World) -> None:
    first = [world.problem(title=f"Problem {n}").id for n in range(5)]
    anyone = program()
    told = anyone.ask("/problems?per_page=2&status=open")
    assert [one["id"] for one in told.json["data"]] == first[:2]
    on = told.json["next"]
    assert on.endswith(f"/api/v1/problems?per_page=2&status=open&after={first[1]}")
    assert told.headers["Link"] == f'<{on}>; rel="next"'
    later = world.problem(title="One more").id
    assert anyone.ids("/problems?per_page=2&status=open") == [*first, later]
    assert anyone.read("/problems")["next"] is None
    assert "Link" not in anyone.ask("/problems").headers


def test_a_thing_says_what_it_is_and_what_it_belongs_to(program: Programs, world: World) -> None:
    problem = world.problem()
    told = program().read(f"/problems/{problem.id}")
    assert told["title"] == problem.title
    assert (told["subject"], told["grades"]) == ("staffing", ["06", "07", "08"])
    page = f"http://localhost/organizations/{world.district.id}"
    assert told["organization"] == {"kind": "organization", "id": world.district.id, "page": page}
    assert told["network"]["page"] == "http://localhost/networks/gulf"
    assert told["page"] == f"http://localhost/problems/{problem.id}"
    district = program().read(f"/organizations/{world.district.id}")
    assert (district["name"], district["state"]) == ("Albertville City", "AL")


def test_lists_are_narrowed_by_what_stands_in_the_description(
    program: Programs, world: World
) -> None:
    own = world.problem().id
    world.problem(status="retired", organization_id=world.neighbour.id)
    anyone = program()
    assert anyone.ids(f"/problems?organization={world.district.id}") == [own]
    assert anyone.ids("/problems?status=open&subject=staffing&grade=07") == [own]
    assert anyone.ids("/problems?subject=math") == []
    leaid = world.district.leaid
    assert anyone.ids(f"/organizations?leaid={leaid}&state=AL") == [world.district.id]


@pytest.mark.parametrize(
    "asked",
    [
        "per_page=0",
        "per_page=101",
        "per_page=1_0",
        "per_page=",
        "per_page=1&per_page=2",
        "after=x",
        "after=2147483648",
        "status=hidden",
        "statsu=open",
        "network=%00",
    ],
)
def test_what_is_asked_wrongly_is_said_and_never_ignored(
    program: Programs, world: World, asked: str
) -> None:
    answer = program().ask(f"/problems?{asked}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    (wrong,) = answer.json["errors"]
    assert wrong["parameter"] == asked.partition("=")[0]
    assert answer.json["detail"].startswith(wrong["parameter"])


def test_errors_are_problems_for_programs(program: Programs, world: World) -> None:
    anyone = program()
    for path, method, status in (
        ("/problems/999", "GET", 404),
        ("/problems/99999999999", "GET", 404),
        ("/nothing", "GET", 404),
        ("/problems", "DELETE", 405),
        ("/problems/1?x=1", "GET", 400),
    ):
        answer = anyone.ask(path, method, headers={"Accept": "text/html"})
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), path
        assert answer.json["status"] == status
        assert answer.headers["Cache-Control"] == "no-store"
    assert set(anyone.ask("/problems", "DELETE").headers["Allow"].split(", ")) == {
        *("GET", "HEAD", "OPTIONS")
    }


def test_an_answer_is_not_sent_again_while_it_stays_the_same(
    program: Programs, world: World
) -> None:
    problem = world.problem()
    for who in (program(), program(world.author)):
        for path in ("/problems", f"/problems/{problem.id}", "/openapi.json", "/"):
            first = who.ask(path)
            again = who.ask(path, headers={"If-None-Match": first.headers["ETag"]})
            assert (again.status_code, again.data) == (304, b""), path
            assert again.headers["ETag"] == first.headers["ETag"]
    before = program().ask("/problems").headers["ETag"]
    world.problem(title="Another one")
    assert program().ask("/problems", headers={"If-None-Match": before}).status_code == 200


def test_an_answer_to_a_token_is_kept_by_nobody_else(program: Programs, world: World) -> None:
    world.problem()
    shared, own = program().ask("/problems"), program(world.author).ask("/problems")
    assert shared.headers["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert own.headers["Cache-Control"] == "private, no-cache"
    for answer in (shared, own):
        # A proxy that kept what nobody in particular reads must not give it to a token.
        assert "Authorization" in answer.vary
        assert "Set-Cookie" not in answer.headers


def test_scripts_of_other_sites_read_as_nobody(program: Programs, world: World) -> None:
    world.problem()
    from_there = {"Origin": "https://elsewhere.example"}
    anyone = program()
    for method in ("GET", "HEAD", "OPTIONS"):
        answer = anyone.ask("/problems", method, headers=from_there)
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "authorization" not in answer.headers["Access-Control-Allow-Headers"].lower()
    assert "POST" not in answer.headers["Access-Control-Allow-Methods"]
    # A page of another site must not read what a token of somebody may read.
    owned = program(world.author).ask("/problems", headers=from_there)
    assert "Access-Control-Allow-Origin" not in owned.headers
    assert "Access-Control-Allow-Origin" not in anyone.client.get("/problems").headers


def test_a_browser_that_is_signed_in_is_nobody_here(
    program: Programs, world: World, browser_as: Any
) -> None:
    draft = world.problem("draft")
    browser = browser_as(world.author)
    assert browser.get(f"/problems/{draft.id}").status_code == 200
    assert browser.get(f"/api/v1/problems/{draft.id}").status_code == 404
    assert browser.get("/api/v1/problems").json["data"] == []
    assert program(world.author).read(f"/problems/{draft.id}")["status"] == "draft"


def test_a_reference_to_what_one_may_not_know_is_left_out(program: Programs, world: World) -> None:
    inside = world.problem(audience="network", title="Among ourselves")
    merged = world.problem("merged", merged_into_id=inside.id)
    assert program().read(f"/problems/{merged.id}")["merged_into"] is None
    told = program(world.leader).read(f"/problems/{merged.id}")
    assert told["merged_into"]["id"] == inside.id


def test_a_page_asks_the_database_as_often_for_a_hundred_as_for_one(
    program: Programs, world: World, app: Flask
) -> None:
    def asked(path: str, who: Program) -> int:
        with statements(app) as seen:
            who.read(path)
        return len(seen)

    anyone, somebody = program(), program(world.author)
    world.problem()
    world.problem("merged", merged_into_id=1)
    before = [asked("/problems", anyone), asked("/problems", somebody)]
    for n in range(8):
        world.problem("merged", merged_into_id=1, title=f"Problem {n}")
    somebody.read("/problems")
    after = [asked("/problems", anyone), asked("/problems", somebody)]
    # Somebody's token, their roles and, once an hour, that it was used.
    assert before[0] == after[0] <= 3
    assert after[1] <= after[0] + 2
    for path in ("/rounds", "/studies", "/briefs", "/evidence", "/organizations?per_page=100"):
        assert asked(path, somebody) <= 6, path


# --- a kind that comes later ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RumorForm:
    """What somebody heard."""

    id: int
    title: str
    about: Reference | None


@pytest.fixture
def with_rumors(monkeypatch: pytest.MonkeyPatch) -> None:
    """A made-up kind: what it says comes from problems, and only one's own district hears it."""
    problem, organization = columns(Problem), columns(Organization)
    resource = Resource(
        name="rumors",
        about="What people heard.",
        form=RumorForm,
        key=problem.id,
        select=lambda _viewer: select(
            problem.id.label("id"), problem.title, problem.organization_id
        ),
        forms=lambda _session, _viewer, rows: [
            RumorForm(id_, title, to("problem", id_)) for id_, title, _ in rows
        ],
        filters={"district": Filter("Of it.", lambda id_: problem.organization_id == id_, Id)},
    )
    kind = kinds.Kind(
        "rumor",
        readers=lambda viewer: (
            select(problem.id)
            .join(organization.id.table, organization.id == problem.organization_id)
            .where(organization.id.in_(sorted(viewer.leas)))
        ),
        verbs=Verbs({}),
        api=resource,
    )
    monkeypatch.setitem(kinds._kinds, "rumor", kind)


def test_a_kind_that_comes_later_is_read_once_it_is_registered(
    with_rumors: None, program: Programs, world: World, tmp_path: Any
) -> None:
    later = create_app(Settings(instance=tmp_path, secret_key="x" * 40, rate_limits=False))
    later.extensions["rpp.engine"] = world.make.app.extensions["rpp.engine"]
    heard = world.problem(title="Heard in the hall").id
    world.problem(title="Heard elsewhere", organization_id=world.neighbour.id)
    told = program(world.author)
    told.client = later.test_client()
    assert told.ids("/rumors") == [heard]
    assert told.read(f"/rumors/{heard}")["about"]["kind"] == "problem"
    assert told.ids(f"/rumors?district={world.neighbour.id}") == []
    told.token = ""
    assert told.ids("/rumors") == []
    described = told.read("/openapi.json")
    asked = {one["name"] for one in described["paths"]["/rumors"]["get"]["parameters"]}
    assert asked == {"per_page", "after", "district"}
    assert "Rumors" in later.test_client().get("/api").text


# --- what is described ---------------------------------------------------------------------


def test_the_description_names_each_list_with_its_arguments_and_fields(
    program: Programs, world: World
) -> None:
    described = program().read("/openapi.json")
    assert described["openapi"] == "3.1.0"
    listed = {path for path in described["paths"] if "{" not in path}
    assert listed >= {
        *("/problems", "/rounds", "/studies", "/briefs", "/evidence", "/organizations")
    }
    assert set(program().read("/")["lists"]) == {path.strip("/") for path in listed}
    fields = described["components"]["schemas"]["ProblemForm"]["properties"]
    assert fields["grades"]["description"].startswith("CEDS codes")
    assert "Any" not in json.dumps(described)


def test_people_read_the_description_as_a_page(anyone: Any, world: World) -> None:
    page = anyone.read("/api")
    assert "For programs" in anyone.read("/about").text
    for words in ("GET /api/v1/problems", "If-None-Match", "list of text", "per_page", "1 to 100"):
        assert words in page.text, words


def test_the_vocabulary_is_read_as_everything_else(program: Programs, world: World) -> None:
    anyone = program()
    told = anyone.read("/vocabulary?per_page=2")
    ids = [one["id"] for one in told["data"]]
    assert told["next"].endswith(f"after={ids[1]}")
    every = anyone.ids("/vocabulary?per_page=2")
    assert every == sorted(every)
    assert {"grade", "design"} <= set(every)
    grades = anyone.read("/vocabulary/grade")
    assert grades["concepts"][2]["label"] == "Grade 1"
    assert grades["concepts"][2]["address"].startswith("http")
    assert grades["page"] == "http://localhost/vocabulary/grade"
    assert anyone.ask("/vocabulary/nothing").status_code == 404


def test_a_brief_says_to_programs_what_it_says_of_itself(
    program: Programs, worlds: Callable[..., Any], make: Any
) -> None:
    written = worlds()
    ada = Contributor(name="Josiah Carberry", orcid=CARBERRY, roles=["methodology"])
    brief = written.published(authors=[ada], keywords=["bell times"])
    told = program().read(f"/briefs/{brief.id}")
    assert told["details"]["keywords"] == ["bell times"]
    assert told["details"]["authors"][0]["orcid"] == CARBERRY
    assert told["details"]["authors"][0]["person_id"] is None
    assert (told["version"], told["study"]["id"]) == (1, written.study.id)
    # What is prepared as the next version is nobody else's yet.
    written.save(brief, {"title": "Something that is not out"})
    assert program(written.lead).read(f"/briefs/{brief.id}")["title"] == told["title"]
    written.act(retiring.withdraw_brief, written.lead, brief.id, "The data were wrong.")
    gone = program().read(f"/briefs/{brief.id}")
    assert (gone["status"], gone["bottom_line"], gone["details"]) == ("withdrawn", "", None)
    assert (gone["text"], gone["metadata"]) == ("", "")
