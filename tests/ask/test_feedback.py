"""What readers say of an answer is kept without them, once, and for 90 days."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from rpp import clock, create_app, jobs
from rpp.ask.feedback import operations, tokens
from rpp.ask.feedback.models import AskFeedback
from rpp.config import Settings
from rpp.history import Event
from rpp.web import limiter
from tests.support.client import ORIGIN, Browser
from tests.support.html import Page
from tests.support.world import World

ASKED = "/ask?q=Does+a+later+bell+help%3F"


def given(world: World) -> list[AskFeedback]:
    return world.make.all(AskFeedback)


def say(browser: Browser, path: str = ASKED, status: int = 200, **data: Any):
    return browser.send(path, data, action="/ask/feedback", status=status)


def test_a_reader_says_that_it_helped_and_the_question_is_kept_without_the_reader(
    browser_as, world: World, bells
) -> None:
    events = len(world.make.all(Event))
    browser = browser_as(world.author)
    assert "Thank you." in say(browser, helped="yes").text
    (kept,) = given(world)
    assert (kept.question, kept.helped, kept.declined) == ("Does a later bell help?", True, False)
    assert [one.kind for one in kept.sources] == ["problem", "problem"]
    assert str(world.author.id) not in {str(v) for v in (kept.page_key, kept.note, kept.wrong)}
    assert not {"person_id", "session_id", "address"} & set(AskFeedback.model_fields)
    assert len(world.make.all(Event)) == events


def test_a_reader_names_the_wrong_source_and_says_why(anyone: Browser, world, bells) -> None:
    say(anyone, wrong=["2"], note="That study was about lunch.")
    (kept,) = given(world)
    assert (kept.helped, kept.wrong, kept.note) == (None, [2], "That study was about lunch.")


def test_a_reader_says_of_no_answer_that_it_did_not_help(anyone: Browser, world, answers) -> None:
    answers()
    say(anyone, helped="no")
    (kept,) = given(world)
    assert (kept.helped, kept.declined, kept.sources) == (False, True, [])


def test_what_is_sent_twice_from_one_page_counts_once_and_adds_up(
    anyone: Browser, world, bells
) -> None:
    page = anyone.read(ASKED)
    for data in ({"helped": "yes"}, {"helped": "yes"}, {"note": "The second is best."}):
        anyone.send(ASKED, data, action="/ask/feedback", page=page)
    (kept,) = given(world)
    assert (kept.helped, kept.note) == (True, "The second is best.")
    say(anyone, helped="no")
    assert len(given(world)) == 2


def test_two_at_the_same_moment_from_one_page_count_once(app: Flask, world, bells) -> None:
    browsers = [app.test_client() for _ in range(4)]
    page = browsers[0].read(ASKED)
    form = page.form("/ask/feedback").fields
    start, codes = threading.Barrier(4), []

    def send(browser: Any, helped: str) -> None:
        start.wait()
        data = {**form, "helped": helped, "csrf_token": browser.token()}
        codes.append(browser.post("/ask/feedback", data=data, headers=ORIGIN).status_code)

    sides = [
        threading.Thread(target=send, args=(one, helped))
        for one, helped in zip(browsers, ("yes", "no", "yes", "no"), strict=True)
    ]
    for side in sides:
        side.start()
    for side in sides:
        side.join()
    assert codes == [200] * 4
    assert len(given(world)) == 1


def test_nothing_said_is_nothing_kept(anyone: Browser, world, bells) -> None:
    answer = say(anyone, note="", status=422)
    assert "Say whether it helped" in answer.text
    assert given(world) == []


def test_what_is_typed_is_not_lost_where_it_may_be_about_a_student(
    anyone: Browser, world, bells
) -> None:
    note = "It is about Marcus T., grade 9."
    answer = say(anyone, note=note, wrong=["1"], status=422)
    assert "looks like a student" in answer.text
    assert note in answer.text
    assert 'value="1" checked' in answer.text
    assert given(world) == []
    again = Page(answer.text)
    anyone.send(ASKED, {"not_a_student": "y"}, action="/ask/feedback", page=again)
    assert [(one.note, one.wrong) for one in given(world)] == [(note, [1])]


def test_a_question_about_a_student_is_never_kept_whatever_is_confirmed(
    app: Flask, anyone: Browser, world, bells
) -> None:
    from rpp.ask.answer import Answer

    with app.app_context():
        asked = Answer("Why is Marcus T., grade 9 late?", True, "", (), (), clock.now())
        token = tokens.of(asked, [])
    data = {"page": token, "helped": "yes", "not_a_student": "y"}
    answer = anyone.force("/ask/feedback", data)
    assert answer.status_code == 422
    assert "nothing of it is kept" in answer.text
    assert given(world) == []


@pytest.mark.parametrize("change", ["", "x", "other", "wrong"])
def test_nobody_gives_feedback_on_what_was_not_shown(
    app: Flask, anyone: Browser, world, bells, change: str
) -> None:
    from rpp.collections import links

    good = anyone.read(ASKED).form("/ask/feedback").fields["page"][0]
    with app.app_context():
        # A token of ours, made for something else.
        other = links.token(1, 1)
    page = {"": "", "x": f"{good}x", "other": other, "wrong": good[:-20]}[change]
    answer = anyone.force("/ask/feedback", {"page": page, "helped": "yes"})
    assert answer.status_code == 422
    assert "too old" in answer.text
    assert given(world) == []


def test_a_page_of_last_week_is_too_old(anyone: Browser, world, bells) -> None:
    page = anyone.read(ASKED)
    with clock.at(clock.now() + timedelta(days=9)):
        anyone.send(ASKED, {"helped": "yes"}, action="/ask/feedback", page=page, status=422)
    assert given(world) == []


def test_a_number_of_a_quote_that_is_not_there_names_none(anyone: Browser, world, bells) -> None:
    token = anyone.read(ASKED).form("/ask/feedback").fields["page"][0]
    answer = anyone.force("/ask/feedback", {"page": token, "wrong": ["7"], "helped": "yes"})
    assert answer.status_code == 422
    assert given(world) == []


def test_a_form_without_its_token_is_refused(anyone: Browser, world, bells) -> None:
    page = anyone.read(ASKED).form("/ask/feedback").fields["page"][0]
    answer = anyone.post("/ask/feedback", data={"page": page, "helped": "yes"})
    assert answer.status_code == 400
    assert given(world) == []


def test_what_was_said_is_forgotten_after_90_days(app: Flask, anyone: Browser, world, bells):
    with clock.at(clock.now() - timedelta(days=91)):
        say(anyone, helped="no")
    with clock.at(clock.now() - timedelta(days=89)):
        say(anyone, helped="yes")
    assert len(given(world)) == 2
    name = "forget what was asked"
    assert jobs.run_due(app, [jobs._jobs[name]]) == {name: 1}
    assert [one.helped for one in given(world)] == [True]
    assert jobs.run_due(app, [jobs._jobs[name]]) == {name: 0}


def test_brokers_and_administrators_read_what_was_said_and_nobody_else(
    browser_as, anyone: Browser, world: World, bells
) -> None:
    say(anyone, helped="no", wrong=["2"], note="About lunch.")
    for person in (world.make.steward(world.network, role="broker"), world.make.admin()):
        browser = browser_as(person)
        page = browser.read("/ask/feedback").text
        for said in ("Does a later bell help?", "It did not help", "About lunch.", "Quote 2: Ten"):
            assert said in page, said
        assert "/ask/feedback" in browser.read("/ask/unanswered").links
    for person in (world.author, world.steward, world.leader):
        assert browser_as(person).get("/ask/feedback").status_code == 403
        assert "/ask/feedback" not in browser_as(person).read("/ask/unanswered").links
    assert anyone.get("/ask/feedback").status_code == 302


def test_a_wrong_source_has_no_title_for_a_broker_who_may_not_read_it(
    browser_as, world: World, answers
) -> None:
    from tests.ask.conftest import quote

    secret = world.problem("open", title="What only we know", audience="network")
    answers(quote(secret.id, "Only we know this.", title="What only we know"))
    say(browser_as(world.author), wrong=["1"])
    far = world.make.network(world.make.organization("Elsewhere"))
    page = browser_as(world.make.steward(far, role="broker")).read("/ask/feedback").text
    assert "Quote 1: a source that you may not read" in page
    assert "What only we know" not in page
    page = browser_as(world.make.steward(world.network, role="broker")).read("/ask/feedback").text
    assert "Quote 1: What only we know" in page


def test_nothing_is_kept_past_its_days_even_where_no_worker_ran_for_long(world: World) -> None:
    old = clock.now() - timedelta(days=400)
    asked = tokens.Asked("k" * 24, old.date().isoformat(), "Why?", True, ())
    with clock.at(old), world.make.writing() as own:
        operations.give(own, asked, helped=True, wrong=[], note="")
    with world.make.writing() as own:
        assert operations.forget_old(own) == 1


def test_one_address_says_so_much_in_an_hour_and_no_more(
    app: Flask, database_url: str, settings: Settings
) -> None:
    own = settings.model_copy(update={"rate_limits": True, "database_url": database_url})
    portal = create_app(own)
    portal.test_client_class = Browser
    try:
        client = portal.test_client()
        codes = [client.force("/ask/feedback", {"page": "x"}).status_code for _ in range(61)]
    finally:
        portal.extensions["rpp.engine"].dispose()
        limiter.enabled = False
    assert codes == [422] * 60 + [429]
