"""What a study asks of schools: the ledger, its sums, its limits, and who may write it."""

from datetime import date

import pytest

from rpp import history
from rpp.studies.lifecycle import life, operations
from rpp.studies.models import SchoolAsk
from rpp.studies.papers import signing
from rpp.studies.plan import burden, schools
from tests.studies.conftest import World
from tests.studies.test_races import together

ASK = {
    "school": "Lincoln High",
    "activity": "Training of the staff",
    "starts_on": "2026-09-07",
    "ends_on": "2026-09-18",
    "staff_hours": "12.5",
    "minutes": "90",
    "assessments": "1",
}


def ask(world: World, study, organization=None, person=None, **about) -> SchoolAsk:
    """One thing that the study asks of a school."""
    values = {
        "organization_id": (organization or world.city).id,
        "school": "Lincoln High",
        "activity": "Training of the staff",
        "starts_on": date(2026, 9, 7),
        "ends_on": date(2026, 9, 18),
        "staff_hours": 12.5,
        "minutes": 90,
        "assessments": 1,
    } | about
    return world.do(schools.add_ask, person or world.lead, study.id, **values)


def test_a_member_enters_what_is_asked_and_everyone_inside_reads_it(browser_as, world) -> None:
    study = world.study("co_design")
    path = f"/studies/{study.id}/schools"
    assert "Nothing is entered yet." in browser_as(world.county_lead).read(path).text
    browser_as(world.co_lead).send(
        path, ASK | {"organization_id": str(world.city.id)}, action="/schools"
    )
    page = browser_as(world.county_lead).read(path)
    for said in ("Lincoln High", "Training of the staff", "September 7–18, 2026", "12.5", "90"):
        assert said in page.text, said
    assert "No conflicts" in page.text
    assert "<svg" in browser_as(world.lead).get(path).text


def test_hours_add_up_by_school_and_district_and_minutes_stay_those_of_one_student(
    browser_as, world
) -> None:
    study = world.study("co_design")
    ask(world, study)
    ask(world, study, school=" lincoln  HIGH ", activity="Survey", staff_hours=2, minutes=30)
    ask(world, study, school="Oak Middle", staff_hours=100, minutes=45, assessments=3)
    ask(world, study, world.county, school="Ridge High", staff_hours=0.5, minutes=0)
    page = browser_as(world.lead).read(f"/studies/{study.id}/schools").text
    assert "115 staff hours in 3 schools" in page
    assert "120 minutes of class for each student, at most" in page
    assert "6 tests and surveys" in page
    assert "Lincoln High in all 14.5 120 2" in page
    assert "Albertville City in all 114.5 120 at most 5" in page
    assert "Cullman County in all" not in page  # it has one school


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ends_on": "2026-09-06"}, "It cannot end before it begins."),
        ({"ends_on": "2031-12-31"}, "One activity lasts five years at most."),
        ({"starts_on": "0026-09-07"}, "Give a day between 2000 and 2100."),
        ({"starts_on": "soon"}, "Give a day as year, month and day"),
        ({"staff_hours": "10000.5"}, "Give a number from 0 to 10,000."),
        ({"staff_hours": "-1"}, "Give a number from 0 to 10,000."),
        ({"staff_hours": "nan"}, "Write a number"),
        ({"minutes": "100001"}, "Give a number from 0 to 100,000."),
        ({"assessments": "many"}, "Write a whole number"),
        ({"school": ""}, "Name the school"),
        ({"activity": "Talk with Marcus T., grade 9"}, "looks like"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(browser_as, world, wrong, said) -> None:
    study = world.study("co_design")
    data = ASK | {"organization_id": str(world.city.id)} | wrong
    answer = browser_as(world.lead).send(
        f"/studies/{study.id}/schools", data, action="/schools", status=422
    )
    assert said in answer.text
    assert world.make.all(SchoolAsk) == []


def test_only_districts_that_take_part_are_asked(browser_as, world: World) -> None:
    study = world.study("co_design")
    far = world.make.organization("Far Away")
    browser_as(world.lead).send(
        f"/studies/{study.id}/schools",
        ASK | {"organization_id": str(far.id)},
        action="/schools",
        status=422,
    )
    assert world.make.all(SchoolAsk) == []


def test_a_line_is_changed_and_taken_out_and_the_history_says_so(browser_as, world: World) -> None:
    study = world.study("co_design")
    made = ask(world, study)
    browser, path = browser_as(world.county_lead), f"/studies/{study.id}/schools/{made.id}"
    browser.send(path, {"ends_on": "2026-09-07", "staff_hours": "3"}, action=str(made.id))
    assert "September 7, 2026" in browser.read(f"/studies/{study.id}/schools").text
    assert world.make.all(SchoolAsk)[0].staff_hours == 3
    browser.send(path, action="/remove")
    assert world.make.all(SchoolAsk) == []
    verbs = [e.verb for e in world.make.all(history.Event) if e.verb.startswith("school_")]
    assert verbs == ["school_added", "school_changed", "school_removed"]


OPEN = {"co_design", "signed", "active", "paused"}


@pytest.mark.parametrize(
    "status",
    [
        *("co_design", "frozen", "signed", "active"),
        *("paused", "findings_shared", "interpreted", "published"),
    ],
)
def test_the_ledger_is_open_while_the_text_is_and_while_the_study_runs(
    browser_as, world, status
) -> None:
    study = world.study(status)
    browser, path = browser_as(world.lead), f"/studies/{study.id}/schools"
    browser.force(path, ASK | {"organization_id": str(world.city.id)})
    assert len(world.make.all(SchoolAsk)) == (status in OPEN)
    page = browser.read(path)
    assert any(form.action.endswith("/schools") for form in page.forms) == (status in OPEN)
    if status not in OPEN:
        assert "What it asks of schools cannot be changed now." in page.text
        assert life.NOW[status] in page.text


def test_partners_hear_of_a_change_once_all_have_signed(world: World) -> None:
    study = world.study("co_design")
    ask(world, study)

    def told(person) -> list[str]:
        mine = [n for n in world.make.notices() if n.person_id == person.id]
        return [n.text for n in mine if "asks of Lincoln High" in n.text]

    assert told(world.co_lead) == []
    active = world.study("active")
    ask(world, active)
    assert len(told(world.co_lead)) == 1
    assert "after the signing" in told(world.co_lead)[0]


def test_who_only_reads_does_not_write(browser_as, world: World) -> None:
    study = world.study("co_design")
    made = ask(world, study)
    observer = world.make.researcher(world.university)
    world.join(study, observer, world.university, "observer")
    for person, status in ((observer, 403), (world.stranger, 404), (world.city_leader, 303)):
        browser = browser_as(person)
        answer = browser.force(f"/studies/{study.id}/schools/{made.id}/remove")
        assert answer.status_code == status, person.name
    page = browser_as(observer).read(f"/studies/{study.id}/schools")
    assert "Members of the study can change this." in page.text
    listed = world.study("active", "listed")
    outside = browser_as().read(f"/studies/{listed.id}/schools")
    assert "The study has not said what it asks of each school." in outside.text
    assert not any(form.action.endswith("/schools") for form in outside.forms)


def test_a_line_of_another_study_is_not_reached_through_ones_own(browser_as, world) -> None:
    own, other = world.study("co_design"), world.study("co_design")
    theirs = ask(world, other)
    browser = browser_as(world.lead)
    path = f"/studies/{own.id}/schools/{theirs.id}"
    assert browser.get(path).status_code == 404
    browser.force(f"{path}/remove")
    assert len(world.make.all(SchoolAsk)) == 1


def test_a_name_from_before_is_offered(browser_as, world: World) -> None:
    first, second = world.study("co_design"), world.study("co_design")
    ask(world, first, school="Étoile Academy")
    page = browser_as(world.lead).get(f"/studies/{second.id}/schools").text
    assert '<option value="Étoile Academy" label="Albertville City">' in page


def test_a_form_sent_twice_adds_one_line(browser_as, world: World) -> None:
    study = world.study("co_design")
    browser, path = browser_as(world.lead), f"/studies/{study.id}/schools"
    page, data = browser.read(path), ASK | {"organization_id": str(world.city.id)}
    for _ in range(2):
        browser.send(path, data, action="/schools", page=page)
    assert len(world.make.all(SchoolAsk)) == 1


def test_a_text_opened_again_opens_the_ledger(browser_as, world: World) -> None:
    study = world.study("frozen")
    world.do(signing.open_text_again, world.lead, study.id, "One word changes.")
    ask(world, study)
    world.do(operations.withdraw_study, world.lead, study.id, "Counsel found a rule.")
    browser_as(world.lead).force(f"/studies/{study.id}/schools/1/remove")
    assert len(world.make.all(SchoolAsk)) == 1


def test_a_line_entered_while_another_freezes_is_in_the_text_or_refused(world: World) -> None:
    study = world.study("co_design")
    world.write_all(study)
    viewer = world.viewer(world.lead)
    values = {"organization_id": world.city.id, "school": "Oak", "activity": "Survey"}
    values |= {"starts_on": date(2026, 9, 7), "ends_on": date(2026, 9, 7)}
    values |= {"staff_hours": 1, "minutes": 0, "assessments": 0}
    ends = together(
        world,
        lambda session: schools.add_ask(session, viewer, study.id, **values),
        lambda session: signing.freeze_text(session, viewer, study.id, "listed"),
    )
    assert ends[1] == "done"
    assert (ends[0] == "done") == (len(world.make.all(SchoolAsk)) == 1)
    assert ends[0] == "done" or "frozen for signing" in ends[0]


# --- the arithmetic ------------------------------------------------------------------------


class Row:
    def __init__(self, study: int, first: date, last: date, school: str = "Oak", **about) -> None:
        self.id, self.study_id, self.title, self.status = study, study, f"Study {study}", "active"
        self.organization_id, self.organization, self.school = 1, "City", school
        self.starts_on, self.ends_on = first, last
        self.staff_hours, self.minutes, self.assessments = 10.0, 60, 1
        vars(self).update(about)


def test_a_school_year_begins_on_the_first_of_july() -> None:
    assert burden.school_year(date(2027, 6, 30)) == 2026
    assert burden.school_year(date(2027, 7, 1)) == 2027
    assert burden.year_name(2026) == "2026–27"
    assert burden.year_name(2099) == "2099–00"


def test_what_runs_over_the_edge_of_a_school_year_counts_by_its_days() -> None:
    long = Row(1, date(2026, 6, 21), date(2026, 7, 10))  # 10 days on either side
    assert burden.years([long]) == [2025, 2026]
    assert burden.total([long], burden.days_of(2025)) == (5, 30, 0.5)
    assert burden.total([long], burden.days_of(2026)) == (5, 30, 0.5)
    assert burden.total([long]) == (10, 60, 1)


def test_the_months_of_a_year_add_up_to_the_year() -> None:
    year = burden.days_of(2026)
    asks = [
        Row(1, date(2026, 8, 15), date(2027, 2, 3)),
        Row(2, date(2027, 6, 1), date(2027, 7, 31), school="Elm"),
    ]
    months = burden.months(asks, year)
    assert [m.first.month for m in months] == [8, 9, 10, 11, 12, 1, 2, 6]
    whole = burden.over(burden.by_school(asks, year))
    assert sum(m.sum.hours for m in months) == pytest.approx(whole.hours)


@pytest.mark.parametrize(
    ("second", "days"),
    [
        ((date(2026, 9, 12), date(2026, 9, 20)), []),
        ((date(2026, 9, 11), date(2026, 9, 20)), [(date(2026, 9, 11), date(2026, 9, 11))]),
        ((date(2026, 9, 1), date(2026, 9, 30)), [(date(2026, 9, 7), date(2026, 9, 11))]),
        ((date(2026, 9, 8), date(2026, 9, 8)), [(date(2026, 9, 8), date(2026, 9, 8))]),
    ],
)
def test_two_studies_clash_on_the_days_they_share(second, days) -> None:
    asks = [Row(1, date(2026, 9, 7), date(2026, 9, 11)), Row(2, *second, school=" OAK")]
    found = burden.clashes(burden.by_school(asks))
    assert [(c.first, c.last) for c in found] == days
    assert burden.clashes(burden.by_school(asks), of_study=3) == []


def test_one_study_does_not_clash_with_itself_nor_two_in_different_schools() -> None:
    days = date(2026, 9, 7), date(2026, 9, 11)
    asks = [Row(1, *days), Row(1, *days), Row(2, *days, school="Elm")]
    assert burden.clashes(burden.by_school(asks)) == []
