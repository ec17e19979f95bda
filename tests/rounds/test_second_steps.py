"""What was true at the first step of a round is asked again at the second."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from rpp import clock
from rpp.errors import DomainError
from rpp.mail import Email
from rpp.organizations import appointing
from rpp.organizations import operations as organizations
from rpp.organizations.models import Membership
from rpp.problems.models import Problem
from rpp.rounds import certifying, opening, operations, queries
from rpp.rounds.models import Ballot, Elector, Round, RoundOption
from tests.rounds.conftest import AFTER, BEFORE, DURING, OPENS, World, viewer_of
from tests.support.client import Browser

Browsers = Callable[..., Browser]


@pytest.fixture
def stand_in(world: World) -> Any:
    """A member of the first district, who is delegate of the second, too."""
    person = world.make.member(world.districts[0], name="Ines Fall")
    return world.make.member(world.districts[1], person=person)


def named(world: World, stand_in: Any) -> int:
    """An open round in which they stand in for the first district's delegate."""
    round_id = world.opened(secret=True)
    district = world.districts[0].id
    with clock.at(DURING):
        world.run(operations.name_substitute, world.delegates[0], round_id, district, stand_in.id)
    return round_id


def leaves(world: World, person: Any, district: Any) -> None:
    with world.make.writing() as session:
        own = session.exec(
            select(Membership).where(
                Membership.person_id == person.id, Membership.organization_id == district.id
            )
        ).one()
        organizations.end_membership(session, viewer_of(session, person), own.id)


def test_a_substitute_who_left_the_district_casts_nothing(
    world: World, browser_as: Browsers, stand_in: Any
) -> None:
    round_id = named(world, stand_in)
    browser = browser_as(stand_in)
    path = f"/rounds/{round_id}/ballot"
    with clock.at(DURING):
        assert browser.get(path).status_code == 200
        leaves(world, stand_in, world.districts[0])
        with pytest.raises(DomainError, match="no longer the delegate of Albertville City"):
            world.cast(round_id, 0, 10, person=stand_in)
        assert browser.get(path).status_code == 403
    assert world.make.all(Ballot) == []


def test_a_substitute_who_left_is_asked_for_no_ballot_and_reads_none(
    world: World, browser_as: Browsers, stand_in: Any
) -> None:
    round_id = named(world, stand_in)
    ask = "Cast the ballot of Albertville City"
    with clock.at(DURING):
        assert ask in browser_as(stand_in).read("/me").text
        leaves(world, stand_in, world.districts[0])
        assert ask not in browser_as(stand_in).read("/me").text
        browser_as(world.steward).send(f"/rounds/{round_id}", action="/remind")
        world.cast(round_id, 0, 7, 3)
    written = {email.recipient for email in world.make.all(Email)}
    assert stand_in.email not in written
    assert world.delegates[0].email in written
    # They vote for another district in this round; the one they left shows them nothing.
    with world.make.writing() as session:
        round_ = queries.round_(session, viewer_of(session, world.delegates[1]), round_id)
        assert round_ is not None
        viewer = viewer_of(session, stand_in)
        assert queries.own_ballots(session, viewer, round_) == []
    assert "Ines Fall" not in {elector.substitute for elector in electorate(world, round_id)}


def electorate(world: World, round_id: int) -> list[Any]:
    with world.make.writing() as session:
        return queries.electorate(session, round_id)


def test_only_who_speaks_for_the_district_at_that_moment_names_a_substitute(
    world: World, stand_in: Any
) -> None:
    round_id, district = world.opened(secret=True), world.districts[0].id
    with clock.at(DURING):
        for person in (stand_in, world.delegates[1]):
            with pytest.raises(
                DomainError, match=("Only the district’s delegate or one of its leaders")
            ):
                world.run(operations.name_substitute, person, round_id, district, stand_in.id)
    assert {e.substitute_id for e in world.make.all(Elector)} == {None}


def test_who_stands_in_reads_the_ballot_and_not_the_code_of_whoever_cast_it(
    world: World, stand_in: Any
) -> None:
    round_id = named(world, stand_in)
    with clock.at(DURING):
        world.cast(round_id, 0, 7, 3)
    (ballot,) = world.make.all(Ballot)
    with world.make.writing() as session:
        for person, code in ((world.delegates[0], ballot.receipt), (stand_in, "")):
            viewer = viewer_of(session, person)
            round_ = queries.round_(session, viewer, round_id)
            assert round_ is not None
            (own,) = queries.own_ballots(session, viewer, round_)
            assert (own.receipt, sorted(own.points.values())) == (code, [3, 7])


def test_a_substitute_who_stays_is_reminded_and_named(
    world: World, browser_as: Browsers, stand_in: Any
) -> None:
    round_id = named(world, stand_in)
    with clock.at(DURING):
        browser_as(world.steward).send(f"/rounds/{round_id}", action="/remind")
    assert stand_in.email in {email.recipient for email in world.make.all(Email)}
    assert [e.substitute for e in electorate(world, round_id)] == ["Ines Fall", "", ""]


def test_a_delegate_who_was_replaced_casts_nothing(world: World) -> None:
    round_id = world.opened(secret=True)
    leader = world.make.leader(world.districts[0])
    with clock.at(DURING):
        new = world.make.member(world.districts[0])
        world.run(appointing.appoint, leader, world.districts[0].id, new.id, "delegate")
        with pytest.raises(DomainError, match="no longer the delegate"):
            world.cast(round_id, 0, 10)
        world.cast(round_id, 0, 10, person=new)


def test_a_round_keeps_two_problems_to_choose_between(world: World) -> None:
    round_id = world.opened(options=[p.id for p in world.problems[:3]])
    gone = world.options(round_id)
    with clock.at(DURING):
        withdraw = operations.withdraw_option
        world.run(withdraw, world.steward, round_id, gone[0], "It is being studied already.")
        for option, sentence in ((gone[0], "already withdrawn"), (gone[1], "Fewer than two")):
            with pytest.raises(DomainError, match=sentence):
                world.run(withdraw, world.steward, round_id, option, "Another reason.")
    assert [o.withdrawn for o in world.make.all(RoundOption)] == [True, False, False]


def test_a_scheduled_round_opens_with_what_stands_by_then(world: World) -> None:
    round_id = world.scheduled()
    outside = world.make.organization("Boaz City")
    with world.make.writing() as session:
        session.get_one(Problem, world.problems[0].id).status = "retired"
    world.make.join(world.network, outside)
    with clock.at(OPENS), world.make.writing() as session:
        assert opening.open_due(session) == 1
    options = [o.problem_id for o in world.make.all(RoundOption) if o.round_id == round_id]
    assert world.problems[0].id not in options
    assert len(options) == 3
    assert outside.id in {e.organization_id for e in world.make.all(Elector)}


def test_a_scheduled_round_of_which_too_little_is_left_waits(world: World) -> None:
    world.scheduled()
    with world.make.writing() as session:
        for problem in world.problems[1:]:
            session.get_one(Problem, problem.id).status = "retired"
    with clock.at(OPENS), world.make.writing() as session:
        assert opening.open_due(session) == 0
    assert [r.status for r in world.make.all(Round)] == ["scheduled"]
    with clock.at(BEFORE), pytest.raises(DomainError, match="at least two problems"):
        world.run(opening.open_round, world.steward, 1)


def test_who_no_longer_speaks_for_a_district_does_not_certify_for_it(world: World) -> None:
    round_id = world.closed((10,), secret=True)
    delegate, district = world.delegates[0], world.districts[0]
    leaves(world, delegate, district)
    with clock.at(AFTER), pytest.raises(DomainError, match="certifies"):
        world.run(certifying.certify_round, delegate, round_id, district.id, True)


def test_a_problem_that_ended_between_the_count_and_the_second_word_stays_as_it_is(
    world: World,
) -> None:
    round_id = world.closed((6, 4))
    world.certify(round_id, 0)
    with world.make.writing() as session:
        session.get_one(Problem, world.problems[0].id).status = "answered"
    world.certify(round_id, 1)
    by_id = {problem.id: problem.status for problem in world.make.all(Problem)}
    assert [by_id[p.id] for p in world.problems[:2]] == ["answered", "prioritized"]
