"""From shared findings to the brief: nobody is surprised, everyone is heard."""

from datetime import timedelta
from typing import Any

import pytest

from rpp import clock
from rpp.errors import DomainError
from rpp.studies import parts
from rpp.studies.members import partners
from rpp.studies.models import StudyPartner
from rpp.studies.outcome import sensemaking
from tests.studies.conftest import World

RESPONSE = "We keep the later bell on the four long routes and watch the third period."


def publishable(world: World, study: Any) -> None:
    with world.make.writing() as session:
        sensemaking.demand_publishable(session, session.get_one(type(study), study.id))


def test_the_window_shows_who_must_see_the_findings_and_who_has(browser_as, world: World) -> None:
    study = world.study("findings_shared")
    at = f"/studies/{study.id}"
    shown = browser_as(world.lead).read(at).text
    for name in ("Renata Oakes", "Walt Jessup", "Ola Brandt", "Tomas Brandt", "Carla Winfield"):
        assert f"{name}," in shown
    for waits in (world.county_lead, world.city_signer):
        text = browser_as(waits).read(at).text
        assert "You have not yet confirmed that you have seen them" in text
    assert f"{at}#window" in browser_as(world.city_signer).read("/me").links
    browser_as(world.county_lead).send(at, action="/findings/seen")
    assert "You have not yet confirmed" not in browser_as(world.county_lead).read(at).text
    shown = browser_as(world.lead).read(at).text
    assert shown.count("Has seen them") == 1
    assert "I have seen the findings" not in browser_as(world.county_lead).read(at).text
    assert "Who sees the findings first" not in browser_as().read(at).text


def test_the_brief_waits_for_the_window_or_for_everyone(world: World) -> None:
    study = world.study("interpreted")
    with pytest.raises(DomainError, match="Carla Winfield"):
        publishable(world, study)
    world.see(study)
    publishable(world, study)


def test_once_the_window_is_over_nobody_waits_for_who_did_not_look(world: World) -> None:
    study = world.study("interpreted")
    last = clock.now() + timedelta(days=14)
    with clock.at(last), pytest.raises(DomainError):
        publishable(world, study)
    with clock.at(last + timedelta(days=1)):
        publishable(world, study)


def test_a_district_holds_the_brief_back_once_and_by_the_agreed_days(
    browser_as, world: World
) -> None:
    study = world.study("interpreted")
    world.see(study)
    at = f"/studies/{study.id}/delay"
    about = {"organization_id": str(world.county.id), "reason": "The board meets on Tuesday."}
    county = browser_as(world.county_lead)
    for days in ("0", "31"):
        assert "at most 30 days" in county.send(at, {**about, "days": days}, status=422).text
    county.send(at, {**about, "days": "10"})
    with pytest.raises(DomainError, match="The board meets on Tuesday"):
        publishable(world, study)
    again = county.send(at, {**about, "days": "5"}, status=422)
    assert "has already delayed the brief once" in again.text
    assert "The board meets on Tuesday." in browser_as(world.lead).read(f"/studies/{study.id}").text
    with clock.at(clock.now() + timedelta(days=10)):
        publishable(world, study)


def test_nobody_speaks_for_a_district_that_is_not_hers(browser_as, world: World) -> None:
    study = world.study("findings_shared")
    for verb in ("delay", "respond"):
        path = f"/studies/{study.id}/{verb}"
        assert browser_as(world.lead).get(path).status_code == 403
        assert browser_as(world.stranger).get(path).status_code in (403, 404)
    with pytest.raises(DomainError, match="can act for it"):
        world.do(
            sensemaking.respond,
            world.co_lead,
            study.id,
            organization_id=world.county.id,
            response=RESPONSE,
        )


def test_a_district_that_left_neither_delays_nor_responds(world: World) -> None:
    study = world.study("findings_shared")
    world.do(partners.leave_study, world.county_lead, study.id, world.county.id, "A new board.")
    with pytest.raises(DomainError, match="does not take part"):
        world.do(
            sensemaking.respond,
            world.county_lead,
            study.id,
            organization_id=world.county.id,
            response=RESPONSE,
        )


def test_each_districts_response_stands_beside_the_interpretation(browser_as, world) -> None:
    study = world.study("interpreted")
    at = f"/studies/{study.id}"
    browser_as(world.city_leader).send(
        f"{at}/respond", {"organization_id": str(world.city.id), "response": RESPONSE}
    )
    assert RESPONSE in browser_as(world.lead).read(at).text
    assert RESPONSE not in browser_as().read(at).text


def test_deviations_and_limits_are_said_before_anything_is_shared(browser_as, world) -> None:
    study = world.study("active")
    world.finding(study)
    at = f"/studies/{study.id}/findings"
    lead = browser_as(world.lead)
    assert "Share the findings" not in lead.read(at).text
    lead.force(f"{at}/share", {})
    assert "First say what differed from the plan" in lead.read(f"/studies/{study.id}").text
    assert world.fresh(study).status == "active"
    kept = lead.send(
        at, {"deviations": "", "limitations": "One year."}, action="/limits", status=422
    )
    assert "One year." in kept.text
    lead.send(
        at, {"deviations": "Nothing", "limitations": "One year, two counties."}, action="/limits"
    )
    lead.send(at, action="/share")
    assert world.fresh(study).status == "findings_shared"


GROUPS = {
    "n_treated": 780,
    "n_compared": 754,
    "mean_treated": 91.2,
    "mean_compared": 88.1,
    "sd_treated": 9.4,
    "sd_compared": 10.1,
    "clusters_treated": 6,
    "clusters_compared": 5,
}


def test_each_groups_numbers_are_kept_for_the_review(browser_as, world: World) -> None:
    study = world.study("active")
    browser_as(world.lead).send(
        f"/studies/{study.id}/findings",
        {
            "outcome": "Attendance in the first period",
            "comparison": "Later bell against usual bell",
            "result": "Riders came to more first periods.",
            **{name: str(value) for name, value in GROUPS.items()},
        },
    )
    from rpp.studies.models import StudyFinding

    (kept,) = world.make.all(StudyFinding)
    assert {name: getattr(kept, name) for name in GROUPS} == GROUPS
    assert kept.n == 780 + 754


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"n_treated": 9}, "n_treated"),
        ({"n_compared": None}, "n_compared"),
        ({"sd_treated": -1.0}, "sd_treated"),
        ({"sd_treated": None, "sd_compared": None}, "sd_treated"),
        ({"mean_compared": None}, "mean_compared"),
        ({"clusters_treated": 0}, "clusters_treated"),
        ({"clusters_treated": 781}, "clusters_treated"),
    ],
)
def test_numbers_that_do_not_fit_each_other_are_refused(world: World, change, field) -> None:
    study = world.study("active")
    with pytest.raises(DomainError) as refused:
        world.finding(study, **(GROUPS | change))
    assert refused.value.field == field


@pytest.mark.parametrize("days_later", [0, 31])
def test_a_district_delays_once_even_when_its_delay_has_ended(
    world: World, days_later: int
) -> None:
    study = world.study("interpreted")
    about = {"organization_id": world.city.id, "days": 30, "reason": "The board meets first."}
    world.do(sensemaking.delay, world.city_leader, study.id, **about)
    until = [p.delayed_until for p in world.make.all(StudyPartner)]
    with (
        clock.at(clock.now() + timedelta(days=days_later)),
        pytest.raises(DomainError, match="has already delayed the brief once, until"),
    ):
        world.do(sensemaking.delay, world.co_lead, study.id, **(about | {"days": 1}))
    assert [p.delayed_until for p in world.make.all(StudyPartner)] == until
    # The other district has its own.
    other = about | {"organization_id": world.county.id}
    world.do(sensemaking.delay, world.county_lead, study.id, **other)


@pytest.mark.parametrize("days", [0, -1, 31])
def test_a_district_delays_by_the_days_that_were_agreed_and_no_day_more(
    world: World, days: int
) -> None:
    study = world.study("interpreted")
    about = {"organization_id": world.city.id, "reason": "The board meets first."}
    with pytest.raises(DomainError, match="agreed on at most 30 days"):
        world.do(sensemaking.delay, world.city_leader, study.id, days=days, **about)
    assert not any(p.delayed_until for p in world.make.all(StudyPartner))
    world.do(sensemaking.delay, world.city_leader, study.id, days=30, **about)
    assert any(p.delayed_until for p in world.make.all(StudyPartner))


def open_checks(world: World, study: Any, readers: Any = None) -> list[Any]:
    with world.make.writing() as session:
        if readers is None:
            readers = sensemaking.must_see(session, study.id)
        partners_now = parts.partners(session, study.id)
        return sensemaking.before_publishing(study, readers, partners_now, "America/Chicago")


def test_the_delay_of_a_district_that_left_holds_nothing_back(world: World) -> None:
    study = world.study("interpreted")
    about = {"organization_id": world.county.id, "days": 30, "reason": "The board meets first."}
    world.do(sensemaking.delay, world.county_lead, study.id, **about)
    held = open_checks(world, study)[1]
    assert (held.ok, "Cullman County delays the brief" in held.missing) == (False, True)
    world.do(partners.leave_study, world.county_lead, study.id, world.county.id, "A new board.")
    assert open_checks(world, study)[1].ok


def test_a_district_in_which_nobody_could_see_the_findings_has_its_days_all_the_same(
    world: World,
) -> None:
    study = world.study("findings_shared")
    world.see(study)
    assert open_checks(world, study)[0].ok
    with world.make.writing() as session:
        readers = sensemaking.must_see(session, study.id)
    without = [r for r in readers if r.organization_id != world.county.id]
    window = open_checks(world, study, without)[0]
    assert not window.ok
    assert "Cullman County has no one who could" in window.missing
