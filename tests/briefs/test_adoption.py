"""Six and twelve months after publication each district says what it did with the brief."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select

from rpp import clock, history, jobs
from rpp.briefs import adoption
from rpp.briefs.models import ADOPTIONS, Adoption, Brief
from rpp.history import Event
from rpp.organizations.models import Appointment
from rpp.policy import Viewer
from rpp.studies.models import StudyPartner
from tests.briefs.conftest import World
from tests.studies.test_races import together

OUT = datetime(2026, 1, 15, 15, tzinfo=UTC)
HALF, LATER, YEAR = (
    datetime(2026, 7, 15, 16, tzinfo=UTC),
    datetime(2026, 9, 1, 16, tzinfo=UTC),
    datetime(2027, 1, 15, 16, tzinfo=UTC),
)
WHY = "Two of our three bus contracts could be changed; the third runs until June."


@pytest.fixture
def brief(world: World) -> Brief:
    """A brief that came out on January 15, 2026."""
    with clock.at(OUT):
        return world.published()


def work(world: World, moment: datetime) -> int:
    """Let the worker run at a moment; how many it asked."""
    with clock.at(moment), world.make.writing() as session:
        return adoption.ask_due(session)


def asked(world: World) -> list[tuple[str, int]]:
    names = {world.cullman.id: "Cullman", world.jackson.id: "Jackson"}
    return sorted((names[row.organization_id], row.month) for row in world.make.all(Adoption))


def page_of(world: World, brief: Brief) -> str:
    return f"/briefs/{brief.id}/adoption/{world.cullman.id}"


def test_nobody_is_asked_before_six_months_and_everybody_then_once(
    world: World, brief: Brief
) -> None:
    assert work(world, datetime(2026, 7, 15, 14, tzinfo=UTC)) == 0
    assert work(world, HALF) == 2
    assert work(world, HALF) == 0
    assert work(world, LATER) == 0
    assert work(world, YEAR) == 2
    assert asked(world) == [("Cullman", 6), ("Cullman", 12), ("Jackson", 6), ("Jackson", 12)]
    assert work(world, datetime(2028, 1, 1, tzinfo=UTC)) == 0


def test_a_worker_that_comes_late_asks_once(world: World, brief: Brief) -> None:
    assert work(world, datetime(2027, 3, 1, tzinfo=UTC)) == 2
    assert asked(world) == [("Cullman", 12), ("Jackson", 12)]


def test_the_worker_does_it_with_its_other_jobs(world: World, brief: Brief, app: Flask) -> None:
    with clock.at(HALF):
        assert jobs.run_due(app)["ask what districts did with briefs"] == 2


@pytest.mark.parametrize(
    ("moment", "before"),
    [
        (datetime(2026, 8, 31, tzinfo=UTC), datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2026, 3, 15, tzinfo=UTC), datetime(2025, 9, 15, tzinfo=UTC)),
        (datetime(2026, 12, 31, tzinfo=UTC), datetime(2026, 6, 30, tzinfo=UTC)),
    ],
)
def test_months_are_those_of_the_calendar(moment: datetime, before: datetime) -> None:
    assert adoption.months_before(moment, 6) == before


def test_a_correction_does_not_begin_the_months_anew(world: World, brief: Brief) -> None:
    with clock.at(datetime(2026, 6, 1, tzinfo=UTC)):
        world.corrected(brief)
    assert work(world, HALF) == 2


def test_a_district_that_left_is_not_asked(world: World, brief: Brief) -> None:
    with world.make.writing() as session:
        place = next(
            p for p in session.exec(select(StudyPartner)) if p.organization_id == world.jackson.id
        )
        place.left_at = OUT
    assert work(world, HALF) == 1
    assert asked(world) == [("Cullman", 6)]


@pytest.mark.parametrize("ended", ["withdrawn", "superseded"])
def test_nobody_is_asked_about_a_brief_that_ended(
    browser_as, world: World, brief: Brief, ended: str
) -> None:
    work(world, HALF)
    with world.make.writing() as session:
        held = session.get_one(Brief, brief.id)
        history.move(session, held, ended, ended, world.lead.id, reason="An error in the data.")
    assert work(world, YEAR) == 0
    leader = browser_as(world.co_lead)
    assert "Say what Cullman County did" not in leader.read("/me").text
    assert "no longer in force" in leader.read(page_of(world, brief)).text
    sent = leader.force(page_of(world, brief), {"answer": "adopted", "why": WHY})
    assert sent.status_code == 422


def test_who_speaks_for_the_district_hears_it_and_finds_it_on_her_page(
    browser_as, world: World, brief: Brief
) -> None:
    signer = world.make.member(world.jackson, signatory=True)
    jackson_leader = world.make.leader(world.jackson)
    work(world, HALF)
    question = f"/briefs/{brief.id}/adoption/"
    for person, organization in (
        (world.co_lead, world.cullman),
        (signer, world.jackson),
        (jackson_leader, world.jackson),
    ):
        browser = browser_as(person)
        notices = browser.read("/notices")
        assert f"asks what {organization.name} did with" in notices.text
        assert f"{question}{organization.id}" in browser.read("/me").links
    for person in (world.practitioner, world.observer, world.stranger, world.lead):
        browser = browser_as(person)
        assert "asks what" not in browser.read("/notices").text
        assert not [at for at in browser.read("/me").links if at.startswith(question)]


def test_a_co_lead_without_an_office_is_asked_too(browser_as, world: World, brief: Brief) -> None:
    from rpp.organizations.models import Membership

    with world.make.writing() as session:
        for own in session.exec(select(Membership)):
            own.role = "member"
    work(world, HALF)
    co_lead = browser_as(world.co_lead)
    assert page_of(world, brief) in co_lead.read("/me").links
    assert "asks what Cullman County did" in co_lead.read("/notices").text
    assert co_lead.get(page_of(world, brief)).status_code == 200


def test_a_district_answers_and_everyone_reads_it(browser_as, world: World, brief: Brief) -> None:
    work(world, HALF)
    leader = browser_as(world.co_lead)
    form = leader.read(page_of(world, brief)).text
    assert "Everyone reads this on the page of the brief" in form
    for label in ADOPTIONS.values():
        assert label in form
    before = browser_as().read(f"/briefs/{brief.id}").text
    assert "0 of 2 districts have answered" in before
    with clock.at(HALF):
        answer = {"answer": "adapted", "why": WHY}
        assert "Thank you" in leader.send(page_of(world, brief), answer).text
    page = browser_as().read(f"/briefs/{brief.id}").text
    for words in (
        "What the districts did with it",
        "1 of 2 districts has answered",
        "Adapted 1 district",
        "July 15, 2026, asked 6 months after publication",
        WHY,
        "said what Cullman County did with it: adapted",
    ):
        assert words in page
    told = page.split("What the districts did with it")[1].split("From problem to brief")[0]
    assert "Jackson" not in told
    assert "Answer for your district" not in leader.read("/me").text


def test_every_answer_is_as_welcome_as_another(browser_as, world: World, brief: Brief) -> None:
    work(world, HALF)
    leader = browser_as(world.co_lead)
    for answer, word in (
        ("adopted", "Adopted"),
        ("abandoned", "Abandoned"),
        ("undecided", "Undecided"),
        ("adapted", "Adapted"),
    ):
        leader.send(page_of(world, brief), {"answer": answer, "why": WHY})
        page = browser_as().read(f"/briefs/{brief.id}").text
        assert f"{word} 1 district" in page
    assert [row.answer for row in world.make.all(Adoption) if row.answer] == ["adapted"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"answer": "adopted", "why": ""}, "Say why"),
        ({"why": WHY}, "Choose what your district did"),
        ({"answer": "worshipped", "why": WHY}, "Choose what your district did"),
    ],
)
def test_an_answer_needs_its_reason(
    browser_as, world: World, brief: Brief, sent: dict[str, str], said: str
) -> None:
    work(world, HALF)
    answer = browser_as(world.co_lead).force(page_of(world, brief), sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert not any(row.answer for row in world.make.all(Adoption))


def test_an_answer_can_be_changed_until_the_next_question(
    browser_as, world: World, brief: Brief
) -> None:
    work(world, HALF)
    leader = browser_as(world.co_lead)
    leader.send(page_of(world, brief), {"answer": "undecided", "why": "The board votes in May."})
    with clock.at(LATER):
        leader.send(page_of(world, brief), {"answer": "adopted", "why": WHY})
    assert (
        "changed what Cullman County did with it" in browser_as().read(f"/briefs/{brief.id}").text
    )
    work(world, YEAR)
    again = leader.read(page_of(world, brief))
    assert WHY in again.text
    assert "When it was asked before" in again.text
    leader.send(page_of(world, brief), {"answer": "abandoned", "why": "The driver left us."})
    first, second = sorted(
        (r for r in world.make.all(Adoption) if r.organization_id == world.cullman.id),
        key=lambda row: row.month,
    )
    assert (first.answer, first.why) == ("adopted", WHY)
    assert second.answer == "abandoned"
    page = browser_as().read(f"/briefs/{brief.id}").text
    assert "Abandoned 1 district" in page
    assert "Adopted 1 district" not in page


def test_two_answers_of_one_district_at_once_leave_the_last_and_both_lines(
    world: World, brief: Brief
) -> None:
    work(world, HALF)

    def answering(answer: str) -> Any:
        viewer = Viewer(id=world.co_lead.id)
        return lambda session: adoption.answer_adoption(
            session, viewer, brief.id or 0, world.cullman.id, answer, f"{answer}, we said."
        )

    assert together(world, answering("adopted"), answering("abandoned")) == ["done", "done"]
    (kept,) = [r for r in world.make.all(Adoption) if r.organization_id == world.cullman.id]
    assert kept.why == f"{kept.answer}, we said."
    said = sorted(e.verb for e in world.make.all(Event) if e.verb.startswith("adoption_"))
    assert [v for v in said if v != "adoption_asked"] == ["adoption_answered", "adoption_changed"]


def test_nobody_answers_for_another_district(browser_as, world: World, brief: Brief) -> None:
    work(world, HALF)
    other = f"/briefs/{brief.id}/adoption/{world.jackson.id}"
    outsiders = (world.co_lead, world.lead, world.practitioner, world.observer, world.stranger)
    for person in outsiders:
        browser = browser_as(person)
        assert browser.get(other).status_code == 403
        assert browser.force(other, {"answer": "adopted", "why": WHY}).status_code == 403
    assert "/sign-in" in browser_as().get(other).headers["Location"]
    former = world.make.member(world.jackson, signatory=True)
    with world.make.writing() as session:
        place = next(a for a in session.exec(select(Appointment)) if a.person_id == former.id)
        place.ended_at = OUT
    assert browser_as(former).get(other).status_code == 403
    assert not any(row.answer for row in world.make.all(Adoption))


def test_there_is_no_question_where_none_was_asked(browser_as, world: World, brief: Brief) -> None:
    leader = browser_as(world.co_lead)
    assert leader.get(page_of(world, brief)).status_code == 404
    work(world, HALF)
    far = world.make.organization()
    assert leader.get(f"/briefs/{brief.id}/adoption/{far.id}").status_code == 404
    assert leader.get(f"/briefs/99/adoption/{world.cullman.id}").status_code == 404


def test_a_brief_of_two_problems_resolves_both(browser_as, world: World) -> None:
    from rpp.problems.models import Problem
    from rpp.studies.models import StudyProblem

    values = world.problem.model_dump(exclude={"id"})
    second = world.make.add(Problem(**values | {"title": "Drivers leave in winter"}))
    world.make.add(StudyProblem(study_id=world.study.id, problem_id=second.id))
    brief = world.published()
    page = browser_as().read(f"/problems/{second.id}")
    assert "Resolved" in page.text
    assert f"/briefs/{brief.id}" in page.links
    assert brief.title in browser_as().get(f"/briefs/of-problem/{second.id}").text
    assert brief.title in browser_as().get(f"/briefs?problem={second.id}").text
    with world.make.writing() as session:
        session.get_one(Problem, second.id).audience = "network"
    assert brief.title not in browser_as().get(f"/briefs?problem={second.id}").text
