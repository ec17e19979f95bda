"""Planning, scheduling, opening and canceling."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from rpp import clock, history
from rpp.errors import DomainError
from rpp.problems.models import Problem
from rpp.rounds import closing, opening, operations
from rpp.rounds.life import LIFE
from rpp.rounds.models import Elector, Round, RoundOption
from rpp.rounds.plan import Plan
from rpp.rounds.words import RULES
from tests.rounds.conftest import AFTER, BEFORE, CLOSES, DURING, OPENS, World
from tests.support.client import Browser

Browsers = Callable[..., Browser]


def status(world: World, round_id: int) -> str:
    return next(r.status for r in world.make.all(Round) if r.id == round_id)


def test_a_steward_is_offered_two_rules_and_the_others_under_advanced(
    world: World, browser_as: Browsers
) -> None:
    with clock.at(BEFORE):
        html = browser_as(world.steward).get(f"/rounds/new?network={world.network.id}").text
    offered, advanced = (
        html.split("Advanced: other rules")[0],
        html.split("Advanced: other rules")[1],
    )
    assert [key for key in RULES if f'value="{key}"' in offered] == ["equal-shares-grow", "greedy"]
    assert [key for key in RULES if f'value="{key}"' in advanced] == [
        "equal-shares",
        "equal-shares-add1",
        "phragmen",
        "borda",
    ]
    assert 'value="equal-shares-grow" checked' in offered


def test_a_steward_plans_a_round_and_sees_when_it_opens(world: World, browser_as: Browsers) -> None:
    steward = browser_as(world.steward)
    with clock.at(BEFORE):
        answer = steward.send(
            f"/rounds/new?network={world.network.id}",
            {
                "title": "What we study first",
                "purpose": "Choose two problems for the first studies.",
                "capacity": "2",
                "opens_at": "2026-03-09T08:00",
                "closes_at": "2026-03-27T17:00",
                "options": [str(problem.id) for problem in world.problems[:3]],
            },
        )
    text = answer.get_data(as_text=True)
    assert "The round is planned" in text
    assert "Monday, March 9, 8 a.m. Central" in text
    (made,) = world.make.all(Round)
    assert (made.opens_at, made.closes_at, made.status) == (OPENS, CLOSES, "draft")
    assert [o.problem_id for o in world.make.all(RoundOption)] == [
        problem.id for problem in world.problems[:3]
    ]


def test_a_plan_sent_twice_is_one_round(world: World, browser_as: Browsers) -> None:
    steward, path = browser_as(world.steward), f"/rounds/new?network={world.network.id}"
    with clock.at(BEFORE):
        page = steward.read(path)
        typed = {"title": "Twice", "purpose": "One round, sent twice by a nervous hand."}
        steward.send(path, typed, page=page)
        steward.send(path, typed, page=page)
    assert len(world.make.all(Round)) == 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "", "Give the round a title"),
        ("title", "x" * 161, "at most 160 characters"),
        ("purpose", "", "Say in a sentence or two"),
        ("points", "0", "1 to 100 points"),
        ("points", "1e3", "Type a whole number"),
        ("points", "9" * 400, "Type a whole number"),
        ("capacity", "0", "from 1 to 10,000"),
        ("capacity", "two", "Type a whole number"),
        ("opens_at", "soon", "Choose a date and a time"),
        ("opens_at", "", "Choose a date and a time"),
        ("opens_at", "0001-01-01T00:00", "in this century"),
        ("closes_at", "9999-12-31T23:59", "in this century"),
        ("closes_at", "2026-03-09T08:00", "must close after it opens"),
        ("opens_at", "2026-03-08T02:30", "There is no 2:30 a.m. that day"),
    ],
)
def test_a_plan_with_a_mistake_is_shown_again_with_what_was_typed(
    world: World, browser_as: Browsers, field: str, typed: str, sentence: str
) -> None:
    plan = {
        "title": "What we study first",
        "purpose": "Choose two problems for the first studies.",
        "opens_at": "2026-03-09T08:00",
        "closes_at": "2026-03-27T17:00",
    } | {field: typed}
    with clock.at(BEFORE):
        answer = browser_as(world.steward).send(
            f"/rounds/new?network={world.network.id}", plan, status=422
        )
    assert sentence in answer.get_data(as_text=True)
    if typed:
        assert typed in answer.get_data(as_text=True)
    assert world.make.all(Round) == []


def test_problems_of_another_network_or_not_open_cannot_be_chosen(
    world: World, browser_as: Browsers
) -> None:
    other = world.make.network(slug="other")
    foreign = world.problem("Elsewhere", network_id=other.id)
    draft = world.problem("Unfinished", status="draft", opened_at=None)
    for wrong in (foreign.id, draft.id, 10**18, "abc", -1):
        with clock.at(BEFORE):
            answer = browser_as(world.steward).force(
                f"/rounds/new?network={world.network.id}",
                {
                    "title": "What we study first",
                    "purpose": "Choose two problems for the first studies.",
                    "points": "10",
                    "capacity": "1",
                    "ballot": "points",
                    "rule": "equal-shares-grow",
                    "secrecy": "secret",
                    "quorum": "0",
                    "timezone": "America/Chicago",
                    "opens_at": "2026-03-09T08:00",
                    "closes_at": "2026-03-27T17:00",
                    "options": [str(world.problems[0].id), str(wrong)],
                },
            )
        assert answer.status_code == 422
        assert "not open in this network" in answer.get_data(as_text=True)
    assert world.make.all(Round) == []


def test_a_plan_is_changed_until_the_round_opens(world: World, browser_as: Browsers) -> None:
    steward = browser_as(world.steward)
    for round_id in (world.draft(), world.scheduled()):
        with clock.at(BEFORE):
            page = steward.read(f"/rounds/{round_id}/edit")
            assert page.form("/edit").fields["opens_at"] == ["2026-03-09T08:00"]
            steward.send(
                f"/rounds/{round_id}/edit",
                {
                    "title": "Another title",
                    "capacity": "1",
                    "options": [str(world.problems[0].id), str(world.problems[1].id)],
                },
            )
            assert "Another title" in steward.read(f"/rounds/{round_id}").text
    opened = world.opened()
    with clock.at(DURING):
        answer = steward.send(f"/rounds/{opened}/edit", {"title": "Too late"}, status=422)
    assert "no one can change them" in answer.get_data(as_text=True)
    assert "Too late" not in {r.title for r in world.make.all(Round)}


def test_a_scheduled_round_stays_able_to_open(world: World, browser_as: Browsers) -> None:
    round_id = world.scheduled()
    with clock.at(BEFORE):
        answer = browser_as(world.steward).send(
            f"/rounds/{round_id}/edit", {"options": [str(world.problems[0].id)]}, status=422
        )
    assert "at least two problems" in answer.get_data(as_text=True)
    assert len([o for o in world.make.all(RoundOption) if o.round_id == round_id]) == 4


def test_opening_fixes_the_electorate(world: World, browser_as: Browsers) -> None:
    world.make.join(world.network, world.make.organization("Waiting"), "pending")
    world.make.join(world.network, world.make.organization(type="research"))
    round_id = world.draft()
    with clock.at(DURING):
        answer = browser_as(world.steward).send(f"/rounds/{round_id}", action="/open")
    assert "The round is open. Districts vote until" in answer.get_data(as_text=True)
    world.make.join(world.network, world.make.organization("Late"))
    assert {e.organization_id for e in world.make.all(Elector)} == {d.id for d in world.districts}
    (opened,) = world.make.all(Round)
    assert (opened.opens_at, opened.opened_at) == (DURING, DURING)


def test_opening_says_what_it_fixes(world: World, browser_as: Browsers) -> None:
    round_id = world.draft()
    with clock.at(BEFORE):
        page = browser_as(world.steward).read(f"/rounds/{round_id}")
    assert (
        "Opening fixes the 4 problems, the ballot, the rule (Totals), the capacity (2) and the "
        "3 districts that may vote." in page.text
    )


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        ({"options": []}, "at least two problems"),
        ({"capacity": 4}, "all of them fit"),
        ({"closes_at": OPENS + timedelta(hours=1)}, "closing time has passed"),
    ],
)
def test_what_is_not_ready_does_not_open_and_says_why(
    world: World, browser_as: Browsers, plan: dict[str, Any], sentence: str
) -> None:
    round_id = world.draft(**plan)
    steward = browser_as(world.steward)
    with clock.at(DURING):
        assert sentence in steward.read(f"/rounds/{round_id}").text
        answer = steward.force(f"/rounds/{round_id}/open", follow_redirects=True)
    assert sentence in answer.get_data(as_text=True)
    assert status(world, round_id) == "draft"


def test_a_network_without_districts_holds_no_round(world: World) -> None:
    empty = world.make.network()
    a, b = (world.problem(t, network_id=empty.id) for t in ("One", "Two"))
    world.make.steward(empty, world.steward)
    with clock.at(BEFORE):
        made = world.run(
            operations.create_round,
            world.steward,
            empty.id,
            Plan(
                title="Alone",
                capacity=1,
                opens_at=OPENS,
                closes_at=CLOSES,
                options=[a.id, b.id],
            ),
        )
    with clock.at(DURING), pytest.raises(DomainError, match="No district is a member"):
        world.run(opening.open_round, world.steward, made.id)


def test_a_problem_that_ended_meanwhile_is_left_out_and_the_history_says_so(
    world: World, browser_as: Browsers
) -> None:
    round_id = world.draft()
    with world.make.writing() as session:
        gone = session.get_one(Problem, world.problems[1].id)
        gone.status = "retired"
        session.add(gone)
    steward = browser_as(world.steward)
    with clock.at(BEFORE):
        assert "Has since been retired; left out when the round opens" in (
            steward.read(f"/rounds/{round_id}").text
        )
        world.run(opening.open_round, world.steward, round_id)
        text = steward.read(f"/rounds/{round_id}").text
    assert world.problems[1].title not in text
    assert "1 problem no longer open, left out" in text


def test_a_scheduled_round_opens_on_time_by_itself(world: World, browser_as: Browsers) -> None:
    round_id = world.draft()
    with clock.at(BEFORE):
        answer = browser_as(world.steward).send(f"/rounds/{round_id}", action="/schedule")
        assert "It opens automatically: Monday, March 9, 2026, 8 a.m. Central" in (
            answer.get_data(as_text=True)
        )
    with clock.at(OPENS - timedelta(seconds=1)), world.make.writing() as session:
        assert opening.open_due(session) == 0
    with clock.at(OPENS), world.make.writing() as session:
        assert opening.open_due(session) == 1
        assert opening.open_due(session) == 0
    (opened,) = world.make.all(Round)
    assert (opened.status, opened.opened_by) == ("open", world.steward.id)
    assert len(world.make.all(Elector)) == 3


def test_one_round_that_cannot_open_holds_up_no_other(world: World, browser_as: Browsers) -> None:
    stuck, fine = (
        world.scheduled(),
        world.scheduled(title="Fine", options=[p.id for p in world.problems[:3]]),
    )
    with world.make.writing() as session:
        session.get_one(Round, stuck).capacity = 4
    with clock.at(OPENS), world.make.writing() as session:
        assert opening.open_due(session) == 1
    assert (status(world, stuck), status(world, fine)) == ("scheduled", "open")
    with clock.at(DURING):
        text = browser_as(world.steward).read(f"/rounds/{stuck}").text
    assert "It was scheduled to open Monday, March 9, 2026" in text
    assert "all of them fit" in text


def test_a_time_that_has_passed_cannot_be_scheduled(world: World, browser_as: Browsers) -> None:
    round_id = world.draft()
    with clock.at(DURING):
        answer = browser_as(world.steward).force(
            f"/rounds/{round_id}/schedule", follow_redirects=True
        )
    assert "The opening time has passed" in answer.get_data(as_text=True)
    assert status(world, round_id) == "draft"


@pytest.mark.parametrize("start", ["draft", "scheduled", "opened"])
def test_a_round_is_cancelled_with_a_reason(world: World, browser_as: Browsers, start: str) -> None:
    round_id = getattr(world, start)()
    steward = browser_as(world.steward)
    with clock.at(DURING):
        answer = steward.send(f"/rounds/{round_id}/cancel", {"reason": ""}, status=422)
        assert "Give a reason" in answer.get_data(as_text=True)
        steward.send(f"/rounds/{round_id}/cancel", {"reason": "A storm closed the schools."})
        text = steward.read(f"/rounds/{round_id}").text
    assert status(world, round_id) == "cancelled"
    assert "A storm closed the schools." in text
    assert "No ballot of it is counted" in text


def test_a_round_whose_voting_has_ended_is_not_cancelled_any_more(world: World) -> None:
    round_id = world.opened()
    with clock.at(AFTER), pytest.raises(DomainError, match="closed and counted"):
        world.run(operations.cancel_round, world.steward, round_id, "We dislike the result.")


VERBS: dict[str, Callable[[World, int], Any]] = {
    "scheduled": lambda w, r: w.run(operations.schedule_round, w.steward, r),
    "open": lambda w, r: w.run(opening.open_round, w.steward, r),
    "closed": lambda w, r: w.run(closing.close_round, w.steward, r),
    "cancelled": lambda w, r: w.run(operations.cancel_round, w.steward, r, "A reason."),
    "deleted": lambda w, r: w.run(operations.delete_draft, w.steward, r),
    "certified": lambda w, r: w.certify(r, 0, 1),
    "annulled": lambda w, r: w.certify(r, 0, confirms=False, reason="A reason."),
}


def deleted(world: World) -> int:
    round_id = world.draft()
    world.run(operations.delete_draft, world.steward, round_id)
    return round_id


def test_every_status_moves_only_along_its_arrows(world: World) -> None:
    def others() -> list[int]:
        return [world.problem(title).id for title in ("One more", "Another", "A third")]

    starts = {
        "draft": world.draft,
        "scheduled": world.scheduled,
        "open": world.opened,
        "closed": lambda: world.closed(),
        "certified": lambda: world.certified(options=others()),
        "annulled": world.annulled,
        "cancelled": world.cancelled,
        "deleted": lambda: deleted(world),
    }
    moments = {"scheduled": BEFORE, "open": BEFORE, "closed": AFTER, "cancelled": DURING}
    for start, make in starts.items():
        for to, verb in VERBS.items():
            round_id = make()
            with clock.at(moments.get(to, AFTER)):
                if to in LIFE.transitions[start]:
                    verb(world, round_id)
                    assert status(world, round_id) == to, (start, to)
                else:
                    with pytest.raises(DomainError):
                        verb(world, round_id)
                    assert status(world, round_id) == start, (start, to)
    assert set(LIFE.transitions) == set(starts)


def test_every_step_leaves_one_line_and_a_ballot_leaves_none(world: World) -> None:
    round_id = world.scheduled()
    with clock.at(OPENS), world.make.writing() as session:
        opening.open_due(session)
    with clock.at(DURING):
        world.cast(round_id, 0, 10)
        world.cast(round_id, 0, 4, 6)
    with clock.at(AFTER):
        world.run(closing.close_round, world.steward, round_id)
    events = [e for e in world.make.all(history.Event) if e.kind == "round"]
    assert [e.verb for e in events] == ["created", "scheduled", "opened", "closed"]
    assert [e.actor_id for e in events] == [
        world.steward.id,
        world.steward.id,
        None,
        world.steward.id,
    ]
    assert not any(e.at == DURING for e in world.make.all(history.Event))


def test_a_steward_deletes_a_draft_and_nobody_knows_of_it(browser_as, world) -> None:
    round_id = world.draft()
    path = f"/rounds/{round_id}/delete"
    assert browser_as(world.delegates[0]).force(path).status_code == 403
    with clock.at(BEFORE):
        browser_as(world.steward).send(f"/rounds/{round_id}", action="/delete")
        for reader in (world.steward, world.delegates[0]):
            assert browser_as(reader).get(f"/rounds/{round_id}").status_code == 404
            listed = browser_as(reader).read(f"/rounds?network={world.network.id}").text
            assert "What we study first" not in listed
    (gone,) = world.make.all(Round)
    assert (gone.status, gone.title) == ("deleted", "")


def test_a_planned_round_is_cancelled_and_not_deleted(browser_as, world) -> None:
    round_id = world.scheduled()
    answer = browser_as(world.steward).force(f"/rounds/{round_id}/delete", follow_redirects=True)
    assert "Cancel it with a reason instead" in answer.text
    assert world.make.all(Round)[0].status == "scheduled"
