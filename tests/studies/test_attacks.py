"""Who takes part does only what is theirs, where the study stands, in the study they names."""

from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlmodel import select

from rpp.organizations.models import Appointment, Membership
from rpp.studies.members import partners
from rpp.studies.models import StudyMember
from tests.studies.conftest import World
from tests.studies.hostile import SECRET, furnished, posts, rows, send

NUMBERS = range(1, 8)


def changed(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> list[str]:
    return [name for name in before if before[name] != after[name]]


@pytest.mark.parametrize("status", ["published", "withdrawn"])
def test_a_study_that_has_ended_stays_as_it_is(
    browser_as, world: World, app: Flask, status: str
) -> None:
    study = furnished(world, status)
    # Their own words on how it went they may take back at any time.
    before = rows(world, "study_update")
    paths = posts(app, study.id or 0, NUMBERS)
    for person in (world.lead, world.co_lead, world.city_signer, world.city_leader):
        send(browser_as(person), paths, organization_id=world.city.id)
        assert changed(before, rows(world, "study_update")) == []


@pytest.mark.parametrize("status", ["co_design", "frozen", "active", "findings_shared"])
def test_who_observes_talks_and_changes_nothing(
    browser_as, world: World, app: Flask, status: str
) -> None:
    study = furnished(world, status)
    observer = world.make.researcher(world.university)
    world.join(study, observer, world.university, "observer")
    talk = ("passage_comment", "findings_seen")
    before = rows(world, *talk)
    send(browser_as(observer), posts(app, study.id or 0, NUMBERS))
    assert changed(before, rows(world, *talk)) == []


@pytest.mark.parametrize("status", ["co_design", "findings_shared"])
def test_the_people_of_a_district_that_left_read_and_change_nothing(
    browser_as, world: World, app: Flask, status: str
) -> None:
    study = furnished(world, status)
    world.do(partners.leave_study, world.co_lead, study.id, world.city.id, "Our board said no.")
    talk = ("passage_comment", "findings_seen")
    before = rows(world, *talk)
    for person in (world.co_lead, world.city_leader, world.city_signer):
        browser = browser_as(person)
        browser.read(f"/studies/{study.id}")
        send(browser, posts(app, study.id or 0, NUMBERS), organization_id=world.city.id)
        assert changed(before, rows(world, *talk)) == []


@pytest.mark.parametrize("status", ["co_design", "active"])
def test_who_no_longer_belongs_or_signs_finds_no_study(
    browser_as, world: World, app: Flask, status: str
) -> None:
    study = furnished(world, status, listing="private")
    with world.make.writing() as session:
        for person in (world.co_lead, world.city_leader):
            statement = select(Membership).where(Membership.person_id == person.id)
            session.exec(statement).one().status = "ended"
        statement = select(Appointment).where(Appointment.person_id == world.city_signer.id)
        session.exec(statement).one().ended_at = study.created_at
        statement = select(StudyMember).where(StudyMember.person_id == world.county_lead.id)
        session.exec(statement).one().left_at = study.created_at
    before = rows(world)
    for person in (world.co_lead, world.city_leader, world.city_signer, world.county_lead):
        browser = browser_as(person)
        assert browser.get(f"/studies/{study.id}").status_code == 404
        token = browser.token()
        for path in posts(app, study.id or 0, range(1, 4)):
            # The same answer as for a study that there never was.
            never = path.replace(f"/studies/{study.id}/", "/studies/999/")
            answers = [browser.post(p, data={"csrf_token": token}, headers={
                "Sec-Fetch-Site": "same-origin"}) for p in (path, never)]  # fmt: skip
            assert [a.status_code for a in answers] == [404, 404], path
            # But for the address that the link to a question carries along.
            told = [
                a.text.replace(quote(p), "") for a, p in zip(answers, (path, never), strict=True)
            ]
            assert told[0] == told[1]
    assert changed(before, rows(world)) == []


@pytest.mark.parametrize("status", ["co_design", "active", "findings_shared"])
def test_things_of_one_study_are_not_reached_under_the_address_of_another(
    browser_as, world: World, app: Flask, status: str
) -> None:
    furnished(world, status, SECRET, listing="private")
    # Ids of the second begin where those of the first end.
    theirs = rows(world)
    own = furnished(world, status)
    browser = browser_as(world.lead)
    before = rows(world)
    send(browser, posts(app, own.id or 0, NUMBERS, of_things=True))
    kept = rows(world)
    assert "milestone" in changed(before, kept)
    for name, lines in theirs.items():
        assert set(lines) <= set(kept[name]), name
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or "study_id" not in rule.arguments:
            continue
        for number in NUMBERS:
            values = dict.fromkeys(rule.arguments, number)
            values |= {"study_id": own.id, **({"key": "asks"} if "key" in values else {})}
            path = urls.build(rule.endpoint, values)
            answer = browser.get(path)
            assert answer.status_code < 500, path
            if rule.endpoint == "studies.school_ledger":
                continue  # it suggests names of schools from all studies they may know of
            assert SECRET.encode() not in answer.data, path
