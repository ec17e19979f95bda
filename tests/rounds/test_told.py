"""Who hears what of a round, when, and what nobody is told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from rpp import clock, jobs
from rpp.mail import Email
from rpp.people import emails as told_by_email
from rpp.rounds import closing, opening, operations, reminding
from rpp.rounds.models import Round, RoundOption
from tests.rounds.conftest import AFTER, BEFORE, CLOSES, DURING, OPENS, World
from tests.support.client import Browser
from tests.support.html import Page

Browsers = Callable[..., Browser]
ASKED = "Confirm or refuse the count for your district"
LAST_DAYS = CLOSES - timedelta(days=2)


def notices(world: World, person: Any) -> list[str]:
    return [n.text for n in world.make.notices() if n.person_id == person.id]


def asked(world: World, person: Any) -> bool:
    """Whether a notice asks the person to certify."""
    return any(ASKED in text for text in notices(world, person))


# --- certifying ----------------------------------------------------------------------------


def test_who_may_certify_hears_of_the_close_and_nobody_else(world: World) -> None:
    leader = world.make.leader(world.districts[0])
    member = world.make.member(world.districts[0])
    elsewhere = world.make.leader(world.make.organization("Far Away"))
    round_id = world.closed((10,), secret=True)
    for person in (*world.delegates, leader):
        assert asked(world, person)
    for person in (member, elsewhere, world.steward):
        assert not asked(world, person)
    world.certify(round_id, 0, 1)


def test_who_opened_the_round_is_not_asked_to_certify_it(world: World) -> None:
    world.make.member(world.districts[0], "leader", person=world.steward)
    round_id = world.opened(secret=True)
    with clock.at(DURING):
        world.cast(round_id, 0, 10)
    with clock.at(CLOSES), world.make.writing() as session:
        closing.close_due(session)
    assert not asked(world, world.steward)
    assert asked(world, world.delegates[0])


def test_days_are_those_of_the_place_where_the_round_is_held(world: World, anyone: Browser) -> None:
    # Half past eleven in the evening in Alabama, and the next day in Greenwich.
    late = CLOSES + timedelta(hours=6, minutes=30)
    round_id = world.opened(secret=True)
    with clock.at(late):
        world.run(closing.close_round, world.steward, round_id)
        text = anyone.read(f"/rounds/{round_id}").text
    assert "March 28, 2026" not in text
    assert "Mar 27, 2026 Lucille Abara closed it and counted." in text


def test_without_a_quorum_nobody_is_asked_to_certify(world: World) -> None:
    world.closed((10,), secret=True, quorum=2)
    told = notices(world, world.delegates[1])
    assert any("annulled the result" in text for text in told)
    assert not asked(world, world.delegates[1])


# --- substitutes and delegates -------------------------------------------------------------


def test_a_substitute_leaves_a_line_that_names_the_district_and_no_person(
    world: World, browser_as: Browsers, anyone: Browser
) -> None:
    round_id = world.opened(secret=True)
    stand_in = world.make.member(world.districts[0], name="Sam Stand-In")
    delegate, path = browser_as(world.delegates[0]), f"/rounds/{round_id}/substitute"
    with clock.at(DURING):
        delegate.send(path, {"person": str(stand_in.id)})
        named = anyone.read(f"/rounds/{round_id}").text
        world.cast(round_id, 0, 10, person=stand_in)
        assert anyone.read(f"/rounds/{round_id}").text.count("Albertville City, AL named") == 1
        delegate.send(path, {"person": ""})
        delegate.send(path, {"person": ""})
        taken_back = anyone.read(f"/rounds/{round_id}").text
    assert "Albertville City, AL named who votes when its delegate cannot." in named
    assert taken_back.count("Albertville City, AL removed the substitute for its delegate") == 1
    for text in (named, taken_back):
        assert "Sam Stand-In" not in text
        assert "Renata Oakes" not in text
    assert notices(world, stand_in) == [
        "Renata Oakes named you to vote for Albertville City, AL when its delegate cannot: "
        "“What we study first”."
    ]


def test_the_network_reads_who_votes_for_whom_and_others_read_the_districts(
    world: World, browser_as: Browsers, anyone: Browser
) -> None:
    round_id = world.opened(secret=True)
    far = world.make.leader(world.make.organization("Far Away"))
    with clock.at(DURING):
        for inside in (world.delegates[2], world.steward):
            text = browser_as(inside).read(f"/rounds/{round_id}").text
            assert "Albertville City, AL Renata Oakes" in text
            assert "Clinton, AL Tomas Brandt" in text
        for outside in (browser_as(far), anyone):
            text = outside.read(f"/rounds/{round_id}").text
            assert "One ballot each: Albertville City, AL; Clinton, AL; Dothan City, AR." in text
            assert "Renata Oakes" not in text


# --- the plan ------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["0", "1001", "-2", "1.5", "two", ""])
def test_an_effort_that_is_none_is_said_beside_it_and_kept(
    world: World, browser_as: Browsers, typed: str
) -> None:
    round_id, steward = world.draft(), browser_as(world.steward)
    second = f"effort-{world.problems[1].id}"
    with clock.at(BEFORE):
        answer = steward.send(f"/rounds/{round_id}/edit", {second: typed}, status=422)
        html = answer.get_data(as_text=True)
        assert Page(html).text.count("Type a whole number from 1 to 1,000.") == 1
        assert f'aria-describedby="{second}-error"' in html
        assert Page(html).form("/edit").fields[second] == [typed]
        steward.send(f"/rounds/{round_id}/edit", {second: "3"})
    efforts = {option.problem_id: option.effort for option in world.make.all(RoundOption)}
    assert [efforts[problem.id] for problem in world.problems] == [1, 3, 1, 1]


# --- reminders -----------------------------------------------------------------------------


def reminded(world: World) -> list[str]:
    """To whom the worker writes now."""
    before = len(world.make.all(Email))
    with world.make.writing() as session:
        reminding.remind_due(session)
    return sorted(email.recipient for email in world.make.all(Email)[before:])


def emails(world: World, *districts: int) -> list[str]:
    return sorted(world.delegates[n].email for n in districts)


def test_two_days_before_the_close_the_silent_are_reminded_once(
    world: World, anyone: Browser, found_at: str
) -> None:
    round_id = world.opened(secret=True)
    with clock.at(DURING):
        world.cast(round_id, 0, 10)
        assert reminded(world) == []
    with clock.at(LAST_DAYS):
        assert reminded(world) == emails(world, 1, 2)
        assert reminded(world) == []
        text = anyone.read(f"/rounds/{round_id}").text
    with clock.at(CLOSES - timedelta(minutes=1)):
        assert reminded(world) == []
    assert "The portal, on schedule, e-mailed the districts that had not voted." in text
    for delegate in world.delegates:
        assert delegate.name not in text
    written = world.make.all(Email)
    assert all(f"{found_at}/rounds/{round_id}/ballot" in email.body for email in written)


def test_whom_a_steward_reminded_yesterday_the_worker_leaves_alone(
    world: World, found_at: str
) -> None:
    round_id = world.opened(secret=True)
    with clock.at(LAST_DAYS - timedelta(days=1)):
        world.run(reminding.remind, world.steward, round_id)
    with clock.at(LAST_DAYS):
        assert reminded(world) == []


def test_a_round_that_has_just_opened_reminds_nobody(world: World, found_at: str) -> None:
    world.opened(secret=True, closes_at=OPENS + timedelta(days=1))
    with clock.at(OPENS + timedelta(hours=1)):
        assert reminded(world) == []


def test_a_round_that_is_extended_reminds_again_before_its_new_close(
    world: World, found_at: str
) -> None:
    round_id = world.opened(secret=True)
    later = CLOSES + timedelta(days=7)
    with clock.at(LAST_DAYS):
        assert reminded(world) == emails(world, 0, 1, 2)
        world.run(operations.extend_round, world.steward, round_id, later, "A storm came.")
    with clock.at(later - timedelta(days=2)):
        assert reminded(world) == emails(world, 0, 1, 2)


def test_a_worker_that_does_not_know_where_the_portal_is_still_closes_rounds(
    world: World, app: Any
) -> None:
    round_id = world.opened(secret=True)
    with clock.at(LAST_DAYS):
        assert reminded(world) == []
    with clock.at(AFTER):
        assert jobs.run_due(app)["close rounds"] == 1
    assert [r.status for r in world.make.all(Round) if r.id == round_id] == ["closed"]


# --- by e-mail -----------------------------------------------------------------------------


def opened_now(world: World) -> int:
    """A round that opens in this test, not before it."""
    round_id = world.draft(secret=True)
    with clock.at(OPENS):
        world.run(opening.open_round, world.steward, round_id)
    return round_id


def turn_off(world: World, person: Any, topic: str) -> None:
    with world.make.writing() as session:
        told_by_email.choose(session, person.id, {topic: False})


def test_delegates_read_at_once_that_their_districts_can_vote(world: World, found_at: str) -> None:
    world.make.leader(world.districts[0])
    round_id = opened_now(world)
    written = world.make.all(Email)
    assert sorted(email.recipient for email in written) == emails(world, 0, 1, 2)
    (first,) = (email for email in written if email.recipient == world.delegates[0].email)
    assert first.subject == "Your district can vote: What we study first"
    assert "until Friday, March 27, 2026, 5 p.m. Central" in first.body
    assert f"\n{found_at}/rounds/{round_id}/ballot\n" in first.body
    assert first.way_out.startswith(f"{found_at}/unsubscribe/")


def test_the_worker_opens_a_round_and_tells_of_it_once(world: World, found_at: str) -> None:
    world.scheduled(secret=True)
    with clock.at(OPENS), world.make.writing() as session:
        assert opening.open_due(session) == 1
        assert opening.open_due(session) == 0
    told = sorted(email.recipient for email in world.make.all(Email))
    assert told == emails(world, 0, 1, 2)
    assert "The portal opened the vote" in world.make.all(Email)[0].body


def test_who_wants_no_e_mail_about_votes_is_neither_told_nor_reminded(
    world: World, found_at: str
) -> None:
    turn_off(world, world.delegates[0], "round")
    turn_off(world, world.delegates[1], "study")
    opened_now(world)
    told = sorted(email.recipient for email in world.make.all(Email))
    assert told == emails(world, 1, 2)
    assert len(notices(world, world.delegates[0])) == 1
    with clock.at(LAST_DAYS):
        assert reminded(world) == emails(world, 1, 2)
    last = world.make.all(Email)[-1]
    assert last.subject == "Your district has not voted yet: What we study first"
    assert last.body.startswith("Hello ")
    assert last.way_out in last.body


def test_what_happens_to_an_open_vote_is_told_in_the_notices_alone(
    world: World, found_at: str
) -> None:
    round_id = opened_now(world)
    before = len(world.make.all(Email))
    with clock.at(DURING):
        later = CLOSES + timedelta(days=1)
        world.run(operations.extend_round, world.steward, round_id, later, "Ice on the roads.")
    assert any("extended the vote" in text for text in notices(world, world.delegates[0]))
    assert len(world.make.all(Email)) == before
