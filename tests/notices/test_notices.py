"""People hear of what happens to their things, and of nothing else."""

from concurrent.futures import ThreadPoolExecutor

from rpp.notices import operations
from rpp.notices.models import Follow, Notice
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
    told = [n for n in world.make.all(Notice) if n.person_id == world.stranger.id]
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


def test_two_presses_at_once_follow_once(world: World) -> None:
    problem = world.problem("open")
    actor = Viewer(id=world.stranger.id)

    def press(_n: int) -> None:
        with world.make.writing() as session:
            operations.follow(session, actor, "problem", problem.id or 0)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(press, range(12)))
    assert len(world.make.all(Follow)) == 1
