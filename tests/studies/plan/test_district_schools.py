"""A district sees what all studies ask of its schools, as far as each viewer may know of them."""

import csv
import io
from datetime import date

import pytest
from sqlmodel import select

from rpp import clock
from rpp.organizations import operations as organizations
from rpp.organizations.models import Membership
from rpp.studies.lifecycle import operations
from rpp.studies.members import partners
from rpp.studies.models import Study, StudyPartner
from rpp.studies.offers import proposing
from rpp.studies.text import writing
from tests.studies.conftest import World
from tests.studies.plan.test_schools import ask

# In the middle of a school year, so that every date below lies in the one that is shown.
NOW = clock.datetime(2026, 11, 20, 12, tzinfo=clock.UTC)


def titled(world: World, title: str, status: str = "active", listing: str = "listed") -> Study:
    study = world.study(status, listing)
    with world.make.writing() as session:
        session.get_one(Study, study.id).title = title
    return study


def two_in_one_school(world: World) -> tuple[Study, Study]:
    """A listed study and one that is private to its partners, in one school on some same days."""
    return world.make.begin("two in one school", lambda: _two_in_one_school(world))


def _two_in_one_school(world: World) -> tuple[Study, Study]:
    bell = titled(world, "A later bell")
    hidden = titled(world, "Quetzalcoatl counts", "co_design", "private")
    ask(world, bell, starts_on=date(2027, 1, 11), ends_on=date(2027, 1, 29))
    ask(
        world,
        hidden,
        school="LINCOLN high",
        activity="Quetzalcoatl test",
        starts_on=date(2027, 1, 25),
        ends_on=date(2027, 2, 5),
        staff_hours=7,
    )
    ask(
        world,
        hidden,
        school="Quetzalcoatl Academy",
        starts_on=date(2028, 1, 3),
        ends_on=date(2028, 1, 4),
    )
    return bell, hidden


@pytest.fixture(autouse=True)
def _in_november():
    with clock.at(NOW):
        yield


def test_a_leader_sees_both_studies_and_the_days_on_which_they_clash(browser_as, world) -> None:
    two_in_one_school(world)
    for person in (world.city_leader, world.city_signer):
        page = browser_as(person).read(f"/studies/schools/{world.city.id}")
        assert "1 conflict" in page.text
        assert "January 25–29, 2027 5 days" in page.text
        assert "A later bell and Quetzalcoatl counts" in page.text
        assert "19.5 staff hours in 2026–27" in page.text
        assert "Quetzalcoatl counts (not signed yet)" in page.text  # said in the picture too
        assert "2027–28" in page.text


def test_a_clash_with_a_study_one_may_not_know_of_is_not_shown_nor_counted(
    browser_as, world: World
) -> None:
    two_in_one_school(world)
    colleague = world.make.member(world.city)
    for path in (
        f"/studies/schools/{world.city.id}",
        f"/studies/schools/{world.city.id}?year=all",
        f"/studies/schools/{world.city.id}?year=2027",
        f"/studies/schools/{world.city.id}.csv",
    ):
        text = browser_as(colleague).get(path).get_data(as_text=True)
        assert "A later bell" in text, path
        assert "Quetzalcoatl" not in text, path
        assert "2027–28" not in text, path
    page = browser_as(colleague).read(f"/studies/schools/{world.city.id}").text
    assert "No conflicts" in page
    assert "12.5 staff hours" in page
    assert "1 study in 1 school" in page
    assert "You see those that are listed or that you take part in" in page


def test_the_ledger_of_a_listed_study_tells_no_stranger_of_a_private_one(
    browser_as, world: World
) -> None:
    bell, _ = two_in_one_school(world)
    path = f"/studies/{bell.id}/schools"
    for person in (None, world.stranger, world.make.steward(world.network)):
        page = browser_as(person).get(path).get_data(as_text=True)
        assert "Training of the staff" in page
        assert "Quetzalcoatl" not in page
        assert "No conflicts" in page
        assert f"/studies/schools/{world.city.id}" not in page
    inside = browser_as(world.co_lead).read(path)
    assert "January 25–29, 2027" in inside.text
    assert f"/studies/schools/{world.city.id}" in inside.links


def test_names_are_suggested_only_from_studies_one_may_know_of(browser_as, world: World) -> None:
    two_in_one_school(world)
    outsider = world.make.researcher(name="Rae Other")
    world.make.member(world.university, person=outsider)
    own = world.do(
        proposing.propose_study,
        outsider,
        world.problem.id,
        title="Quite another study",
        question="Is there another question?",
        organization_id=world.university.id,
    )
    world.do(
        writing.add_reference,
        outsider,
        own.id,
        source_kind="evidence",
        source_id=world.record.id,
        leaves_open="It ran in suburbs only.",
    )
    colleague = world.make.member(world.city)
    invitation = world.do(
        partners.invite,
        outsider,
        own.id,
        organization_id=world.city.id,
        email=colleague.email,
        role="co_lead",
    )
    world.do(partners.accept_invitation, colleague, invitation.id)
    for person in (outsider, colleague):
        page = browser_as(person).get(f"/studies/{own.id}/schools").get_data(as_text=True)
        assert 'value="Lincoln High"' in page
        assert "Quetzalcoatl" not in page
    page = browser_as(world.lead).get("/studies/1/schools").get_data(as_text=True)
    assert 'value="Quetzalcoatl Academy"' in page


def test_only_members_of_the_district_see_its_calendar(browser_as, world: World) -> None:
    two_in_one_school(world)
    path = f"/studies/schools/{world.city.id}"
    former = world.make.member(world.city, signatory=True)
    own = next(m for m in world.make.all(Membership) if m.person_id == former.id)
    assert "Quetzalcoatl" in browser_as(former).read(path).text
    world.do(organizations.end_membership, world.city_leader, own.id)
    others = (world.stranger, world.lead, world.county_signer, former, world.make.admin())
    for person in others:
        for address in (path, f"{path}.csv"):
            assert browser_as(person).get(address).status_code == 403, (person.name, address)
    assert browser_as().get(path).status_code == 302
    for address in (f"/studies/schools/{world.university.id}", "/studies/schools/999"):
        assert browser_as(world.city_leader).get(address).status_code == 404


def test_an_observer_from_the_district_sees_the_study_she_observes(browser_as, world) -> None:
    _, hidden = two_in_one_school(world)
    observer = world.make.member(world.city)
    world.join(hidden, observer, world.city, "observer")
    assert "1 conflict" in browser_as(observer).read(f"/studies/schools/{world.city.id}").text


def test_what_is_withdrawn_or_left_asks_nothing_any_more(browser_as, world: World) -> None:
    bell, hidden = two_in_one_school(world)
    path, leader = f"/studies/schools/{world.city.id}", browser_as(world.city_leader)
    with world.make.writing() as session:
        own = StudyPartner.study_id == hidden.id, StudyPartner.organization_id == world.city.id
        session.exec(select(StudyPartner).where(*own)).one().left_at = clock.now()
    assert "Quetzalcoatl" not in leader.get(path).text
    world.do(operations.withdraw_study, world.lead, bell.id, "Counsel found a rule.")
    assert "No study asks anything of your schools yet." in leader.read(path).text


def test_a_district_without_studies_reads_what_will_stand_there(browser_as, world: World) -> None:
    far = world.make.organization("Quiet District")
    page = browser_as(world.make.member(far)).read(f"/studies/schools/{far.id}")
    assert "No study asks anything of your schools yet." in page.text


def test_the_file_holds_what_the_page_shows_and_no_formula(browser_as, world: World) -> None:
    bell = titled(world, "=HYPERLINK(1)")
    ask(world, bell, school="+cmd|' /C calc'!A0", activity="@SUM(1+1), =2")
    ask(world, bell, school="Oak", activity="-1 is fine")
    answer = browser_as(world.city_leader).get(f"/studies/schools/{world.city.id}.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:2] == ["district", "school"]
    assert rows[1] == [
        *("Albertville City", "'+cmd|' /C calc'!A0", str(bell.id), "'=HYPERLINK(1)"),
        *("Under way", "'@SUM(1+1), =2", "2026-09-07", "2026-09-18", "12.5", "90", "1"),
    ]
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell]


def test_the_calendar_is_found_from_the_district_and_from_ones_own_page(browser_as, world) -> None:
    path = f"/studies/schools/{world.city.id}"
    member = browser_as(world.make.member(world.city))
    assert path in member.read(f"/organizations/{world.city.id}").links
    assert path in member.read("/me").links
    stranger = browser_as(world.stranger)
    assert path not in stranger.read(f"/organizations/{world.city.id}").links
    assert path not in stranger.read("/me").links


@pytest.mark.parametrize("year", ["2027", "all", "1999", "nonsense", "99999999999999999999", ""])
@pytest.mark.both_databases
def test_any_year_can_be_asked_for(browser_as, world: World, year: str) -> None:
    two_in_one_school(world)
    page = browser_as(world.city_leader).read(f"/studies/schools/{world.city.id}?year={year}")
    assert ("Quetzalcoatl Academy" in page.text) == (year in ("2027", "all"))


def test_names_that_people_typed_stay_text_in_the_picture(browser_as, world: World) -> None:
    bell = titled(world, "<script>alert(1)</script>")
    ask(world, bell, school="</svg><b>&'\"", activity="<img src=x>")
    for path in (f"/studies/schools/{world.city.id}", f"/studies/{bell.id}/schools"):
        text = browser_as(world.city_leader).get(path).get_data(as_text=True)
        for forged in ("<script>alert", "</svg><b>", "<img src=x>"):
            assert forged not in text


def test_a_district_page_asks_the_database_as_often_for_many_as_for_few(
    app, browser_as, world: World
) -> None:
    from tests.test_statements import asked

    bell, hidden = two_in_one_school(world)
    browser = browser_as(world.city_leader)
    paths = (f"/studies/schools/{world.city.id}", f"/studies/{bell.id}/schools", "/me")
    before = [asked(app, browser, path) for path in paths]
    for n in range(12):
        for study in (bell, hidden):
            ask(world, study, school=f"School {n}", starts_on=date(2026, 9, 7 + n))
    assert [asked(app, browser, path) for path in paths] == before
    assert before[0] <= 4
