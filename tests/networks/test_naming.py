"""Naming a steward or a broker by name: whom one may know, and no way to learn an address."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from rpp import clock
from rpp.mail import Email
from rpp.networks.models import NetworkRole
from rpp.organizations.models import Membership
from rpp.people.models import Person
from rpp.problems.models import LocalContext
from tests.support.client import Browser
from tests.support.world import World

AsPerson = Callable[..., Browser]


def page_of(world: World) -> str:
    return f"/networks/{world.network.slug}/steward"


def offered(browser: Browser, world: World) -> list[str]:
    """The names that the steward's page offers, without the first choice, which is nobody."""
    text = browser.read(page_of(world)).text
    return [one.name for one in world.make.all(Person) if f"{one.name}, " in text]


def posted(world: World, author: Person, status: str = "open") -> int:
    """A problem that this person posted, by its id."""
    return world.problem(status, author_id=author.id).id or 0


def test_a_steward_names_who_posted_a_problem_without_knowing_an_address(
    world: World, browser_as: AsPerson
) -> None:
    make = world.make
    author = make.member(world.district, name="Plain Poster")
    posted(world, author)
    steward = browser_as(make.steward(world.network))
    assert (
        f"{author.name}, {world.district.name}, posted a problem"
        in steward.read(page_of(world)).text
    )
    answer = steward.send(
        page_of(world), {"person": str(author.id), "email": "", "role": "broker"}, action="/roles"
    )
    assert "They now have this role" in answer.text
    assert author.email not in answer.text
    assert [one.role for one in make.all(NetworkRole) if one.person_id == author.id] == ["broker"]


def test_who_was_named_is_told_at_once_and_whose_role_ends_hears_of_it(
    world: World, browser_as: AsPerson
) -> None:
    make = world.make
    author = make.member(world.district, name="Plain Poster")
    posted(world, author)
    steward = browser_as(make.steward(world.network))
    data = {"person": str(author.id), "role": "steward"}
    steward.send(page_of(world), data, action="/roles")
    (email,) = make.all(Email)
    assert email.recipient == author.email
    assert email.subject == f"You are now steward of {world.network.name}"
    (role,) = [one for one in make.all(NetworkRole) if one.person_id == author.id]
    steward.force(f"/network-roles/{role.id}/end", expect=303)
    texts = [one.text for one in make.notices() if one.person_id == author.id]
    assert f"named you steward of {world.network.name}" in texts[0]
    assert f"ended your role as steward of {world.network.name}" in texts[1]
    assert len(make.all(Email)) == 1, "that a role ended can wait"


def test_offered_are_those_whom_the_network_names_and_nobody_else(
    world: World, browser_as: AsPerson
) -> None:
    make, now = world.make, clock.now()
    city, network = world.district, world.network
    leader = make.leader(city, name="A Leader")
    poster, cosigner = make.member(city, name="A Poster"), make.member(city, name="A Cosigner")
    delegate = make.member(city, name="A Delegate", delegate=True)
    waiting = make.member(city, name="A Waiter")
    gone = make.member(world.neighbour, name="A Leaver")
    outside = make.organization("Beyond the Hills")
    names = {one.name for one in (leader, poster, cosigner, delegate)}
    problem_id = posted(world, poster)
    with make.writing() as session:
        for person, organization in ((cosigner, city), (gone, world.neighbour)):
            context = LocalContext(
                problem_id=problem_id, organization_id=organization.id, author_id=person.id,
                differs="Ours is a town.", added_at=now,
            )  # fmt: skip
            session.add(context)
        ended = select(Membership).where(col(Membership.person_id).in_([gone.id, waiting.id]))
        for one in session.exec(ended):
            one.status, one.role = ("ended" if one.person_id == gone.id else "pending"), "leader"
    others = {
        make.member(city, name="A Bystander").name,
        make.leader(outside, name="A Stranger").name,
        waiting.name,
        gone.name,
    }
    found = set(offered(browser_as(make.steward(network)), world))
    assert names <= found
    assert not found & others


@pytest.mark.parametrize("status", ["draft", "deleted"])
def test_who_wrote_what_a_steward_may_not_know_is_not_offered(
    world: World, browser_as: AsPerson, status: str
) -> None:
    author = world.make.member(world.district, name="Plain Poster")
    posted(world, author, status)
    assert author.name not in offered(browser_as(world.make.steward(world.network)), world)


def test_nobody_is_named_by_a_number_that_the_page_does_not_offer(
    world: World, browser_as: AsPerson
) -> None:
    make = world.make
    steward = browser_as(make.steward(world.network))
    stranger = make.leader(make.organization("Beyond the Hills"))
    before, answers = len(make.all(NetworkRole)), set()
    for number in (stranger.id, 999_999):
        data = {"person": str(number), "email": "", "role": "broker"}
        answer = steward.send(page_of(world), data, action="/roles", status=422)
        assert "Choose one from the list." in answer.text
        answers.add(answer.text.count("usa-input--error") + answer.text.count("field__error"))
    assert len(answers) == 1, "an account and none are answered alike"
    assert len(make.all(NetworkRole)) == before
    assert make.all(Email) == []


def test_only_stewards_and_administrators_name_by_name(world: World, browser_as: AsPerson) -> None:
    make = world.make
    author = make.member(world.district, name="Plain Poster")
    posted(world, author)
    path = f"/networks/{world.network.slug}/roles"
    data = {"person": str(author.id), "role": "broker"}
    for who in (author, make.steward(make.network()), make.steward(world.network, role="broker")):
        browser_as(who).force(path, data, expect=403)
    assert author.id not in {one.person_id for one in make.all(NetworkRole)}
    browser_as(make.admin()).force(path, data, expect=303)
    assert author.id in {one.person_id for one in make.all(NetworkRole)}


def test_neither_a_name_nor_an_address_is_a_mistake_at_the_address(
    world: World, browser_as: AsPerson
) -> None:
    steward = browser_as(world.make.steward(world.network))
    data = {"person": "", "email": "", "role": "broker"}
    answer = steward.send(page_of(world), data, action="/roles", status=422)
    assert 'id="email-error"' in answer.text


def test_who_is_chosen_from_a_list_is_chosen_from_one_that_looks_like_it(
    world: World, browser_as: AsPerson
) -> None:
    html = browser_as(world.make.steward(world.network)).get(page_of(world)).text
    (chooser,) = [tag for tag in html.split("<select")[1:] if 'name="person"' in tag.split(">")[0]]
    assert 'class="usa-select"' in chooser.split(">")[0]
