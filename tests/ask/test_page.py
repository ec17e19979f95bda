"""The page of an answer: quotes and their strength, what contradicts, what is missing, ways on."""

import pytest
from flask import Flask

from rpp.ask.answer import Near
from rpp.ask.page import EXAMPLES
from rpp.history import Event
from rpp.search import operations
from tests.ask.conftest import quote
from tests.support.client import Browser
from tests.support.world import World

QUESTION = "Does a later bell help?"


def ask(browser: Browser, question: str = QUESTION, status: int = 200):
    answer = browser.get("/ask", query_string={"q": question})
    assert answer.status_code == status
    return answer


def test_an_answer_says_how_strong_it_is_for_whom_and_what_contradicts_it(
    anyone: Browser, bells: list[str], world: World
) -> None:
    page = anyone.read("/ask?q=Does+a+later+bell+help?")
    assert bells == [QUESTION]
    for said in (
        "Two sentences answer this. Their sources disagree",
        "from 2 sources",
        "“Moving the bell by 40 minutes cut late arrivals in half.”",
        "Tier 2 Moderate",
        "960 students",
        "2 town districts",
        "A town, like your district",
        "Found no clear difference",
        "Where they disagree",
        "Searched: 12 briefs, 1 study.",
    ):
        assert said in page.text, said
    assert any(link.startswith("/problems/1#summary") for link in page.links)
    assert (2, "Two sentences answer this. Their sources disagree") in page.headings


def test_what_an_answer_does_not_know_is_said(
    anyone: Browser, answers, browser_as, world: World
) -> None:
    answers(quote(world.problem("open").id, "Bells ring late."), unfound=("prairie",))
    page = anyone.read("/ask?q=Do+bells+ring+on+the+prairie?").text
    for said in (
        "Nothing we quote says “prairie”",
        "All that we found comes from one source",
        "Nobody gave these sources an ESSA tier",
    ):
        assert said in page, said
    assert "Districts like yours" not in page
    assert "Districts like yours" in browser_as(world.author).read("/ask?q=Bells?").text


def test_where_there_is_no_answer_it_says_so_and_leads_on(anyone: Browser, answers) -> None:
    answers(unfound=("yoga",), near=(Near("Bells", "/briefs/3", "brief", "Brief"),))
    page = anyone.read("/ask?q=Does+yoga+help?")
    assert "The repository has no evidence on this" in page.text
    assert "We found no sentence that answers this." in page.text
    assert "yoga" in page.text
    assert "/briefs/3" in page.links
    for way in (
        "/problems/new?title=Does+yoga+help%3F",
        "/contact?about=%2Fask&question=Does+yoga+help%3F",
        "/ask/unanswered/new?question=Does+yoga+help%3F",
    ):
        assert way in page.links, way


def test_the_question_goes_along_to_a_problem_and_to_a_person(
    browser_as, world: World, answers
) -> None:
    browser = browser_as(world.author)
    form = browser.read("/problems/new?title=Does+yoga+help%3F").form("/problems/new")
    assert form.fields["title"] == ["Does yoga help?"]
    form = browser.read("/contact?about=%2Fask&question=Does+yoga+help%3F").form("/contact")
    assert form.fields["body"][0].strip() == "Does yoga help?"
    assert form.fields["about"] == ["/ask"]


def test_without_a_question_it_shows_what_can_be_asked(anyone: Browser) -> None:
    page = anyone.read("/ask")
    for example in EXAMPLES:
        assert example in page.text
    assert "/ask/unanswered" in page.links
    assert "/ai" in page.links


def test_a_question_that_is_too_long_is_shown_again_whole(anyone: Browser, answers) -> None:
    asked = answers()
    question = "Why? " * 999 + "End."
    answer = ask(anyone, question, 422)
    assert "Your question has 4,999 characters" in answer.text
    assert question in answer.text
    assert asked == []


@pytest.mark.parametrize(
    "question",
    [
        '<script>alert(1)</script> "><img src=x onerror=alert(1)>',
        "'; DROP TABLE person; --",
        "{{ 7 * 7 }} {% raw %}",
        "the of and",
        'NEAR("a" "b") AND * OR ^ -',
        "🚌 ؟ هل يساعد الجرس المتأخر",
        "\x00\x0b\ud7ff\u202e",
        "a" * 500,
    ],
)
@pytest.mark.both_databases
def test_whatever_is_asked_there_is_an_answer_or_a_clear_word(
    anyone: Browser, question: str
) -> None:
    page = ask(anyone, question).text
    assert "The repository has no evidence on this" in page or "Ask the evidence" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "49" not in page.split("<main", 1)[1].split("</form>", 1)[0]


def test_what_may_be_about_a_student_is_warned_about_and_goes_nowhere(
    anyone: Browser, bells: list[str]
) -> None:
    page = anyone.read("/ask?q=Why+is+Marcus+T.,+grade+9+late%3F")
    assert "“Marcus T., grade 9” looks like a student" in page.text
    assert "We did not keep your question" in page.text
    # No form and no link takes it along.
    assert not [form for form in page.forms if form.method == "post"]
    assert not [link for link in page.links if "Marcus" in link]


def test_asking_writes_nothing_and_is_told_to_nobody(
    anyone: Browser, bells: list[str], world: World, caplog: pytest.LogCaptureFixture
) -> None:
    before = len(world.make.all(Event))
    answer = ask(anyone)
    assert len(world.make.all(Event)) == before
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert anyone.get("/ask").headers["Referrer-Policy"] == "same-origin"
    assert QUESTION not in caplog.text


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/search?q=a+secret", "strict-origin"),
        ("/contact?question=a+secret", "strict-origin"),
        ("/sign-in?next=/ask/unanswered/new?question=a+secret", "strict-origin"),
        ("/problems?status=open", "same-origin"),
    ],
)
def test_no_page_is_told_what_was_typed_on_another(anyone: Browser, path: str, told: str) -> None:
    assert anyone.get(path).headers["Referrer-Policy"] == told


def test_who_comes_from_an_answer_to_a_refusal_is_not_led_back_to_the_first_page(
    browser_as, world: World
) -> None:
    for before, leads in (("http://localhost/", False), ("http://localhost/problems", True)):
        answer = browser_as(world.author).get("/ask/feedback", headers={"Referer": before})
        assert answer.status_code == 403
        assert ("Back to the page" in answer.text) is leads


def test_an_error_while_answering_logs_no_question(
    app: Flask, anyone: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from rpp.ask import answering

    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(answering, "answer", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    assert anyone.get("/ask?q=Does+a+secret+thing+help%3F").status_code == 500
    assert "broken" in caplog.text
    assert "secret" not in caplog.text


def test_what_depends_on_who_reads_is_kept_by_no_proxy(
    browser_as, anyone: Browser, bells: list[str], world: World
) -> None:
    for browser in (anyone, browser_as(world.author)):
        assert ask(browser).headers["Cache-Control"] == "private, no-cache"
        assert "ETag" not in ask(browser).headers


def test_what_may_be_about_a_student_is_kept_by_no_proxy_either(anyone: Browser, bells) -> None:
    answer = ask(anyone, "Why is Marcus T., grade 9 late?")
    assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.both_databases
def test_what_only_a_network_may_read_is_quoted_to_its_people_alone(
    browser_as, anyone: Browser, world: World
) -> None:
    text = "The network’s buses come late on foggy days."
    world.problem("open", title="Buses of our network", summary=text, audience="network")
    with world.make.writing() as session:
        operations.reindex(session)
    asked = "Do buses come late on foggy days?"
    assert text in ask(browser_as(world.author), asked).text
    for other in (anyone, browser_as(world.stranger)):
        page = ask(other, asked).text
        assert text not in page
        assert "Buses of our network" not in page


def test_people_come_to_it_from_the_top_of_each_page_the_foot_and_the_first_page(
    anyone: Browser,
) -> None:
    page = anyone.read("/")
    assert page.links.count("/ask") >= 2
    assert "/ai" in page.links
    assert any(form.action == "/ask" for form in page.forms)


def test_robots_ask_nothing(anyone: Browser) -> None:
    robots = anyone.get("/robots.txt").text
    assert "Disallow: /ask?*" in robots
    assert '<meta name="robots" content="noindex">' in ask(anyone).text
