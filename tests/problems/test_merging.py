"""Merging: merges are undone in any order, and no proposal outlives its reason."""

from itertools import permutations
from typing import Any

import pytest
from sqlmodel import select

from rpp import history
from rpp.errors import DomainError
from rpp.evidence.models import EvidenceRecord
from rpp.policy import Viewer
from rpp.problems import ending, merging, queries
from rpp.problems.models import LocalContext, MergeProposal, Problem
from tests.support.html import Page
from tests.support.world import World


@pytest.fixture
def districts(world: World) -> list[Any]:
    """Six districts of the network: each of the first four tells a problem."""
    made = [world.make.organization(f"District {n}") for n in range(6)]
    for district in made:
        world.make.join(world.network, district)
    return made


def told_by(world: World, district: Any, title: str, **values: Any) -> Problem:
    values = {"organization_id": district.id, "title": title} | values
    return world.problem(values.pop("status", "open"), **values)


def leader_of(world: World, *problems: Problem) -> Viewer:
    leads = frozenset(problem.organization_id for problem in problems)
    return Viewer(id=world.leader.id, leads=leads, leas=leads)


def merge(world: World, problem: Problem, into: Problem) -> None:
    """Both districts agree at once."""
    with world.make.writing() as session:
        pair = [session.get_one(Problem, one.id) for one in (problem, into)]
        merging.propose_merge(session, leader_of(world, problem, into), *pair, "They are one.")


def undo(world: World, problem: Problem) -> None:
    with world.make.writing() as session:
        row = session.get_one(Problem, problem.id)
        merging.undo_merge(session, leader_of(world, problem), row, "They differ after all.")


def add_context(world: World, problem: Problem, district: Any) -> None:
    world.make.add(
        LocalContext(
            problem_id=problem.id,
            organization_id=district.id,
            author_id=world.leader.id,
            differs=f"{district.name} on {problem.title}",
            added_at=problem.created_at,
        )
    )


def state(world: World) -> dict[str, Any]:
    """Each problem's status and contexts, and where each context comes from."""
    contexts = world.make.all(LocalContext)
    return {
        problem.title: (
            problem.status,
            problem.merged_into_id,
            sorted(
                (c.organization_id, c.author_id, c.differs, c.body, c.from_problem_id)
                for c in contexts
                if c.problem_id == problem.id
            ),
        )
        for problem in world.make.all(Problem)
    }


def supporters(world: World, problem: Problem) -> list[int]:
    with world.make.writing() as session:
        return sorted(row.organization_id for row in queries.contexts(session, problem.id))


def test_two_merges_undone_in_either_order_leave_each_problem_as_it_was(
    world: World, districts: list[Any]
) -> None:
    x, a, b = (told_by(world, districts[n], name) for n, name in enumerate("XAB"))
    add_context(world, x, districts[4])
    add_context(world, a, districts[5])
    before = state(world)
    for order in ((x, a), (a, x)):
        merge(world, x, a)
        merge(world, a, b)
        assert supporters(world, b) == sorted(districts[n].id for n in (0, 1, 4, 5))
        undo(world, order[0])
        if order[0] is x:
            assert supporters(world, x) == [districts[4].id]
            assert supporters(world, b) == sorted(districts[n].id for n in (1, 5))
        else:
            assert supporters(world, a) == sorted(districts[n].id for n in (0, 4, 5))
            assert supporters(world, b) == []
        undo(world, order[1])
        assert state(world) == before


# Whose contexts stand on which problem before anything is merged: some districts on several.
CONTEXTS = {"X": (4, 5, 1), "Y": (4, 3), "A": (5,), "B": (0, 4)}
MERGES = (("X", "A"), ("Y", "A"), ("A", "B"))


@pytest.mark.parametrize("order", list(permutations("XYA")))
def test_a_chain_of_merges_is_undone_in_any_order(
    world: World, districts: list[Any], order: tuple[str, ...]
) -> None:
    named = {name: told_by(world, districts[n], name) for n, name in enumerate("XYAB")}
    for name, those in CONTEXTS.items():
        for n in those:
            add_context(world, named[name], districts[n])
    before = state(world)
    for one, into in MERGES:
        merge(world, named[one], named[into])
    standing = dict(MERGES)
    for name in (None, *order):
        if name:
            undo(world, named[name])
            del standing[name]
        for whole in set("XYAB") - set(standing):
            # Itself and all that is part of it now: each district once, its own left out.
            parts = {whole}
            for one, _into in MERGES[::-1]:
                if standing.get(one) in parts:
                    parts.add(one)
            expected = {districts[n].id for part in parts for n in CONTEXTS[part]}
            expected |= {named[part].organization_id for part in parts}
            assert supporters(world, named[whole]) == sorted(
                expected - {named[whole].organization_id}
            )
    assert state(world) == before


def test_the_history_of_both_says_that_a_merge_was_undone(
    world: World, districts: list[Any], browser_as
) -> None:
    x, a = told_by(world, districts[0], "X"), told_by(world, districts[1], "A")
    merge(world, x, a)
    undo(world, x)
    verbs = [(e.subject_id, e.verb) for e in world.make.all(history.Event) if e.kind == "problem"]
    assert verbs[-2:] == [(x.id, "unmerged"), (a.id, "gave_back")]
    page = browser_as(world.stranger).read(f"/problems/{a.id}")
    assert "the other problem is separate again" in page.text


@pytest.mark.parametrize("kept", [("network", "public"), ("public", "network")])
def test_what_a_network_keeps_to_itself_is_not_merged_with_what_all_read_in_the_same_network(
    browser_as, world: World, kept: tuple[str, str]
) -> None:
    problem, into = (world.problem("open", audience=audience) for audience in kept)
    answer = browser_as(world.leader).force(
        f"/problems/{problem.id}/merge", {"into": str(into.id), "reason": "They are one problem."}
    )
    assert answer.status_code == 422
    assert "visible only to its network" in answer.text
    assert world.make.all(MergeProposal) == []


def test_two_problems_of_the_network_alone_may_become_one(world: World, districts) -> None:
    x = told_by(world, districts[0], "X", audience="network")
    a = told_by(world, districts[1], "A", audience="network")
    merge(world, x, a)
    assert next(p for p in world.make.all(Problem) if p.id == x.id).status == "merged"


# --- proposals that lapse ------------------------------------------------------------------


@pytest.fixture
def proposal(world: World) -> tuple[Problem, Problem]:
    """A merge that a steward proposed and nobody has agreed to yet."""
    first = world.problem("open", title="Vacancies")
    other = {"organization_id": world.neighbour.id, "author_id": world.neighbour_leader.id}
    second = world.problem("open", title="Empty posts", **other)
    with world.make.writing() as session:
        pair = [session.get_one(Problem, one.id) for one in (first, second)]
        merging.propose_merge(session, Viewer(id=world.steward.id), *pair, "Told twice.")
    return first, second


ENDINGS = {
    "retired": lambda s, who, p: ending.retire_problem(
        s, who, p, "solved_locally", "They solved it."
    ),
    "answered": lambda s, who, p: ending.answer_problem(
        s, who, p, "evidence", s.exec(select(EvidenceRecord.id)).one(), "It fits us."
    ),
}


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("how", list(ENDINGS))
@pytest.mark.usefixtures("record")
def test_a_proposed_merge_ends_with_either_of_its_problems_and_who_waits_is_told(
    world: World, browser_as, proposal: tuple[Problem, Problem], how: str, side: int
) -> None:
    first, second = proposal
    with world.make.writing() as session:
        ended = session.get_one(Problem, proposal[side].id)
        ENDINGS[how](session, Viewer(id=world.leader.id), ended)
    (row,) = world.make.all(MergeProposal)
    assert row.status == "lapsed"
    assert row.settled_at is not None
    # It waits for nobody any more, and neither leader can agree.
    for leader, problem in ((world.leader, first), (world.neighbour_leader, second)):
        assert "Decide on a merge" not in browser_as(leader).read("/me").text
        path = f"/problems/{problem.id}/merges/{row.id}/agree"
        assert browser_as(leader).force(path).status_code == 404
    still = next(p for p in world.make.all(Problem) if p.id == proposal[1 - side].id)
    assert (still.status, still.merged_into_id) == ("open", None)
    told = {n.person_id for n in world.make.notices() if "no longer possible" in n.text}
    assert told == {world.steward.id, world.author.id, world.neighbour_leader.id}
    page = browser_as(world.stranger).read(f"/problems/{still.id}").text
    assert f"One of the two problems is {how} now, so they cannot be merged." in page


def test_a_merge_ends_the_other_proposals_of_the_problem_that_went(
    world: World, districts: list[Any]
) -> None:
    x, a, b = (told_by(world, districts[n], name) for n, name in enumerate("XAB"))
    with world.make.writing() as session:
        pair = [session.get_one(Problem, one.id) for one in (x, a)]
        merging.propose_merge(session, Viewer(id=world.steward.id), *pair, "Told twice.")
    merge(world, a, b)
    assert [p.status for p in world.make.all(MergeProposal)] == ["lapsed", "merged"]
    with pytest.raises(DomainError, match="has ended"), world.make.writing() as session:
        merging.consent_to_merge(session, leader_of(world, x), 1)


def test_a_proposal_of_before_that_cannot_come_about_lapses_when_a_leader_agrees(
    world: World, browser_as, proposal: tuple[Problem, Problem]
) -> None:
    first, second = proposal
    with world.make.writing() as session:
        # As a release before this one left it: one side retired, the proposal open.
        session.get_one(Problem, second.id).status = "retired"
    leader = browser_as(world.leader)
    answer = leader.send(f"/problems/{first.id}", action="/agree")
    assert "cannot be merged. The proposal is closed" in Page(answer.text).text
    assert [p.status for p in world.make.all(MergeProposal)] == ["lapsed"]
    assert {p.status for p in world.make.all(Problem)} == {"open", "retired"}


def test_who_leads_neither_district_a_moment_ago_settles_nothing(
    world: World, proposal: tuple[Problem, Problem]
) -> None:
    nobody = Viewer(id=world.leader.id)
    for settle in (merging.consent_to_merge, merging.refuse_merge):
        with pytest.raises(DomainError, match="A leader of one"), world.make.writing() as session:
            settle(session, nobody, 1)
    assert [p.status for p in world.make.all(MergeProposal)] == ["proposed"]


def test_who_proposed_a_merge_hears_that_it_was_refused(
    world: World, browser_as, proposal: tuple[Problem, Problem]
) -> None:
    browser_as(world.neighbour_leader).send(f"/problems/{proposal[1].id}", action="/refuse")
    heard = [n for n in world.make.notices() if n.person_id == world.steward.id]
    assert ["refused the merge" in n.text for n in heard] == [True]
