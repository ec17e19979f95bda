"""What a brief's page costs, and what shows in no list."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlmodel import Session

from rpp.briefs import desk, operations, publishing, repository
from rpp.briefs.documents import search_documents
from rpp.policy import Viewer
from rpp.problems.models import Problem
from rpp.repository import finding
from rpp.repository.facets import EVERYTHING, Asked
from rpp.studies.models import StudyProblem
from tests.briefs.conftest import RESULT, TITLE, World
from tests.repository.shelves import shelf
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.support.reviews import review

BrowserAs = Callable[..., Browser]


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


def test_a_brief_costs_a_fixed_number_of_statements(
    app: Flask, world: World, browser_as: BrowserAs
) -> None:
    brief = world.approved()
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
            assert len(said) <= (12 if status == "published" else 13), "\n\n".join(said)


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
        assert list(finding.find(session, Asked(EVERYTHING)).all()) == []
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
    assert list(finding.find(session, Asked(EVERYTHING)).all()) == []
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
    world.describe(brief)
    world.act(operations.send_to_review, world.lead, brief.id)
    assert buttons(world.lead) == ["See the review"]
    review(world.make, brief.id)
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
