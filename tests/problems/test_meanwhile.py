"""What was read a moment ago may have changed: nobody acts on what no longer stands."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from rpp.errors import DomainError
from rpp.evidence.models import EvidenceRecord
from rpp.policy import Viewer
from rpp.problems import ending, merging, operations
from rpp.problems.models import LocalContext, MergeProposal, Problem
from tests.support.world import World

Act = Callable[[Session, Problem], Any]


def viewer(person: Any, **about: Any) -> Viewer:
    return Viewer(id=person.id, **about)


def after(world: World, problem: Problem, first: Act, then: Act) -> None:
    """Read the problem, let another transaction do `first`, and then do `then` with what was read.

    On SQLite a writer has the whole file, so that nothing can come between.
    """
    with world.make.writing() as session:
        if session.get_bind().dialect.name == "sqlite":
            pytest.skip("one writer at a time")
        read = session.get_one(Problem, problem.id)
        with world.make.writing() as other:
            first(other, other.get_one(Problem, problem.id))
        then(session, read)


def opened(world: World) -> Act:
    return lambda s, p: operations.open_problem(s, viewer(world.steward), p)


def test_a_problem_that_was_just_opened_is_not_taken_back(world: World) -> None:
    problem = world.problem("submitted")
    with pytest.raises(DomainError, match="is open now"):
        after(
            world,
            problem,
            opened(world),
            lambda s, p: operations.take_back_problem(s, viewer(world.author), p),
        )
    assert world.make.all(Problem)[0].status == "open"


def test_a_problem_that_was_just_opened_is_not_returned(world: World) -> None:
    problem = world.problem("submitted")
    with pytest.raises(DomainError, match="is open now"):
        after(
            world,
            problem,
            opened(world),
            lambda s, p: operations.return_problem(s, viewer(world.steward), p, "Say more."),
        )
    assert world.make.all(Problem)[0].status == "open"


def test_a_problem_that_was_just_retired_is_not_answered_too(
    world: World, record: EvidenceRecord
) -> None:
    problem = world.problem("open")
    with pytest.raises(DomainError, match="is retired now"):
        after(
            world,
            problem,
            lambda s, p: ending.retire_problem(
                s, viewer(world.steward), p, "solved_locally", "They solved it."
            ),
            lambda s, p: ending.answer_problem(
                s, viewer(world.steward), p, "evidence", record.id, "It fits us well."
            ),
        )


def test_two_at_once_propose_one_merge(world: World) -> None:
    problem, into = world.problem("open"), world.problem("open")
    leader = viewer(world.leader, leads=frozenset())

    def propose(session: Session, read: Problem) -> Any:
        other = session.get_one(Problem, into.id)
        return merging.propose_merge(session, leader, read, other, "They are one.")

    with pytest.raises(DomainError, match="already proposed"):
        after(world, problem, propose, propose)
    assert len(world.make.all(MergeProposal)) == 1


@pytest.mark.parametrize("audiences", [("network", "public"), ("public", "network")])
def test_what_a_network_keeps_to_itself_is_not_merged_into_the_open(
    browser_as, world: World, audiences: tuple[str, str]
) -> None:
    elsewhere = world.make.network(world.district)
    problem = world.problem("open", audience=audiences[0])
    into = world.problem("open", audience=audiences[1], network_id=elsewhere.id)
    answer = browser_as(world.leader).force(
        f"/problems/{problem.id}/merge", {"into": str(into.id), "reason": "They are one problem."}
    )
    assert answer.status_code == 422
    assert "visible only to its network" in answer.text
    assert world.make.all(MergeProposal) == []


def test_a_merge_names_the_other_problem_only_to_those_who_may_know_of_it(
    browser_as, world: World
) -> None:
    problem = world.problem("open")
    hidden = world.problem("open", audience="network", title="Known to the network alone")
    with world.make.writing() as session:
        session.add(
            MergeProposal(
                from_id=problem.id,
                into_id=hidden.id,
                proposed_by=world.steward.id,
                reason="They are one problem.",
                proposed_at=problem.created_at,
            )
        )
    outside = world.make.leader(world.make.organization())
    assert (
        "Known to the network alone" not in browser_as(outside).read(f"/problems/{problem.id}").text
    )
    assert (
        "Known to the network alone"
        in browser_as(world.leader).read(f"/problems/{problem.id}").text
    )


def test_a_district_outside_the_network_adds_no_context(browser_as, world: World) -> None:
    problem = world.problem("open")
    outside = world.make.organization()
    person = world.make.member(outside, person=world.neighbour_leader)
    answer = browser_as(person).force(
        f"/problems/{problem.id}/context",
        {"organization_id": str(outside.id), "differs": "We are far away."},
    )
    assert answer.status_code == 422
    assert world.make.all(LocalContext) == []
