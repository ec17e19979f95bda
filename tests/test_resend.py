"""Forms sent twice: the same is taken once, other words are never dropped, helpers spend no key."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlmodel import delete

from rpp.discussions.models import Comment
from rpp.problems.models import Problem
from rpp.resend import SentForm
from rpp.studies.models import Agreement, StudyReference
from tests.studies.conftest import World, day
from tests.studies.conftest import world as studies_world
from tests.support.client import ORIGIN, Browser
from tests.support.html import Page
from tests.support.pdfs import honest

__all__ = ["studies_world"]

AsPerson = Callable[..., Browser]
DISCUSSION = "/discussions/problem/1"


def test_other_words_with_a_spent_key_are_shown_again(
    studies_world: World, browser_as: AsPerson
) -> None:
    w = studies_world
    browser = browser_as(w.co_lead)
    at = f"/problems/{w.problem.id}"
    page = browser.read(at)
    first = browser.send(at, {"body": "The first comment."}, action=DISCUSSION, page=page)
    # The same again leads to where the first was led.
    second = browser.send(at, {"body": "The first comment."}, action=DISCUSSION, page=page)
    assert second.request.url == first.request.url
    assert len(w.make.all(Comment)) == 1
    # Back, and other words: not a second click.
    other = browser.send(
        at, {"body": "A second thought."}, action=DISCUSSION, page=page, status=422
    )
    assert [c.body for c in w.make.all(Comment)] == ["The first comment."]
    shown = Page(other.text)
    assert "This form was already sent, and what it said then was saved." in shown.text
    assert "See what was saved before" in shown.text
    assert [link for link in shown.links if "/comments/" in link or "#c" in link]
    form = shown.form("", "body")
    assert form.fields["body"][0].strip() == "A second thought."
    browser.send(at, {"body": "A second thought."}, page=shown)
    assert [c.body for c in w.make.all(Comment)] == ["The first comment.", "A second thought."]


def test_another_paper_with_a_spent_key_is_no_second_click(
    studies_world: World, browser_as: AsPerson
) -> None:
    w = studies_world
    study = w.study("signed")
    browser = browser_as(w.lead)
    at = f"/studies/{study.id}/agreements"
    form = browser.read(at).form("/agreements", "parties")
    about = {"type": "IRB", "parties": "Lakeshore Center", "signed_on": day(-3).isoformat()}

    def sends(**more: Any) -> Any:
        import io

        files = {name: (io.BytesIO(data), "paper.pdf") for name, data in more.items()}
        data = {**form.fields, **about, **files}
        return browser.post(at, data=data, headers=ORIGIN, content_type="multipart/form-data")

    assert sends(file=honest()).status_code == 303
    assert sends(file=honest()).status_code == 303
    assert len(w.make.all(Agreement)) == 1
    answer = sends(file=honest(2))
    assert answer.status_code == 422
    assert "was already sent" in answer.text
    assert len(w.make.all(Agreement)) == 1


def test_a_form_taken_before_its_words_were_kept_still_counts_once(
    studies_world: World, browser_as: AsPerson
) -> None:
    w = studies_world
    browser = browser_as(w.co_lead)
    at = f"/problems/{w.problem.id}"
    page = browser.read(at)
    browser.send(at, {"body": "Before."}, action=DISCUSSION, page=page)
    with w.make.writing() as session:
        for row in w.make.all(SentForm):
            session.get_one(SentForm, (row.person_id, row.key)).digest = ""
    browser.send(at, {"body": "Before."}, action=DISCUSSION, page=page)
    assert len(w.make.all(Comment)) == 1


def test_who_links_evidence_after_find_has_linked_it(
    studies_world: World, browser_as: AsPerson
) -> None:
    w = studies_world
    study = w.propose()
    w.index()
    lead = browser_as(w.lead)
    at = f"/studies/{study.id}/references"
    # Without script: Find is a button of the form, and the page comes back with what it found.
    found = Page(lead.send(at, {"q": "later school start", "find": "1"}).text)
    assert "Later School Start Times in Suburbs" in found.text
    assert w.make.all(SentForm) == []
    again = Page(lead.send(at, {"q": "school start", "find": "1"}, page=found).text)
    source = f"/evidence/{w.record.id}"
    # A refused answer spends nothing either.
    refused = Page(lead.send(at, {"source": source}, page=again, status=422).text)
    choice = {"source": source, "leaves_open": "It ran in suburbs only."}
    answer = lead.send(at, choice, page=refused)
    assert answer.request.path == at
    assert "is linked." in answer.text
    (kept,) = w.make.all(StudyReference)
    assert kept.source_id == w.record.id


@pytest.mark.parametrize(
    "way",
    ["/problems/new", "comment", "invite", "remark", "suggest"],
)
def test_a_refused_form_spends_no_key(studies_world: World, browser_as: AsPerson, way: str) -> None:
    w = studies_world
    study = w.study("co_design")
    lead = browser_as(w.co_lead)
    path, action, wrong, right = {
        "/problems/new": (
            "/problems/new",
            "/new",
            {"title": "x" * 200},
            {"title": "Long rides"},
        ),
        "comment": (
            f"/problems/{w.problem.id}",
            DISCUSSION,
            {"body": " "},
            {"body": "Our buses too."},
        ),
        "invite": (
            f"/studies/{study.id}/people",
            "",
            {"email": "nobody"},
            {"email": "ann.lee@albertville.example"},
        ),
        "remark": (
            f"/studies/{study.id}/sections/design/comments/new",
            "",
            {"body": " "},
            {"body": "Which schools?"},
        ),
        "suggest": (
            f"/studies/{study.id}/sections/question/suggest",
            "",
            {"reason": " ", "body": "Does a later bell help?"},
            {"reason": "It is shorter.", "body": "Does a later bell help?"},
        ),
    }[way]
    with w.make.writing() as session:
        session.exec(delete(SentForm))
    page = lead.read(path)
    refused = Page(lead.send(path, wrong, action=action, page=page, status=422).text)
    assert w.make.all(SentForm) == []
    # The form as it was shown again is taken, and so is the first page's.
    lead.send(path, right, page=refused)
    assert len(w.make.all(SentForm)) == 1


def test_a_draft_with_gaps_is_found_again_by_its_key(
    studies_world: World, browser_as: AsPerson
) -> None:
    browser = browser_as(studies_world.co_lead)
    page = browser.read("/problems/new")
    typed = {"title": "Long rides", "next": "1"}
    before = len(studies_world.make.all(Problem))
    for _ in range(2):
        answer = browser.send("/problems/new", typed, action="/new", page=page)
        assert answer.request.path.endswith("/edit")
        assert "Say who is affected" in answer.text
    assert len(studies_world.make.all(Problem)) == before + 1


def test_a_double_click_of_two_threads_is_taken_once(
    studies_world: World, browser_as: AsPerson
) -> None:
    w = studies_world
    browsers = [browser_as(w.co_lead) for _ in range(2)]
    at = f"/problems/{w.problem.id}"
    form = browsers[0].read(at).form("", "body")
    barrier, answers = Barrier(2), []

    def click(browser: Browser) -> None:
        barrier.wait()
        data = {**form.fields, "body": "Once is enough."}
        answers.append(browser.force(form.action, data).status_code)

    threads = [Thread(target=click, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == [303, 303]
    assert len(w.make.all(Comment)) == 1


# --- a shared computer ---------------------------------------------------------------------


def test_who_signs_out_leaves_nothing_in_the_browser(
    studies_world: World, browser_as: AsPerson
) -> None:
    browser = browser_as(studies_world.co_lead)
    answer = browser.send("/me", action="/sign-out", follow=False, status=303)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_each_persons_page_says_whose_browser_text_it_may_show(
    studies_world: World, browser_as: AsPerson
) -> None:
    w = studies_world

    def mark(person: Any) -> str:
        html = browser_as(person).get("/me").text
        return html.split('data-person="')[1].split('"')[0]

    assert mark(w.co_lead) == mark(w.co_lead) != mark(w.lead)
    assert len(mark(w.co_lead)) == 18
    assert "data-person" not in browser_as().get("/problems").text


def test_what_one_typed_is_not_offered_to_the_next_who_signs_in(
    studies_world: World, browser_as: AsPerson
) -> None:
    from tests.studies.conftest import HASH
    from tests.support.factories import PASSWORD

    w = studies_world
    typed = browser_as(w.co_lead).read("/problems/new").form("/new").fields
    for person, offered in ((w.lead, False), (w.co_lead, True)):
        with w.make.writing() as session:
            session.get_one(type(person), person.id).password_hash = HASH
        browser = browser_as()
        answer = browser.force("/problems/new", {**typed, "title": "Only mine"})
        assert answer.status_code == 401
        signed_in = browser.send(
            "", {"email": person.email, "password": PASSWORD}, page=Page(answer.text)
        )
        assert ("Only mine" in signed_in.text) is offered
        assert ("typed by someone else" in signed_in.text) is not offered


def test_a_page_left_open_by_another_is_not_sent_in_ones_own_name(
    studies_world: World, browser_as: AsPerson
) -> None:
    w = studies_world
    typed = browser_as(w.co_lead).read("/problems/new").form("/new").fields
    next_one = browser_as(w.city_leader)
    before = len(w.make.all(Problem))
    answer = next_one.post("/problems/new", data={**typed, "title": "Only mine"}, headers=ORIGIN)
    assert answer.status_code == 400
    assert "Only mine" not in answer.text
    assert len(w.make.all(Problem)) == before
