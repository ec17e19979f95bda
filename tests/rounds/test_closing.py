"""The close: the order, who comes first, and what the page says."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from rpp import clock
from rpp.errors import DomainError
from rpp.problems.models import Problem
from rpp.rounds import operations
from rpp.rounds.models import Round, RoundOption
from tests.rounds.conftest import AFTER, CLOSES, DURING, World
from tests.support.client import Browser

Browsers = Callable[..., Browser]


def outcome(world: World, round_id: int) -> list[tuple[int | None, int | None, bool]]:
    """(total, place, won) of each option, in ballot order."""
    options = [o for o in world.make.all(RoundOption) if o.round_id == round_id]
    return [(o.total, o.place, o.won) for o in sorted(options, key=lambda o: o.position)]


def statuses(world: World) -> list[str]:
    by_id = {problem.id: problem.status for problem in world.make.all(Problem)}
    return [by_id[problem.id] for problem in world.problems]


def test_the_first_places_are_prioritized_and_the_others_stay_open(
    world: World, browser_as: Browsers
) -> None:
    round_id = world.closed((5, 5), (0, 6, 4), (4, 0, 0, 6))
    assert outcome(world, round_id) == [(9, 2, True), (11, 1, True), (4, 4, False), (6, 3, False)]
    assert statuses(world) == ["prioritized", "prioritized", "open", "open"]
    with clock.at(AFTER):
        text = browser_as().read(f"/rounds/{round_id}").text
    assert "Two problems come first." in text
    assert text.index("Reading slips after grade 3") < text.index("No substitute comes")
    assert "11 points 2 districts gave it points" in text
    assert "3 of 3 districts voted" in text
    assert "City 1 of 1" in text
    assert "Town 1 of 1" in text
    assert "25,000 and more 1 of 1" in text


def test_turnout_counts_districts_that_did_not_vote(world: World, browser_as: Browsers) -> None:
    round_id = world.closed((10,))
    with clock.at(AFTER):
        text = browser_as().read(f"/rounds/{round_id}").text
    assert "1 of 3 districts voted" in text
    assert "Rural 0 of 1" in text
    assert "Under 1,000 0 of 1" in text


def test_a_tie_at_the_edge_is_decided_by_the_stated_rule_and_shown(
    world: World, browser_as: Browsers
) -> None:
    round_id = world.closed((5, 0, 5), (5, 3, 2), (0, 4, 0, 6))
    # 10, 7, 7, 6: the second and the third place are equal in points and in districts.
    assert outcome(world, round_id) == [(10, 1, True), (7, 2, True), (7, 3, False), (6, 4, False)]
    with clock.at(AFTER):
        text = browser_as().read(f"/rounds/{round_id}").text
    assert (
        "“Reading slips after grade 3” and “Long rides” both have 7 points. 2 districts gave "
        "points to each, so the one that opened earlier comes first. That decided the last place."
    ) in text
    assert "With equal points, the problem that more districts gave points to comes first" in text


def test_with_equal_points_more_districts_come_first(world: World, browser_as: Browsers) -> None:
    round_id = world.closed((6, 3), (0, 3), seats=1)
    assert outcome(world, round_id)[:2] == [(6, 2, False), (6, 1, True)]
    with clock.at(AFTER):
        text = browser_as().read(f"/rounds/{round_id}").text
    assert "The first got points from 2 districts, the second from 1." in text
    assert "One problem comes first." in text


def test_a_round_without_a_ballot_chooses_nothing(world: World, browser_as: Browsers) -> None:
    round_id = world.closed()
    assert statuses(world) == ["open"] * 4
    with clock.at(AFTER):
        text = browser_as().read(f"/rounds/{round_id}").text
    assert "No problem comes first: nobody voted." in text


def test_a_problem_without_a_point_takes_no_place(world: World, browser_as: Browsers) -> None:
    round_id = world.closed((10,))
    assert statuses(world) == ["prioritized", "open", "open", "open"]
    with clock.at(AFTER):
        text = browser_as().read(f"/rounds/{round_id}").text
    assert "Two could come first. A problem without a point takes no place." in text


def test_a_problem_that_ended_during_the_round_leaves_its_place_to_the_next(
    world: World, browser_as: Browsers
) -> None:
    round_id = world.opened()
    with clock.at(DURING):
        world.cast(round_id, 0, 6, 3, 1)
    with world.make.writing() as session:
        session.get_one(Problem, world.problems[0].id).status = "retired"
    with clock.at(AFTER):
        world.run(operations.close_round, world.steward, round_id)
        text = browser_as().read(f"/rounds/{round_id}").text
    assert [won for _, _, won in outcome(world, round_id)] == [False, True, True, False]
    assert (
        "“No substitute comes” got 6 points but was retired meanwhile, so the next one took its "
        "place."
    ) in text
    assert statuses(world) == ["retired", "prioritized", "prioritized", "open"]


def test_nobody_closes_early(world: World, browser_as: Browsers) -> None:
    round_id = world.opened()
    steward = browser_as(world.steward)
    with clock.at(CLOSES - timedelta(seconds=1)):
        assert "Close and count" not in steward.read(f"/rounds/{round_id}").text
        answer = steward.force(f"/rounds/{round_id}/close", follow_redirects=True)
        assert "Nobody can close the round earlier" in answer.get_data(as_text=True)
        with world.make.writing() as session:
            assert operations.close_due(session) == 0
    assert {r.status for r in world.make.all(Round)} == {"open"}


def test_the_steward_closes_when_it_is_due(world: World, browser_as: Browsers) -> None:
    round_id = world.opened()
    with clock.at(DURING):
        world.cast(round_id, 0, 10)
    with clock.at(CLOSES):
        answer = browser_as(world.steward).send(f"/rounds/{round_id}", action="/close")
    assert "The round is closed and counted." in answer.get_data(as_text=True)
    assert "One problem comes first." in answer.get_data(as_text=True)


def test_the_job_closes_on_time_and_only_once(world: World) -> None:
    round_id = world.opened()
    with clock.at(DURING):
        world.cast(round_id, 0, 0, 10)
    with clock.at(CLOSES), world.make.writing() as session:
        assert operations.close_due(session) == 1
        assert operations.close_due(session) == 0
    assert outcome(world, round_id)[1] == (10, 1, True)
    with clock.at(AFTER), pytest.raises(DomainError, match="This round is closed now"):
        world.run(operations.close_round, world.steward, round_id)


def test_the_close_counts_all_or_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second winner cannot move, nothing of the close stands."""
    round_id = world.opened()
    with clock.at(DURING):
        world.cast(round_id, 0, 6, 4)
    prioritize = operations.problems.prioritize_problem
    moved: list[int] = []

    def fails_at_the_second(session, actor_id, problem_id, of_round):  # type: ignore[no-untyped-def]
        if moved:
            raise DomainError("Something else came between.")
        moved.append(problem_id)
        return prioritize(session, actor_id, problem_id, of_round)

    monkeypatch.setattr(operations.problems, "prioritize_problem", fails_at_the_second)
    with clock.at(AFTER), pytest.raises(DomainError):
        world.run(operations.close_round, world.steward, round_id)
    assert outcome(world, round_id) == [(None, None, False)] * 4
    assert statuses(world) == ["open"] * 4
    assert world.make.all(Round)[0].status == "open"
