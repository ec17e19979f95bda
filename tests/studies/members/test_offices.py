"""Whoever acts for a side finds on the study’s page what waits for them: to sign, and to see."""

from typing import Any

from rpp.studies.co_design import suggestions
from rpp.studies.outcome import sensemaking
from rpp.studies.papers import amendments
from tests.studies.conftest import World


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
        page = browser_as(person).read(f"/studies/{study.id}")
        assert f"Amendment {number} is waiting for" in page.text
        assert address in page.links
        sign(world, study, number, person, party)
        assert address not in browser_as(person).read(f"/studies/{study.id}").links
    assert "is waiting for" not in browser_as(world.lead).read(f"/studies/{study.id}").text


def test_an_amendment_does_not_wait_for_who_signs_for_nobody(browser_as, world: World) -> None:
    study = world.study("active", "listed")
    number = frozen_amendment(world, study).number
    for person in (world.co_lead, world.city_leader, world.stranger):
        links = browser_as(person).read(f"/studies/{study.id}").links
        assert f"/studies/{study.id}/amendments/{number}/sign" not in links
    # A listed study tells others nothing of an amendment that is not in force.
    assert "is waiting for" not in browser_as(world.stranger).read(f"/studies/{study.id}").text


def test_the_page_asks_each_who_sees_the_findings_first_until_she_says_so(
    browser_as, world: World
) -> None:
    study = world.study("findings_shared", "private")
    asks = "You have not yet confirmed that you have seen them."
    for person in (world.city_leader, world.city_signer, world.county_signer, world.co_lead):
        assert asks in browser_as(person).read(f"/studies/{study.id}").text
        world.do(sensemaking.confirm_seen, person, study.id)
        assert asks not in browser_as(person).read(f"/studies/{study.id}").text
    assert asks not in browser_as(world.lead).read(f"/studies/{study.id}").text


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
