"""Who hears by e-mail that a study waits: for a signature, a decision, or a first look."""

from datetime import timedelta
from typing import Any

import pytest

from rpp import clock
from rpp.history import Event
from rpp.mail import Email
from rpp.people import emails as told_by_email
from rpp.studies.co_design import suggestions
from rpp.studies.outcome import findings
from rpp.studies.papers import amendments, signing, waiting
from tests.studies.conftest import World
from tests.studies.members.test_invitations import invited
from tests.studies.test_races import together

pytestmark = pytest.mark.usefixtures("found_at")
WEEK = timedelta(days=7, minutes=1)


def told(world: World, subject: str = "") -> list[str]:
    """To whom e-mails with this in their subject were written."""
    return sorted(e.recipient for e in world.make.all(Email) if subject in e.subject)


def addresses(*people: Any) -> list[str]:
    return sorted(person.email for person in people)


def turn_off(world: World, person: Any, topic: str) -> None:
    with world.make.writing() as session:
        told_by_email.choose(session, person.id, {topic: False})


def freeze(world: World, person: Any = None) -> Any:
    """A study whose text is frozen in this test, by its lead researcher unless by another."""
    study = world.study("co_design")
    world.write_all(study)
    world.do(signing.freeze_text, person or world.lead, study.id, "private")
    return world.fresh(study)


def remind(world: World, after: timedelta = WEEK) -> int:
    with clock.at(clock.now() + after), world.make.writing() as session:
        return waiting.remind(session)


# --- signatures ----------------------------------------------------------------------------


def test_those_who_can_sign_a_frozen_text_are_told_and_nobody_else(
    world: World, found_at: str
) -> None:
    study = freeze(world, world.co_lead)
    assert told(world) == addresses(world.lead, world.city_signer, world.county_signer)
    email = world.make.all(Email)[0]
    assert email.subject == f"Your signature is needed: {study.title}"
    assert f"{found_at}/studies/{study.id}/sign\n" in email.body
    assert "You get this e-mail because you can sign this text for your side." in email.body


def test_who_froze_the_text_and_who_turned_it_off_are_not_told(world: World) -> None:
    turn_off(world, world.city_signer, "study")
    freeze(world)
    assert told(world) == addresses(world.county_signer)


def test_a_week_later_those_whose_signature_is_missing_are_reminded_once(world: World) -> None:
    study = freeze(world)
    world.sign(study, world.city_signer, f"lea:{world.city.id}")
    before = len(world.make.all(Email))
    assert remind(world, timedelta(days=6)) == 0
    assert remind(world) == 1
    assert remind(world) == 0
    assert remind(world, 3 * WEEK) == 0
    new = world.make.all(Email)[before:]
    assert sorted(e.recipient for e in new) == addresses(world.lead, world.county_signer)
    assert (
        "The portal sent a reminder that the frozen text still waits for signatures" in new[0].body
    )


def test_a_text_that_is_frozen_anew_is_reminded_of_anew(world: World) -> None:
    study = freeze(world)
    assert remind(world) == 1
    world.do(signing.open_text_again, world.lead, study.id, "A section must change.")
    assert remind(world, 2 * WEEK) == 0, "nothing waits while it is written"
    with clock.at(clock.now() + 2 * WEEK):
        world.do(signing.freeze_text, world.lead, study.id, "private")
    assert remind(world, 2 * WEEK) == 0
    assert remind(world, 3 * WEEK) == 1


def test_a_text_that_all_signed_reminds_nobody(world: World) -> None:
    study = freeze(world)
    world.take(study, "signed", "private")
    before = told(world)
    assert remind(world) == 0
    assert told(world) == before


def test_two_workers_at_once_remind_once(world: World) -> None:
    freeze(world)
    before = len(world.make.all(Email))
    with clock.at(clock.now() + WEEK):
        now = clock.now()

    def act(session: Any) -> None:
        with clock.at(now):
            waiting.remind(session)

    assert together(world, act, act, act) == ["done"] * 3
    assert len([e for e in world.make.all(Event) if e.verb == waiting.REMINDED]) == 1
    assert len(world.make.all(Email)) - before == 3


def test_a_frozen_amendment_asks_those_who_sign_and_reminds_them_of_it(
    world: World, found_at: str
) -> None:
    study = world.study("active")
    world.do(amendments.propose_amendment, world.lead, study.id, "Fewer hours are asked for.")
    world.do(amendments.amend_section, world.lead, study.id, 1, "asks", "Nine hours of a clerk.")
    before = len(world.make.all(Email))
    world.do(amendments.freeze_amendment, world.lead, study.id, 1)
    new = world.make.all(Email)[before:]
    assert sorted(e.recipient for e in new) == addresses(world.city_signer, world.county_signer)
    assert f"{found_at}/studies/{study.id}/amendments/1\n" in new[0].body
    before = len(world.make.all(Email))
    assert remind(world) == 1
    again = world.make.all(Email)[before:]
    assert sorted(e.recipient for e in again) == addresses(
        world.lead, world.city_signer, world.county_signer
    )
    assert "sent a reminder that amendment 1 still waits for signatures" in again[0].body


# --- decisions and findings ----------------------------------------------------------------


def test_a_suggested_change_asks_those_who_decide(world: World) -> None:
    study = world.study("co_design")
    world.do(
        suggestions.suggest,
        world.county_lead,
        study.id,
        "question",
        body="A shorter question?",
        reason="It is long.",
    )
    assert told(world, "A suggested change needs") == addresses(world.lead, world.co_lead)


def test_shared_findings_ask_the_districts_to_read_them_first(world: World) -> None:
    study = world.study("active")
    world.finding(study)
    world.limit(study)
    before = len(world.make.all(Email))
    world.do(findings.share_findings, world.lead, study.id)
    new = world.make.all(Email)[before:]
    assert sorted(e.recipient for e in new) == addresses(
        *(world.co_lead, world.county_lead),
        *(world.city_leader, world.city_signer, world.county_signer),
    )
    assert {e.subject for e in new} == {f"Findings to read before others do: {study.title}"}


# --- invitations ---------------------------------------------------------------------------


def invite(browser_as: Any, world: World, email: str) -> list[Email]:
    study = world.study("proposal")
    before = len(world.make.all(Email))
    browser_as(world.lead).send(
        f"/studies/{study.id}/people",
        {"role": "co_lead", "organization_id": str(world.city.id), "email": email},
    )
    return world.make.all(Email)[before:]


def test_who_has_an_account_is_invited_by_one_e_mail_that_can_be_turned_off(
    browser_as: Any, world: World
) -> None:
    (email,) = invite(browser_as, world, world.co_lead.email)
    assert (email.recipient, email.topic) == (world.co_lead.email, "invitation")
    assert "because Imani Feld invited you by your e-mail address" in email.body
    assert "Stop all e-mail about invitations to studies:" in email.body


def test_who_turned_invitations_off_finds_hers_on_her_page(browser_as: Any, world: World) -> None:
    turn_off(world, world.co_lead, "invitation")
    assert invite(browser_as, world, world.co_lead.email) == []
    assert "Answer Imani Feld’s invitation" in browser_as(world.co_lead).read("/me").text


def test_who_has_no_account_is_invited_without_a_way_to_choose(
    browser_as: Any, world: World
) -> None:
    (email,) = invite(browser_as, world, "new@school.example")
    assert (email.person_id, email.topic, email.way_out) == (None, "", "")
    assert email.body.startswith("Hello,\n\nImani Feld invites you")
    assert "unsubscribe" not in email.body


def test_an_invitation_is_told_by_no_other_e_mail(world: World) -> None:
    study = world.study("proposal")
    invited(world, study, world.co_lead)
    assert world.make.all(Email) == []
