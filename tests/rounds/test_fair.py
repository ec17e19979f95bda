"""Fair rounds: shares, secrecy, receipts, certification, and what anyone can check."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from rpp import clock, history
from rpp.errors import DomainError
from rpp.mail import Email
from rpp.problems.models import Problem
from rpp.rounds import certifying, closing, counting, opening, operations, queries, story, tally
from rpp.rounds.models import (
    Ballot,
    BallotPoints,
    PublishedBallot,
    Round,
    RoundCertification,
    RoundOption,
)
from rpp.rounds.tally import pabulib
from tests.rounds.conftest import AFTER, BEFORE, CLOSES, DURING, World, viewer_of
from tests.support.client import Browser
from tests.support.html import Page

Browsers = Callable[..., Browser]
FAIR = {"rule": "equal-shares-grow", "secret": True}


@pytest.fixture
def nine(world: World) -> World:
    """Six city districts beside three rural ones."""
    for n in range(6):
        locale = 12 if n < 4 else 41
        district = world.make.organization(f"Number {n}", locale=locale, enrollment=9_000)
        world.make.join(world.network, district)
        world.districts.append(district)
        world.delegates.append(world.make.member(district, delegate=True, name=f"Delegate {n}"))
    return world


def winners(world: World, round_id: int) -> list[int]:
    """The places in ballot order (from 0) of what won, first winner first."""
    options = sorted(
        (o for o in world.make.all(RoundOption) if o.round_id == round_id), key=lambda o: o.position
    )
    won = sorted((o for o in options if o.won), key=lambda o: o.place)
    return [o.position - 1 for o in won]


def recount(world: World, anyone: Browser, round_id: int) -> list[str]:
    """What a stranger counts who has only the published file."""
    with clock.at(AFTER):
        data = anyone.get(f"/rounds/{round_id}/ballots.pb").data
        result = json.loads(anyone.get(f"/rounds/{round_id}/result.json").data)
    assert hashlib.sha256(data).hexdigest() == result["inputs_sha256"]
    assert hashlib.sha256(result["seed"].encode()).hexdigest() == result["seed_sha256"]
    file = pabulib.read(data)
    outcome = tally.RULES[result["rule"]](file.election(result["utility"]))
    assert list(outcome.winners) == result["winners"]
    return list(outcome.winners)


CITY, RURAL = (4, 3, 3, 0), (0, 0, 0, 10)


def test_a_minority_that_agrees_wins_its_share_and_a_stranger_counts_the_same(
    nine: World, anyone: Browser
) -> None:
    round_id = nine.closed(*[CITY] * 6, *[RURAL] * 3, capacity=3, **FAIR)
    assert 3 in winners(nine, round_id)
    assert len(winners(nine, round_id)) == 3
    options = nine.options(round_id)
    assert recount(nine, anyone, round_id) == [str(options[n]) for n in winners(nine, round_id)]
    with clock.at(AFTER):
        text = anyone.read(f"/rounds/{round_id}").text
    assert "Three problems come first. Every district that voted got at least one" in text
    assert "Three of nine districts chose it; together they paid its cost of 1" in text
    assert "Equal Shares, completed (used)" in text
    assert "What each ballot paid for" in text
    assert text.count("has an equal share of the capacity") == 0, "the picture says it once"
    assert text.count("Shares are used up") == 1


def test_totals_would_let_the_larger_group_win_everything(nine: World, anyone: Browser) -> None:
    few = (0, 0, 0, 5)
    round_id = nine.closed(*[(4, 4, 4, 0)] * 6, *[few] * 3, capacity=3, points=12, **FAIR)
    result = nine.make.all(Round)[0].result
    by_rule = {one["rule"]: one for one in result["other_rules"]}
    rural = str(nine.options(round_id)[3])
    assert rural not in by_rule["greedy"]["winners"]
    assert rural in by_rule["equal-shares-grow"]["winners"]
    assert (by_rule["greedy"]["represented"], by_rule["equal-shares-grow"]["represented"]) == (6, 9)


@pytest.mark.parametrize(
    ("plan", "ballots", "won"),
    [
        ({"ballot": "approval", "rule": "phragmen", "capacity": 2}, [(1, 1), (1, 1), (0, 0, 1)], 2),
        (
            {"ballot": "approval", "rule": "equal-shares-grow", "capacity": 1},
            [(1,), (1, 1), (0, 1)],
            1,
        ),
        (
            {"ballot": "ranking", "rule": "borda", "capacity": 2},
            [(1, 2, 3), (2, 1, 3), (1, 3, 2)],
            2,
        ),
        ({"ballot": "ranking", "rule": "equal-shares-grow"}, [(1, 2, 3), (2, 1, 3)], 2),
        ({"ballot": "points", "rule": "equal-shares"}, [(10,), (10,), (0, 10)], 1),
    ],
)
@pytest.mark.both_databases
def test_every_ballot_and_rule_is_counted_and_recounted(
    world: World,
    anyone: Browser,
    plan: dict[str, Any],
    ballots: list[tuple[int, ...]],
    won: int,
) -> None:
    round_id = world.closed(*ballots, secret=True, **plan)
    assert len(recount(world, anyone, round_id)) == won
    with clock.at(AFTER):
        page = anyone.read(f"/rounds/{round_id}")
    assert "Count it yourself" in page.text


def test_problems_of_different_effort_share_the_capacity(world: World, anyone: Browser) -> None:
    efforts = {world.problems[0].id: 4, world.problems[1].id: 2, world.problems[2].id: 2}
    round_id = world.closed((5, 5), (0, 5, 5), (0, 5, 5), capacity=4, efforts=efforts, **FAIR)
    assert winners(world, round_id) == [1, 2]
    assert recount(world, anyone, round_id)


def test_after_the_close_nothing_ties_a_district_to_its_secret_ballot(
    nine: World, anyone: Browser
) -> None:
    round_id = nine.opened(**FAIR)
    with clock.at(DURING):
        for n in (8, 3, 0, 5):
            nine.cast(round_id, n, n + 1, 1)
        codes = {b.receipt for b in nine.make.all(Ballot)}
    with clock.at(AFTER):
        nine.run(closing.close_round, nine.steward, round_id)
    assert nine.make.all(Ballot) == []
    assert nine.make.all(BallotPoints) == []
    published = nine.make.all(PublishedBallot)
    assert {p.code for p in published} == codes
    assert [p.organization_id for p in published] == [None] * 4
    assert not any(e.at == DURING for e in nine.make.all(history.Event))
    with clock.at(AFTER):
        file = anyone.get(f"/rounds/{round_id}/ballots.pb").get_data(as_text=True)
    lines = [line.split(";")[0] for line in file.split("VOTES\n")[1].splitlines()[1:]]
    assert lines == sorted(codes)
    for district in nine.districts:
        assert district.name not in file


def test_an_open_round_says_whose_ballots_they_are_and_a_secret_one_does_not(
    world: World, anyone: Browser
) -> None:
    for secret in (False, True):
        round_id = world.closed((7, 3), secret=secret)
        (ballot,) = [b for b in world.make.all(PublishedBallot) if b.round_id == round_id]
        assert (ballot.organization_id is None) is secret
        with clock.at(AFTER):
            text = anyone.read(f"/rounds/{round_id}").text
        listed = f"{ballot.code} No substitute comes: 7; Reading slips after grade 3: 3"
        assert listed in text
        assert (f"Albertville City {listed}" in text) is not secret


def test_a_delegate_keeps_her_code_and_finds_her_ballot_with_it(
    world: World, browser_as: Browsers, anyone: Browser
) -> None:
    round_id = world.opened(**FAIR)
    delegate, path = browser_as(world.delegates[0]), f"/rounds/{round_id}/ballot"
    names = [f"points-{option}" for option in world.options(round_id)]
    with clock.at(DURING):
        check = Page(delegate.send(path, {names[0]: "10"}).get_data(as_text=True))
        kept = Page(delegate.send(path, {"step": "cast"}, page=check).get_data(as_text=True))
        (ballot,) = world.make.all(Ballot)
        assert "Keep this code" in kept.text
        # A way to the ballot: the browser's own way back leads to a form that was sent.
        (again,) = (link for link in kept.links if link.startswith(f"/rounds/{round_id}/ballot?"))
        assert "It counts unless you change it." in delegate.read(again).text
        assert ballot.receipt in kept.text
        early = anyone.read(f"/rounds/{round_id}/receipt").text
        assert "Ballots are published under their codes when the round has closed" in early
        assert anyone.get(f"/rounds/{round_id}/ballots.pb").status_code == 404
        assert anyone.get(f"/rounds/{round_id}/result.json").status_code == 404
        world.cast(round_id, 1, 10)
        world.cast(round_id, 2, 0, 10)
    with clock.at(AFTER):
        world.run(closing.close_round, world.steward, round_id)
        typed = ballot.receipt.lower().replace("-", " ")
        answer = anyone.send(f"/rounds/{round_id}/receipt", {"code": typed})
        text = Page(answer.get_data(as_text=True)).text
        assert "This ballot was counted 10 No substitute comes" in text
        assert "What its share paid for No substitute comes 0.5 of its effort of 1" in text
        wrong = anyone.send(f"/rounds/{round_id}/receipt", {"code": "AAAA-BBBB"}, status=422)
        assert "No ballot of this round is published under this code" in wrong.text
        page = delegate.read(path)
    assert "The ballots are secret now." in page.text
    # After the count nobody knows whether a district voted: nothing may sound as if it had.
    assert "No one can cast or change the ballot" in page.text
    assert "You can change it until" not in page.text


def test_whoever_takes_over_a_ballot_gets_a_code_of_her_own(world: World) -> None:
    round_id = world.opened(**FAIR)
    with clock.at(DURING):
        world.cast(round_id, 0, 10)
        (before,) = world.make.all(Ballot)
        world.cast(round_id, 0, 0, 10)
        (same,) = world.make.all(Ballot)
        assert same.receipt == before.receipt
        stand_in = world.make.member(world.districts[0])
        district = world.districts[0].id
        world.run(operations.name_substitute, world.delegates[0], round_id, district, stand_in.id)
        world.cast(round_id, 0, 4, 6, person=stand_in)
    (after,) = world.make.all(Ballot)
    assert after.receipt != before.receipt


# --- ballots of ticks and ranks ------------------------------------------------------------


def test_ticks_are_cast_and_taken_back(world: World, browser_as: Browsers) -> None:
    round_id = world.opened(ballot="approval", **FAIR)
    delegate, path = browser_as(world.delegates[0]), f"/rounds/{round_id}/ballot"
    first, second, third, _ = (f"points-{option}" for option in world.options(round_id))
    with clock.at(DURING):
        check = Page(delegate.send(path, {first: "1", second: "1"}).get_data(as_text=True))
        assert "Albertville City, AL will tick:" in check.text
        delegate.send(path, {"step": "cast"}, page=check)
        check = Page(delegate.send(path, {first: None, third: "1"}).get_data(as_text=True))
        delegate.send(path, {"step": "cast"}, page=check)
        empty = delegate.send(path, {second: None, third: None}, status=422)
    assert "Tick at least one problem." in empty.text
    options = world.options(round_id)
    given = {row.option_id: row.points for row in world.make.all(BallotPoints)}
    assert given == {options[1]: 1, options[2]: 1}


def test_ranks_are_cast_in_order_and_gaps_close(world: World, browser_as: Browsers) -> None:
    round_id = world.opened(ballot="ranking", **FAIR)
    delegate, path = browser_as(world.delegates[0]), f"/rounds/{round_id}/ballot"
    a, b, c, d = (f"points-{option}" for option in world.options(round_id))
    with clock.at(DURING):
        check = Page(delegate.send(path, {c: "1", a: "4"}).get_data(as_text=True))
        assert check.text.index("Long rides") < check.text.index("No substitute comes")
        delegate.send(path, {"step": "cast"}, page=check)
        for typed, sentence in (
            ({a: "1", b: "1"}, "Two problems have the same rank"),
            ({d: "9999"}, "Ranks go from 1 to 4"),
            ({d: "-1"}, "Ranks cannot be below zero"),
            ({d: "1.5"}, "is not a whole number"),
            ({a: "1", c: ""}, "Rank at least two problems"),
        ):
            answer = delegate.force(path, {"step": "cast", "seen": "1", **typed})
            assert answer.status_code == 422
            assert sentence in Page(answer.text).text
    options = world.options(round_id)
    given = {row.option_id: row.points for row in world.make.all(BallotPoints)}
    assert given == {options[2]: 1, options[0]: 2}


@pytest.mark.parametrize(
    ("kind", "choices", "sentence"),
    [
        ("points", (11,), "1 point too many"),
        ("points", (-1, 4), "whole numbers from zero up"),
        ("approval", (2,), "either ticked or not"),
        ("ranking", (1, 1), "same rank"),
        ("ranking", (9999, 1), "Ranks go from 1 to 4"),
        ("ranking", (1,), "Rank at least two"),
    ],
)
def test_no_ballot_that_breaks_a_rule_is_kept(
    world: World, kind: str, choices: tuple[int, ...], sentence: str
) -> None:
    round_id = world.opened(ballot=kind, **FAIR)
    with clock.at(DURING), pytest.raises(DomainError, match=sentence):
        world.cast(round_id, 0, *choices)
    assert world.make.all(Ballot) == []


def test_a_withdrawn_problem_takes_no_vote_and_the_others_stand(
    world: World, browser_as: Browsers, anyone: Browser
) -> None:
    round_id = world.opened(**FAIR)
    gone, second = world.options(round_id)[:2]
    steward, path = browser_as(world.steward), f"/rounds/{round_id}/options/{gone}/withdraw"
    with clock.at(DURING):
        world.cast(round_id, 0, 6, 4)
        world.cast(round_id, 1, 10)
        steward.send(path, {"reason": "It is being studied already."})
        assert "It is being studied already." in anyone.read(f"/rounds/{round_id}").text
        answer = browser_as(world.delegates[2]).force(
            f"/rounds/{round_id}/ballot", {"step": "cast", f"points-{gone}": "5"}
        )
        assert answer.status_code == 422
        assert "was withdrawn from the round, so nothing was cast" in answer.text
        with pytest.raises(DomainError, match="withdrawn"):
            world.cast(round_id, 2, 5)
    with clock.at(AFTER):
        world.run(closing.close_round, world.steward, round_id)
    assert recount(world, anyone, round_id) == [str(second)]
    assert f"\n{gone};" not in world.make.all(Round)[0].ballots_pb


# --- the steward ---------------------------------------------------------------------------


def test_a_plan_holds_the_whole_round(world: World, browser_as: Browsers) -> None:
    path = f"/rounds/new?network={world.network.id}"
    with clock.at(BEFORE):
        browser_as(world.steward).send(
            path,
            {
                "title": "What we study first",
                "purpose": "Choose problems for the first studies.",
                "ballot": "approval",
                "rule": "phragmen",
                "capacity": "5",
                "quorum": "2",
                "secrecy": "open",
                "timezone": "America/Denver",
                "opens_at": "2026-03-09T07:00",
                "closes_at": "2026-03-27T16:00",
                "options": [str(problem.id) for problem in world.problems[:3]],
                f"effort-{world.problems[0].id}": "4",
            },
        )
    (made,) = world.make.all(Round)
    assert (made.ballot, made.rule, made.capacity, made.quorum) == ("approval", "phragmen", 5, 2)
    assert (made.secret, made.timezone, made.closes_at) == (False, "America/Denver", CLOSES)
    assert [o.effort for o in world.make.all(RoundOption)] == [4, 1, 1]


def test_a_rule_that_does_not_fit_the_ballot_is_refused(world: World) -> None:
    for ballot, rule in (("points", "borda"), ("ranking", "phragmen"), ("points", "dice")):
        with pytest.raises(DomainError, match="does not fit"):
            world.draft(ballot=ballot, rule=rule)


def test_a_steward_sees_the_ballot_as_a_voter_and_can_cast_nothing(
    world: World, browser_as: Browsers
) -> None:
    for ballot in ("points", "approval", "ranking"):
        round_id = world.draft(ballot=ballot, **FAIR)
        with clock.at(BEFORE):
            page = browser_as(world.steward).read(f"/rounds/{round_id}/preview")
        assert "Preview as a delegate will see it" in page.text
        assert "No substitute comes" in page.text
        assert 'class="usa-button">Check and cast' not in page.text


def test_a_researcher_notes_how_a_problem_could_be_studied_until_the_round_opens(
    world: World, browser_as: Browsers
) -> None:
    institute = world.make.organization("State Institute", type="research")
    world.make.join(world.network, institute)
    researcher = world.make.researcher(institute, "Ana Reyes")
    round_id = world.draft(**FAIR)
    path = f"/rounds/{round_id}/options/{world.options(round_id)[0]}/note"
    stranger = world.make.researcher()
    with clock.at(BEFORE):
        browser_as(researcher).send(path, {"note": "Payroll data exist since 2019."})
        assert browser_as(world.delegates[0]).get(path).status_code == 403
        assert browser_as(stranger).get(path).status_code == 404
        world.run(opening.open_round, world.steward, round_id)
    with clock.at(DURING):
        text = browser_as(world.delegates[0]).read(f"/rounds/{round_id}/ballot").text
        assert "Ana Reyes on studying it: Payroll data exist since 2019." in text
        late = browser_as(researcher).send(path, {"note": "Later."}, status=422)
    assert "its options and notes are fixed" in late.text


def test_a_round_is_extended_with_a_reason_and_never_shortened(
    world: World, browser_as: Browsers, anyone: Browser
) -> None:
    round_id = world.opened(**FAIR)
    steward, path = browser_as(world.steward), f"/rounds/{round_id}/extend"
    with clock.at(DURING):
        reason = "Three districts were on spring break."
        early = {"closes_at": "2026-03-20T17:00", "reason": reason}
        assert "A round cannot end earlier" in steward.send(path, early, status=422).text
        steward.send(path, {"closes_at": "2026-04-03T17:00", "reason": reason})
        text = anyone.read(f"/rounds/{round_id}").text
        assert reason in text
        assert "extended it to Friday, April 3, 2026, 5 p.m. Central." in text
    with clock.at(CLOSES + timedelta(days=1)):
        world.cast(round_id, 0, 10)
    with clock.at(CLOSES + timedelta(days=30)), pytest.raises(DomainError, match="can still vote"):
        world.run(
            operations.extend_round,
            world.steward,
            round_id,
            CLOSES + timedelta(days=40),
            "Too late for that.",
        )


def test_reminders_go_to_the_silent_alone_and_name_them_to_nobody(
    world: World, browser_as: Browsers, anyone: Browser
) -> None:
    round_id = world.opened(**FAIR)
    steward = browser_as(world.steward)
    with clock.at(DURING):
        world.cast(round_id, 0, 10)
        answer = steward.send(f"/rounds/{round_id}", action="/remind")
        page = Page(answer.get_data(as_text=True)).text
        again = steward.send(f"/rounds/{round_id}", action="/remind")
    emails = world.make.all(Email)
    assert {email.recipient for email in emails} == {d.email for d in world.delegates[1:]}
    assert "Clinton has not voted yet" in next(
        email.body for email in emails if email.recipient == world.delegates[1].email
    )
    assert "No one is told which they are" in page
    assert "reminded today" in Page(again.get_data(as_text=True)).text
    for delegate in world.delegates:
        assert page.count(delegate.name) == 1, "in the list of all delegates alone"


def test_a_substitute_votes_until_another_is_named(world: World, browser_as: Browsers) -> None:
    round_id = world.opened(**FAIR)
    stand_in, stranger = world.make.member(world.districts[0]), world.make.person()
    path = f"/rounds/{round_id}/substitute"
    district = world.districts[0].id
    with clock.at(DURING):
        assert browser_as(stand_in).get(f"/rounds/{round_id}/ballot").status_code == 403
        browser_as(world.delegates[0]).send(path, {"person": str(stand_in.id)})
        assert browser_as(stand_in).get(f"/rounds/{round_id}/ballot").status_code == 200
        world.cast(round_id, 0, 10, person=stand_in)
        assert browser_as(stand_in).get(path).status_code == 403
        with pytest.raises(DomainError, match="Choose a member"):
            world.run(
                operations.name_substitute, world.delegates[0], round_id, district, stranger.id
            )
        browser_as(world.delegates[0]).send(path, {"person": ""})
        with pytest.raises(DomainError, match="no longer the delegate"):
            world.cast(round_id, 0, 0, 10, person=stand_in)
    assert len(world.make.all(Ballot)) == 1


def test_without_its_quorum_a_round_is_annulled_and_nothing_is_published(
    world: World, anyone: Browser
) -> None:
    round_id = world.closed((10,), quorum=2, **FAIR)
    (round_,) = world.make.all(Round)
    assert (round_.status, round_.result, round_.voted) == ("annulled", None, 1)
    assert world.make.all(PublishedBallot) == []
    assert world.make.all(Ballot) == []
    with clock.at(AFTER):
        text = anyone.read(f"/rounds/{round_id}").text
        assert anyone.get(f"/rounds/{round_id}/ballots.pb").status_code == 404
        assert "were not counted" in anyone.read(f"/rounds/{round_id}/receipt").text
    assert "1 district voted; the quorum was 2." in text


def test_as_many_districts_as_the_quorum_are_enough(world: World) -> None:
    world.closed((10,), (10,), quorum=2, **FAIR)
    assert [(r.status, r.voted) for r in world.make.all(Round)] == [("closed", 2)]


# --- certifying ----------------------------------------------------------------------------


def test_two_districts_certify_and_the_page_says_who(world: World, browser_as: Browsers) -> None:
    round_id = world.closed((10,), (10,), **FAIR)
    with clock.at(AFTER):
        for n in (0, 1):
            assert f"/rounds/{round_id}/certify" in browser_as(world.delegates[n]).read("/me").links
            answer = browser_as(world.delegates[n]).send(
                f"/rounds/{round_id}/certify", {"verdict": "confirm"}
            )
            assert "Your decision on this count is recorded." in answer.text
            # Who has said it is not asked again; the other district still is.
            asked = [
                f"/rounds/{round_id}/certify" in browser_as(who).read(f"/rounds/{round_id}").links
                for who in world.delegates[:2]
            ]
            assert asked == [False, n == 0]
    assert [r.status for r in world.make.all(Round)] == ["certified"]
    assert {p.status for p in world.make.all(Problem)} == {"prioritized", "open"}


def test_who_decided_reads_what_and_is_not_asked_again(world: World, browser_as: Browsers) -> None:
    colleague = world.make.leader(world.districts[0], person=world.make.person("Cal Ames"))
    round_id = world.closed((10,), **FAIR)
    world.certify(round_id, 0)
    path, delegate = f"/rounds/{round_id}/certify", world.delegates[0]
    district = world.districts[0].name
    with clock.at(AFTER):
        for who, name in ((delegate, "You"), (colleague, delegate.name)):
            page = browser_as(who).read(path)
            assert f"{name} confirmed this count for {district}." in page.text
            assert "A person from another district must confirm it too." in page.text
            assert "What is your decision?" not in page.text
            assert f"/rounds/{round_id}" in page.links
        # A form that was open before says the same, with its error.
        sent = {"organization": world.districts[0].id, "verdict": "confirm"}
        answer = browser_as(delegate).force(path, sent, expect=422)
        assert "You have already certified this round." in answer.text
        assert "What is your decision?" in browser_as(world.delegates[1]).read(path).text
    assert len(world.make.all(RoundCertification)) == 1


def test_a_refusal_needs_a_reason_and_annuls(
    world: World, browser_as: Browsers, anyone: Browser
) -> None:
    round_id = world.closed((10,), **FAIR)
    delegate, path = browser_as(world.delegates[1]), f"/rounds/{round_id}/certify"
    with clock.at(AFTER):
        answer = delegate.send(path, {"verdict": "refuse"}, status=422)
        assert "Give a reason" in answer.text
        delegate.send(path, {"verdict": "refuse", "reason": "Our ballot is not in the list."})
        text = anyone.read(f"/rounds/{round_id}").text
        with pytest.raises(DomainError, match="nothing to certify"):
            world.certify(round_id, 0)
    assert "Our ballot is not in the list." in text
    assert "The count has no effect." in text
    assert {p.status for p in world.make.all(Problem)} == {"open"}


def test_nobody_certifies_twice_for_her_district_or_her_own_round(
    world: World, browser_as: Browsers
) -> None:
    colleague = world.make.leader(world.districts[0])
    opener = world.make.leader(world.districts[2], person=world.steward)
    round_id = world.closed((10,), **FAIR)
    world.certify(round_id, 0)
    with pytest.raises(DomainError, match="already certified this round"):
        world.certify(round_id, 0)
    with clock.at(AFTER):
        for person, n, sentence in (
            (colleague, 0, "Your district has already certified"),
            (opener, 2, "You opened this round"),
            (world.delegates[1], 2, "Only a leader or the delegate"),
        ):
            with pytest.raises(DomainError, match=sentence):
                world.run(
                    certifying.certify_round, person, round_id, world.districts[n].id, True, ""
                )
        path = f"/rounds/{round_id}/certify"
        assert browser_as(opener).get(path).status_code == 403
        assert browser_as(world.make.admin()).get(path).status_code == 403
        assert browser_as(world.make.member(world.districts[1])).get(path).status_code == 403
        assert browser_as(world.delegates[1]).get(path).status_code == 200
    assert len(world.make.all(RoundCertification)) == 1
    assert [r.status for r in world.make.all(Round)] == ["closed"]


# --- tables --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ([12, 30, 14], [12, 30, 14]),
        ([3, 30, 14], [None, 30, None]),
        ([3, 4, 30], [None, None, None]),
        ([9, 9, 30], [None, None, 30]),
        ([10, 30], [10, 30]),
        ([0, 12], [None, None]),
        ([4], [None]),
    ],
)
def test_a_small_cell_is_hidden_and_so_is_what_would_give_it_away(
    cells: list[int], shown: list[int | None]
) -> None:
    assert counting.hide(cells) == shown


def test_a_secret_round_of_few_districts_shows_no_cell(nine: World, anyone: Browser) -> None:
    round_id = nine.closed(*[CITY] * 6, *[RURAL] * 3, **FAIR)
    tables = nine.make.all(Round)[0].tables
    assert {cell for row in tables["setting"] + tables["size"] for cell in row[2:]} == {None}
    with clock.at(AFTER):
        text = anyone.read(f"/rounds/{round_id}").text
        assert text.count("under 10") == 1, "one sentence, not one for each row"


def test_the_tables_of_many_districts_count_who_got_a_choice() -> None:
    voters = [counting.Voter("City", "big", True, True)] * 20
    voters += [counting.Voter("Rural", "big", True, n < 12) for n in range(24)]
    made = counting.tables(voters, secret=True, settings=("City", "Rural"), sizes=("big",))
    assert made["setting"] == [("City", 20, 20, 20), ("Rural", 24, 24, 12)]
    made = counting.tables(voters[:-20], secret=True, settings=("City", "Rural"), sizes=("big",))
    assert made["setting"] == [("City", 20, None, None), ("Rural", 4, None, None)]


def test_where_the_few_without_a_winner_would_be_known_the_many_with_one_are_not_told() -> None:
    voters = [counting.Voter("City", "big", True, n < 15) for n in range(20)]
    voters += [counting.Voter("Town", "big", True, True)] * 12
    voters += [counting.Voter("Rural", "big", True, n < 20) for n in range(40)]
    names = ("City", "Town", "Rural")
    made = counting.tables(voters, secret=True, settings=names, sizes=("big",))
    # Of 20 in cities 15 have a winner, so 5 have none; the next smallest cell hides them.
    assert made["setting"] == [
        ("City", 20, 20, None),
        ("Town", 12, 12, None),
        ("Rural", 40, 40, 20),
    ]
    open_round = counting.tables(voters, secret=False, settings=names, sizes=("big",))
    assert open_round["setting"][0] == ("City", 20, 20, 15)
    assert (made["suppressed"], open_round["suppressed"]) == (True, False)


def test_who_has_a_winner_is_not_told_where_it_would_give_away_how_many_voted() -> None:
    voters = [counting.Voter("City", "big", True, True)] * 9
    voters += [counting.Voter("Town", "big", True, True)] * 12
    voters += [counting.Voter("Rural", "big", True, n < 11) for n in range(30)]
    names = ("City", "Town", "Rural")
    made = counting.tables(voters, secret=True, settings=names, sizes=("big",))
    # 12 with a winner in towns would say that 12 voted there, and so that 9 did in cities.
    assert made["setting"] == [
        ("City", 9, None, None),
        ("Town", 12, None, None),
        ("Rural", 30, 30, None),
    ]


# --- words ---------------------------------------------------------------------------------


def test_the_help_page_explains_itself_with_a_count(anyone: Browser) -> None:
    page = anyone.read("/help/fair-votes")
    assert "Totals choose Bus routes across the city, Crowded middle schools, Evening" in page.text
    assert "Teachers for small rural schools" in page.text
    assert "each ballot 1/3 of a problem" in page.text
    for limit in ("administrator", "backups", "guessed", "receipt code can prove"):
        assert limit in page.text
    for path in ("/about", "/rounds"):
        assert "/help/fair-votes" in anyone.read(path).links


def test_amounts_are_said_shortly() -> None:
    from fractions import Fraction as F

    said = [story.amount(n) for n in (F(3), F(1, 3), F(1, 2), F(2, 3), F(999, 1000), F(1, 1000))]
    assert said == ["3", "0.33", "0.5", "0.67", "1", "0"]


def test_those_who_may_vote_hear_what_becomes_of_a_round(
    world: World, browser_as: Browsers
) -> None:
    round_id = world.closed((10,), **FAIR)
    world.certify(round_id, 0, 1)
    told = browser_as(world.delegates[2]).read("/notices").text
    assert "certified the result: “What we study first”." in told
    assert "closed the vote" in told


def test_a_result_takes_as_many_statements_for_many_districts_as_for_few(
    nine: World, anyone: Browser, app: Any
) -> None:
    from sqlalchemy import event

    def statements(round_id: int) -> int:
        seen: list[str] = []
        note = lambda *a: seen.append(a[2])  # noqa: E731
        event.listen(app.extensions["rpp.engine"], "before_cursor_execute", note)
        with clock.at(AFTER):
            anyone.read(f"/rounds/{round_id}")
        event.remove(app.extensions["rpp.engine"], "before_cursor_execute", note)
        return sum(not s.startswith(("BEGIN", "PRAGMA")) for s in seen)

    few, many = nine.closed(CITY, **FAIR), nine.closed(*[CITY] * 6, *[RURAL] * 3, **FAIR)
    assert statements(few) == statements(many) <= 10


def test_a_viewer_without_a_part_learns_nothing_before_the_close(world: World) -> None:
    round_id = world.opened(**FAIR)
    with clock.at(DURING), world.make.writing() as session:
        row = queries.round_(session, viewer_of(session, world.steward), round_id)
        assert row is not None
        assert queries.counted(session, row) is None
        assert queries.published(session, row, "") is None
