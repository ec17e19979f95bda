"""Anyone can write to those who run the portal."""

from datetime import timedelta

import pytest

from rpp import clock
from rpp.contact.models import ContactMessage
from rpp.history import Event
from tests.support.client import Browser
from tests.support.mailbox import emails
from tests.support.world import World

HELP = "help@commons.example"
TEXT = {"body": "Which districts tried a later bell?", "email": "parent@home.example"}


def write(browser: Browser, path: str = "/contact", status: int = 200, **values: str):
    return browser.send(path, {**TEXT, **values}, action="/contact", status=status)


def test_a_stranger_asks_about_the_page_at_hand(anyone: Browser, world: World) -> None:
    problem = world.problem("open")
    page = anyone.read(f"/problems/{problem.id}")
    (path,) = [one for one in page.links if one.startswith("/contact")]
    answer = write(anyone, path, name="Pat Lane")
    assert "Your message is sent" in answer.text
    (message,) = world.make.all(ContactMessage)
    assert (message.about, message.status) == (f"/problems/{problem.id}", "open")
    assert (message.email, message.person_id) == ("parent@home.example", None)
    (sent,) = emails(world.make, HELP)
    assert "Pat Lane <parent@home.example> wrote" in sent.body
    assert TEXT["body"] in sent.body
    assert f"/problems/{problem.id}" in sent.body
    assert [e.verb for e in world.make.all(Event)] == ["sent"]


def test_a_message_sent_twice_is_kept_once_and_another_is_another(
    anyone: Browser, world: World
) -> None:
    for body in (TEXT["body"], TEXT["body"], "And which in a city?"):
        assert "Your message is sent" in write(anyone, body=body).text
    assert len(world.make.all(ContactMessage)) == len(emails(world.make, HELP)) == 2
    with clock.at(clock.now() + timedelta(hours=2)):
        write(anyone)
    assert len(world.make.all(ContactMessage)) == 3


def test_who_is_signed_in_need_not_type_the_address(browser_as, world: World) -> None:
    form = browser_as(world.author).read("/contact").form("/contact").fields
    assert form["email"] == [world.author.email]
    assert form["name"] == ["Renata Oakes"]


def test_nothing_typed_is_lost(anyone: Browser, world: World) -> None:
    answer = write(anyone, email="no address", status=422)
    assert TEXT["body"] in answer.text
    assert "does not look like an e-mail address" in answer.text
    assert world.make.all(ContactMessage) == []


def test_what_looks_like_a_student_is_asked_about(anyone: Browser, world: World) -> None:
    answer = write(anyone, body="My son Marcus T., grade 9, student ID 4471 was late.", status=422)
    assert "looks like" in answer.text


def test_a_program_that_fills_in_everything_is_not_kept(anyone: Browser, world: World) -> None:
    answer = write(anyone, website="https://spam.example")
    assert "Your message is sent" in answer.text
    assert world.make.all(ContactMessage) == []
    assert emails(world.make, HELP) == []


@pytest.mark.parametrize("about", ["//evil.example", "https://evil.example/x", "/\\evil.example"])
def test_only_pages_of_the_portal_are_named(anyone: Browser, world: World, about: str) -> None:
    answer = anyone.get("/contact", query_string={"about": about})
    assert "evil.example" not in answer.text
    anyone.force("/contact", {**TEXT, "about": about})
    assert [m.about for m in world.make.all(ContactMessage)] == [""]


def test_a_secret_address_is_not_put_into_the_link(anyone: Browser) -> None:
    page = anyone.read("/reset/not-a-token", status=410)
    assert [one for one in page.links if one.startswith("/contact")] == ["/contact"]


def test_administrators_list_messages_and_mark_them_answered(browser_as, world: World) -> None:
    write(browser_as())
    admin = browser_as(world.make.admin())
    assert "Answer a question" in admin.read("/me").text
    assert TEXT["body"] in admin.read("/admin/messages").text
    admin.send("/admin/messages", {"status": "answered"}, action="/state")
    assert world.make.all(ContactMessage)[0].status == "answered"
    assert TEXT["body"] not in admin.read("/admin/messages").text
    assert TEXT["body"] in admin.read("/admin/messages?state=answered").text
    assert "Answer a question" not in admin.read("/me").text


def test_nobody_else_reads_them(browser_as, world: World) -> None:
    write(browser_as())
    (message,) = world.make.all(ContactMessage)
    for person in (world.leader, world.steward):
        browser = browser_as(person)
        assert browser.get("/admin/messages").status_code == 403
        path = f"/admin/messages/{message.id}/state"
        assert browser.force(path, {"status": "answered"}).status_code == 403
    assert browser_as().get("/admin/messages").status_code == 302
