"""What another did meanwhile, in accounts: with real threads, and at the worst moment."""

from threading import Barrier, Thread

import pytest
from sqlmodel import select

from rpp.errors import DomainError
from rpp.organizations.models import Membership
from rpp.people import account, operations, passwords
from rpp.people.models import Person, PersonSession
from rpp.policy import Viewer
from tests.people.test_accounts import EMAIL, OTHER_WORDS, WORDS, is_signed_in
from tests.support.client import Browser
from tests.support.factories import Factories


def test_of_two_administrators_who_remove_each_other_one_remains(make: Factories) -> None:
    first, second = make.admin(), make.admin()
    start, ends = Barrier(2), list[str]()

    def remove(actor: Person, other: Person) -> None:
        start.wait()
        try:
            with make.writing() as session:
                operations.unmake_admin(session, Viewer(id=actor.id, is_admin=True), other.id or 0)
            ends.append("done")
        except DomainError as error:
            ends.append(error.sentence)

    threads = [Thread(target=remove, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(ends) == ["You are no longer an administrator.", "done"]
    assert len([one for one in make.all(Person) if one.is_admin]) == 1


def _both_close(make: Factories, people: list[Person]) -> list[str]:
    start, ends = Barrier(2), list[str]()

    def close(person: Person) -> None:
        start.wait()
        try:
            with make.writing() as session:
                account.close_account(session, Viewer(id=person.id, email=person.email), "")
            ends.append("done")
        except DomainError as error:
            ends.append(error.sentence)

    threads = [Thread(target=close, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(ends)


def test_of_two_last_administrators_who_close_their_accounts_one_stays(make: Factories) -> None:
    ends = _both_close(make, [make.admin(), make.admin()])
    assert ends == [
        "You are the only administrator. Make someone else an administrator first.",
        "done",
    ]
    assert len([one for one in make.all(Person) if one.is_admin]) == 1


def test_of_two_last_leaders_who_close_their_accounts_one_stays(make: Factories) -> None:
    district = make.organization("Hartselle City")
    make.member(district)
    ends = _both_close(make, [make.leader(district), make.leader(district)])
    assert ends == [
        "You are the only leader of Hartselle City. Make another member a leader first.",
        "done",
    ]
    assert [m.status for m in make.all(Membership) if m.role == "leader"] == ["active"]


@pytest.fixture
def changing(make: Factories, monkeypatch: pytest.MonkeyPatch) -> None:
    """The password is changed just after it was compared."""
    right, hashed = passwords.right, passwords.hashed(OTHER_WORDS)

    def compare(stored: str, typed: str) -> bool:
        fits = right(stored, typed)
        with make.writing() as session:
            for person in session.exec(select(Person)):
                person.password_hash = hashed
        return fits

    monkeypatch.setattr(passwords, "right", compare)


@pytest.mark.usefixtures("changing")
def test_a_sign_in_whose_password_changed_meanwhile_opens_no_session(
    anyone: Browser, make: Factories
) -> None:
    make.person(email=EMAIL, password_hash=passwords.hashed(WORDS))
    answer = anyone.send("/sign-in", {"email": EMAIL, "password": WORDS}, status=422)
    assert "The password was changed a moment ago" in answer.text
    assert make.all(PersonSession) == []
    assert not is_signed_in(anyone)


@pytest.mark.usefixtures("changing")
def test_a_password_that_changed_meanwhile_is_not_changed_again(
    browser_as, make: Factories
) -> None:
    person = make.person(email=EMAIL, password_hash=passwords.hashed(WORDS))
    browser = browser_as(person)
    words = {"current_password": WORDS, "password": "eleven calm otters drift"}
    answer = browser.send("/me/account", words, action="/me/password", status=422)
    assert "The password was changed a moment ago" in answer.text
    assert not passwords.weakness(OTHER_WORDS)
    assert len(make.all(PersonSession)) == 1
