"""A researcher's problems by fit, each with why."""

from typing import Any

import pytest

from rpp import clock
from rpp.people.models import Person
from rpp.problems.models import LocalContext, Problem
from rpp.studies.models import ResearcherProfile
from rpp.studies.offers import fit
from rpp.vocabulary import set_tags
from tests.studies.conftest import World
from tests.test_statements import statements

EXPERTISE = "Attendance and transport in schools; data, design, research."


def problem(world: World, title: str, status: str = "open", **about: Any) -> Problem:
    subject, grades = about.pop("subject", ""), about.pop("grades", [])
    now = clock.now()
    made = world.make.add(
        Problem(
            **{
                "network_id": world.network.id,
                "organization_id": world.city.id,
                "author_id": world.city_leader.id,
                "status": status,
                "status_since": now,
                "title": title,
                "summary": "It happens each week.",
                "created_at": now,
                "saved_at": now,
                "opened_at": now,
            }
            | about
        )
    )
    with world.make.writing() as session:
        set_tags(session, "problem", made.id, "subject", [subject] if subject else [])
        set_tags(session, "problem", made.id, "grade", grades)
    return made


def says(world: World, expertise: str = "", **profile: list[str]) -> None:
    with world.make.writing() as session:
        session.get_one(Person, world.lead.id).expertise = expertise
        values = {"designs": [], "subjects": [], "grades": []} | profile
        session.add(ResearcherProfile(person_id=world.lead.id, **values))


def order(page: Any, *problems: Problem) -> list[str]:
    """Titles of these problems in the order of the page."""
    found = [p.title for p in problems if p.title in page.text]
    return sorted(found, key=page.text.index)


def test_each_problem_says_why_it_fits(browser_as, world: World) -> None:
    says(world, EXPERTISE, subjects=["attendance"], grades=["09"], designs=["rct"])
    fits = problem(
        world,
        "Attendance falls where transport is late",
        subject="attendance",
        grades=["09", "10"],
    )
    for lea in (world.county, world.make.organization()):
        world.make.add(
            LocalContext(
                problem_id=fits.id,
                organization_id=lea.id,
                author_id=world.county_lead.id,
                differs="Here too, in winter.",
                added_at=clock.now(),
            )
        )
    page = browser_as(world.lead).read("/studies/fit")
    assert (
        "Why it fits: Names attendance and transport, as your expertise does; Attendance and "
        "engagement is one of your subjects; grade 9; 3 districts share it, and you have run "
        "randomized trials." in page.text
    )
    assert "Riders of long routes" not in page.text


def test_the_better_fit_comes_first_and_at_equal_fit_the_prioritized_one(
    browser_as, world: World
) -> None:
    says(world, EXPERTISE)
    both = problem(world, "Attendance depends on transport")
    older = problem(world, "Attendance in winter", "prioritized")
    newer = problem(world, "Attendance in spring")
    newest = problem(world, "Attendance in fall")
    page = browser_as(world.lead).read("/studies/fit")
    assert order(page, newest, newer, older, both) == [
        p.title for p in (both, older, newest, newer)
    ]


@pytest.mark.parametrize(
    ("expertise", "title"),
    [
        ("bus routes", "Buses come late"),
        ("buses", "One bus for two schools"),
        ("transport", "Transportation is short of drivers"),
        ("Absences", "Absence grows in March"),
    ],
)
def test_a_word_fits_in_any_number(browser_as, world: World, expertise: str, title: str) -> None:
    says(world, expertise)
    made = problem(world, title)
    assert made.title in browser_as(world.lead).read("/studies/fit").text


@pytest.mark.parametrize(
    "expertise", ["research design and data", "schools, students and teachers", "the of and"]
)
def test_words_that_say_nothing_fit_nothing(browser_as, world: World, expertise: str) -> None:
    says(world, expertise)
    problem(world, "Students in our schools wait for the data of the design")
    page = browser_as(world.lead).read("/studies/fit")
    assert "Tell us what you know and have done" in page.text


def test_part_of_a_word_is_not_the_word(browser_as, world: World) -> None:
    says(world, "cart")
    made = problem(world, "Cartography courses are full")
    page = browser_as(world.lead).read("/studies/fit")
    assert made.title not in page.text
    assert "No open problem matches your experience" in page.text


def test_a_design_alone_fits_no_problem(browser_as, world: World) -> None:
    says(world, "", designs=["rct", "descriptive"])
    assert "Tell us what you know" in browser_as(world.lead).read("/studies/fit").text


def test_only_open_problems_that_she_may_know_of_are_listed(browser_as, world: World) -> None:
    says(world, EXPERTISE)
    far = world.make.network(world.make.organization(), slug="far")
    hidden = [
        problem(world, "Attendance of others", network_id=far.id, audience="network"),
        problem(world, "Attendance in a draft", "draft", opened_at=None),
        problem(world, "Attendance handed in", "submitted", opened_at=None),
        problem(world, "Attendance answered", "answered"),
        problem(world, "Attendance retired", "retired"),
    ]
    shown = problem(world, "Attendance inside", audience="network")
    page = browser_as(world.lead).read("/studies/fit")
    assert order(page, shown, *hidden) == [shown.title]


def test_she_writes_her_experience_down_and_sees_what_fits(browser_as, world: World) -> None:
    made = problem(world, "Attendance falls", grades=["09"])
    lead = browser_as(world.lead)
    empty = lead.read("/studies/fit")
    assert "/studies/fit/experience" in empty.links
    answer = lead.send(
        "/studies/fit/experience",
        {"expertise": "Attendance", "designs": ["rct", "qed"], "grades": ["09"]},
        action="/experience",
    )
    assert made.title in answer.text
    assert "Comparison without random assignment" in answer.text
    kept = lead.read("/studies/fit/experience").form("/experience")
    assert kept.fields["designs"] == ["rct", "qed"]
    assert "Attendance" in lead.read("/me/account").text


def test_the_page_is_for_researchers_and_is_linked_for_them(browser_as, world: World) -> None:
    lead, leader = browser_as(world.lead), browser_as(world.city_leader)
    for path in ("/me", "/studies", "/problems"):
        assert "/studies/fit" in lead.read(path).links
        assert "/studies/fit" not in leader.read(path).links
    assert "/studies/fit/experience" in lead.read("/me/account").links
    assert "/studies/fit/experience" not in leader.read("/me/account").links
    for path in ("/studies/fit", "/studies/fit/experience"):
        assert leader.get(path).status_code == 403
        assert "/sign-in" in browser_as().get(path).headers["Location"]


def test_unknown_choices_are_refused(browser_as, world: World) -> None:
    answer = browser_as(world.lead).force("/studies/fit/experience", {"designs": "horoscope"})
    assert answer.status_code == 422
    assert world.make.all(ResearcherProfile) == []


def test_it_asks_as_often_for_many_problems_as_for_one_and_shows_fifty(
    browser_as, app, world: World
) -> None:
    says(world, EXPERTISE, subjects=["attendance"], grades=["09"])
    lead = browser_as(world.lead)
    problem(world, "Attendance number 0")
    with statements(app) as few:
        lead.get("/studies/fit")
    for number in range(1, 60):
        problem(world, f"Attendance number {number}")
    with statements(app) as many:
        page = lead.read("/studies/fit")
    assert len(few) == len(many)
    assert page.text.count("Why it fits:") == fit.SHOWN
