"""The ballot: one for each district, checked before it is cast, changed until the close."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from rpp import clock
from rpp.errors import DomainError
from rpp.organizations.models import Appointment
from rpp.rounds import ballot_views, closing
from rpp.rounds.casting import cast_ballot
from rpp.rounds.models import Ballot, BallotPoints
from tests.rounds.conftest import AFTER, CLOSES, DURING, World, viewer_of
from tests.support.client import Browser
from tests.support.html import Page

Browsers = Callable[..., Browser]


def cast_points(world: World, organization_id: int) -> dict[int, int]:
    """What the ballot of an LEA holds, straight from the table."""
    (ballot,) = [b for b in world.make.all(Ballot) if b.organization_id == organization_id]
    return {
        row.option_id: row.points
        for row in world.make.all(BallotPoints)
        if row.ballot_id == ballot.id
    }


def fields(world: World, round_id: int, *points: Any) -> dict[str, str]:
    names = [f"points-{option}" for option in world.options(round_id)]
    return dict(zip(names, map(str, points), strict=False))


def replace_delegate(world: World, n: int, person: Any) -> None:
    """The leader of district n appoints another delegate."""
    with world.make.writing() as session:
        for old in session.exec(_delegates(world.districts[n].id)):
            old.ended_at = clock.now()
    world.make.add(
        Appointment(
            organization_id=world.districts[n].id,
            person_id=person.id,
            role="delegate",
            appointed_at=clock.now(),
        )
    )


def _delegates(organization_id: int) -> Any:
    return select(Appointment).where(
        Appointment.organization_id == organization_id, col(Appointment.ended_at).is_(None)
    )


def test_a_delegate_checks_in_words_and_casts(world: World, browser_as: Browsers) -> None:
    round_id = world.opened()
    delegate = browser_as(world.delegates[0])
    with clock.at(DURING):
        ballot = delegate.read(f"/rounds/{round_id}/ballot")
        assert "You cast the one ballot of Albertville City, AL" in ballot.text
        assert "10 of 10 points left" in ballot.text
        assert f"/problems/{world.problems[0].id}" in ballot.links
        assert "No substitute comes, in one sentence." in ballot.text
        answer = delegate.send(f"/rounds/{round_id}/ballot", fields(world, round_id, 3, 0, 5, 1))
        check = Page(answer.get_data(as_text=True))
        assert "Albertville City, AL will give:" in check.text
        assert "3 No substitute comes points" in check.text
        assert "1 Lunch lines point" in check.text
        assert "1 of 10 points is left and does not count" in check.text
        assert world.make.all(Ballot) == [], "checking casts nothing"
        done = delegate.send(f"/rounds/{round_id}/ballot", {"step": "cast"}, page=check)
    text = Page(done.get_data(as_text=True)).text
    assert "Your ballot is cast. You can change it until Friday, March 27, 5 p.m. Central." in text
    assert "1 of 3 districts has voted" in text
    first, _, third, fourth = world.options(round_id)
    assert cast_points(world, world.districts[0].id) == {first: 3, third: 5, fourth: 1}


def test_change_it_brings_back_what_was_typed(world: World, browser_as: Browsers) -> None:
    round_id = world.opened()
    delegate = browser_as(world.delegates[0])
    with clock.at(DURING):
        answer = delegate.send(f"/rounds/{round_id}/ballot", fields(world, round_id, 3, 7))
        check = Page(answer.get_data(as_text=True))
        back = delegate.send(f"/rounds/{round_id}/ballot", {"step": "change"}, page=check)
    form = Page(back.get_data(as_text=True)).form("/ballot")
    typed = fields(world, round_id, 3, 7)
    assert {name: form.fields[name][0] for name in typed} == typed
    assert world.make.all(Ballot) == []


def test_a_ballot_that_is_cast_is_not_said_to_be_uncast(world: World, browser_as: Browsers) -> None:
    round_id = world.opened()
    delegate = browser_as(world.delegates[0])
    with clock.at(DURING):
        assert "Not cast yet" in delegate.read(f"/rounds/{round_id}/ballot").text
        world.cast(round_id, 0, 3, 0, 5, 1)
        again = delegate.read(f"/rounds/{round_id}/ballot").text
    assert "Albertville City, AL has voted." in again
    assert "This ballot is cast. A change counts when you cast it again." in again
    assert "Not cast yet" not in again


def test_a_ballot_is_changed_until_the_close(world: World, browser_as: Browsers) -> None:
    round_id = world.opened()
    delegate = browser_as(world.delegates[0])
    with clock.at(DURING):
        world.cast(round_id, 0, 10)
    with clock.at(CLOSES - timedelta(seconds=1)):
        page = delegate.read(f"/rounds/{round_id}/ballot")
        assert "Albertville City, AL has voted. Renata Oakes cast this ballot" in page.text
        answer = delegate.send(f"/rounds/{round_id}/ballot", fields(world, round_id, 0, 10))
        check = Page(answer.get_data(as_text=True))
        assert "This replaces the ballot cast before" in check.text
        delegate.send(f"/rounds/{round_id}/ballot", {"step": "cast"}, page=check)
    assert cast_points(world, world.districts[0].id) == {world.options(round_id)[1]: 10}


MISTAKES = [
    (("8", "4"), "That is 2 points too many: a ballot has 10. Remove 2 before you cast."),
    (("6", "5"), "That is 1 point too many"),
    (("11",), "A ballot has 10 points in all"),
    (("9" * 400,), "A ballot has 10 points in all"),
    (("-1", "4"), "Points cannot be below zero"),
    (("2.5",), "“2.5” is not a whole number. Type 0 to 10."),
    (("four",), "“four” is not a whole number"),
    (("1e1",), "“1e1” is not a whole number"),
    (("٣",), "is not a whole number"),
    (("+5",), "“+5” is not a whole number"),
    (("0", "0", "0", "0"), "Give at least one problem a point"),
    (("", "", "", ""), "Give at least one problem a point"),
]


@pytest.mark.parametrize(("typed", "sentence"), MISTAKES)
@pytest.mark.parametrize("step", ["check", "cast"])
def test_a_mistake_is_said_beside_it_and_nothing_typed_is_lost(
    world: World, browser_as: Browsers, typed: tuple[str, ...], sentence: str, step: str
) -> None:
    round_id = world.opened()
    with clock.at(DURING):
        answer = browser_as(world.delegates[0]).force(
            f"/rounds/{round_id}/ballot", {"step": step, **fields(world, round_id, *typed)}
        )
    assert answer.status_code == 422
    page = Page(answer.get_data(as_text=True))
    assert sentence in page.text
    form = page.form("/ballot")
    for name, value in fields(world, round_id, *typed).items():
        assert form.fields[name] == [value]
    assert world.make.all(Ballot) == []


def test_points_too_many_are_said_at_the_button_too(world: World, browser_as: Browsers) -> None:
    round_id = world.opened()
    with clock.at(DURING):
        answer = browser_as(world.delegates[0]).send(
            f"/rounds/{round_id}/ballot", fields(world, round_id, 8, 4), status=422
        )
    assert "2 points too many. Remove them." in Page(answer.get_data(as_text=True)).text


def test_problems_of_another_round_and_unknown_ones_are_refused(
    world: World, browser_as: Browsers
) -> None:
    round_id, other = world.opened(), world.opened(title="Another")
    strange = [f"points-{world.options(other)[0]}", "points-999999999999999999999", "points-x"]
    delegate = browser_as(world.delegates[0])
    for name in strange:
        with clock.at(DURING):
            answer = delegate.force(
                f"/rounds/{round_id}/ballot",
                {"step": "cast", **fields(world, round_id, 5), name: "1"},
            )
        assert answer.status_code == 422
        assert "a problem that is not in this round" in answer.get_data(as_text=True)
    with clock.at(DURING), pytest.raises(DomainError, match="not in this round"):
        world.run(
            cast_ballot,
            world.delegates[0],
            round_id,
            world.districts[0].id,
            {world.options(other)[0]: 5},
        )
    assert world.make.all(Ballot) == []


def test_a_problem_given_twice_is_refused(world: World, browser_as: Browsers) -> None:
    round_id = world.opened()
    name = f"points-{world.options(round_id)[0]}"
    with clock.at(DURING):
        answer = browser_as(world.delegates[0]).force(
            f"/rounds/{round_id}/ballot", {"step": "cast", name: ["3", "4"]}
        )
    assert answer.status_code == 422
    assert "were entered twice" in answer.get_data(as_text=True)


def test_a_ballot_cast_twice_is_one_ballot(world: World, browser_as: Browsers) -> None:
    round_id = world.opened()
    delegate = browser_as(world.delegates[0])
    with clock.at(DURING):
        answer = delegate.send(f"/rounds/{round_id}/ballot", fields(world, round_id, 3, 7))
        check = Page(answer.get_data(as_text=True))
        for _ in range(2):
            done = delegate.send(f"/rounds/{round_id}/ballot", {"step": "cast"}, page=check)
            assert "Your ballot is cast" in done.get_data(as_text=True)
    (ballot,) = world.make.all(Ballot)
    assert ballot.version == 1


def test_a_page_left_open_does_not_undo_a_later_change(world: World, browser_as: Browsers) -> None:
    round_id = world.opened()
    delegate = browser_as(world.delegates[0])
    with clock.at(DURING):
        answer = delegate.send(f"/rounds/{round_id}/ballot", fields(world, round_id, 3, 7))
        old = Page(answer.get_data(as_text=True))
        world.cast(round_id, 0, 0, 0, 10)
        answer = delegate.send(f"/rounds/{round_id}/ballot", {"step": "cast"}, page=old, status=422)
        page = Page(answer.get_data(as_text=True))
        assert "was cast or changed while you filled this in" in page.text
        assert "What Albertville City, AL has cast" in page.text
        third = world.options(round_id)[2]
        assert cast_points(world, world.districts[0].id) == {third: 10}
        # They have seen it now, and mean theirs.
        answer = delegate.send(f"/rounds/{round_id}/ballot", page=page)
        check = Page(answer.get_data(as_text=True))
        delegate.send(f"/rounds/{round_id}/ballot", {"step": "cast"}, page=check)
    first, second, *_ = world.options(round_id)
    assert cast_points(world, world.districts[0].id) == {first: 3, second: 7}


def test_a_replay_after_the_close_changes_nothing(world: World, browser_as: Browsers) -> None:
    round_id = world.opened()
    delegate = browser_as(world.delegates[0])
    with clock.at(DURING):
        world.cast(round_id, 0, 10)
        answer = delegate.send(f"/rounds/{round_id}/ballot", fields(world, round_id, 3, 7))
        check = Page(answer.get_data(as_text=True))
    for closed in (False, True):
        with clock.at(CLOSES):
            if closed:
                world.run(closing.close_round, world.steward, round_id)
            answer = delegate.send(
                f"/rounds/{round_id}/ballot", {"step": "cast"}, page=check, status=422
            )
        text = Page(answer.get_data(as_text=True)).text
        assert (
            "Voting was open until Friday, March 27, 2026, 5 p.m. Central. This was not cast."
            in text
        )
        assert "What you typed, which was not cast" in text
        assert cast_points(world, world.districts[0].id) == {world.options(round_id)[0]: 10}


def test_the_ballot_page_after_the_close_shows_what_counted(
    world: World, browser_as: Browsers
) -> None:
    round_id = world.closed((10,))
    with clock.at(AFTER):
        page = browser_as(world.delegates[0]).read(f"/rounds/{round_id}/ballot")
        assert "What Albertville City, AL cast" in page.text
        assert not any("/ballot" in form.action for form in page.forms)
        nothing = browser_as(world.delegates[1]).read(f"/rounds/{round_id}/ballot")
        assert "No ballot was cast for Clinton, AL" in nothing.text


@pytest.mark.parametrize("state", ["draft", "scheduled", "cancelled"])
def test_a_round_that_is_not_open_takes_no_ballot(
    world: World, browser_as: Browsers, state: str
) -> None:
    round_id = getattr(world, state)()
    with clock.at(DURING):
        answer = browser_as(world.delegates[0]).force(
            f"/rounds/{round_id}/ballot", {"step": "cast", **fields(world, round_id, 10)}
        )
    assert answer.status_code == (422 if state == "cancelled" else 403)
    assert world.make.all(Ballot) == []
    with clock.at(DURING), pytest.raises(DomainError, match="othing was cast"):
        world.cast(round_id, 0, 10)


def test_the_new_delegate_sees_the_vote_and_may_change_it_the_old_one_may_not(
    world: World, browser_as: Browsers
) -> None:
    round_id = world.opened()
    old, new = world.delegates[0], world.make.member(world.districts[0], name="Nora New")
    with clock.at(DURING):
        world.cast(round_id, 0, 10)
        replace_delegate(world, 0, new)
        refused = browser_as(old).get(f"/rounds/{round_id}/ballot")
        assert refused.status_code == 403
        assert "belongs to someone else" in refused.get_data(as_text=True)
        assert (
            browser_as(old)
            .force(f"/rounds/{round_id}/ballot", {"step": "cast", **fields(world, round_id, 0, 10)})
            .status_code
            == 403
        )
        page = browser_as(new).read(f"/rounds/{round_id}/ballot")
        assert "Albertville City, AL has voted. Renata Oakes cast this ballot" in page.text
        world.cast(round_id, 0, 0, 10, person=new)
    assert cast_points(world, world.districts[0].id) == {world.options(round_id)[1]: 10}


def test_a_delegate_replaced_while_her_ballot_is_on_its_way_is_told_on_the_page(
    world: World, browser_as: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_id = world.opened()
    path, new = f"/rounds/{round_id}/ballot", world.make.member(world.districts[0])
    delegate = browser_as(world.delegates[0])
    arrives = ballot_views.sent_ballot

    def replaced_meanwhile() -> Any:
        replace_delegate(world, 0, new)
        return arrives()

    with clock.at(DURING):
        check = Page(delegate.send(path, fields(world, round_id, 10)).get_data(as_text=True))
        monkeypatch.setattr(ballot_views, "sent_ballot", replaced_meanwhile)
        told = delegate.send(path, {"step": "cast"}, page=check)
    assert "You are no longer the delegate of Albertville City" in told.get_data(as_text=True)
    assert world.make.all(Ballot) == []


def test_a_delegate_replaced_a_moment_ago_is_told_so(world: World) -> None:
    round_id = world.opened()
    with world.make.writing() as session:
        before = viewer_of(session, world.delegates[0])
    replace_delegate(world, 0, world.make.member(world.districts[0]))
    with (
        clock.at(DURING),
        world.make.writing() as session,
        pytest.raises(DomainError, match="no longer the delegate of Albertville City"),
    ):
        cast_ballot(
            session, before, round_id, world.districts[0].id, {world.options(round_id)[0]: 1}
        )


def test_a_delegate_of_two_districts_casts_each_ballot(world: World, browser_as: Browsers) -> None:
    twice = world.delegates[0]
    replace_delegate(world, 1, twice)
    round_id = world.opened()
    delegate = browser_as(twice)
    first, second = world.options(round_id)[:2]
    with clock.at(DURING):
        page = delegate.read(f"/rounds/{round_id}/ballot")
        assert "You are the delegate of 2 districts" in page.text
        for n, option in ((1, second), (0, first)):
            path = f"/rounds/{round_id}/ballot?organization={world.districts[n].id}"
            answer = delegate.send(path, {f"points-{option}": "10"})
            check = Page(answer.get_data(as_text=True))
            done = delegate.send(path, {"step": "cast"}, page=check)
            assert f"The ballot of {world.districts[n].name}, AL is cast." in done.get_data(
                as_text=True
            )
    assert cast_points(world, world.districts[0].id) == {first: 10}
    assert cast_points(world, world.districts[1].id) == {second: 10}


def test_nobody_casts_for_a_district_she_does_not_stand_for(
    world: World, browser_as: Browsers
) -> None:
    round_id = world.opened()
    with clock.at(DURING):
        answer = browser_as(world.delegates[0]).force(
            f"/rounds/{round_id}/ballot",
            {"step": "cast", "organization": world.districts[1].id, **fields(world, round_id, 10)},
        )
        assert answer.status_code == 404
        with pytest.raises(DomainError, match="no longer the delegate of Clinton"):
            world.run(
                cast_ballot,
                world.delegates[0],
                round_id,
                world.districts[1].id,
                {world.options(round_id)[0]: 1},
            )
    assert world.make.all(Ballot) == []


def test_a_district_that_came_after_the_opening_has_no_vote(
    world: World, browser_as: Browsers
) -> None:
    round_id = world.opened()
    late = world.make.organization("Late County")
    world.make.join(world.network, late)
    delegate = world.make.member(late, delegate=True)
    with clock.at(DURING):
        assert browser_as(delegate).get(f"/rounds/{round_id}/ballot").status_code == 403
        with pytest.raises(DomainError, match="has no vote in this round"):
            world.run(
                cast_ballot,
                delegate,
                round_id,
                late.id,
                {world.options(round_id)[0]: 1},
            )


def test_the_database_itself_keeps_a_district_to_one_ballot(world: World, session: Session) -> None:
    round_id = world.opened()
    with clock.at(DURING):
        world.cast(round_id, 0, 10)
    second = Ballot(
        round_id=round_id,
        organization_id=world.districts[0].id,
        cast_by=world.delegates[0].id,
        cast_at=DURING,
        changed_at=DURING,
    )
    session.add(second)
    with pytest.raises(IntegrityError):
        session.commit()


def test_a_ballot_typed_before_the_sign_in_ended_is_kept(
    world: World, browser_as: Browsers, anyone: Browser
) -> None:
    round_id = world.opened()
    with clock.at(DURING):
        answer = anyone.force(f"/rounds/{round_id}/ballot", fields(world, round_id, 3, 7))
    assert answer.status_code == 401
    assert f"points-{world.options(round_id)[1]}" in answer.get_data(as_text=True)
