"""A problem's life: who moves it, and where it may go."""

from datetime import timedelta

import pytest

from rpp import clock, history
from rpp.errors import DomainError
from rpp.problems import ending, operations
from rpp.problems.life import LIFE
from rpp.problems.models import Answer, LocalContext, MergeProposal, Problem
from tests.support.world import World

PAIRS = [(a, b) for a in LIFE.transitions for b in LIFE.transitions]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_a_status_moves_only_along_its_table(world: World, before: str, after: str) -> None:
    problem = world.problem(before)
    with world.make.writing() as session:
        held = session.get(Problem, problem.id)
        if after in LIFE.transitions[before]:
            event = history.move(session, held, after, "taken_back", world.author.id)
            assert (held.status, event.detail) == (after, {"from": before, "to": after})
        else:
            with pytest.raises(DomainError):
                history.move(session, held, after, "taken_back", world.author.id)
            assert held.status == before


def test_the_table_is_the_one_the_design_gives() -> None:
    assert {a: set(b) for a, b in LIFE.transitions.items()} == {
        "draft": {"submitted", "deleted"},
        "submitted": {"open", "returned", "draft"},
        "returned": {"submitted"},
        "open": {"prioritized", "answered", "merged", "retired"},
        "prioritized": {"open", "answered", "retired", "resolved"},
        "merged": {"open"},
        "answered": set(),
        "retired": set(),
        "resolved": set(),
        "deleted": set(),
    }


def test_a_steward_sees_what_waits_and_opens_it(browser_as, world: World) -> None:
    problem = world.problem("submitted")
    steward = browser_as(world.steward)
    assert problem.title in steward.read("/me").text
    answer = steward.send(f"/problems/{problem.id}", action="/open")
    assert "The problem is open" in answer.text
    assert problem.title in browser_as().read("/problems").text


def test_a_steward_returns_a_problem_with_a_reason_and_the_author_is_told(
    browser_as, world: World
) -> None:
    problem = world.problem("draft")
    with world.make.writing() as session:
        held = session.get(Problem, problem.id)
        history.move(session, held, "submitted", "submitted", world.author.id)
    browser_as(world.steward).send(
        f"/problems/{problem.id}/return", {"reason": "Say how many schools."}, action="/return"
    )
    author = browser_as(world.author)
    text = author.read(f"/problems/{problem.id}").text
    assert "Say how many schools." in text
    assert "Returned to you since" in text
    # It came back to its author, not to the steward.
    assert "Returned since" in browser_as(world.steward).read(f"/problems/{problem.id}").text
    assert "returned" in author.read("/notices").text
    assert "Say how many schools." not in browser_as(world.stranger).get("/problems").text


def test_returning_needs_a_reason(browser_as, world: World) -> None:
    problem = world.problem("submitted")
    answer = browser_as(world.steward).send(
        f"/problems/{problem.id}/return", {"reason": ""}, action="/return", status=422
    )
    assert "Say what should change" in answer.text


@pytest.mark.parametrize("who", ["author", "leader", "neighbour_leader", "stranger"])
def test_only_a_steward_of_its_network_opens_or_returns_it(
    browser_as, world: World, who: str
) -> None:
    problem = world.problem("submitted")
    browser = browser_as(getattr(world, who))
    expected = 403 if who in ("author", "leader") else 404
    for step in ("open", "return"):
        assert browser.force(f"/problems/{problem.id}/{step}").status_code == expected
    assert world.make.all(Problem)[0].status == "submitted"


def test_its_author_takes_a_submitted_problem_back(browser_as, world: World) -> None:
    problem = world.problem("submitted")
    browser_as(world.author).send(f"/problems/{problem.id}", action="/take-back")
    assert world.make.all(Problem)[0].status == "draft"
    other = world.problem("submitted")
    assert browser_as(world.steward).force(f"/problems/{other.id}/take-back").status_code == 403


def test_another_district_joins_with_its_context_once(browser_as, world: World) -> None:
    problem = world.problem("open")
    browser = browser_as(world.neighbour_leader)
    path = f"/problems/{problem.id}/context"
    browser.send(path, {"differs": "The nearest substitute lives 40 minutes away."}, action="")
    answer = browser.send(path, {"differs": "Now it is an hour."}, action="")
    assert "Now it is an hour." in answer.text
    assert "40 minutes" not in answer.text
    assert len(world.make.all(LocalContext)) == 1
    assert "Shared by 2 districts" in answer.text


def test_a_district_outside_the_network_cannot_join(browser_as, world: World) -> None:
    problem = world.problem("open")
    path = f"/problems/{problem.id}/context"
    assert browser_as(world.stranger).get(path).status_code == 403
    assert browser_as(world.make.researcher()).get(path).status_code == 403


def test_its_own_district_does_not_join_its_own_problem(browser_as, world: World) -> None:
    problem = world.problem("open")
    answer = browser_as(world.author).force(
        f"/problems/{problem.id}/context",
        {"differs": "Also here, of course.", "organization_id": str(world.district.id)},
    )
    assert answer.status_code == 422


def test_evidence_answers_a_problem(browser_as, world: World) -> None:
    from rpp.evidence.models import EvidenceRecord

    columns = {"key": "wwc:study:1", "source": "wwc", "form": "study", "title": "Tutoring works"}
    extra = {"imported_at": clock.now(), "changed_at": clock.now(), "updated_at": clock.now()}
    known = {k: v for k, v in extra.items() if k in EvidenceRecord.model_fields}
    record = world.make.add(EvidenceRecord(**columns, **known))
    problem = world.problem("open")
    answer = browser_as(world.author).send(
        f"/problems/{problem.id}/answer",
        {
            "source": f"/evidence/{record.id}",
            "why_it_fits": "Same grades, same size of district, same budget.",
        },
        action="/answer",
    )
    assert "Answered by evidence" in answer.text
    assert "Tutoring works" in answer.text
    assert world.make.all(Answer)[0].source_kind == "evidence"


def test_an_answer_must_be_something_the_portal_has(browser_as, world: World) -> None:
    problem = world.problem("open")
    browser = browser_as(world.author)
    why = "Same grades, same size of district, same budget."
    for source in ("/evidence/999", "https://elsewhere.example/x", "/briefs/77"):
        answer = browser.send(
            f"/problems/{problem.id}/answer",
            {"source": source, "why_it_fits": why},
            action="/answer",
            status=422,
        )
        assert why in answer.text
    assert (
        browser_as(world.neighbour_leader).get(f"/problems/{problem.id}/answer").status_code == 403
    )


def test_retiring_gives_a_code_and_a_reason(browser_as, world: World) -> None:
    problem = world.problem("open")
    path = f"/problems/{problem.id}/retire"
    assert browser_as(world.author).get(path).status_code == 403
    answer = browser_as(world.leader).send(
        path, {"code": "solved_locally", "reason": "A bonus did it."}, action="/retire"
    )
    assert "A bonus did it." in answer.text
    assert world.make.all(Problem)[0].reason_code == "solved_locally"


def test_a_prioritized_problem_goes_back_to_the_open_ones(browser_as, world: World) -> None:
    problem = world.problem("prioritized")
    path = f"/problems/{problem.id}/reopen"
    assert browser_as(world.leader).get(path).status_code == 403
    browser_as(world.steward).send(path, {"reason": "No researcher came."}, action="/reopen")
    assert world.make.all(Problem)[0].status == "open"


class TestMerging:
    def pair(self, world: World) -> tuple[Problem, Problem]:
        first = world.problem("open")
        second = world.problem(
            "open", organization_id=world.neighbour.id, author_id=world.neighbour_leader.id
        )
        return first, second

    def test_it_needs_the_consent_of_both_districts(self, browser_as, world: World) -> None:
        first, second = self.pair(world)
        leader = browser_as(world.leader)
        leader.send(
            f"/problems/{first.id}/merge",
            {"into": str(second.id), "reason": "The same gap in staffing."},
            action="/merge",
        )
        assert {p.status for p in world.make.all(Problem)} == {"open"}
        other = browser_as(world.neighbour_leader)
        assert "merge" in other.read("/me").text
        other.send(f"/problems/{second.id}", action="/agree")
        merged = next(p for p in world.make.all(Problem) if p.id == first.id)
        assert (merged.status, merged.merged_into_id) == ("merged", second.id)
        contexts = world.make.all(LocalContext)
        assert [(c.problem_id, c.organization_id) for c in contexts] == [
            (second.id, world.district.id)
        ]

    def test_a_steward_proposes_and_a_refusal_leaves_both(self, browser_as, world: World) -> None:
        first, second = self.pair(world)
        browser_as(world.steward).send(
            f"/problems/{first.id}/merge",
            {"into": str(second.id), "reason": "One problem told twice."},
            action="/merge",
        )
        browser_as(world.leader).send(f"/problems/{first.id}", action="/refuse")
        assert world.make.all(MergeProposal)[0].status == "refused"
        assert {p.status for p in world.make.all(Problem)} == {"open"}

    def test_nobody_agrees_for_a_district_she_does_not_lead(self, browser_as, world: World) -> None:
        first, second = self.pair(world)
        browser_as(world.steward).send(
            f"/problems/{first.id}/merge",
            {"into": str(second.id), "reason": "One problem told twice."},
            action="/merge",
        )
        merge_id = world.make.all(MergeProposal)[0].id
        for person in (world.author, world.stranger, world.steward):
            answer = browser_as(person).force(f"/problems/{first.id}/merges/{merge_id}/agree")
            assert answer.status_code == 403
        assert world.make.all(MergeProposal)[0].status == "proposed"

    def test_undoing_gives_each_context_back(self, browser_as, world: World) -> None:
        third = world.make.organization("Dothan City")
        world.make.join(world.network, third)
        dothan = world.make.leader(third)
        first, second = self.pair(world)
        browser_as(dothan).send(
            f"/problems/{first.id}/context", {"differs": "Vacancies last."}, action=""
        )
        browser_as(world.leader).send(
            f"/problems/{first.id}/merge",
            {"into": str(second.id), "reason": "The same gap."},
            action="/merge",
        )
        browser_as(world.neighbour_leader).send(f"/problems/{second.id}", action="/agree")
        assert {c.problem_id for c in world.make.all(LocalContext)} == {second.id}
        browser_as(world.leader).send(
            f"/problems/{first.id}/unmerge", {"reason": "They differ after all."}, action="/unmerge"
        )
        again = world.make.all(LocalContext)
        assert [(c.problem_id, c.organization_id) for c in again] == [(first.id, third.id)]
        assert {p.status for p in world.make.all(Problem)} == {"open"}

    def test_a_supporter_of_both_counts_once(self, browser_as, world: World) -> None:
        third = world.make.organization("Dothan City")
        world.make.join(world.network, third)
        dothan = browser_as(world.make.leader(third))
        first, second = self.pair(world)
        for problem in (first, second):
            dothan.send(f"/problems/{problem.id}/context", {"differs": "Here too."}, action="")
        browser_as(world.leader).send(
            f"/problems/{first.id}/merge",
            {"into": str(second.id), "reason": "The same gap."},
            action="/merge",
        )
        browser_as(world.neighbour_leader).send(f"/problems/{second.id}", action="/agree")
        at_second = [c for c in world.make.all(LocalContext) if c.problem_id == second.id]
        assert sorted(c.organization_id for c in at_second) == sorted([third.id, world.district.id])


def test_a_prioritized_problem_resolves_when_its_brief_is_published(world: World) -> None:
    problem, other = world.problem("prioritized"), world.problem("answered")
    with world.make.writing() as session:
        ending.resolve_problem(session, None, problem.id, brief_id=9)
        ending.resolve_problem(session, None, other.id, brief_id=9)
    assert {p.id: p.status for p in world.make.all(Problem)} == {
        problem.id: "resolved",
        other.id: "answered",
    }


def test_two_stewards_at_once_open_it_once(world: World) -> None:
    from concurrent.futures import ThreadPoolExecutor

    problem = world.problem("submitted")

    def act(_n: int) -> bool:
        with world.make.writing() as session:
            from rpp.policy import Viewer

            held = session.get(Problem, problem.id)
            try:
                operations.open_problem(session, Viewer(id=world.steward.id), held)
            except DomainError:
                session.rollback()
                return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(act, range(4))) == [False, False, False, True]
    opened = [e for e in world.make.all(history.Event) if e.verb == "opened"]
    assert len(opened) == 1


def test_its_timeline_tells_the_way_in_order(browser_as, world: World) -> None:
    start = clock.now() - timedelta(days=9)
    with clock.at(start):
        problem = world.problem("submitted")
    browser_as(world.steward).send(f"/problems/{problem.id}", action="/open")
    with world.make.writing() as session:
        operations.prioritize_problem(session, None, problem.id, round_id=4)
    text = browser_as().read(f"/problems/{problem.id}").text
    assert text.index("opened it") < text.index("prioritized it in a priority round")


def test_a_portal_without_problems_says_so_and_blames_no_filter(browser_as, world: World) -> None:
    for browser in (browser_as(), browser_as(world.author)):
        text = browser.read("/problems").text
        assert "No problem has been posted yet." in text
        assert "filter" not in text.replace("Filter problems", "")
        assert (
            "No problem matches these filters." in browser.read("/problems?subject=staffing").text
        )
