"""Agreements that run out are told of in time, once at each step."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from rpp import clock
from rpp.studies.members import partners
from rpp.studies.models import Agreement, Study
from rpp.studies.papers import agreements, expiry
from tests.studies.conftest import GROUND, World, day


def worker(world: World, ahead: int) -> int:
    """The worker's turn so many days from now: how many warnings it gave."""
    with clock.at(clock.now() + timedelta(days=ahead)), world.make.writing() as session:
        return expiry.warn(session)


def warnings(world: World, person: Any) -> list[str]:
    return [
        notice.text
        for notice in world.make.notices()
        if notice.person_id == person.id
        and ("this expires" in notice.text or "this has expired" in notice.text)
    ]


def approval(world: World, study: Any, until: int, person: Any = None) -> Any:
    return world.do(
        agreements.record_agreement,
        person or world.lead,
        study.id,
        type="approval",
        parties="Cullman County board",
        signed_on=day(-30),
        expires_on=day(until),
    )


def test_each_step_warns_once(world: World) -> None:
    study = world.study("co_design")
    approval(world, study, 100)
    given = {ahead: worker(world, ahead) for ahead in range(0, 110)}
    assert {ahead for ahead, count in given.items() if count} == {40, 70, 93, 101}
    assert sum(given.values()) == 4
    told = warnings(world, world.co_lead)
    assert len(told) == 4
    assert "in 60 days" in told[0]
    assert "in 30 days" in told[1]
    assert "in 7 days" in told[2]
    assert "has expired" in told[3]


@pytest.mark.parametrize(
    ("awake", "said"), [(80, "in 20 days"), (97, "in 3 days"), (100, "today"), (400, "has expired")]
)
def test_a_worker_that_slept_gives_only_the_nearest_warning(
    world: World, awake: int, said: str
) -> None:
    approval(world, world.study("co_design"), 100)
    assert [worker(world, awake), worker(world, awake), worker(world, awake)] == [1, 0, 0]
    assert said in warnings(world, world.lead)[0]


def test_other_dates_begin_the_warnings_anew(browser_as, world: World) -> None:
    study = world.study("co_design")
    one = approval(world, study, 20)
    assert [worker(world, 0), worker(world, 0)] == [1, 0]
    at = f"/studies/{study.id}/agreements/{one.id}"
    browser_as(world.co_lead).send(at, {"parties": "The board of Cullman County"})
    assert worker(world, 0) == 0
    browser_as(world.co_lead).send(at, {"expires_on": day(25).isoformat()})
    assert world.make.all(Agreement)[0].warned is None
    assert [worker(world, 0), worker(world, 0)] == [1, 0]
    browser_as(world.co_lead).send(at, {"expires_on": day(90).isoformat()})
    assert worker(world, 0) == 0
    assert worker(world, 30) == 1


def test_those_in_charge_hear_of_it_and_nobody_else(world: World) -> None:
    study = world.study("co_design")
    teacher, steward = world.make.member(world.city), world.make.member(world.city)
    world.join(study, teacher, world.city, "practitioner")
    world.join(study, steward, world.city, "data_steward")
    approval(world, study, 5)
    worker(world, 0)
    for person in (
        world.lead,
        world.co_lead,
        world.county_lead,
        steward,
        world.city_leader,
        world.city_signer,
        world.county_signer,
    ):
        assert len(warnings(world, person)) == 1, person.name
    for person in (teacher, world.stranger):
        assert warnings(world, person) == []


def test_a_district_that_left_is_warned_no_more(world: World) -> None:
    study = world.study("co_design")
    world.do(partners.leave_study, world.county_lead, study.id, world.county.id, "No time for it.")
    approval(world, study, 5)
    worker(world, 0)
    assert warnings(world, world.county_signer) == []
    assert len(warnings(world, world.city_signer)) == 1


def test_what_was_renewed_by_another_record_is_not_warned_of(browser_as, world: World) -> None:
    study = world.study("co_design")
    approval(world, study, 5)
    approval(world, study, 400)
    assert worker(world, 0) == 0
    assert "Renew" not in browser_as(world.lead).read("/me").text


def test_an_ended_study_is_left_alone(world: World) -> None:
    study = world.study("co_design")
    approval(world, study, 5)
    with world.make.writing() as session:
        session.get_one(Study, study.id).status = "withdrawn"
    assert worker(world, 0) == 0


def test_a_warning_does_not_leave_the_study(browser_as, world: World) -> None:
    study = world.study("active", "listed")
    approval(world, study, 5)
    worker(world, 0)
    assert "expires" in browser_as(world.co_lead).read(f"/studies/{study.id}").text
    for person in (None, world.stranger):
        assert "expires" not in browser_as(person).read(f"/studies/{study.id}").text


def test_it_waits_on_the_page_of_those_who_renew_it(browser_as, world: World) -> None:
    study = world.study("co_design")
    approval(world, study, 45)
    teacher = world.make.member(world.city)
    world.join(study, teacher, world.city, "practitioner")
    mine = browser_as(world.co_lead).read("/me")
    assert "Renew an agreement of “A later first bell" in mine.text
    assert f"/studies/{study.id}/agreements" in mine.links
    assert "See the agreement" in browser_as(world.city_signer).read("/me").text
    for person in (teacher, world.stranger):
        assert "Renew an agreement" not in browser_as(person).read("/me").text


@pytest.mark.parametrize("kind", ["approval", "DSA", "IRB"])
def test_a_study_under_way_says_to_its_partners_what_has_lapsed(
    browser_as, world: World, kind: str
) -> None:
    study = world.study("active", "listed")
    ground = GROUND | {"destroy_on": day(900)} if kind == "DSA" else {}
    world.do(
        agreements.record_agreement,
        world.lead,
        study.id,
        type=kind,
        parties="Cullman County board",
        signed_on=day(-90),
        expires_on=day(-1),
        **ground,
    )
    at = f"/studies/{study.id}"
    for person in (world.lead, world.county_lead, world.city_leader):
        browser = browser_as(person)
        assert "Cullman County board: it expired on" in browser.read(at).text
        assert "An agreement has expired" in browser.read("/studies").text
    for person in (None, world.stranger):
        browser = browser_as(person)
        assert "expired" not in browser.read(at).text
        assert "run out" not in browser.read("/studies").text


def test_two_workers_at_once_warn_once(world: World, app: Any) -> None:
    from concurrent.futures import ThreadPoolExecutor

    study = world.study("co_design")
    approval(world, study, 5)
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: worker(world, 0), range(4)))
    assert sorted(counts) == [0, 0, 0, 1]
    assert len(warnings(world, world.lead)) == 1


@pytest.mark.parametrize("status", ["findings_shared", "interpreted"])
def test_a_study_with_its_agreements_in_force_misses_none_once_findings_are_shared(
    browser_as, world: World, status: str
) -> None:
    study = world.study(status)
    assert "not recorded" not in browser_as(world.co_lead).read(f"/studies/{study.id}").text
    assert (
        "Recorded agreements" in browser_as(world.lead).read(f"/studies/{study.id}/agreements").text
    )


def test_an_agreement_is_renewed_by_one_of_the_same_kind_and_parties_alone() -> None:
    def paper(id_: int, type_: str, parties: str, ahead: int) -> SimpleNamespace:
        about = {"signed_on": day(-9), "expires_on": day(ahead)}
        return SimpleNamespace(id=id_, type=type_, parties=parties, **about)

    old = paper(1, "DSA", "Albertville City", -1)
    for other, renews in (
        (paper(2, "DSA", " albertville city", 9), True),
        (paper(2, "DSA", "Cullman County", 9), False),
        (paper(2, "MOU", "Albertville City", 9), False),
        (paper(2, "DSA", "Albertville City", -1), False),
        (paper(1, "DSA", "Albertville City", 9), False),
    ):
        assert agreements.renewed(old, [old, other], day()) is renews


def test_a_second_worker_that_found_the_same_agreement_warns_nobody(world: World) -> None:
    study = world.study("co_design")
    world.agree(study)
    made = world.make.all(Agreement)[0]
    when = made.expires_on - timedelta(days=30)
    for warned in (True, False):
        with world.make.writing() as session:
            assert expiry._warned(session, made.id, study.id, when) is warned
