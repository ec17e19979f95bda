"""Each person chooses what comes by e-mail, and one click turns a topic off without signing in."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask

from rpp.mail import Email
from rpp.people import emails as told
from rpp.people.models import NoticePreference
from tests.notices.test_by_email import open_it, recipients, way_out
from tests.support.client import Browser
from tests.support.html import Page
from tests.support.mailbox import emails
from tests.support.world import World

AsPerson = Callable[..., Browser]
PAGE = "/me/notices/preferences"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def wanted(world: World, person: Any) -> dict[str, bool]:
    with world.make.writing() as session:
        return told.preferences(session, person.id)


# --- the page ------------------------------------------------------------------------------


def test_what_is_turned_off_comes_no_more_by_e_mail_and_stands_in_the_notices(
    browser_as: AsPerson, world: World
) -> None:
    author = browser_as(world.author)
    author.send(PAGE, {"problem": None})
    problem = open_it(browser_as, world)
    assert recipients(world) == []
    assert f"opened “{problem.title}”" in author.read("/notices").text
    author.send(PAGE, {"problem": "y"})
    open_it(browser_as, world)
    assert recipients(world) == [world.author.email]


def test_one_topic_of_one_person_is_turned_off_and_nothing_else(
    browser_as: AsPerson, world: World
) -> None:
    everything = dict.fromkeys(told.TOPICS, True)
    assert wanted(world, world.author) == everything
    browser_as(world.author).send(PAGE, {"round": None})
    assert wanted(world, world.author) == everything | {"round": False}
    assert wanted(world, world.leader) == everything


def test_the_page_shows_what_was_chosen_and_says_what_cannot_be(
    browser_as: AsPerson, world: World
) -> None:
    author = browser_as(world.author)
    author.send(PAGE, {"study": None, "invitation": None})
    page = author.read(PAGE)
    ticked = {name for name in told.TOPICS if name in page.form(PAGE).fields}
    assert ticked == {"membership", "problem", "round", "review", "search", "synthesis"}
    assert "What cannot be turned off" in page.text
    assert "a token for programs was made, or your account was closed" in page.text


def test_the_page_is_linked_from_ones_own_page_the_account_and_the_notices(
    browser_as: AsPerson, world: World
) -> None:
    author = browser_as(world.author)
    for path in ("/me", "/me/account", "/notices"):
        assert f'href="{PAGE}"' in author.get(path).get_data(as_text=True)
    assert browser_as().get(PAGE).status_code == 302


def test_with_everything_off_a_new_password_is_still_sent(
    browser_as: AsPerson, world: World
) -> None:
    browser_as(world.author).send(PAGE, dict.fromkeys(told.TOPICS))
    assert set(wanted(world, world.author).values()) == {False}
    browser_as().send("/reset", {"email": world.author.email})
    assert emails(world.make, world.author.email)[0].subject == "Choose a new password"


def test_a_page_left_open_does_not_undo_the_click_in_an_e_mail_unseen(
    browser_as: AsPerson, world: World
) -> None:
    open_it(browser_as, world)
    author = browser_as(world.author)
    left_open = author.read(PAGE)
    browser_as().post(way_out(world, world.author), data=ONE_CLICK)
    answer = author.send(PAGE, {"round": None}, page=left_open, status=422)
    shown = Page(answer.get_data(as_text=True))
    assert "This was changed after you opened it" in shown.text
    assert "Your problems Saved now off What you typed on" in shown.text
    assert wanted(world, world.author)["problem"] is False
    # Both were seen: what is sent again counts.
    author.send(PAGE, {"problem": None}, page=shown)
    assert wanted(world, world.author) == dict.fromkeys(told.TOPICS, True) | {
        "problem": False,
        "round": False,
    }


# --- one click -----------------------------------------------------------------------------


def test_a_mail_program_turns_a_topic_off_without_cookies_and_without_a_redirect(
    browser_as: AsPerson, world: World, app: Flask
) -> None:
    open_it(browser_as, world)
    program = app.test_client(use_cookies=False)
    answer = program.post(way_out(world, world.author), data=ONE_CLICK)
    assert answer.status_code == 200
    assert wanted(world, world.author)["problem"] is False
    open_it(browser_as, world)
    assert len(recipients(world)) == 1, "none after the click"
    told_again = [n for n in world.make.notices() if n.person_id == world.author.id]
    assert len(told_again) == 2


def test_following_the_link_changes_nothing_until_its_button_is_pressed(
    browser_as: AsPerson, world: World
) -> None:
    open_it(browser_as, world)
    path, anyone = way_out(world, world.author), browser_as()
    page = anyone.read(path)
    assert "Stop e-mail about your problems?" in page.text
    assert world.author.email not in page.text
    assert anyone.head(path).status_code == 200
    assert wanted(world, world.author)["problem"] is True
    done = anyone.send(path, action=path).get_data(as_text=True)
    assert "You get no e-mail about your problems" in done
    assert wanted(world, world.author)["problem"] is False
    anyone.send(path, action=f"{path}/undo")
    assert "You get no e-mail" not in anyone.read(path).text
    assert wanted(world, world.author)["problem"] is True


def test_clicking_twice_is_clicking_once(browser_as: AsPerson, world: World) -> None:
    open_it(browser_as, world)
    for _ in range(2):
        assert browser_as().post(way_out(world, world.author)).status_code == 200
    (row,) = world.make.all(NoticePreference)
    assert (row.person_id, row.topic, row.wanted) == (world.author.id, "problem", False)


def test_two_clicks_at_once_are_one(browser_as: AsPerson, world: World, app: Flask) -> None:
    open_it(browser_as, world)
    path, start = way_out(world, world.author), Barrier(4)
    answers: list[int] = []

    def click() -> None:
        program = app.test_client(use_cookies=False)
        start.wait()
        answers.append(program.post(path, data=ONE_CLICK).status_code)

    threads = [Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == [200] * 4
    assert len(world.make.all(NoticePreference)) == 1


def forged(app: Flask, world: World, what: str) -> str:
    """The token of a link that we never sent."""
    from itsdangerous import URLSafeSerializer

    with app.app_context():
        true, hers = (told.token(one.id, "problem") for one in (world.author, world.leader))
        body, _, mark = true.rpartition(".")
        key = app.secret_key or ""
        return {
            "cut": true[:-1],
            "mark of another": f"{hers.rpartition('.')[0]}.{mark}",
            "no mark": body,
            "other salt": URLSafeSerializer(key).dumps([world.author.id, "problem"]),
            "no topic": URLSafeSerializer(key, salt="rpp.way-out").dumps([1, "password"]),
            "nobody": told.token(999_999, "problem"),
            "other shape": URLSafeSerializer(key, salt="rpp.way-out").dumps({"a": 1}),
        }[what]


@pytest.mark.parametrize(
    "what",
    ["cut", "mark of another", "no mark", "other salt", "no topic", "nobody", "other shape"],
)
def test_a_link_that_we_did_not_send_is_no_page_and_changes_nothing(
    app: Flask, world: World, browser_as: AsPerson, what: str
) -> None:
    path, anyone = f"/unsubscribe/{forged(app, world, what)}", browser_as()
    assert anyone.get(path).status_code == 404
    assert anyone.post(path, data=ONE_CLICK).status_code == 404
    assert anyone.post(f"{path}/undo").status_code == 404
    assert world.make.all(NoticePreference) == []


def test_the_way_out_of_one_topic_leaves_the_others(
    browser_as: AsPerson, world: World, app: Flask
) -> None:
    with app.app_context():
        path = f"/unsubscribe/{told.token(world.author.id, 'round')}"
    browser_as().post(path, data=ONE_CLICK)
    open_it(browser_as, world)
    assert [e.recipient for e in world.make.all(Email)] == [world.author.email]
    assert [t for t, on in wanted(world, world.author).items() if not on] == ["round"]
