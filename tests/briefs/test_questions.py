"""Six and twelve months after publication each district says what it did with the brief."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select

from rpp import clock, history, jobs
from rpp.briefs.models import Brief
from rpp.briefs.uses import operations, questions
from rpp.briefs.uses.models import BriefUse
from rpp.briefs.uses.words import STAGES, WAYS
from rpp.history import Event
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
        return questions.ask_due(session)


def asked(world: World) -> list[tuple[str, int]]:
    names = {world.cullman.id: "Cullman", world.jackson.id: "Jackson"}
    return sorted(
        (names[row.organization_id], row.asked_month)
        for row in world.make.all(BriefUse)
        if row.asked_month
    )


def page_of(world: World, brief: Brief) -> str:
    return f"/briefs/{brief.id}/uses/new?district={world.cullman.id}"


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
    assert questions.months_before(moment, 6) == before


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
    # Who used it can say so of a brief that a newer one replaced, and not of one that is gone.
    found = 404 if ended == "withdrawn" else 200
    assert leader.get(page_of(world, brief)).status_code == found


def test_who_speaks_for_the_district_hears_it_and_finds_it_on_her_page(
    browser_as, world: World, brief: Brief
) -> None:
    signer = world.make.member(world.jackson, signatory=True)
    jackson_leader = world.make.leader(world.jackson)
    work(world, HALF)
    question = f"/briefs/{brief.id}/uses/new?district="
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


ANSWER = {
    "stage": "adapted",
    "way": "instrumental",
    "used_on": "2026-06-01",
    "decision": "Two of three bus contracts were changed.",
    "why": WHY,
}


def test_a_district_answers_and_everyone_reads_it_as_not_confirmed(
    browser_as, world: World, brief: Brief
) -> None:
    work(world, HALF)
    leader = browser_as(world.co_lead)
    form = leader.read(page_of(world, brief)).text
    for stage in STAGES.values():
        assert stage.said in form
    for way in WAYS.values():
        assert f"{way.means} For example: “{way.example}”" in form
    before = browser_as().read(f"/briefs/{brief.id}").text
    assert "0 of 2 districts have answered" in before
    with clock.at(HALF):
        assert "Thank you" in leader.send(page_of(world, brief), ANSWER).text
    page = browser_as().read(f"/briefs/{brief.id}").text
    told = page.split("We used this")[1].split("From problem to brief")[0]
    for words in (
        "1 of 2 districts has answered",
        "1 more waits to be confirmed",
        "Cullman County, AL",
        "Town, 5,000 to 24,999 students",
        "Adapted since June 1, 2026",
        "Version 1",
        "Not confirmed yet by a second person of the district",
        ANSWER["decision"],
        WHY,
        "Instrumental use: we decided or changed something because of it.",
    ):
        assert words in told
    assert "Jackson" not in told
    assert "confirmed" not in told.split("1 more waits")[0]
    assert "Answer for your district" not in leader.read("/me").text
    (answered,) = [row for row in world.make.all(BriefUse) if row.status != "asked"]
    assert (answered.asked_month, answered.organization_id) == (6, world.cullman.id)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"why": ""}, "Say why"),
        ({"stage": None}, "Choose how far your district is"),
        ({"stage": "worshipped"}, "Choose how far your district is"),
        ({"way": "magical"}, "Choose what comes closest"),
        ({"used_on": "2999-01-01"}, "This day is still to come"),
        ({"used_on": "1066-10-14"}, "Give a day in this century"),
        ({"version": "7"}, "Choose one from the list"),
        ({"network_id": "999"}, "Choose one from the list"),
    ],
)
def test_an_answer_needs_what_others_learn_from(
    browser_as, world: World, brief: Brief, sent: dict[str, str | None], said: str
) -> None:
    work(world, HALF)
    typed = {**ANSWER, "organization_id": world.cullman.id, "version": "1", **sent}
    filled = {name: value for name, value in typed.items() if value is not None}
    answer = browser_as(world.co_lead).force(page_of(world, brief), filled)
    assert answer.status_code == 422
    assert said in answer.text
    assert {row.status for row in world.make.all(BriefUse)} == {"asked"}


def test_twelve_months_later_a_district_answers_anew(
    browser_as, world: World, brief: Brief
) -> None:
    work(world, HALF)
    leader = browser_as(world.co_lead)
    leader.send(page_of(world, brief), ANSWER)
    work(world, YEAR)
    assert "Answer for your district" in leader.read("/me").text
    leader.send(page_of(world, brief), {**ANSWER, "stage": "stopped", "why": "The driver left us."})
    first, second = sorted(
        (r for r in world.make.all(BriefUse) if r.organization_id == world.cullman.id),
        key=lambda row: row.asked_month,
    )
    assert (first.stage, first.why) == ("adapted", WHY)
    assert (second.stage, second.asked_month) == ("stopped", 12)


def test_two_answers_of_one_district_at_once_answer_the_question_once(
    world: World, brief: Brief
) -> None:
    work(world, HALF)
    viewer = Viewer(id=world.co_lead.id, leas=frozenset({world.cullman.id}))

    def answering(stage: str) -> Any:
        said = operations.Said(1, stage, "instrumental", OUT.date(), "We moved it.", WHY)
        return lambda session: operations.record_use(
            session, viewer, brief.id or 0, world.cullman.id, said
        )

    assert together(world, answering("in_use"), answering("stopped")) == ["done", "done"]
    kept = [r for r in world.make.all(BriefUse) if r.organization_id == world.cullman.id]
    assert sorted(row.asked_month or 0 for row in kept) == [0, 6]
    said = [e.verb for e in world.make.all(Event) if e.kind == "use" and e.verb != "asked"]
    assert said == ["recorded", "recorded"]


def test_nobody_answers_for_another_district(browser_as, world: World, brief: Brief) -> None:
    work(world, HALF)
    at = f"/briefs/{brief.id}/uses/new?district={world.jackson.id}"
    typed = {**ANSWER, "organization_id": world.jackson.id, "version": "1"}
    refused = browser_as(world.co_lead).force(at, typed)
    assert refused.status_code == 422
    assert "Choose one from the list" in refused.text
    # Who belongs to no district is told where to ask.
    for person in (world.lead, world.stranger):
        browser = browser_as(person)
        assert browser.get(at).status_code == 403
        assert "Find your district" in browser.get(at).text
        assert browser.force(at, typed).status_code == 403
    assert "/sign-in" in browser_as().get(at).headers["Location"]
    assert {row.status for row in world.make.all(BriefUse)} == {"asked"}


def test_links_of_earlier_notices_lead_to_the_question(
    browser_as, world: World, brief: Brief
) -> None:
    was = f"/briefs/{brief.id}/adoption/{world.cullman.id}"
    leader = browser_as(world.co_lead)
    assert leader.get(was).headers["Location"].endswith(page_of(world, brief))
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
