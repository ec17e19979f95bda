"""The list of briefs: its facets, its pages, and what never shows in it."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import event
from sqlmodel import Session

from rpp import clock
from rpp.briefs import desk, facets, operations, publishing, repository
from rpp.briefs.documents import search_documents
from rpp.briefs.facets import BAND_CODES, FACETS, Filters
from rpp.briefs.models import Brief, BriefOrganization
from rpp.paging import Cursor
from rpp.policy import Viewer
from rpp.problems.models import Problem
from rpp.studies.models import Study, StudyProblem
from rpp.vocabulary import BANDS, SUBJECTS, Tag
from tests.briefs.conftest import RESULT, TITLE, World
from tests.support.client import Browser
from tests.support.factories import Factories

BrowserAs = Callable[..., Browser]


def shelf(make: Factories, n: int, **every: Any) -> list[dict[str, Any]]:
    """Some published briefs by rows alone, each with what it is tagged as."""
    chance = random.Random(7)
    leas = [make.organization(f"District {s}", state=s) for s in ("AL", "AL", "OH", "KY")]
    networks = [make.network(*leas) for _ in range(2)]
    lead = make.researcher()
    made = []
    first = every.get("first", 1000)
    with make.writing() as session:
        for at in range(n):
            network = chance.choice(networks)
            problem = Problem(
                network_id=network.id,
                organization_id=leas[0].id,
                author_id=lead.id,
                title=f"Problem {at}",
                status="resolved",
                status_since=clock.now(),
                created_at=clock.now(),
                saved_at=clock.now(),
                opened_at=clock.now(),
            )
            session.add(problem)
            session.flush()
            study = Study(
                problem_id=problem.id,
                network_id=network.id,
                lead_id=lead.id,
                organization_id=leas[0].id,
                title=f"Study {at}",
                status="published",
                status_since=clock.now(),
                created_at=clock.now(),
            )
            session.add(study)
            session.flush()
            brief = Brief(
                study_id=study.id,
                problem_id=problem.id,
                network_id=network.id,
                status=every.get("status", "published"),
                status_since=clock.now(),
                current=1,
                title=f"Brief {at} says what it found",
                bottom_line="It did not work.",
                published_at=clock.now(),
                published_seq=first + at,
                created_at=clock.now(),
            )
            session.add(brief)
            session.flush()
            tags = {
                "grade": set(chance.sample([g for b in BANDS.values() for g in b], 3)),
                "subject": {chance.choice(list(SUBJECTS)[:4])},
            }
            by = {lea.id: lea.state for lea in chance.sample(leas, 2)}
            for element, codes in tags.items():
                for code in codes:
                    session.add(Tag(kind="brief", subject_id=brief.id, element=element, code=code))
            for organization_id, state in by.items():
                session.add(
                    BriefOrganization(
                        brief_id=brief.id, organization_id=organization_id, state=state
                    )
                )
            made.append(
                {
                    "id": brief.id,
                    "band": {
                        code for code, b in BAND_CODES.items() if set(BANDS[b]) & tags["grade"]
                    },
                    **tags,
                    "state": set(by.values()),
                    "network": {str(network.id)},
                    "organization": {str(id_) for id_ in by},
                    "problem": {str(problem.id)},
                }
            )
    return made


def fits(brief: dict[str, Any], filters: Filters, but: str = "") -> bool:
    return all(str(value) in brief[name] for name, value in filters.chosen.items() if name != but)


def test_facets_count_what_a_person_would_count(make: Factories, session: Session) -> None:
    made = shelf(make, 60)
    some = made[0]
    choices: list[Filters] = [
        Filters(),
        Filters(band="9-12"),
        Filters(grade=min(some["grade"])),
        Filters(subject=next(iter(some["subject"]))),
        Filters(state="AL"),
        Filters(network=int(next(iter(some["network"])))),
        Filters(organization=int(min(some["organization"]))),
        Filters(problem=int(next(iter(some["problem"])))),
        Filters(band="3-5", state="OH", subject="math"),
        Filters(state="ZZ"),
    ]
    for filters in choices:
        found = facets.facets(session, filters)
        assert found.total == sum(fits(b, filters) for b in made)
        for facet in FACETS:
            left = [b for b in made if fits(b, filters, but=facet)]
            expected: dict[str, int] = {}
            for b in left:
                for value in b[facet]:
                    expected[value] = expected.get(value, 0) + 1
            assert {c.value: c.count for c in found.choices[facet]} == expected, (filters, facet)
        listed = repository.listed(session, filters, Cursor(), limit=100)
        assert [row.brief_id for row in listed] == [
            b["id"] for b in reversed(made) if fits(b, filters)
        ]


def test_pages_lead_through_every_brief_once_and_back(make: Factories, anyone: Browser) -> None:
    made = shelf(make, 45)
    page = anyone.read("/briefs")
    first = page
    seen: list[int] = []
    while True:
        own = [link for link in page.links if urlsplit(link).path.startswith("/briefs/")]
        seen += [int(link.rsplit("/", 1)[1]) for link in own if link != "/briefs/map"]
        past = [link for link in page.links if "past=" in link]
        if not past:
            break
        page = anyone.read(past[0])
    assert seen == [b["id"] for b in reversed(made)]
    while before := [link for link in page.links if "before=" in link]:
        page = anyone.read(before[0])
    assert page.text == first.text


def test_each_filter_in_use_can_be_taken_away(make: Factories, anyone: Browser) -> None:
    shelf(make, 5)
    page = anyone.read("/briefs?state=AL&band=9-12&past=99999")
    left = [parse_qs(urlsplit(link).query) for link in page.links if link.startswith("/briefs?")]
    assert {"state": ["AL"]} in left
    assert {"band": ["9-12"]} in left
    # A filter changes what the pages hold, so it begins at the first.
    assert not any("past" in query for query in left)


@pytest.mark.parametrize(
    "query",
    ["grade=99", "band=x", "subject=<b>", "state=%00", "network=x", "organization=9" * 3,
     "problem=99999999999999999", "past=99999999999", "past=x",
     "past=99999999999999999999", "before=-1", "end=2"],
)  # fmt: skip
@pytest.mark.both_databases
def test_an_odd_address_is_no_error(make: Factories, anyone: Browser, query: str) -> None:
    shelf(make, 2)
    anyone.read(f"/briefs?{query}")


def test_nothing_fits_is_said_with_a_way_on(make: Factories, anyone: Browser) -> None:
    assert "No brief is published yet." in anyone.read("/briefs").text
    shelf(make, 2)
    page = anyone.read("/briefs?state=WY")
    assert "No brief matches these filters." in page.text
    assert "/problems/new" in page.links


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    said: list[str] = []
    engine = app.extensions["rpp.engine"]

    def hear(_c: Any, _cur: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "ROLLBACK", "COMMIT")):
            said.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    yield said
    event.remove(engine, "before_cursor_execute", hear)


def test_the_list_costs_the_same_for_few_and_many(
    app: Flask, make: Factories, anyone: Browser
) -> None:
    shelf(make, 2)
    with counted(app) as few:
        anyone.read("/briefs")
    shelf(make, 30, first=2000)
    with counted(app) as many:
        anyone.read("/briefs")
    assert len(few) == len(many) <= 3


def test_a_brief_costs_at_most_eight_statements(
    app: Flask, world: World, browser_as: BrowserAs
) -> None:
    brief = world.reviewed()
    for person in (world.practitioner, world.lead):
        browser = browser_as(person)
        for _ in range(3):
            browser.send(f"/briefs/{brief.id}", {"body": "Say more."})
    for status in ("in_review", "published"):
        if status == "published":
            world.act(publishing.publish_brief, world.lead, brief.id)
        for who in (world.lead, world.practitioner, None):
            if status == "in_review" and who is None:
                continue
            browser = browser_as(who)
            with counted(app) as said:
                browser.read(f"/briefs/{brief.id}")
            assert len(said) <= (8 if status == "published" else 10), "\n\n".join(said)


# --- what is not published -----------------------------------------------------------------


def of_viewer(session: Session, person: Any) -> Viewer:
    from rpp.networks.roles import roles_of

    return Viewer(id=person.id, **roles_of(session, person.id))


@pytest.mark.parametrize("status", ["draft", "in_review"])
def test_an_unpublished_brief_does_not_exist_for_others(
    worlds: Any, browser_as: BrowserAs, status: str
) -> None:
    world: World = worlds()
    brief = world.complete() if status == "draft" else world.reviewed()
    for browser in (browser_as(), browser_as(world.stranger)):
        for path in ("", "/v1", "/v1/text.json"):
            browser.read(f"/briefs/{brief.id}{path}", status=404)
        browser.read(f"/discussions/brief/{brief.id}", status=404)
        for path in (
            "/briefs",
            f"/briefs?state=AL&organization={world.cullman.id}",
            f"/briefs?problem={world.problem.id}",
            f"/briefs/of-problem/{world.problem.id}",
        ):
            text = browser.get(path).get_data(as_text=True)
            assert TITLE not in text, path
            assert RESULT not in text, path
            assert f"/briefs/{brief.id}" not in text, path
    with world.make.writing() as session:
        assert facets.facets(session, Filters()).total == 0
        assert all(not found for found in facets.facets(session, Filters()).choices.values())
        assert repository.published(session) == 0
        assert repository.latest(session, 5) == []
        assert list(search_documents(session)) == []
        assert list(search_documents(session, brief.id)) == []
        assert desk.waiting_for(session, of_viewer(session, world.stranger)) == []
    for person in (world.lead, world.practitioner, world.observer):
        assert TITLE in browser_as(person).read(f"/briefs/{brief.id}").text


def test_what_is_published_is_found(world: World, session: Session) -> None:
    brief = world.published()
    [found] = search_documents(session)
    assert (found.id, found.title, found.network_id) == (brief.id, TITLE, None)
    assert found.line == "2 districts, sample of 1,534"
    for words in (RESULT, "Eleven schools", "Our winter was mild.", "Cullman County", "Imani Feld"):
        assert words in f"{found.body}\n{found.keywords}"
    assert repository.published(session) == 1
    assert [row.title for row in repository.latest(session, 5)] == [TITLE]


@pytest.mark.parametrize("status", ["superseded", "withdrawn"])
def test_an_ended_brief_is_in_no_list(make: Factories, session: Session, status: str) -> None:
    shelf(make, 3, status=status)
    assert facets.facets(session, Filters()).total == 0
    assert repository.published(session) == 0
    assert repository.latest(session, 5) == []
    assert list(search_documents(session)) == []


def test_a_problem_of_one_network_is_not_named_to_others(
    worlds: Any, browser_as: BrowserAs
) -> None:
    world: World = worlds(audience="network")
    brief = world.published()
    page = browser_as().read(f"/briefs/{brief.id}")
    assert f"/problems/{world.problem.id}" not in page.links
    assert "Problem posted" not in page.text
    assert world.problem.title not in browser_as().read(f"/briefs?problem={world.problem.id}").text
    inside = browser_as(world.co_lead).read(f"/briefs/{brief.id}")
    assert f"/problems/{world.problem.id}" in inside.links
    assert "Problem posted" in inside.text


def test_what_waits_for_whom(world: World, browser_as: BrowserAs) -> None:
    def buttons(person: Any) -> list[str]:
        with world.make.writing() as session:
            viewer = of_viewer(session, person)
            return [step["button"] for step in desk.waiting_for(session, viewer)]

    brief = world.draft()
    assert buttons(world.lead) == buttons(world.co_lead) == ["Keep writing"]
    assert buttons(world.practitioner) == []
    world.save(brief, {"title": TITLE})
    world.act(operations.send_to_review, world.lead, brief.id)
    assert buttons(world.lead) == ["Read and publish"]
    assert buttons(world.practitioner) == ["Read the draft"]
    browser_as(world.practitioner).send(f"/briefs/{brief.id}", {"body": "Fine with me."})
    assert buttons(world.practitioner) == []
    world.act(publishing.publish_brief, world.lead, brief.id)
    assert buttons(world.lead) == []


def test_a_brief_answers_further_problems_that_everyone_may_know(world: World) -> None:
    world.published()
    open_, inner = (
        world.make.add(
            Problem(**world.problem.model_dump(exclude={"id", "audience"}), audience=audience)
        )
        for audience in ("public", "network")
    )
    for problem in (open_, inner):
        world.make.add(StudyProblem(study_id=world.study.id, problem_id=problem.id))
    with world.make.writing() as session:
        found = {
            problem.id: [row.title for row in repository.of_problem(session, problem.id)]
            for problem in (world.problem, open_, inner)
        }
    assert found == {world.problem.id: [TITLE], open_.id: [TITLE], inner.id: []}
