"""A district leader writes a problem of practice."""

from rpp.evidence.models import EvidenceRecord
from rpp.history import Event
from rpp.problems.models import Problem
from rpp.search import operations as search
from rpp.vocabulary import set_tags
from tests.support.html import Page
from tests.support.world import COMPLETE, World


def test_she_writes_a_problem_sees_what_is_known_and_submits_it(browser_as, world: World) -> None:
    browser = browser_as(world.author)
    answer = browser.send("/problems/new", {**COMPLETE, "next": "1"}, action="/problems/new")
    assert answer.request.path.endswith("/known")
    assert "Submit my problem" in answer.text
    problem = world.make.all(Problem)[0]
    assert problem.status == "draft"

    answer = browser.send(answer.request.path, action="/submit")
    assert "Submitted. A steward reads it next" in answer.text
    problem = world.make.all(Problem)[0]
    assert problem.status == "submitted"
    assert problem.submitted_at is not None


def test_a_draft_may_be_incomplete_and_is_kept(browser_as, world: World) -> None:
    browser = browser_as(world.author)
    browser.send("/problems/new", {"title": "Half a thought"}, action="/problems/new")
    assert world.make.all(Problem)[0].title == "Half a thought"
    assert "Half a thought" in browser.read("/me").text


def test_what_is_missing_is_said_beside_each_field_and_nothing_typed_is_lost(
    browser_as, world: World
) -> None:
    browser = browser_as(world.author)
    answer = browser.send(
        "/problems/new",
        {"title": "Buses", "tried": "Earlier departures.", "next": "1"},
        action="/problems/new",
    )
    assert "Say who is affected" in answer.text
    assert "Earlier departures." in answer.text
    problem = world.make.all(Problem)[0]
    assert (problem.title, problem.status) == ("Buses", "draft")


def test_a_form_sent_twice_makes_one_problem(browser_as, world: World) -> None:
    browser = browser_as(world.author)
    page = browser.read("/problems/new")
    for _ in range(2):
        browser.send("/problems/new", {"title": "Once"}, action="/problems/new", page=page)
    assert len(world.make.all(Problem)) == 1


def test_submitting_without_having_seen_what_is_known_is_refused(browser_as, world: World) -> None:
    problem = world.problem("draft")
    browser = browser_as(world.author)
    answer = browser.force(f"/problems/{problem.id}/submit", {"proof": "invented"})
    assert answer.status_code == 422
    assert "First look at what is already known" in answer.text
    assert world.make.all(Problem)[0].status == "draft"


def test_the_proof_of_an_older_text_does_not_count(browser_as, world: World) -> None:
    problem = world.problem("draft")
    browser = browser_as(world.author)
    page = browser.read(f"/problems/{problem.id}/known")
    from datetime import timedelta

    from rpp import clock

    with clock.at(clock.now() + timedelta(minutes=5)):
        browser.send(f"/problems/{problem.id}/edit", {"title": "Another one"}, action="/edit")
    answer = browser.send(f"/problems/{problem.id}/known", action="/submit", page=page, status=422)
    assert "First look at what is already known" in answer.text


def test_what_looks_like_a_student_is_asked_about_before_it_is_saved(
    browser_as, world: World
) -> None:
    browser = browser_as(world.author)
    told = {"title": "Absences", "evidence": "Marcus T., grade 9, missed 14 first periods."}
    answer = browser.send("/problems/new", told, action="/problems/new", status=422)
    assert "“Marcus T., grade 9” looks like a student" in answer.text
    assert world.make.all(Problem) == []
    page = Page(answer.text)
    browser.send("/problems/new", {"not_a_student": "y"}, action="/problems/new", page=page)
    assert len(world.make.all(Problem)) == 1


def test_a_stranger_to_districts_is_told_who_may_post(browser_as, world: World) -> None:
    researcher = world.make.researcher()
    assert browser_as(researcher).get("/problems/new").status_code == 403
    assert "/sign-in" in browser_as().get("/problems/new").location


def test_she_cannot_write_for_a_district_that_is_not_hers(browser_as, world: World) -> None:
    browser = browser_as(world.author)
    answer = browser.force(
        "/problems/new", {"title": "Theirs", "organization_id": str(world.neighbour.id)}
    )
    assert answer.status_code == 422
    assert world.make.all(Problem) == []


def test_a_district_in_no_network_can_draft_but_not_submit(browser_as, world: World) -> None:
    browser = browser_as(world.stranger)
    answer = browser.send("/problems/new", {**COMPLETE, "next": "1"}, action="/problems/new")
    text = Page(answer.text).text
    assert "Your district is in no network yet" in text
    assert "Submit my problem" not in text


def test_signed_out_while_writing_she_sends_it_after_signing_in(browser_as, world: World) -> None:
    browser = browser_as()
    answer = browser.force("/problems/new", {"title": "Typed for an hour"})
    assert answer.status_code == 401
    assert "Typed for an hour" in answer.text


def test_the_history_names_what_she_was_shown(browser_as, world: World, make) -> None:
    other = world.problem("open", title="Substitutes do not come to our schools", summary="Absence")
    from rpp.search import operations as search

    with make.writing() as session:
        search.reindex(session)
    browser = browser_as(world.author)
    answer = browser.send("/problems/new", {**COMPLETE, "next": "1"}, action="/problems/new")
    assert "Substitutes do not come to our schools" in answer.text
    browser.send(answer.request.path, action="/submit")
    event = next(e for e in make.all(Event) if e.verb == "submitted")
    assert event.detail["shown"] == [f"problem/{other.id}"]


def test_a_draft_without_a_word_is_not_kept(browser_as, world: World) -> None:
    author = browser_as(world.author)
    answer = author.send("/problems/new", {"title": ""}, action="/problems/new", status=422)
    assert "Write at least one line. Then it is kept as a draft." in answer.text
    assert world.make.all(Problem) == []
    author.send("/problems/new", {"tried": "Nothing yet"}, action="/problems/new")
    assert [one.status for one in world.make.all(Problem)] == ["draft"]


def test_a_study_that_was_reviewed_twice_is_known_once(
    browser_as, world: World, record: EvidenceRecord
) -> None:
    same = {name: getattr(record, name) for name in EvidenceRecord.model_fields}
    again = world.make.add(EvidenceRecord(**{**same, "id": None, "key": "wwc:study:2"}))
    with world.make.writing() as session:
        set_tags(session, "evidence", again.id, "subject", ["staffing"])
        search.reindex(session)
    draft = world.problem("draft")
    text = browser_as(world.author).read(f"/problems/{draft.id}/known").text
    assert text.count(record.title) == 1
