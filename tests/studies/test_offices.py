"""Whoever acts for a side finds what waits for her: an amendment to sign, findings to see."""

from datetime import timedelta
from typing import Any

from rpp import clock
from rpp.briefs import operations as briefs
from rpp.organizations import operations as organizations
from rpp.organizations.models import Membership
from rpp.studies import amendments, queries, sensemaking, suggestions
from tests.studies.conftest import World


def waiting(world: World, person: Any) -> list[tuple[str, str]]:
    with world.make.writing() as session:
        rows = queries.waiting_for(session, world.viewer(person, session))
    return [(row["button"], row["href"]) for row in rows]


def frozen_amendment(world: World, study: Any) -> Any:
    made = world.do(amendments.propose_amendment, world.co_lead, study.id, "The storm took weeks.")
    own = (study.id, made.number)
    world.do(amendments.amend_section, world.co_lead, *own, "timeline", "We begin in March.")
    world.do(amendments.freeze_amendment, world.lead, *own)
    return made


def sign(world: World, study: Any, number: int, person: Any, party: str) -> None:
    with world.make.writing() as session:
        text_hash = amendments.amendment(session, study.id, number).text_hash
    words = {"title": "In office", "authority": "Board policy", "conflicts": "None"}
    own = {"party": party, "text_hash": text_hash, **words}
    world.do(amendments.sign_amendment, person, study.id, number, **own)


def test_a_frozen_amendment_waits_for_each_side_until_it_has_signed(
    browser_as, world: World
) -> None:
    study = world.study("active", "private")
    number = frozen_amendment(world, study).number
    address = f"/studies/{study.id}/amendments/{number}/sign"
    for person, party in (
        (world.city_signer, f"lea:{world.city.id}"),
        (world.county_signer, f"lea:{world.county.id}"),
        (world.lead, "lead"),
    ):
        assert ("Read and sign", address) in waiting(world, person)
        page = browser_as(person).read(f"/studies/{study.id}")
        assert f"Amendment {number} waits for" in page.text
        assert address in page.links
        sign(world, study, number, person, party)
        assert ("Read and sign", address) not in waiting(world, person)
    assert "waits for" not in browser_as(world.lead).read(f"/studies/{study.id}").text


def test_an_amendment_does_not_wait_for_who_signs_for_nobody(browser_as, world: World) -> None:
    study = world.study("active", "listed")
    number = frozen_amendment(world, study).number
    for person in (world.co_lead, world.city_leader, world.stranger):
        assert waiting(world, person) == []
        links = browser_as(person).read(f"/studies/{study.id}").links
        assert f"/studies/{study.id}/amendments/{number}/sign" not in links
    # A listed study tells others nothing of an amendment that is not in force.
    assert "waits for" not in browser_as(world.stranger).read(f"/studies/{study.id}").text


def test_the_findings_wait_for_each_who_sees_them_first(browser_as, world: World) -> None:
    study = world.study("findings_shared", "private")
    see = ("See the findings", f"/studies/{study.id}#findings")
    for person in (world.city_leader, world.city_signer, world.county_signer):
        assert waiting(world, person) == [see]
        page = browser_as(person).read(f"/studies/{study.id}")
        assert "You are among those who see the findings first" in page.text
        world.do(sensemaking.confirm_seen, person, study.id)
        assert waiting(world, person) == []
        page = browser_as(person).read(f"/studies/{study.id}")
        assert "You are among those who see the findings first" not in page.text
    assert see not in waiting(world, world.lead)
    assert waiting(world, world.stranger) == []


def test_a_co_lead_is_asked_for_one_thing_of_a_study_at_a_time(world: World) -> None:
    study = world.study("findings_shared", "private")
    assert [button for button, _ in waiting(world, world.county_lead)] == ["Record the meeting"]
    world.meet(study)
    assert [button for button, _ in waiting(world, world.county_lead)] == ["Draft the brief"]
    world.do(briefs.draft_brief, world.lead, study.id)
    assert [button for button, _ in waiting(world, world.county_lead)] == ["See the findings"]
    world.do(sensemaking.confirm_seen, world.county_lead, study.id)
    assert waiting(world, world.county_lead) == []


def test_after_the_window_nobody_is_asked_to_see_them(world: World) -> None:
    study = world.study("findings_shared", "private")
    with clock.at(clock.now() + timedelta(days=study.window_days)):
        assert len(waiting(world, world.county_signer)) == 1
    with clock.at(clock.now() + timedelta(days=study.window_days + 1)):
        assert waiting(world, world.county_signer) == []


def test_a_co_lead_who_left_her_district_is_asked_for_nothing(world: World) -> None:
    world.study("interpreted", "private")
    own = next(m for m in world.make.all(Membership) if m.person_id == world.co_lead.id)
    world.do(organizations.end_membership, world.city_leader, own.id)
    assert waiting(world, world.co_lead) == []


def test_what_was_suggested_before_the_signing_is_no_amendment(browser_as, world: World) -> None:
    study = world.study("co_design")
    world.write_all(study)
    own = {"body": "One test less.", "reason": "Our teachers asked for it."}
    made = world.do(suggestions.suggest, world.co_lead, study.id, "asks", **own)
    world.do(suggestions.reject, world.lead, study.id, made.number, word="It is one already.")
    world.take(study, "active")
    page = browser_as(world.lead).read(f"/studies/{study.id}/amendments")
    assert "No amendment yet." in page.text
    frozen_amendment(world, study)
    page = browser_as(world.lead).read(f"/studies/{study.id}/amendments")
    assert "The storm took weeks." in page.text
    assert "Our teachers asked for it." not in page.text
