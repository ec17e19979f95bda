"""Two steps, and what changed between them: the second asks again."""

import pytest

from rpp.errors import DomainError
from rpp.evidence.models import EvidenceRecord
from rpp.networks.models import NetworkMembership
from rpp.policy import Viewer
from rpp.problems import ending, operations
from rpp.problems.models import Answer, Problem
from tests.support.client import Browser
from tests.support.html import Page
from tests.support.world import World


def now(world: World, problem: Problem) -> Problem:
    return next(p for p in world.make.all(Problem) if p.id == problem.id)


def leaves_the_network(world: World) -> None:
    """The district of the problems leaves."""
    with world.make.writing() as session:
        for place in world.make.all(NetworkMembership):
            if place.organization_id == world.district.id:
                session.get_one(NetworkMembership, place.id).status = "ended"


def test_a_steward_who_opens_a_problem_that_was_taken_back_is_told_and_it_stays_hidden(
    browser_as, world: World
) -> None:
    problem = world.problem("submitted", title="Ours until we say so")
    steward: Browser = browser_as(world.steward)
    page = steward.read(f"/problems/{problem.id}")
    browser_as(world.author).send(f"/problems/{problem.id}", action="/take-back")
    # The steward sends the button of a page that was opened before.
    answer = steward.send(f"/problems/{problem.id}", action="/open", page=page, status=404)
    assert "It may have moved, or you may not have access to it." in Page(answer.text).text
    held = now(world, problem)
    assert (held.status, held.opened_at) == ("draft", None)
    assert browser_as(world.stranger).get(f"/problems/{problem.id}").status_code == 404


def test_a_lone_button_that_is_refused_leaves_nothing_half_done(browser_as, world: World) -> None:
    """Their own district's steward knows of the draft, so the refusal comes from the operation."""
    world.make.member(world.district, person=world.steward)
    problem = world.problem("submitted")
    steward: Browser = browser_as(world.steward)
    page = steward.read(f"/problems/{problem.id}")
    browser_as(world.author).send(f"/problems/{problem.id}", action="/take-back")
    answer = steward.send(f"/problems/{problem.id}", action="/open", page=page)
    assert "can be opened. It is a draft now." in Page(answer.text).text
    held = now(world, problem)
    assert (held.status, held.opened_at) == ("draft", None)
    assert browser_as(world.stranger).get(f"/problems/{problem.id}").status_code == 404


def test_what_answers_a_problem_must_be_there_when_it_is_said(
    world: World, record: EvidenceRecord
) -> None:
    problem = world.problem("open")
    with world.make.writing() as session:
        session.delete(session.get_one(EvidenceRecord, record.id))
    with pytest.raises(DomainError) as refused, world.make.writing() as session:
        ending.answer_problem(
            session,
            Viewer(id=world.author.id),
            session.get_one(Problem, problem.id),
            "evidence",
            record.id or 0,
            "It fits us well.",
        )
    assert refused.value.field == "source"
    assert now(world, problem).status == "open"
    assert world.make.all(Answer) == []


def test_who_left_the_district_a_moment_ago_submits_nothing_for_it(world: World) -> None:
    problem = world.problem("draft")
    left = Viewer(id=world.author.id)
    with world.make.writing() as session:
        held = session.get_one(Problem, problem.id)
        with pytest.raises(DomainError, match="Only a member"):
            operations.submit_problem(session, left, held, ["brief/1"])
    assert now(world, problem).status == "draft"


def test_a_problem_is_submitted_only_to_a_network_that_still_has_its_district(
    browser_as, world: World
) -> None:
    problem = world.problem("draft")
    author: Browser = browser_as(world.author)
    page = author.read(f"/problems/{problem.id}/known")
    leaves_the_network(world)
    answer = author.send(f"/problems/{problem.id}/known", action="/submit", page=page, status=422)
    assert (
        "Your district is no longer in this network. Its leader can ask to join another"
        in Page(answer.text).text
    )
    assert now(world, problem).status == "draft"


def test_a_steward_opens_nothing_of_a_district_that_left_the_network(
    browser_as, world: World
) -> None:
    problem = world.problem("submitted")
    leaves_the_network(world)
    steward: Browser = browser_as(world.steward)
    answer = steward.send(f"/problems/{problem.id}", action="/open")
    assert "has since left the network" in Page(answer.text).text
    assert now(world, problem).status == "submitted"
