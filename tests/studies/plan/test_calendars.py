"""Dates of studies in people's own calendars: whole, and nobody else's."""

from datetime import date

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rpp.organizations import operations as organizations
from rpp.organizations.models import Appointment, Membership
from rpp.people import passwords
from rpp.people.models import Person
from rpp.studies.lifecycle import operations
from rpp.studies.members import partners
from rpp.studies.models import CalendarFeed, StudyMember
from rpp.studies.plan import feeds, ical
from tests.studies.conftest import World, day
from tests.studies.plan.test_milestones import due
from tests.studies.plan.test_schools import ask
from tests.studies.test_races import together

HOSTILE = "Ends\r\nEND:VEVENT\r\nBEGIN:VEVENT\nSUMMARY:forged;,\\ “é” " + "ü" * 60


def events(data: bytes) -> list[icalendar.Component]:
    """The events of a calendar, read as any calendar would; its lines are those of the standard."""
    lines = data.split(b"\r\n")
    assert data.endswith(b"\r\n")
    assert not [line for line in lines if b"\n" in line or b"\r" in line]
    assert max(len(line) for line in lines) <= 75
    return icalendar.Calendar.from_ical(data).walk("VEVENT")


def subscribed(browser, path: str = "/me/calendar") -> str:
    """Make the secret address; its path."""
    page = browser.send(path, action="/me/calendar").get_data(as_text=True)
    return page.split('value="http://localhost')[1].split('"')[0]


def test_those_inside_take_a_studys_dates_to_their_calendar(browser_as, world: World) -> None:
    study = world.study("active", "private")
    made = due(world, study, 5, world.co_lead)
    ask(world, study)
    answer = browser_as(world.city_leader).get(f"/studies/{study.id}/calendar.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert answer.headers["Cache-Control"] == "no-store"
    milestone, school = events(answer.data)
    assert milestone["SUMMARY"] == "Forms are back"
    assert milestone["UID"] == f"milestone-{made.id}@localhost"
    assert milestone["DTSTART"].dt == day(5)
    assert milestone["DTEND"].dt == day(6)  # the day after, as the standard has it
    assert "Renata Oakes is responsible." in milestone["DESCRIPTION"]
    assert school["SUMMARY"] == "Lincoln High: Training of the staff"
    assert (school["DTSTART"].dt, school["DTEND"].dt) == (date(2026, 9, 7), date(2026, 9, 19))
    assert b"DTSTART;VALUE=DATE:20260907" in answer.data
    assert all(event["DTSTAMP"].dt.tzinfo for event in (milestone, school))


def test_the_same_thing_keeps_its_identifier(browser_as, world: World) -> None:
    study = world.study("active")
    due(world, study)
    browser, path = browser_as(world.lead), f"/studies/{study.id}/calendar.ics"
    before = [e["UID"] for e in events(browser.get(path).data)]
    browser.send(
        f"/studies/{study.id}/milestones/1",
        {"title": "Renamed", "due_on": str(day(40))},
        action="1",
    )
    after = events(browser.get(path).data)
    assert [e["UID"] for e in after] == before
    assert [e["SUMMARY"] for e in after] == ["Renamed"]


def test_what_people_typed_forges_no_event(world: World, browser_as) -> None:
    study = world.study("active")
    with world.make.writing() as session:
        session.get_one(type(study), study.id).title = HOSTILE[:160]
    due(world, study, title=HOSTILE[:160])
    ask(world, study, school=HOSTILE[:120], activity=HOSTILE)
    for path in (f"/studies/{study.id}/calendar.ics", subscribed(browser_as(world.lead))):
        data = browser_as(world.lead).get(path).data
        found = events(data)
        assert len(found) == data.count(b"\r\nBEGIN:VEVENT\r\n")
        assert len(found) == (2 if "studies" in path else 1)
        assert not [e for e in found if str(e["SUMMARY"]).startswith("forged")]
        assert "END:VEVENT BEGIN:VEVENT SUMMARY:forged;,\\" in found[0]["SUMMARY"]


@given(st.text(max_size=300))
@example("\x0b\x0c\x85\u2028\u2029")
@example("a\x00b\x1b[31m\r\nEND:VCALENDAR")
@example('\\n\\,;:"')
def test_whatever_is_typed_comes_back_as_one_line_of_text(text: str) -> None:
    item = ical.Item("k", text, date(2026, 1, 1), date(2026, 1, 1), text, "https://a.example/")
    (event,) = events(ical.calendar(text, [item], "a.example"))
    assert event.get("SUMMARY", "") == ical.plain(text)
    assert str(event.get("SUMMARY", "")).isprintable()


def test_others_get_no_calendar_of_a_study(browser_as, world: World) -> None:
    for listing in ("private", "listed"):
        study = world.study("active", listing)
        path = f"/studies/{study.id}/calendar.ics"
        elsewhere = world.make.member(world.make.organization())
        world.make.network(slug=f"else-{listing}")
        colleague = world.make.member(world.city)
        for person in (world.stranger, elsewhere, colleague, world.make.admin(), None):
            assert browser_as(person).get(path).status_code == 404, person


def test_an_address_is_shown_once_and_kept_as_its_digest_alone(browser_as, world: World) -> None:
    study = world.study("active", "private")
    due(world, study)
    browser = browser_as(world.lead)
    assert "No address yet" in browser.read("/me/calendar").text
    path = subscribed(browser)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    (feed,) = world.make.all(CalendarFeed)
    assert token not in feed.token_hash
    assert len(feed.token_hash) == 64
    again = browser.get("/me/calendar")
    assert token not in again.text
    assert "An address is in use" in again.text
    assert again.headers["Cache-Control"] == "no-store"


def test_a_calendar_reads_the_address_without_signing_in(browser_as, world: World) -> None:
    study = world.study("active", "private")
    due(world, study)
    path = subscribed(browser_as(world.lead))
    answer = browser_as().get(path)
    assert [e["SUMMARY"] for e in events(answer.data)] == ["Forms are back"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers


def test_a_new_address_ends_the_old_and_it_can_be_stopped(browser_as, world: World) -> None:
    browser = browser_as(world.lead)
    old = subscribed(browser)
    new = subscribed(browser)
    assert browser_as().get(old).status_code == 404
    assert browser_as().get(new).status_code == 200
    browser.send("/me/calendar", action="/end")
    assert browser_as().get(new).status_code == 404
    assert world.make.all(CalendarFeed) == []


@pytest.mark.parametrize("press", ["/me/password", "/me/sign-out-elsewhere"])
def test_a_changed_password_and_signing_out_elsewhere_end_the_address(
    browser_as, world: World, press: str
) -> None:
    words = "four quiet herons wade"
    with world.make.writing() as session:
        person = session.get_one(Person, world.lead.id)
        person.password_hash = passwords.hashed(words)
    path, others = (subscribed(browser_as(one)) for one in (world.lead, world.co_lead))
    typed = {"current_password": words, "password": "seven loud magpies argue"}
    browser_as(world.lead).send(
        "/me/account", typed if press == "/me/password" else {}, action=press
    )
    assert browser_as().get(path).status_code == 404
    assert browser_as().get(others).status_code == 200


def test_an_address_leads_to_no_host_that_a_request_claims(browser_as, world: World) -> None:
    due(world, world.study("active", "private"))
    browser = browser_as(world.lead)
    token, kept = browser.token(), browser.get_cookie("rpp")
    browser.set_cookie("rpp", kept.value, domain="evil.example")
    answer = browser.post(
        "/me/calendar",
        data={"csrf_token": token},
        base_url="http://evil.example",
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 422
    assert "RPP_SITE_URL" in answer.text
    assert world.make.all(CalendarFeed) == []
    answer = browser.get(subscribed(browser), base_url="http://evil.example")
    assert "evil.example" not in answer.text
    assert len(events(answer.data)) == 1


def test_a_wrong_address_is_no_address(browser_as, world: World) -> None:
    path = subscribed(browser_as(world.lead))
    (feed,) = world.make.all(CalendarFeed)
    for wrong in (feed.token_hash, "x", "", "x" * 500, path[10:-5], "%00", "é"):
        assert browser_as().get(f"/calendar/{wrong}.ics").status_code == 404, wrong
    assert browser_as().get("/me/calendar").status_code == 302
    assert browser_as().force("/me/calendar").status_code != 200


def dates(browser, path: str) -> int:
    return len(events(browser.get(path).data))


def test_each_persons_calendar_holds_her_own_studies_alone(browser_as, world: World) -> None:
    due(world, world.study("active", "listed"))
    due(world, world.study("co_design"))
    assert dates(browser_as(), subscribed(browser_as(world.co_lead))) == 2
    assert dates(browser_as(), subscribed(browser_as(world.city_leader))) == 2
    for person in (world.stranger, world.make.member(world.city), world.make.admin()):
        assert dates(browser_as(), subscribed(browser_as(person))) == 0


def test_who_left_loses_the_dates_at_once(browser_as, world: World) -> None:
    due(world, world.study("active", "private"))
    paths = {
        person.name: subscribed(browser_as(person))
        for person in (world.co_lead, world.county_lead, world.city_signer)
    }
    assert {name: dates(browser_as(), path) for name, path in paths.items()} == dict.fromkeys(
        paths, 1
    )
    # One left their district, one handed over their part, one lost their office.
    own = next(m for m in world.make.all(Membership) if m.person_id == world.co_lead.id)
    world.do(organizations.end_membership, world.city_leader, own.id)
    for model, person, ended in (
        (StudyMember, world.county_lead, "left_at"),
        (Appointment, world.city_signer, "ended_at"),
    ):
        row = next(r for r in world.make.all(model) if r.person_id == person.id)
        with world.make.writing() as session:
            setattr(
                session.get_one(model, row.id),
                ended,
                row.since if ended == "left_at" else row.appointed_at,
            )
    assert {name: dates(browser_as(), path) for name, path in paths.items()} == dict.fromkeys(
        paths, 0
    )


def test_who_observes_keeps_the_dates_while_she_does(browser_as, world: World) -> None:
    study = world.study("active", "private")
    due(world, study)
    observer = world.make.researcher(world.university)
    path = subscribed(browser_as(observer))
    assert dates(browser_as(), path) == 0
    invitation = world.do(
        partners.invite,
        world.lead,
        study.id,
        organization_id=world.university.id,
        email=observer.email,
        role="observer",
    )
    world.do(partners.accept_invitation, observer, invitation.id)
    assert dates(browser_as(), path) == 1


def test_a_study_that_was_withdrawn_has_no_dates(browser_as, world: World) -> None:
    study = world.study("active")
    due(world, study)
    path = subscribed(browser_as(world.lead))
    world.do(operations.withdraw_study, world.lead, study.id, "Counsel found a rule.")
    assert dates(browser_as(), path) == 0


def test_reading_a_calendar_asks_the_database_as_often_for_many_as_for_few(
    app, browser_as, world: World
) -> None:
    from tests.test_statements import asked

    study = world.study("active")
    due(world, study)
    path = subscribed(browser_as(world.lead))
    first = asked(app, browser_as(), path)
    for n in range(20):
        due(world, study, n)
    assert asked(app, browser_as(), path) == first <= 3


def test_two_presses_at_once_leave_one_address(world: World) -> None:
    viewer, tokens = world.viewer(world.lead), list[str]()
    ends = together(world, *[lambda s: tokens.append(feeds.renew_feed(s, viewer))] * 2)
    assert ends == ["done", "done"]
    assert len(world.make.all(CalendarFeed)) == 1
    with world.make.writing() as session:
        found = [feeds.subscriber(session, token) for token in tokens]
    assert len([viewer for viewer in found if viewer]) == 1
