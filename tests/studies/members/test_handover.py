"""Succession: whoever leaves hands over, and what was theirs to do follows."""

import pytest

from rpp.errors import DomainError
from rpp.studies.lifecycle import operations
from rpp.studies.members import handover
from rpp.studies.models import Milestone, StudyMember, StudySection
from rpp.studies.papers import signing
from tests.studies.conftest import World, day

NOTE = "The survey is drafted; the union has not answered yet."


def role_of(world: World, study, person) -> str:
    rows = world.make.all(StudyMember)
    return next(m.role for m in rows if m.study_id == study.id and m.person_id == person.id)


def own(world: World, study, person) -> None:
    """Give the person a section and two milestones, one of them done."""
    from rpp import clock

    with world.make.writing() as session:
        rows = [s for s in world.make.all(StudySection) if s.study_id == study.id]
        session.get_one(StudySection, rows[0].id).owner_id = person.id
        for done in (None, clock.now()):
            session.add(
                Milestone(
                    study_id=study.id,
                    title="Survey",
                    due_on=day(30),
                    owner_id=person.id,
                    done_at=done,
                )
            )


def test_a_co_lead_hands_over_and_her_open_duties_follow(browser_as, world: World) -> None:
    study = world.study("co_design")
    teacher = world.make.member(world.city, name="Dana Ruiz")
    world.join(study, teacher, world.city, "practitioner")
    own(world, study, world.co_lead)
    at = f"/studies/{study.id}"
    page = browser_as(world.co_lead)
    assert f"{at}/hand-over" in page.read(f"{at}/people").links
    page.send(f"{at}/hand-over", {"successor_id": str(teacher.id), "note": "no"}, status=422)
    page.send(f"{at}/hand-over", {"successor_id": str(teacher.id), "note": NOTE})
    assert (role_of(world, study, teacher), role_of(world, study, world.co_lead)) == (
        "co_lead",
        "member",
    )
    owners = {s.owner_id for s in world.make.all(StudySection) if s.owner_id}
    assert owners == {teacher.id}
    due = {bool(m.done_at): m.owner_id for m in world.make.all(Milestone)}
    assert due == {False: teacher.id, True: world.co_lead.id}
    assert "handed over as district co-lead to Dana Ruiz" in browser_as(world.lead).read(at).text
    assert NOTE in browser_as(world.lead).read(at).text
    assert browser_as(teacher).get(f"{at}/freeze").status_code == 200
    assert browser_as(world.co_lead).get(f"{at}/freeze").status_code == 403


def test_who_leaves_with_the_handover_no_longer_sees_the_private_study(browser_as, world) -> None:
    study = world.study("co_design")
    teacher = world.make.member(world.city)
    world.join(study, teacher, world.city, "member")
    browser_as(world.co_lead).send(
        f"/studies/{study.id}/hand-over",
        {"successor_id": str(teacher.id), "note": NOTE, "leaves": "y"},
    )
    assert browser_as(world.co_lead).get(f"/studies/{study.id}").status_code == 404
    assert study.title not in browser_as(world.co_lead).read("/studies").text
    # Invited anew, they are back.
    world.join(study, world.co_lead, world.city, "member")
    assert browser_as(world.co_lead).get(f"/studies/{study.id}").status_code == 200


def test_the_lead_researcher_hands_over_to_a_colleague_who_then_signs(world: World) -> None:
    study = world.study("co_design")
    colleague = world.make.researcher(world.university, name="Ada Quist")
    world.join(study, colleague, world.university, "member")
    world.do(
        handover.hand_over, world.lead, study.id, successor_id=colleague.id, note=NOTE, leaves=True
    )
    assert world.fresh(study).lead_id == colleague.id
    world.lead = colleague
    world.write_all(study)
    world.do(signing.freeze_text, colleague, study.id, "listed")
    assert "Lead researcher: Ada Quist" in world.fresh(study).frozen_text
    world.sign(study, colleague, "lead")


def test_nobody_hands_over_to_another_organization_or_a_stranger(world: World) -> None:
    study = world.study("co_design")
    for person in (world.county_lead, world.lead, world.stranger, world.co_lead):
        with pytest.raises(DomainError):
            world.do(handover.hand_over, world.co_lead, study.id, successor_id=person.id, note=NOTE)
    assert role_of(world, study, world.co_lead) == "co_lead"


def test_a_district_is_never_left_without_its_co_lead(world: World) -> None:
    study = world.study("co_design")
    with pytest.raises(DomainError, match="only co-lead"):
        world.do(handover.step_down, world.co_lead, study.id, "A new job.")
    with pytest.raises(DomainError, match="another researcher"):
        world.do(handover.step_down, world.lead, study.id, "A new job.")


def test_a_member_leaves_by_herself(browser_as, world: World) -> None:
    study = world.study("co_design")
    teacher = world.make.member(world.city)
    world.join(study, teacher, world.city, "practitioner")
    own(world, study, teacher)
    browser_as(teacher).send(f"/studies/{study.id}/step-down", {"reason": "I change schools."})
    assert browser_as(teacher).get(f"/studies/{study.id}").status_code == 404
    assert not [s for s in world.make.all(StudySection) if s.owner_id == teacher.id]
    assert not [m for m in world.make.all(Milestone) if m.owner_id and m.done_at is None]


def test_who_left_a_private_study_reads_of_it_no_more_in_her_notices(
    browser_as, world: World
) -> None:
    study = world.study("active", "private")
    teacher = world.make.member(world.city, name="Dana Ruiz")
    world.join(study, teacher, world.city, "practitioner")
    world.do(operations.pause_study, world.lead, study.id, "The vendor must be checked.")
    browser = browser_as(teacher)
    assert "paused the study" in browser.read("/notices").text
    assert "1 unread" in browser.read("/me").text
    world.do(handover.step_down, teacher, study.id, "I move to another district.")
    for path in ("/notices", "/me"):
        assert study.title not in browser.read(path).text
    browser.send("/notices", {}, action="/notices/read")
    assert "unread" not in browser.read("/me").text
    # Who stays reads on, and so does everyone of what everyone may know.
    assert study.title in browser_as(world.co_lead).read("/notices").text


def test_who_left_a_listed_study_keeps_her_notices(browser_as, world: World) -> None:
    study = world.study("active", "listed")
    teacher = world.make.member(world.city, name="Dana Ruiz")
    world.join(study, teacher, world.city, "practitioner")
    world.do(operations.pause_study, world.lead, study.id, "The vendor must be checked.")
    world.do(handover.step_down, teacher, study.id, "I move to another district.")
    assert study.title in browser_as(teacher).read("/notices").text
