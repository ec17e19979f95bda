"""A problem that evidence answers closes without a new study, and that is a success."""

import pytest

from rpp.evidence.models import EvidenceRecord
from rpp.problems.models import Answer
from tests.support.world import World

WHY = "Same grades, a district of our size, and less than we spend on the bonus. We begin now."


def test_the_district_finds_the_answer_in_what_is_known_and_closes_the_problem(
    browser_as, world: World, record: EvidenceRecord
) -> None:
    problem = world.problem("prioritized")
    author = browser_as(world.author)
    at = f"/problems/{problem.id}/answer?source=/evidence/{record.id}"
    part = author.get(f"/problems/{problem.id}/known", headers={"HX-Request": "true"})
    assert f'href="{at}"' in part.text
    assert "You chose" in author.read(at).text
    assert record.title in author.read(at).text
    done = author.send(at, {"why_it_fits": WHY}, action="/answer")
    assert "That is a success" in done.text
    page = browser_as().read(f"/problems/{problem.id}")
    for words in ("Answered without a new study", record.title, WHY, "Said by Renata Oakes"):
        assert words in page.text
    assert f"/evidence/{record.id}" in page.links
    assert (
        "Propose a study"
        not in browser_as(world.make.researcher()).read(f"/problems/{problem.id}").text
    )


def test_only_its_district_its_stewards_and_brokers_say_so(
    browser_as, world: World, record: EvidenceRecord
) -> None:
    problem = world.problem("open")
    at = f"/problems/{problem.id}/answer"
    source = f"/evidence/{record.id}"
    for person in (world.neighbour_leader, world.stranger, world.make.researcher()):
        browser = browser_as(person)
        assert browser.get(at).status_code == 403
        sent = browser.force(at, {"source": source, "why_it_fits": WHY})
        assert sent.status_code == 403
        assert at not in browser.get(f"/problems/{problem.id}/known").text
    assert world.make.all(Answer) == []
    for person in (world.steward, world.make.steward(world.network, role="broker")):
        assert browser_as(person).get(at).status_code == 200


@pytest.mark.parametrize("source", ["", "nonsense", "/briefs/77", "/evidence/999", "/problems/1"])
@pytest.mark.both_databases
def test_what_is_not_there_answers_nothing(browser_as, world: World, source: str) -> None:
    problem = world.problem("open")
    answer = browser_as(world.author).send(
        f"/problems/{problem.id}/answer",
        {"source": source, "why_it_fits": WHY},
        action="/answer",
        status=422,
    )
    assert WHY in answer.text
    assert world.make.all(Answer) == []


def test_how_it_fits_must_be_said(browser_as, world: World, record: EvidenceRecord) -> None:
    problem = world.problem("open")
    answer = browser_as(world.author).send(
        f"/problems/{problem.id}/answer",
        {"source": f"/evidence/{record.id}", "why_it_fits": "It fits."},
        action="/answer",
        status=422,
    )
    assert "at least 20 characters" in answer.text


@pytest.mark.parametrize("status", ["answered", "retired", "resolved", "merged"])
def test_a_problem_that_ended_is_not_answered_again(
    browser_as, world: World, record: EvidenceRecord, status: str
) -> None:
    problem = world.problem(status)
    answer = browser_as(world.author).force(
        f"/problems/{problem.id}/answer",
        {"source": f"/evidence/{record.id}", "why_it_fits": WHY},
    )
    assert answer.status_code == 422
    assert world.make.all(Answer) == []
