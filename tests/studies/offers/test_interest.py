"""Researchers say "we could study this", and the districts read who they are."""

import pytest

from rpp.problems.models import LocalContext, Problem
from rpp.studies.models import ResearcherProfile, StudyInterest
from tests.studies.conftest import World

NOTE = (
    "Eight schools, one term, bell times assigned at random. We need bus records from the "
    "districts."
)


@pytest.fixture
def open_world(world: World) -> World:
    with world.make.writing() as session:
        session.get_one(Problem, world.problem.id).status = "open"
    return world


def offers(world: World) -> str:
    return f"/studies/of-problem/{world.problem.id}"


def say_so(browser_as, world: World, note: str = NOTE, person=None):
    return browser_as(person or world.lead).send(f"{offers(world)}/offer", {"note": note})


def test_a_researcher_says_that_she_could_study_it_and_the_page_shows_who_and_how(
    browser_as, open_world: World
) -> None:
    lead = browser_as(open_world.lead)
    page = lead.read(f"/problems/{open_world.problem.id}")
    assert f"{offers(open_world)}/offer" in page.links
    assert offers(open_world) in page.links
    assert "The district was notified" in say_so(browser_as, open_world).text
    read = browser_as().read(offers(open_world))
    for words in ("One researcher could study this", "Imani Feld", "Lakeshore Center", NOTE):
        assert words in read.text
    fragment = browser_as().get(offers(open_world), headers={"HX-Request": "true"})
    assert NOTE in fragment.text
    assert "<html" not in fragment.text
    assert (
        "said “we could study this”" in browser_as().read(f"/problems/{open_world.problem.id}").text
    )


def test_the_district_is_told_and_so_are_those_who_said_so_when_it_is_put_first(
    browser_as, open_world: World
) -> None:
    from rpp.problems import operations

    say_so(browser_as, open_world)
    assert (
        "Imani Feld said “we could study this”"
        in browser_as(open_world.city_leader).read("/notices").text
    )
    assert "Imani Feld" not in browser_as(open_world.stranger).read("/notices").text
    with open_world.make.writing() as session:
        operations.prioritize_problem(session, open_world.city_leader.id, open_world.problem.id, 1)
    assert "in a priority round" in browser_as(open_world.lead).read("/notices").text


def test_she_changes_her_note_and_takes_it_back(browser_as, open_world: World) -> None:
    say_so(browser_as, open_world)
    assert "Your note is updated" in say_so(browser_as, open_world, f"{NOTE} In fall.").text
    assert [said.note for said in open_world.make.all(StudyInterest)] == [f"{NOTE} In fall."]
    back = browser_as(open_world.lead).send(offers(open_world), action="/take-back")
    assert "Your offer is withdrawn" in back.text
    assert open_world.make.all(StudyInterest) == []
    lead = browser_as(open_world.lead)
    lead.force(f"{offers(open_world)}/offer/take-back")
    assert "You have not offered" in lead.read(offers(open_world)).text


def test_a_note_says_how(browser_as, open_world: World) -> None:
    answer = browser_as(open_world.lead).send(
        f"{offers(open_world)}/offer", {"note": "Sure."}, status=422
    )
    assert "at least 20 characters" in answer.text


@pytest.mark.parametrize("status", ["draft", "submitted", "answered", "retired", "resolved"])
def test_only_an_open_problem_takes_offers(browser_as, world: World, status: str) -> None:
    opened = status not in ("draft", "submitted")
    with world.make.writing() as session:
        problem = session.get_one(Problem, world.problem.id)
        problem.status = status
        problem.opened_at = problem.opened_at if opened else None
    answer = browser_as(world.lead).force(f"{offers(world)}/offer", {"note": NOTE})
    assert answer.status_code == (422 if opened else 404)
    assert world.make.all(StudyInterest) == []


def test_who_does_no_research_offers_no_study(browser_as, open_world: World) -> None:
    for person in (open_world.co_lead, open_world.stranger):
        browser = browser_as(person)
        assert browser.get(f"{offers(open_world)}/offer").status_code == 403
        assert browser.force(f"{offers(open_world)}/offer", {"note": NOTE}).status_code == 403
        assert f"{offers(open_world)}/offer" not in browser.read(offers(open_world)).links
    assert "/sign-in" in browser_as().get(f"{offers(open_world)}/offer").headers["Location"]


def test_another_organization_than_hers_is_refused(browser_as, open_world: World) -> None:
    other = open_world.make.organization(type="research")
    answer = browser_as(open_world.lead).force(
        f"{offers(open_world)}/offer", {"note": NOTE, "organization_id": str(other.id)}
    )
    assert answer.status_code == 422
    assert open_world.make.all(StudyInterest) == []


def test_names_of_interested_researchers_follow_the_problem(browser_as, open_world: World) -> None:
    say_so(browser_as, open_world)
    with open_world.make.writing() as session:
        session.get_one(Problem, open_world.problem.id).audience = "network"
    elsewhere = open_world.make.researcher()
    for person in (None, open_world.stranger, elsewhere):
        browser = browser_as(person)
        assert browser.get(offers(open_world)).status_code == 404
        path = f"{offers(open_world)}/researchers/{open_world.lead.id}"
        assert browser.get(path).status_code == 404
    assert browser_as(elsewhere).get(f"{offers(open_world)}/offer").status_code == 404
    assert "Imani Feld" in browser_as(open_world.county_lead).read(offers(open_world)).text


def test_the_districts_of_the_problem_read_what_she_has_done(browser_as, open_world: World) -> None:
    make = open_world.make
    say_so(browser_as, open_world)
    make.add(
        ResearcherProfile(
            person_id=open_world.lead.id, designs=["rct"], subjects=["attendance"], grades=["09"]
        )
    )
    path = f"{offers(open_world)}/researchers/{open_world.lead.id}"
    leader = browser_as(open_world.city_leader)
    assert path in leader.read(offers(open_world)).links
    for words in ("Imani Feld", "Randomized trial", "Attendance and engagement", "Grade 9", NOTE):
        assert words in leader.read(path).text
    # A district that joined reads it too; one that did not join does not.
    county = browser_as(open_world.county_lead)
    assert county.get(path).status_code == 403
    assert path not in county.read(offers(open_world)).links
    make.add(
        LocalContext(
            problem_id=open_world.problem.id,
            organization_id=open_world.county.id,
            author_id=open_world.county_lead.id,
            differs="Hills, and two buses.",
            added_at=open_world.problem.opened_at,
        )
    )
    assert county.get(path).status_code == 200
    assert browser_as(open_world.lead).get(path).status_code == 200
    assert browser_as(make.steward(open_world.network)).get(path).status_code == 200
    assert browser_as(open_world.stranger).get(path).status_code == 403


def test_the_profile_names_no_private_study_of_hers(browser_as, open_world: World) -> None:
    say_so(browser_as, open_world)
    study = open_world.study("active", listing="private")
    path = f"{offers(open_world)}/researchers/{open_world.lead.id}"
    steward = browser_as(open_world.make.steward(open_world.network))
    assert study.title not in steward.read(path).text
    assert study.title in browser_as(open_world.city_leader).read(path).text


def test_who_left_her_organization_is_not_named_any_more(browser_as, open_world: World) -> None:
    from sqlmodel import select

    from rpp.organizations.models import Membership

    say_so(browser_as, open_world)
    with open_world.make.writing() as session:
        own = session.exec(
            select(Membership).where(Membership.person_id == open_world.lead.id)
        ).one()
        own.status = "ended"
    assert "Imani Feld" not in browser_as().read(offers(open_world)).text


def test_from_her_offer_she_goes_on_to_a_proposal(browser_as, open_world: World) -> None:
    say_so(browser_as, open_world)
    page = browser_as(open_world.lead).read(offers(open_world))
    assert f"/studies/new?problem={open_world.problem.id}" in page.links
