"""The close: the order, who comes first, and what the page says."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest

from rpp import clock
from rpp.errors import DomainError
from rpp.problems.models import Problem
from rpp.rounds import certifying, closing, opening
from rpp.rounds.models import Ballot, PublishedBallot, Round, RoundCertification, RoundOption
from tests.rounds.conftest import AFTER, CLOSES, DURING, World
from tests.support.client import Browser

Browsers = Callable[..., Browser]
# By this seed the options 1 to 4 go in this order: neither their places nor chance give that.
SEED = f"{1:064x}"
BY_SEED = (3, 1, 2, 0)


def outcome(world: World, round_id: int) -> list[tuple[int | None, int | None, bool]]:
    """(total, place, won) of each option, in ballot order."""
    options = [o for o in world.make.all(RoundOption) if o.round_id == round_id]
    return [(o.total, o.place, o.won) for o in sorted(options, key=lambda o: o.position)]


def statuses(world: World) -> list[str]:
    by_id = {problem.id: problem.status for problem in world.make.all(Problem)}
    return [by_id[problem.id] for problem in world.problems]


def test_after_certification_the_winners_are_prioritized_and_the_others_stay_open(
    world: World, browser_as: Browsers
) -> None:
    round_id = world.closed((5, 5), (0, 6, 4), (4, 0, 0, 6))
    assert outcome(world, round_id) == [(9, 2, True), (11, 1, True), (4, 4, False), (6, 3, False)]
    assert statuses(world) == ["open"] * 4, "nothing moves before two districts have certified"
    with clock.at(AFTER):
        text = browser_as().read(f"/rounds/{round_id}").text
    assert "Counted, not certified yet. No problem has changed status." in text
    assert "Two problems come first." in text
    assert text.index("Reading slips after grade 3") < text.index("No substitute comes")
    assert "Two of three districts chose it. 11 points" in text
    assert "3 of 3 districts voted" in text
    assert "City 1 of 1" in text
    assert "Points of each problem" in text
    assert "cannot be recounted" in text
    assert "25,000 and more 1 of 1" in text
    world.certify(round_id, 0, 2)
    assert statuses(world) == ["prioritized", "prioritized", "open", "open"]
    with clock.at(AFTER):
        text = browser_as().read(f"/rounds/{round_id}").text
    assert "Checked by Renata Oakes, Albertville City and Lena Ruiz, Dothan City" in text
    assert "It stays open for the next round" in text


def test_turnout_counts_districts_that_did_not_vote(world: World, browser_as: Browsers) -> None:
    round_id = world.closed((10,))
    with clock.at(AFTER):
        text = browser_as().read(f"/rounds/{round_id}").text
    assert "1 of 3 districts voted" in text
    assert "Rural 0 of 1" in text
    assert "Under 1,000 0 of 1" in text


def test_a_tie_goes_by_the_seed_that_was_sealed_before_the_vote(
    world: World, anyone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(opening.secrets, "token_hex", lambda n: SEED)
        round_id = world.opened(capacity=1)
    with clock.at(DURING):
        sealed = anyone.read(f"/rounds/{round_id}").text
        world.cast(round_id, 0, 2, 2, 2, 2)
    assert SEED not in sealed
    assert hashlib.sha256(SEED.encode()).hexdigest() in sealed
    with clock.at(AFTER):
        world.run(closing.close_round, world.steward, round_id)
        text = anyone.read(f"/rounds/{round_id}").text
    options = world.options(round_id)
    (round_,) = world.make.all(Round)
    assert round_.result["tie_order"] == [str(options[n]) for n in BY_SEED]
    assert [o.id for o in world.make.all(RoundOption) if o.won] == [options[BY_SEED[0]]]
    assert SEED in text
    assert "were equal. The random number fixed at the opening" in text


def test_a_round_without_a_ballot_chooses_nothing(world: World, browser_as: Browsers) -> None:
    round_id = world.closed()
    assert statuses(world) == ["open"] * 4
    with clock.at(AFTER):
        text = browser_as().read(f"/rounds/{round_id}").text
    assert "No problem comes first: nobody voted." in text


def test_a_problem_without_a_point_takes_no_place(world: World, browser_as: Browsers) -> None:
    round_id = world.closed((10,))
    assert [won for _, _, won in outcome(world, round_id)] == [True, False, False, False]
    with clock.at(AFTER):
        text = browser_as().read(f"/rounds/{round_id}").text
    assert "1 of 2 points of effort stays unfilled." in text


def test_a_problem_that_ended_during_the_round_leaves_its_place_to_the_next(
    world: World, browser_as: Browsers
) -> None:
    round_id = world.opened()
    with clock.at(DURING):
        world.cast(round_id, 0, 6, 3, 1)
    with world.make.writing() as session:
        session.get_one(Problem, world.problems[0].id).status = "retired"
    with clock.at(AFTER):
        world.run(closing.close_round, world.steward, round_id)
        text = browser_as().read(f"/rounds/{round_id}").text
    assert [won for _, _, won in outcome(world, round_id)] == [False, True, True, False]
    assert "No substitute comes 6 points from 1 district It has since been retired" in text
    world.certify(round_id, 0, 1)
    assert statuses(world) == ["retired", "prioritized", "prioritized", "open"]


def test_nobody_closes_early(world: World, browser_as: Browsers) -> None:
    round_id = world.opened()
    steward = browser_as(world.steward)
    with clock.at(CLOSES - timedelta(seconds=1)):
        assert "Close and count" not in steward.read(f"/rounds/{round_id}").text
        answer = steward.force(f"/rounds/{round_id}/close", follow_redirects=True)
        assert "No one can close the round earlier" in answer.get_data(as_text=True)
        with world.make.writing() as session:
            assert closing.close_due(session) == 0
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
        assert closing.close_due(session) == 1
        assert closing.close_due(session) == 0
    assert outcome(world, round_id)[1] == (10, 1, True)
    with (
        clock.at(AFTER),
        pytest.raises(DomainError, match="It is closed and counted now"),
    ):
        world.run(closing.close_round, world.steward, round_id)


def test_the_close_counts_all_or_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the last thing fails, the links are still there and nothing is published."""
    round_id = world.opened(secret=True)
    with clock.at(DURING):
        world.cast(round_id, 0, 6, 4)

    def fails(*_: object) -> None:
        raise DomainError("The machine stopped.")

    monkeypatch.setattr(closing, "_delete_links", fails)
    with clock.at(AFTER), pytest.raises(DomainError):
        world.run(closing.close_round, world.steward, round_id)
    assert outcome(world, round_id) == [(None, None, False)] * 4
    assert world.make.all(Round)[0].status == "open"
    assert world.make.all(PublishedBallot) == []
    assert len(world.make.all(Ballot)) == 1


def test_certification_moves_all_winners_or_none(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_id = world.closed((6, 4))
    world.certify(round_id, 0)
    prioritize = certifying.problems.prioritize_problem
    moved: list[int] = []

    def fails_at_the_second(session, actor_id, problem_id, of_round):  # type: ignore[no-untyped-def]
        if moved:
            raise DomainError("Something else came between.")
        moved.append(problem_id)
        return prioritize(session, actor_id, problem_id, of_round)

    monkeypatch.setattr(certifying.problems, "prioritize_problem", fails_at_the_second)
    with pytest.raises(DomainError):
        world.certify(round_id, 1)
    assert statuses(world) == ["open"] * 4
    assert world.make.all(Round)[0].status == "closed"
    assert len(world.make.all(RoundCertification)) == 1


# --- a count that is overdue ---------------------------------------------------------------


def test_a_page_promises_a_count_in_a_moment_only_while_that_can_be_true(
    world: World, browser_as: Browsers, anyone: Browser
) -> None:
    round_id = world.opened()
    path = f"/rounds/{round_id}"
    with clock.at(CLOSES + timedelta(minutes=1)):
        assert "The count starts automatically in a moment." in anyone.read(path).text
    with clock.at(CLOSES + timedelta(hours=3)):
        visitor, steward = anyone.read(path).text, browser_as(world.steward).read(path).text
    for text in (visitor, steward):
        assert "in a moment" not in text
        assert "automatically" not in text
        assert "right after the close" not in text
        assert "Voting was open until" in text
        assert "It should have been counted then" in text
        assert "help@commons.example" in text
    assert f"A steward of {world.network.name} can count it now." in visitor
    assert "Count it now; then tell the people who run this portal" in steward
