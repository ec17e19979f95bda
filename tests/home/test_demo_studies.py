"""The demo's studies: every state, private ones that stay private, and what happened in them."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from rpp import clock, lifecycle
from rpp.briefs.uses.models import BriefUse
from rpp.collections.models import Collection, CollectionItem
from rpp.history import Event
from rpp.networks.roles import roles_of
from rpp.networks.zones import zone_of
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.studies import parts
from rpp.studies.lifecycle.audit import is_public
from rpp.studies.models import (
    Agreement,
    Amendment,
    Milestone,
    PassageComment,
    SchoolAsk,
    Signature,
    SignedText,
    Study,
    StudyInterest,
    StudyMember,
    StudyPartner,
    StudyUpdate,
)
from rpp.studies.outcome import sensemaking
from rpp.studies.papers import agreements
from rpp.studies.plan import burden, schools
from rpp.studies.text import queries as text
from tests.support.client import Browser

Be = Callable[[str], Browser]


def studies(session: Session) -> list[Study]:
    return list(session.exec(select(Study).order_by(col(Study.id))))


# --- who may know of them ------------------------------------------------------------------


def test_there_is_a_study_in_every_state_and_four_stay_private(told: Session) -> None:
    assert {study.status for study in studies(told)} == set(lifecycle.of("study").now)
    assert len([study for study in studies(told) if not is_public(study)]) >= 4


@pytest.mark.parametrize("persona", ["", "reviewer"])
def test_nothing_private_is_listed_for_a_stranger(told: Session, be: Be, persona: str) -> None:
    reader = be(persona)
    for path in ("/studies", "/problems", "/", "/search?q=study"):
        text = reader.read(path).text
        for study in studies(told):
            if not is_public(study):
                assert study.title not in text, path
    for study in studies(told):
        expected = 200 if is_public(study) else 404
        assert reader.get(f"/studies/{study.id}").status_code == expected, study.title


# --- the text ------------------------------------------------------------------------------


def test_every_text_that_was_frozen_has_the_sections_its_design_requires(told: Session) -> None:
    bodies: dict[str, int] = {}
    for study in told.exec(select(Study).where(Study.frozen_hash != "")):
        sections = text.sections(told, study.id or 0)
        assert not [s.title for s in sections if s.required and not s.body.strip()], study.title
        for section in sections:
            bodies[section.body] = bodies.get(section.body, 0) + 1
    # Each study can act for itself.
    assert max(bodies.values()) == 1


def test_a_text_in_co_design_has_owners_ready_marks_comments_and_suggestions(
    told: Session, be: Be
) -> None:
    study = told.exec(select(Study).where(Study.status == "co_design")).one()
    assert study.id is not None
    sections = text.sections(told, study.id)
    assert [s.title for s in sections if s.owner]
    assert [s.title for s in sections if s.ready_at]
    remarks = told.exec(
        select(PassageComment).where(
            PassageComment.study_id == study.id, col(PassageComment.parent_id).is_(None)
        )
    ).all()
    assert {remark.resolved_at is None for remark in remarks} == {True, False}
    suggested = told.exec(select(Amendment).where(Amendment.study_id == study.id)).all()
    assert {one.status for one in suggested} == {"open", "accepted", "rejected"}
    assert "suggested" in be("researcher").read(f"/studies/{study.id}").text


# --- the text in force ---------------------------------------------------------------------


def test_all_parties_signed_each_text_that_came_into_force(told: Session) -> None:
    for study in told.exec(select(Study).where(Study.frozen_hash != "")):
        assert hashlib.sha256(study.frozen_text.encode()).hexdigest() == study.frozen_hash
        partners = told.exec(select(StudyPartner).where(StudyPartner.study_id == study.id))
        parties = {"lead", *(f"lea:{partner.organization_id}" for partner in partners)}
        signed: dict[str, set[str]] = {}
        for one in told.exec(select(Signature).where(Signature.study_id == study.id)):
            signed.setdefault(one.text_hash, set()).add(one.party)
        kept = told.exec(select(SignedText).where(SignedText.study_id == study.id)).all()
        assert bool(kept) == (study.signed_at is not None) == (study.status != "frozen")
        for one_text in kept:
            assert signed.pop(one_text.text_hash) == parties
        # What else is signed waits for the others.
        waiting = {study.frozen_hash} if not kept else set()
        waiting |= {
            one.text_hash
            for one in told.exec(select(Amendment).where(Amendment.status == "signing"))
        }
        assert set(signed) <= waiting
        assert all(some < parties for some in signed.values())


def test_one_amendment_is_in_force_where_a_study_is_under_way_and_another_waits(
    told: Session, be: Be
) -> None:
    found = {
        (study.status, amendment.status)
        for amendment, study in told.exec(
            select(Amendment, Study).join(Study, col(Study.id) == col(Amendment.study_id))
        )
    }
    assert ("active", "in_force") in found
    assert ("paused", "signing") in found
    active = told.exec(select(Study).where(Study.status == "active")).one()
    texts = told.exec(select(SignedText).where(SignedText.study_id == active.id)).all()
    assert [text.number for text in texts] == [1, 2]
    assert texts[-1].text_hash == active.frozen_hash
    assert "In force as amended" in be("").read(f"/studies/{active.id}").text


def test_the_paused_study_says_why(told: Session, be: Be) -> None:
    study = told.exec(select(Study).where(Study.status == "paused")).one()
    assert "Dothan" in study.reason
    assert study.reason in be("").read(f"/studies/{study.id}").text


def test_a_co_lead_handed_over_with_a_note(told: Session) -> None:
    event = told.exec(select(Event).where(Event.verb == "handed_over")).one()
    assert event.reason
    roles = dict(
        told.execute(
            select(col(StudyMember.person_id), col(StudyMember.role)).where(
                col(StudyMember.study_id) == event.subject_id
            )
        ).all()
    )
    assert roles[event.actor_id] == "member"
    assert roles[event.detail["successor_id"]] == "co_lead"


# --- findings ------------------------------------------------------------------------------


def test_every_study_that_shared_findings_says_what_came_otherwise_and_what_limits_it(
    told: Session,
) -> None:
    shared = [study for study in studies(told) if study.shared_at is not None]
    assert len(shared) == 9
    for study in shared:
        assert study.deviations
        assert study.limitations
    assert len({study.limitations for study in shared}) == len(shared)


def test_some_have_not_seen_the_findings_that_were_shared_last(told: Session, be: Be) -> None:
    study = told.exec(select(Study).where(Study.status == "findings_shared")).one()
    assert study.id is not None
    ends = sensemaking.window_ends(study, zone_of(told, study.network_id))
    assert ends is not None
    assert ends > clock.now().date()
    readers = sensemaking.must_see(told, study.id)
    seen = {reader.name: reader.seen_at is not None for reader in readers}
    leader = told.exec(select(Person.name).where(Person.persona == "leader")).one()
    assert seen[leader] is False
    assert True in seen.values()
    assert "see" in be("leader").read(f"/studies/{study.id}").text


def test_districts_answered_the_findings_and_one_holds_the_brief_back(told: Session) -> None:
    today = clock.now().date()
    interpreted = {s.id for s in studies(told) if s.status in ("interpreted", "published")}
    partners = [
        partner for partner in told.exec(select(StudyPartner)) if partner.study_id in interpreted
    ]
    answered = {partner.study_id for partner in partners if partner.response}
    assert answered == interpreted
    held_back = [partner for partner in partners if partner.delayed_until is not None]
    assert len(held_back) == 1
    assert held_back[0].delayed_until is not None
    assert today < held_back[0].delayed_until < today + timedelta(days=30)
    assert held_back[0].delay_reason


# --- the work around them ------------------------------------------------------------------


def test_agreements_name_their_ground_one_runs_out_soon_and_one_has_run_out(told: Session) -> None:
    today = clock.now().date()
    found = told.exec(select(Agreement)).all()
    for one in found:
        if one.basis == "studies":
            assert one.purpose
            assert one.scope
            assert one.elements
            assert one.destroy_on
    status = {study.id: study.status for study in studies(told)}
    # The demo’s calendar moves by whole weeks, so the day is known to a week.
    soon = [
        one
        for one in found
        if one.expires_on is not None
        and today + timedelta(days=17) <= one.expires_on <= today + timedelta(days=25)
    ]
    assert [status[one.study_id] for one in soon] == ["active"]
    lapsed = [
        study_id
        for study_id, state in status.items()
        if study_id and state not in ("published", "withdrawn")
        if agreements.lapsed(parts.agreements(told, study_id), clock.now().date())
    ]
    assert [status[study_id] for study_id in lapsed] == ["paused"]


def test_a_district_sees_where_two_studies_meet_in_one_of_its_schools(
    told: Session, be: Be
) -> None:
    assert len({ask.study_id for ask in told.exec(select(SchoolAsk))}) >= 8
    leader = told.exec(select(Person).where(Person.persona == "leader")).one()
    viewer = Viewer(id=leader.id, **roles_of(told, leader.id or 0))
    asks = schools.of_districts(told, viewer, viewer.leads)
    clashes = burden.clashes(burden.by_school(asks))
    assert len(clashes) == 1
    assert clashes[0].first > clock.now().date()
    district = told.get_one(Organization, clashes[0].organization_id)
    text = be("leader").read(f"/studies/schools/{district.id}").text
    assert clashes[0].one.title in text
    assert clashes[0].other.title in text


def test_milestones_are_done_due_and_overdue_and_partners_tell_how_it_goes(told: Session) -> None:
    today = clock.now().date()
    going = {study.id for study in studies(told) if study.status not in ("published", "withdrawn")}
    found = [one for one in told.exec(select(Milestone)) if one.study_id in going]
    assert [one for one in found if one.done_at is not None]
    assert [one for one in found if one.done_at is None and one.due_on > today]
    assert [one for one in found if one.done_at is None and one.due_on < today]
    assert len({update.study_id for update in told.exec(select(StudyUpdate))}) >= 5


def test_researchers_offer_and_districts_say_what_they_did_with_a_brief(told: Session) -> None:
    offered = told.exec(select(StudyInterest)).all()
    researcher = told.exec(select(Person.id).where(Person.persona == "researcher")).one()
    assert researcher in {offer.person_id for offer in offered}
    said = [one for one in told.exec(select(BriefUse)) if one.status != "asked"]
    assert {one.stage for one in said} == {"planning", "in_use", "adapted", "stopped", "undecided"}
    assert {one.way for one in said} == {"instrumental", "conceptual", "symbolic", "in_process"}
    assert {one.status for one in said} == {"unconfirmed", "confirmed"}
    assert [one for one in said if one.network_id]


def test_a_network_and_a_person_keep_lists_with_notes(told: Session) -> None:
    shelf, personal = told.exec(select(Collection).order_by(col(Collection.id))).all()
    assert (shelf.audience, personal.audience) == ("public", "link")
    assert shelf.network_id
    assert personal.person_id
    items = told.exec(select(CollectionItem)).all()
    assert {one.kind for one in items} == {"brief", "evidence", "problem"}
    assert all(one.note for one in items)
    assert [one for one in items if one.version]


# --- a signature ---------------------------------------------------------------------------


def waiting_for(session: Session, be: Be) -> tuple[Browser, str]:
    """A persona whose signature a study waits for, and the page of it."""
    for study in studies(session):
        for persona in ("leader", "researcher", "member") if study.status == "frozen" else ():
            browser, path = be(persona), f"/studies/{study.id}/sign"
            if (
                answer := browser.get(path)
            ).status_code == 200 and b"Your signature" in answer.data:
                return browser, path
    raise AssertionError("nobody of the demo can sign")


def test_a_persona_signs_with_the_word_that_the_page_tells(told: Session, be: Be) -> None:
    assert (
        "Where a password is asked, as for a signature, type “demo”." in be("").read("/demo").text
    )
    browser, path = waiting_for(told, be)
    page = browser.read(path)
    assert "Demo people have no password of their own: type “demo”." in page.text
    before = len(list(told.exec(select(Signature))))
    typed = {"title": "In office", "authority": "Board policy", "conflicts": "None"}
    wrong = browser.send(path, typed | {"password": "correct horse battery"}, status=422)
    assert "This is not your password." in wrong.text
    done = browser.send(path, typed | {"password": "demo"})
    assert "You have signed." in done.text
    told.rollback()
    assert len(list(told.exec(select(Signature)))) == before + 1


@pytest.mark.parametrize("stored", ["", "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAA"])
def test_the_word_of_the_demo_opens_nothing_elsewhere(stored: str) -> None:
    from rpp.people import passwords

    assert not passwords.confirms(stored, passwords.OF_THE_DEMO, demo=False)
    assert passwords.confirms(stored, passwords.OF_THE_DEMO, demo=True) is not bool(stored)
