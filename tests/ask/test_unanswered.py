"""Questions without an answer: a public list, with the asker's word and without their name."""

import threading

import pytest
from flask import Flask

from rpp import dates
from rpp.ask.unanswered.models import UnansweredProblem, UnansweredQuestion, UnansweredSupport
from rpp.ask.unanswered.queries import search_documents
from rpp.evidence.operations import import_wwc
from rpp.history import Event
from rpp.problems.models import Problem
from rpp.search.models import SearchDocument
from tests.support.client import Browser
from tests.support.world import World

LIST, QUESTION = "/ask/unanswered", "Does a bus with a tutor on board help?"


def put(browser: Browser, text: str = QUESTION, status: int = 200):
    return browser.send(f"{LIST}/new", {"title": text}, action=f"{LIST}/new", status=status)


def questions(world: World) -> list[UnansweredQuestion]:
    return world.make.all(UnansweredQuestion)


@pytest.fixture
def listed(browser_as, world: World, answers) -> UnansweredQuestion:
    answers()
    put(browser_as(world.author))
    return questions(world)[0]


def test_the_asker_edits_the_text_and_puts_it_on_the_list_without_a_name(
    browser_as, anyone: Browser, world: World, answers
) -> None:
    answers()
    browser = browser_as(world.author)
    (way,) = [x for x in browser.read(f"/ask?q={QUESTION}").links if x.startswith(f"{LIST}/new")]
    form = browser.read(way).form(f"{LIST}/new")
    assert form.fields["title"][0].strip() == QUESTION
    answer = browser.send(way, {"title": "Does a tutor on the bus help?"}, action="/new")
    assert "We will let you know when it is answered" in answer.text
    (one,) = questions(world)
    for path in (LIST, f"{LIST}/{one.id}"):
        page = anyone.read(path).text
        assert "Does a tutor on the bus help?" in page
        assert "1 person asks this, from 1 district" in page
        assert world.author.name not in page
        assert world.district.name not in page
    assert [e.actor_id for e in world.make.all(Event) if e.kind == "unanswered"] == [None]


def test_who_is_not_signed_in_is_led_to_sign_in_with_the_question(anyone: Browser) -> None:
    answer = anyone.get(f"{LIST}/new", query_string={"question": QUESTION})
    assert answer.status_code == 302
    assert "sign-in" in answer.location
    assert "tutor" in answer.location
    assert anyone.force(f"{LIST}/new", {"title": QUESTION}).status_code == 401


def test_what_looks_like_a_student_is_asked_about_and_nothing_typed_is_lost(
    browser_as, world: World
) -> None:
    text = "What helps Marcus T., grade 9 to be on time?"
    answer = put(browser_as(world.author), text, status=422)
    assert "looks like a student" in answer.text
    assert text in answer.text
    assert questions(world) == []


@pytest.mark.parametrize("text", ["?????????????", "short", "x" * 301])
def test_a_text_that_is_no_question_is_refused(browser_as, world: World, text: str) -> None:
    answer = put(browser_as(world.author), text, status=422)
    assert text in answer.text
    assert questions(world) == []


def test_the_same_question_of_another_is_the_same_line(
    browser_as, anyone: Browser, world: World, listed
) -> None:
    put(browser_as(world.neighbour_leader), "does a BUS, with a tutor on board, help")
    put(browser_as(world.neighbour_leader), QUESTION)
    assert len(questions(world)) == 1
    page = anyone.read(f"{LIST}/{listed.id}").text
    assert "2 people ask this, from 2 districts" in page


def test_two_who_list_the_same_at_the_same_moment_list_it_once(
    app: Flask, browser_as, world: World, answers
) -> None:
    answers()
    start, codes = threading.Barrier(2), []

    def send(browser: Browser, token: str) -> None:
        start.wait()
        data = {"title": QUESTION, "csrf_token": token}
        answer = browser.post(f"{LIST}/new", data=data, headers={"Sec-Fetch-Site": "same-origin"})
        codes.append(answer.status_code)

    browsers = [browser_as(one) for one in (world.author, world.neighbour_leader)]
    sides = [threading.Thread(target=send, args=(one, one.token())) for one in browsers]
    for side in sides:
        side.start()
    for side in sides:
        side.join()
    assert codes == [303, 303]
    assert len(questions(world)) == 1
    assert len(world.make.all(UnansweredSupport)) == 2


def test_a_person_has_a_question_once_and_may_leave_it(browser_as, world: World, listed) -> None:
    browser, page = browser_as(world.neighbour_leader), f"{LIST}/{listed.id}"
    assert "Same question in our district" in browser.read(page).text
    for _ in range(2):
        browser.force(f"{page}/support", {"has": "yes"})
    assert len(world.make.all(UnansweredSupport)) == 2
    browser.send(page, {"has": "no"}, action="/support")
    assert len(world.make.all(UnansweredSupport)) == 1
    assert browser_as().force(f"{page}/support", {"has": "yes"}).status_code == 401


def test_a_broker_names_what_answers_it_and_those_who_have_it_hear(
    browser_as, anyone: Browser, world: World, listed
) -> None:
    from rpp.cli import seed_folder

    with world.make.writing() as own:
        import_wwc(own, sorted((seed_folder() / "wwc").glob("*.csv")))
    page = f"{LIST}/{listed.id}"
    broker = browser_as(world.make.steward(world.network, role="broker"))
    wrong = broker.send(f"{page}/answer", {"source": "/briefs/999"}, action="/answer", status=422)
    assert "There is no such brief" in wrong.text
    broker.send(f"{page}/answer", {"source": "/evidence/1"}, action="/answer")
    said = anyone.read(page)
    assert "Answered by" in said.text
    assert "/evidence/1" in said.links
    assert QUESTION not in anyone.read(LIST).text
    assert QUESTION in anyone.read(f"{LIST}?state=answered").text
    assert "named what answers the question" in browser_as(world.author).read("/notices").text
    broker.send(page, action="/reopen")
    assert QUESTION in anyone.read(LIST).text
    for person in (world.author, world.leader):
        assert browser_as(person).get(f"{page}/answer").status_code == 403
        assert browser_as(person).force(f"{page}/reopen").status_code == 403


def test_an_administrator_hides_it_with_a_reason_and_then_it_stands_nowhere(
    browser_as, anyone: Browser, world: World, listed
) -> None:
    page, admin = f"{LIST}/{listed.id}", browser_as(world.make.admin())
    for person in (world.author, world.steward):
        assert browser_as(person).get(f"{page}/hide").status_code == 403
        assert browser_as(person).force(f"{page}/show").status_code == 403
    assert "Give a reason" in admin.send(f"{page}/hide", {"reason": " "}, status=422).text
    admin.send(f"{page}/hide", {"reason": "It names a person."})
    assert anyone.get(page).status_code == 404
    for path in (LIST, f"{LIST}?state=hidden", "/search?q=tutor+bus", "/sitemaps/unanswered-0.xml"):
        text = anyone.get(path).text
        assert QUESTION not in text, path
        assert page not in text, path
    assert "It names a person." in admin.read(page).text
    assert QUESTION in admin.read(f"{LIST}?state=hidden").text
    again = put(browser_as(world.neighbour_leader), status=422)
    assert "an administrator hid it" in again.text
    admin.send(page, action="/show")
    assert QUESTION in anyone.read(LIST).text


@pytest.mark.both_databases
def test_it_is_found_by_its_words(anyone: Browser, world: World, listed) -> None:
    (held,) = [d for d in world.make.all(SearchDocument) if d.kind == "unanswered"]
    assert held.title == QUESTION
    assert f"{LIST}/{listed.id}" in anyone.read("/search?q=tutor+board&kind=unanswered").links


def test_it_is_found_by_its_year_and_by_nothing_of_who_has_it(world: World, listed) -> None:
    with world.make.writing() as session:
        (found,) = search_documents(session)
    assert found.facets == {"year": [str(listed.asked_at.year)]}
    assert found.issued == dates.date_in(listed.asked_at, "America/Chicago")


def test_when_the_repository_can_answer_it_the_page_says_so(
    anyone: Browser, world: World, listed, answers
) -> None:
    from tests.ask.conftest import quote

    assert "can answer this now" not in anyone.read(f"{LIST}/{listed.id}").text
    answers(quote(1, "A tutor on the bus helped."))
    page = anyone.read(f"{LIST}/{listed.id}")
    assert "The repository can answer this now." in page.text
    assert any(link.startswith("/ask?q=Does+a+bus") for link in page.links)


def test_a_district_begins_a_problem_from_it_and_the_question_then_names_it(
    browser_as, anyone: Browser, world: World, listed
) -> None:
    page, author = f"{LIST}/{listed.id}", browser_as(world.author)
    answer = author.send(f"{page}/problem", action="/problem")
    assert "Your draft is saved" in answer.text
    (problem,) = world.make.all(Problem)
    assert (problem.title, problem.status) == (QUESTION, "draft")
    assert problem.organization_id == world.district.id
    # A draft is its district's: nobody else learns that there is one.
    for browser in (anyone, browser_as(world.stranger), author):
        assert "that came of it" not in browser.read(page).text
    opened = world.problem("open", title="No tutor rides along")
    with world.make.writing() as own:
        own.add(UnansweredProblem(problem_id=opened.id, question_id=listed.id))
    assert "No tutor rides along" in anyone.read(page).text
    assert browser_as(world.steward).get(f"{page}/problem").status_code == 403


def test_a_long_question_becomes_a_title_and_the_text_stays_whole(
    browser_as, world: World, answers
) -> None:
    answers()
    text = "Does it help " + "very " * 40 + "much?"
    put(browser_as(world.author), text)
    page = f"{LIST}/{questions(world)[0].id}"
    browser_as(world.author).send(f"{page}/problem", action="/problem")
    (problem,) = world.make.all(Problem)
    assert len(problem.title) <= 160
    assert problem.title.endswith("very …")
    assert problem.summary == text


def test_of_several_districts_the_person_chooses_one(browser_as, world, listed, make) -> None:
    make.member(world.neighbour, person=world.author)
    browser, page = browser_as(world.author), f"{LIST}/{listed.id}/problem"
    assert browser.force(page, {}).status_code == 422
    far = make.organization("Far District")
    assert browser.force(page, {"organization_id": str(far.id)}).status_code == 422
    browser.send(page, {"organization_id": str(world.neighbour.id)}, action="/problem")
    assert [p.organization_id for p in world.make.all(Problem)] == [world.neighbour.id]


def test_who_closes_the_account_asks_nothing_any_more(browser_as, world: World, listed) -> None:
    from rpp.ask.unanswered.operations import forget
    from rpp.policy import Viewer

    with world.make.writing() as own:
        forget(own, Viewer(id=world.author.id))
    assert world.make.all(UnansweredSupport) == []
    assert len(questions(world)) == 1


def test_lists_go_page_by_page(anyone: Browser, world: World, answers, browser_as) -> None:
    from rpp.ask.unanswered.operations import list_question
    from rpp.policy import Viewer

    with world.make.writing() as own:
        for n in range(27):
            list_question(own, Viewer(id=world.author.id), f"Does number {n} help?")
    page = anyone.read(LIST)
    assert "number 26" in page.text
    assert "number 1 help" not in page.text
    (older,) = [link for link in page.links if "past=" in link]
    assert "number 1 help" in anyone.read(older).text


def test_nobody_writes_html_onto_the_list(browser_as, anyone: Browser, world, answers) -> None:
    answers()
    put(browser_as(world.author), '<img src=x onerror="alert(1)"> Does this help?')
    answer = anyone.get(f"{LIST}/{questions(world)[0].id}")
    assert "<img src=x" not in answer.text
    assert "&lt;img src=x" in answer.text
