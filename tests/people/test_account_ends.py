"""How people change their address, and close their account."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from rpp import clock
from rpp.history import Event
from rpp.networks.models import NetworkRole
from rpp.notices.models import Follow
from rpp.organizations.models import Appointment, Membership
from rpp.people import passwords
from rpp.people.models import Person, PersonSession
from rpp.problems.models import Problem
from rpp.studies.models import Study, StudyMember
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.support.mailbox import emails, link
from tests.support.world import World

AsPerson = Callable[..., Browser]
WORDS = "four quiet herons wade"
OLD, NEW = "renata@albertville.example", "renata@cullman.example"


@pytest.fixture
def someone(make: Factories) -> Person:
    return make.person("Renata Oakes", email=OLD, password_hash=passwords.hashed(WORDS))


def now(make: Factories, person: Person) -> Person:
    return next(one for one in make.all(Person) if one.id == person.id)


def ask(browser: Browser, email: str = NEW, password: str = WORDS, status: int = 200):
    return browser.send("/me/email", {"email": email, "password": password}, status=status)


def sign_in(browser: Browser, email: str, password: str = WORDS) -> int:
    form = browser.read("/sign-in").form("/sign-in").fields
    return browser.post("/sign-in", data={**form, "email": email, "password": password}).status_code


def test_a_link_to_the_new_address_changes_it_and_the_old_one_is_told(
    make: Factories, browser_as: AsPerson, someone: Person
) -> None:
    browser, other = browser_as(someone), browser_as(someone)
    ask(browser)
    assert now(make, someone).email == OLD
    assert "asked that your account" in emails(make, OLD)[-1].body
    page = browser.read(link(make, NEW))
    assert NEW in page.text
    assert now(make, someone).email == OLD, "reading the link changes nothing"
    browser.send(link(make, NEW), {"password": WORDS})
    assert now(make, someone).email == NEW
    assert "no longer sign in with this address" in emails(make, OLD)[-1].body
    assert other.get("/me/account").status_code == 302, "other sessions have ended"
    assert browser.get("/me/account").status_code == 200
    assert len(make.all(PersonSession)) == 1
    assert [e.verb for e in make.all(Event)] == ["email_changed"]
    stranger = browser_as()
    assert sign_in(stranger, OLD) == 422
    assert sign_in(stranger, NEW) == 303


def test_without_the_password_nothing_is_sent(
    make: Factories, browser_as: AsPerson, someone: Person
) -> None:
    answer = ask(browser_as(someone), password="not the right one", status=422)
    assert "not your current password" in answer.text
    assert NEW in answer.text, "what was typed stays"
    assert emails(make, NEW) == emails(make, OLD) == []


def test_who_gets_the_link_by_mistake_cannot_use_it(
    make: Factories, browser_as: AsPerson, someone: Person
) -> None:
    ask(browser_as(someone))
    stranger = browser_as()
    stranger.send(link(make, NEW), {"password": "a guess of a stranger"}, status=422)
    assert now(make, someone).email == OLD


def test_a_link_works_once_and_for_a_day(
    make: Factories, browser_as: AsPerson, someone: Person
) -> None:
    browser = browser_as(someone)
    ask(browser)
    path = link(make, NEW)
    with clock.at(clock.now() + timedelta(hours=25)):
        browser.read(path, status=410)
    browser.send(path, {"password": WORDS})
    browser.read(path, status=410)


def test_an_address_that_has_an_account_is_told_to_its_owner_alone(
    make: Factories, browser_as: AsPerson, someone: Person
) -> None:
    make.person(email=NEW)
    answer = ask(browser_as(someone))
    assert f"We e-mailed {NEW}" in answer.text
    assert "http" not in emails(make, NEW)[-1].body
    assert "it belongs to yours" in emails(make, NEW)[-1].body


def test_an_address_taken_meanwhile_is_refused(
    make: Factories, browser_as: AsPerson, someone: Person
) -> None:
    browser = browser_as(someone)
    ask(browser)
    path = link(make, NEW)
    make.person(email=NEW)
    answer = browser.send(path, {"password": WORDS}, status=422)
    assert "now belongs to another account" in answer.text
    assert now(make, someone).email == OLD


def test_a_new_password_voids_the_link(
    make: Factories, browser_as: AsPerson, someone: Person
) -> None:
    browser = browser_as(someone)
    ask(browser)
    words = {"current_password": WORDS, "password": "seven loud magpies argue"}
    browser.send("/me/account", words, action="/me/password")
    browser.read(link(make, NEW), status=410)


def test_both_pages_are_for_those_who_are_signed_in(anyone: Browser) -> None:
    for path in ("/me/email", "/me/close"):
        assert anyone.get(path).status_code == 302
        anyone.force(path, {"password": WORDS}, expect=401)


# --- the end -------------------------------------------------------------------------------


def close(browser: Browser, password: str = WORDS, status: int = 200):
    return browser.send("/me/close", {"password": password}, status=status)


def test_who_closes_the_account_leaves_and_the_name_stays(
    browser_as: AsPerson, world: World, someone: Person
) -> None:
    make = world.make
    make.member(world.district, person=someone, delegate=True)
    make.steward(world.network, someone)
    problem = world.problem("open", author_id=someone.id)
    make.add(Follow(person_id=someone.id, kind="problem", subject_id=problem.id, since=clock.now()))
    browser, other = browser_as(someone), browser_as(someone)
    assert "What you signed and published stays" in browser.read("/me/close").text
    answer = close(browser)
    assert "Your account is closed." in answer.text
    gone = now(make, someone)
    assert (gone.name, gone.password_hash, gone.confirmed_at) == ("Renata Oakes", "", None)
    assert gone.closed_at is not None
    own = [m for m in make.all(Membership) if m.person_id == someone.id]
    assert [m.status for m in own] == ["ended"]
    assert all(a.ended_at for a in make.all(Appointment) if a.person_id == someone.id)
    assert someone.id not in {r.person_id for r in make.all(NetworkRole)}
    assert make.all(Follow) == make.all(PersonSession) == []
    assert other.get("/me").status_code == 302
    assert sign_in(browser_as(), OLD) == 422
    assert "Renata Oakes" in browser_as(world.author).read(f"/problems/{problem.id}").text
    assert "is closed, as you asked" in emails(make, OLD)[-1].body
    browser_as().send(
        "/sign-up", {"name": "Another", "email": OLD, "password": "seven loud magpies argue"}
    )
    assert [p.name for p in make.all(Person) if p.email == OLD] == ["Another"]


def test_the_wrong_password_closes_nothing(
    make: Factories, browser_as: AsPerson, someone: Person
) -> None:
    assert "not your current password" in close(browser_as(someone), "a guess", 422).text
    assert now(make, someone).closed_at is None


def test_the_last_one_is_told_what_to_hand_over(
    browser_as: AsPerson, world: World, someone: Person
) -> None:
    make = world.make
    alone = make.organization("Hartselle City")
    make.member(alone, "leader", person=someone)
    make.member(alone)
    make.steward(make.network(name="Big Sky"), someone)
    institute = make.organization(type="research")
    study = make.add(
        Study(
            title="Later first bells",
            problem_id=world.problem().id,
            network_id=world.network.id,
            lead_id=someone.id,
            organization_id=institute.id,
            status_since=clock.now(),
            created_at=clock.now(),
        )
    )
    make.add(
        StudyMember(
            study_id=study.id,
            person_id=someone.id,
            organization_id=institute.id,
            role="lead",
            since=clock.now(),
        )
    )
    browser = browser_as(someone)
    text = browser.read("/me/close").text
    assert "You are the only leader of Hartselle City." in text
    assert "You are the only steward of Big Sky." in text
    assert "You lead “Later first bells”." in text
    refused = browser.force("/me/close", {"password": WORDS}, expect=422)
    assert "Close my account" not in refused.text
    assert now(make, someone).closed_at is None
    assert {m.status for m in make.all(Membership)} == {"active"}


def test_the_only_administrator_stays(make: Factories, browser_as: AsPerson) -> None:
    admin = make.person(is_admin=True, email=OLD, password_hash=passwords.hashed(WORDS))
    browser = browser_as(admin)
    assert "You are the only administrator." in browser.read("/me/close").text
    browser.force("/me/close", {"password": WORDS}, expect=422)
    assert now(make, admin).is_admin
    make.admin()
    close(browser)
    assert not now(make, admin).is_admin


def test_a_private_draft_goes_with_its_author(
    browser_as: AsPerson, world: World, someone: Person
) -> None:
    draft = world.problem("draft", author_id=someone.id, author_waits=True)
    shared = world.problem("draft", author_id=someone.id)
    close(browser_as(someone))
    kept = {p.id: (p.status, bool(p.summary)) for p in world.make.all(Problem)}
    assert kept == {draft.id: ("deleted", False), shared.id: ("draft", True)}
