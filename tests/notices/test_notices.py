"""People hear of what happens to their things, and of nothing else."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rpp.notices import operations
from rpp.notices.models import Follow
from rpp.organizations.models import Membership
from rpp.people.models import Person
from rpp.policy import Viewer
from tests.support.world import World


def unread(world: World, person) -> int:
    return next(p.unread for p in world.make.all(Person) if p.id == person.id)


def test_stewards_hear_of_a_submission_and_the_author_of_its_opening(
    browser_as, world: World
) -> None:
    problem = world.problem("draft")
    author = browser_as(world.author)
    author.send(f"/problems/{problem.id}/known", action="/submit")
    assert unread(world, world.steward) == 1
    steward = browser_as(world.steward)
    assert "Renata Oakes submitted" in steward.read("/notices").text
    steward.send(f"/problems/{problem.id}", action="/open")
    assert "opened “When no substitute comes" in author.read("/notices").text
    assert unread(world, world.steward) == 1, "nobody is told of what she did herself"


def test_a_follower_hears_of_a_comment_until_she_stops(browser_as, world: World) -> None:
    problem = world.problem("open")
    follower = browser_as(world.stranger)
    follower.send(f"/follow/problem/{problem.id}", action=f"/follow/problem/{problem.id}")
    form = f"/discussions/problem/{problem.id}"
    neighbour = browser_as(world.neighbour_leader)
    neighbour.send(f"/problems/{problem.id}", {"body": "Here too."}, action=form)
    assert "Carla Winfield commented on" in follower.read("/notices").text
    follower.send(f"/follow/problem/{problem.id}", action=f"/unfollow/problem/{problem.id}")
    neighbour.send(f"/problems/{problem.id}", {"body": "And again."}, action=form)
    told = [n for n in world.make.notices() if n.person_id == world.stranger.id]
    assert len(told) == 1


def test_reading_them_clears_the_count(browser_as, world: World) -> None:
    problem = world.problem("submitted")
    browser_as(world.steward).send(f"/problems/{problem.id}", action="/open")
    author = browser_as(world.author)
    assert "1 unread" in author.read("/me").text
    author.send("/notices", action="/notices/read")
    assert "unread" not in author.read("/me").text
    assert unread(world, world.author) == 0


def test_what_one_may_not_see_cannot_be_followed(browser_as, world: World) -> None:
    problem = world.problem("open", audience="network")
    stranger = browser_as(world.stranger)
    assert stranger.get(f"/follow/problem/{problem.id}").status_code == 404
    assert stranger.force(f"/follow/problem/{problem.id}").status_code == 404
    assert browser_as().get("/notices").status_code == 302


def test_one_persons_notices_are_hers_alone(browser_as, world: World) -> None:
    problem = world.problem("submitted")
    browser_as(world.steward).send(f"/problems/{problem.id}", action="/open")
    stranger = browser_as(world.stranger)
    assert "Nothing has happened yet" in stranger.read("/notices").text
    stranger.force("/notices/read", {"until": "999999"})
    assert unread(world, world.author) == 1


def test_who_left_the_network_hears_no_more_of_what_it_keeps_to_itself(
    browser_as, world: World
) -> None:
    problem = world.problem("open", audience="network")
    follower = world.make.member(world.neighbour)
    browser = browser_as(follower)
    browser.send(f"/follow/problem/{problem.id}", action=f"/follow/problem/{problem.id}")
    form = f"/discussions/problem/{problem.id}"
    author = browser_as(world.author)
    author.send(f"/problems/{problem.id}", {"body": "Here too."}, action=form)
    assert unread(world, follower) == 1
    place = next(m for m in world.make.all(Membership) if m.person_id == follower.id)
    with world.make.writing() as session:
        session.get_one(Membership, place.id).status = "ended"
    author.send(f"/problems/{problem.id}", {"body": "Not for her."}, action=form)
    browser_as(world.steward).send(
        f"/problems/{problem.id}/retire",
        {"code": "solved_locally", "reason": "They solved it."},
        action="/retire",
    )
    assert unread(world, follower) == 1


def heard(world: World, person: Any) -> list[str]:
    return [n.text for n in world.make.notices() if n.person_id == person.id]


def leaves(world: World, person: Any) -> None:
    """The person belongs to no organization any more."""
    with world.make.writing() as session:
        for place in world.make.all(Membership):
            if place.person_id == person.id:
                session.get_one(Membership, place.id).status = "ended"


def test_nobody_is_told_of_what_they_said_themselves(browser_as, world: World) -> None:
    problem = world.problem("open")
    form = f"/discussions/problem/{problem.id}"
    browser_as(world.author).send(f"/problems/{problem.id}", {"body": "My own."}, action=form)
    assert heard(world, world.author) == []
    browser_as(world.leader).send(f"/problems/{problem.id}", {"body": "And mine."}, action=form)
    assert len(heard(world, world.author)) == 1


def test_a_broker_who_left_the_district_hears_of_no_draft_of_it(browser_as, world: World) -> None:
    world.make.steward(world.network, world.author, role="broker")
    problem = world.problem("submitted")
    leaves(world, world.author)
    browser_as(world.steward).send(
        f"/problems/{problem.id}/return", {"reason": "Say more."}, action="/return"
    )
    assert heard(world, world.author) == []


def test_notices_are_read_up_to_the_one_that_was_shown_and_only_ones_own(
    browser_as, world: World
) -> None:
    for _ in range(2):
        problem = world.problem("submitted")
        browser_as(world.steward).send(f"/problems/{problem.id}", action="/open")
    joined = world.problem("open", author_id=world.leader.id)
    form = f"/discussions/problem/{joined.id}"
    browser_as(world.author).send(f"/problems/{joined.id}", {"body": "Ours, too."}, action=form)
    first = min(n.id for n in world.make.notices() if n.person_id == world.author.id)
    last = max(n.id for n in world.make.notices())
    author = browser_as(world.author)
    author.force("/notices/read", {"until": str(first)})
    assert unread(world, world.author) == 1
    author.force("/notices/read", {"until": str(last)})
    assert unread(world, world.author) == 0
    still = [n for n in world.make.notices() if n.read_at is None]
    assert [n.person_id for n in still] == [world.leader.id]
    assert unread(world, world.leader) == 1


def test_the_operator_is_asked_only_where_nobody_else_decides(browser_as, world: World) -> None:
    admin, alone = world.make.admin(), world.make.organization("Nobody Yet")
    person = browser_as(world.make.person("Jonas Vale"))
    person.send(f"/organizations/{world.neighbour.id}/join", {"note": "I teach."})
    assert heard(world, admin) == []
    assert heard(world, world.neighbour_leader) == ["Jonas Vale asks to join Cullman County."]
    person.send(f"/organizations/{alone.id}/join", {"note": "I teach."})
    assert heard(world, admin) == ["Jonas Vale asks to join Nobody Yet."]


def test_two_presses_at_once_follow_once(world: World) -> None:
    problem = world.problem("open")
    actor = Viewer(id=world.stranger.id)

    def press(_n: int) -> None:
        with world.make.writing() as session:
            operations.follow(session, actor, "problem", problem.id or 0)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(press, range(12)))
    assert len(world.make.all(Follow)) == 1
