"""What is due in a study, who hears of it, and short words on how it goes."""

from datetime import timedelta

import pytest

from rpp import clock, history, jobs, markup
from rpp.organizations import operations as organizations
from rpp.organizations.models import Membership
from rpp.studies import desk
from rpp.studies.models import Milestone, StudySection, StudyUpdate
from rpp.studies.plan import milestones, updates
from rpp.studies.text import readiness
from tests.studies.conftest import World, day


def due(world: World, study, ahead: int = 5, owner=None, title: str = "Forms are back"):
    return world.do(
        milestones.add_milestone,
        world.lead,
        study.id,
        title=title,
        due_on=day(ahead),
        owner_id=owner.id if owner else None,
    )


def told(world: World, person, word: str) -> list[str]:
    mine = [n for n in world.make.notices() if n.person_id == person.id]
    return [n.text for n in mine if word in n.text]


def test_a_member_sets_a_milestone_and_those_inside_see_it(browser_as, world: World) -> None:
    study = world.study("active")
    path = f"/studies/{study.id}/milestones"
    browser_as(world.county_lead).send(
        path,
        {
            "title": "Consent forms are back",
            "due_on": str(day(30)),
            "owner_id": str(world.co_lead.id),
        },
        action="/milestones",
    )
    for person in (world.lead, world.city_leader):
        for page in (path, f"/studies/{study.id}"):
            text = browser_as(person).read(page).text
            assert "Consent forms are back" in text
            assert "Renata Oakes" in text
    assert len(told(world, world.co_lead, "put Renata Oakes in charge")) == 1
    assert told(world, world.lead, "in charge") == []


def test_milestones_of_a_listed_study_stay_with_those_who_take_part(browser_as, world) -> None:
    study = world.study("active", "listed")
    made = due(world, study, title="Quetzalcoatl is fed")
    for person in (None, world.stranger, world.make.member(world.city)):
        browser = browser_as(person)
        assert "Quetzalcoatl" not in browser.get(f"/studies/{study.id}").get_data(as_text=True)
        for part in ("milestones", f"milestones/{made.id}", "calendar.ics"):
            status = browser.get(f"/studies/{study.id}/{part}").status_code
            assert status in (302, 403, 404), part
        browser.force(f"/studies/{study.id}/milestones/{made.id}/done")
    assert world.make.all(Milestone)[0].done_at is None


def test_one_that_is_late_is_called_overdue_until_it_is_reached(browser_as, world) -> None:
    study = world.study("active")
    due(world, study, -3, world.co_lead)
    browser, path = browser_as(world.co_lead), f"/studies/{study.id}/milestones"
    assert "1 overdue" in browser.read(path).text
    assert "Overdue since" in browser.read(f"/studies/{study.id}").text
    browser.send(path, action="/done")
    assert "Overdue" not in browser.read(path).text
    assert "All reached" in browser.read(path).text
    browser.send(path, action="/undone")
    assert "1 overdue" in browser.read(path).text


def test_a_milestone_is_changed_and_taken_out(browser_as, world: World) -> None:
    study = world.study("paused")
    made = due(world, study)
    browser, path = browser_as(world.lead), f"/studies/{study.id}/milestones/{made.id}"
    browser.send(path, {"title": "Forms are counted", "due_on": str(day(9))}, action=str(made.id))
    assert "Forms are counted" in browser.read(f"/studies/{study.id}/milestones").text
    browser.send(path, action="/remove")
    assert world.make.all(Milestone) == []
    lines = [e for e in world.make.all(history.Event) if e.verb.startswith("milestone_")]
    assert [e.verb for e in lines] == ["milestone_added", "milestone_changed", "milestone_removed"]
    assert all(e.private for e in lines)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"due_on": "1826-01-01"}, "Give a day between 2000 and 2100."),
        ({"due_on": ""}, "Give the day on which it is due."),
        ({"title": ""}, "Describe the milestone"),
        ({"owner_id": "stranger"}, "Choose one from the list."),
    ],
)
def test_a_milestone_that_cannot_be_is_refused(browser_as, world: World, wrong, said) -> None:
    study = world.study("active")
    if wrong.get("owner_id"):
        wrong = {"owner_id": str(world.stranger.id)}
    data = {"title": "Forms are back", "due_on": str(day(3))} | wrong
    browser_as(world.lead).send(
        f"/studies/{study.id}/milestones", data, action="/milestones", status=422
    )
    assert world.make.all(Milestone) == []


@pytest.mark.parametrize("status", ["published", "withdrawn"])
def test_nothing_is_set_once_a_study_has_ended(browser_as, world: World, status: str) -> None:
    from rpp.studies.lifecycle import operations

    study = world.study("published" if status == "published" else "active")
    if status == "withdrawn":
        world.do(operations.withdraw_study, world.lead, study.id, "Counsel found a rule.")
    browser, path = browser_as(world.lead), f"/studies/{study.id}/milestones"
    browser.force(path, {"title": "Forms are back", "due_on": str(day(3)), "owner_id": ""})
    assert world.make.all(Milestone) == []
    assert "The study has ended" in browser.read(path).text


def test_who_observes_reads_and_changes_nothing(browser_as, world: World) -> None:
    study = world.study("active")
    made = due(world, study)
    observer = world.make.researcher(world.university)
    world.join(study, observer, world.university, "observer")
    browser = browser_as(observer)
    assert "Forms are back" in browser.read(f"/studies/{study.id}/milestones").text
    for part in ("", f"/{made.id}", f"/{made.id}/done", f"/{made.id}/undone", f"/{made.id}/remove"):
        assert browser.force(f"/studies/{study.id}/milestones{part}").status_code == 403
    assert browser.force(f"/studies/{study.id}/updates").status_code == 403


def test_one_of_another_study_is_not_reached_through_ones_own(browser_as, world: World) -> None:
    own, other = world.study("active"), world.study("active")
    theirs = due(world, other)
    browser = browser_as(world.lead)
    assert browser.get(f"/studies/{own.id}/milestones/{theirs.id}").status_code == 404
    for part in ("done", "remove"):
        browser.force(f"/studies/{own.id}/milestones/{theirs.id}/{part}")
    assert [m.done_at for m in world.make.all(Milestone)] == [None]


def test_her_own_page_shows_the_owner_what_is_near_or_late(browser_as, world: World) -> None:
    study = world.study("active")
    for ahead, title in ((-2, "Late one"), (14, "Near one"), (15, "Far one")):
        due(world, study, ahead, world.co_lead, title)
    done = due(world, study, 1, world.co_lead, "Done one")
    world.do(milestones.reach_milestone, world.co_lead, study.id, done.id)
    page = browser_as(world.co_lead).read("/me").text
    assert page.index("Late one") < page.index("Near one")
    assert "Overdue" in page
    for absent in ("Far one", "Done one"):
        assert absent not in page.split("Your problems")[0]
    assert "Late one" not in browser_as(world.county_lead).read("/me").text


def test_who_left_sees_nothing_of_it_on_her_own_page(world: World) -> None:
    study = world.study("active", "private")
    due(world, study, 3, world.co_lead)

    def waits() -> list[str]:
        with world.make.writing() as session:
            viewer = world.viewer(world.co_lead, session)
            return [w["title"] for w in desk.waiting_for(session, viewer)]

    assert "Forms are back" in waits()
    own = next(m for m in world.make.all(Membership) if m.person_id == world.co_lead.id)
    world.do(organizations.end_membership, world.city_leader, own.id)
    assert "Forms are back" not in waits()


def test_the_worker_tells_the_owner_a_week_ahead_once_for_each_day_that_is_set(
    app, world: World
) -> None:
    study = world.study("active", "private")
    made = due(world, study, 8, world.co_lead)
    due(world, study, 3)  # nobody's

    def near() -> int:
        return len(told(world, world.co_lead, "is due"))

    jobs.run_due(app)
    assert near() == 0
    with clock.at(clock.now() + timedelta(days=1)):
        jobs.run_due(app)
        jobs.run_due(app)
        assert near() == 1
        values = {"title": "Forms are back", "due_on": day(6), "owner_id": world.co_lead.id}
        world.do(milestones.change_milestone, world.lead, study.id, made.id, **values)
        jobs.run_due(app)
        jobs.run_due(app)
        assert near() == 2
        assert told(world, world.lead, "is due") == []


def test_the_worker_tells_nobody_who_left(app, world: World) -> None:
    study = world.study("active", "private")
    due(world, study, 3, world.co_lead)
    own = next(m for m in world.make.all(Membership) if m.person_id == world.co_lead.id)
    world.do(organizations.end_membership, world.city_leader, own.id)
    jobs.run_due(app)
    assert told(world, world.co_lead, "is due") == []


# --- how it goes ---------------------------------------------------------------------------


def test_a_member_tells_how_it_goes_and_the_others_hear_of_it(browser_as, world: World) -> None:
    study = world.study("active", "listed")
    text = "All four schools moved the bell. Two **new routes** were needed."
    browser_as(world.co_lead).send(f"/studies/{study.id}/updates", {"body": text})
    page = browser_as().get(f"/studies/{study.id}").get_data(as_text=True)
    assert "<strong>new routes</strong>" in page
    assert world.make.all(StudyUpdate)[0].body_html == markup.render(text)
    assert len(told(world, world.lead, "posted an update")) == 1
    assert told(world, world.co_lead, "posted an update") == []


def test_the_newest_words_come_first_and_the_page_of_the_study_shows_two(browser_as, world):
    study = world.study("active", "listed")
    for n in range(25):
        world.do(updates.post_update, world.lead, study.id, f"Week {n:02} went well.")
    page = browser_as().read(f"/studies/{study.id}").text
    assert page.index("Week 24") < page.index("Week 23")
    assert "Week 22" not in page
    first = browser_as().read(f"/studies/{study.id}/updates")
    assert "Week 04" not in first.text
    older = next(link for link in first.links if "past=" in link)
    assert "Week 04" in browser_as().read(older).text


def test_words_on_a_private_study_stay_with_its_partners(browser_as, world: World) -> None:
    study = world.study("active", "private")
    world.do(updates.post_update, world.lead, study.id, "Quetzalcoatl goes well.")
    for person in (None, world.stranger, world.make.member(world.city)):
        assert browser_as(person).get(f"/studies/{study.id}/updates").status_code == 404
        answer = browser_as(person).force(f"/studies/{study.id}/updates", {"body": "I was here."})
        assert answer.status_code == 404
    assert "Quetzalcoatl" in browser_as(world.city_leader).read(f"/studies/{study.id}").text
    assert (
        "The partners read it" in browser_as(world.lead).read(f"/studies/{study.id}/updates").text
    )


@pytest.mark.parametrize(
    ("status", "may"),
    [
        *(("co_design", False), ("frozen", False), ("signed", True), ("active", True)),
        *(
            ("paused", True),
            ("findings_shared", True),
            ("interpreted", False),
            ("published", False),
        ),
    ],
)
def test_there_is_something_to_tell_from_the_signing_to_the_findings(
    browser_as, world: World, status: str, may: bool
) -> None:
    study = world.study(status)
    browser = browser_as(world.lead)
    browser.force(f"/studies/{study.id}/updates", {"body": "It goes rather well."})
    assert len(world.make.all(StudyUpdate)) == may
    offered = browser.read(f"/studies/{study.id}/updates").forms
    assert any(form.action.endswith("/updates") for form in offered) == may


def test_only_who_wrote_it_takes_it_back(browser_as, world: World) -> None:
    study = world.study("active")
    made = world.do(updates.post_update, world.lead, study.id, "It goes rather well.")
    path = f"/studies/{study.id}/updates"
    browser_as(world.co_lead).force(f"{path}/{made.id}/remove")
    assert len(world.make.all(StudyUpdate)) == 1
    browser_as(world.lead).send(path, action="/remove")
    assert world.make.all(StudyUpdate) == []


@pytest.mark.parametrize("body", ["short", "x" * 601, "Marcus T., grade 9, cried in the test."])
def test_words_too_long_too_short_or_about_a_student_are_refused(browser_as, world, body) -> None:
    study = world.study("active")
    browser_as(world.lead).send(f"/studies/{study.id}/updates", {"body": body}, status=422)
    assert world.make.all(StudyUpdate) == []


@pytest.mark.parametrize("forged", ["nobody", "-1", "1.5", "999999999999999999999", "0x1"])
def test_an_owner_who_is_no_choice_is_an_error_and_not_nobody(
    browser_as, world: World, forged: str
) -> None:
    study = world.study("co_design")
    made = due(world, study, owner=world.co_lead)
    typed = {"title": made.title, "due_on": str(made.due_on), "owner_id": forged}
    browser = browser_as(world.lead)
    path = f"/studies/{study.id}/milestones"
    for at in (path, f"{path}/{made.id}"):
        answer = browser.force(at, typed)
        assert answer.status_code == 422
        assert "Choose one from the list." in answer.text
    (kept,) = world.make.all(Milestone)
    assert kept.owner_id == world.co_lead.id
    # Nor does a section lose its owner so.
    world.do(readiness.give_owner, world.lead, study.id, "measures", world.co_lead.id)
    answer = browser.force(f"/studies/{study.id}/sections/measures/owner", {"person_id": forged})
    assert answer.status_code == 422
    (section,) = [s for s in world.make.all(StudySection) if s.key == "measures"]
    assert section.owner_id == world.co_lead.id
