"""Findings of studies run here as facts: the members’ until they are published, then for all."""

from typing import Any

from tests.evidence.findings.test_recording import FACTS, all_of, facts_of
from tests.studies.conftest import World

RESULT = {
    "n_treated": 800,
    "n_compared": 734,
    "mean_treated": 91.2,
    "mean_compared": 88.1,
    "sd_treated": 9.0,
    "sd_compared": 9.5,
}
OF_STUDY = {"domain": "Attendance", "intervention": "Later bell", "design": "rct"}


def test_a_result_of_a_study_is_completed_by_its_members_and_stays_inside(
    browser_as: Any, world: World
) -> None:
    study = world.study("active")
    result = world.finding(study, **RESULT)
    base = f"/findings/of/study/{study.id}"
    lead, observer, anyone = browser_as(world.lead), browser_as(world.stranger), browser_as()
    inside = lead.read(f"/studies/{study.id}/findings")
    assert "Findings as facts: 0 of 1 complete" in inside.text
    assert base in inside.links
    new = f"{base}/new/result:{result.id}"
    form = lead.read(new)
    assert form.form(having="n_treated").fields["mean_treated"] == ["91.2"]
    lead.send(new, OF_STUDY, page=form)
    one = facts_of(world.make, "study", study.id)
    assert (one.study_key, one.treated.n, one.design) == (f"study:{study.id}", 800, "rct")
    here = f"/findings/{one.key.partition(':')[2]}"
    assert "Later bell" in lead.read(here).text
    for browser in (observer, anyone):
        for path in (here, base, f"{base}.csv", f"{here}/edit", new):
            assert browser.get(path).status_code == 404, path
        assert "First-period attendance" not in browser.get("/findings.csv").text
        assert "First-period" not in browser.get("/api/v1/findings").text
        assert browser.get(f"/api/v1/findings/{here.rpartition('/')[2]}").status_code == 404
        assert "recorded facts" not in browser.read(f"/studies/{study.id}/history").text

    world.take(study, "published")
    assert "Later bell" in anyone.read(here).text
    assert "First-period attendance" in anyone.get("/findings.csv").text
    (told,) = anyone.get("/api/v1/findings").json["data"]
    assert told["facts"]["study_key"] == told["of"]["kind"] + f":{study.id}" == f"study:{study.id}"
    assert (told["facts"]["key"], told["facts"]["treated"]["n"]) == (one.key, 800)
    assert anyone.get(f"{here}/edit").status_code in (302, 401)
    assert observer.get(f"{here}/edit").status_code == 403


def test_so_few_that_they_could_be_known_are_refused_in_a_study_run_here(
    browser_as: Any, world: World
) -> None:
    study = world.study("active")
    lead = browser_as(world.lead)
    path = f"/findings/of/study/{study.id}/new"
    form = lead.read(path)
    told = {**FACTS, **OF_STUDY}
    few = lead.send(path, {**told, "n_treated": "9"}, status=422, page=form)
    assert "A result on fewer than 10 people could show who they are." in few.text
    share = {"binary": "yes", "n_treated": "60", "percent_treated": "90%"}
    few = lead.send(path, {**told, **share}, status=422, page=form)
    assert "This is about 54 of 60 people" in few.text
    close = {"baseline_n_treated": "995"}
    few = lead.send(path, {**told, **close}, status=422, page=form)
    assert "All but 5 have a baseline" in few.text


def test_facts_go_with_the_result_that_a_study_takes_out(browser_as: Any, world: World) -> None:
    study = world.study("active")
    result = world.finding(study, **RESULT)
    lead = browser_as(world.lead)
    lead.send(f"/findings/of/study/{study.id}/new/result:{result.id}", OF_STUDY)
    lead.send(f"/studies/{study.id}/findings", action=f"/findings/{result.id}/remove")
    assert all_of(world.make, "study", study.id) == []


def test_facts_of_a_study_make_a_tier_once_it_is_published(browser_as: Any, world: World) -> None:
    study = world.study("active")  # signed and listed: everyone may know of it
    lead, anyone = browser_as(world.lead), browser_as()
    facts = {
        **FACTS,
        **OF_STUDY,
        "assigned": "student",
        "schools_count": "11",
        "districts_count": "3",
        "measured_by": "independent",
        "mean_compared": "50.5",
    }
    lead.send(f"/findings/of/study/{study.id}/new", facts)
    (one,) = all_of(world.make, "study", study.id)
    here = f"/findings/{one.key.partition(':')[2]}"
    lead.send(f"{here}/edit", {"mean_compared": "52.5", "reason": "Table 3 was read wrongly."})
    inside = lead.read(f"/studies/{study.id}/history").text
    assert "corrected facts of the finding on State reading test" in inside
    for path in (f"/studies/{study.id}", f"/studies/{study.id}/history", "/studies", "/"):
        outside = anyone.read(path).text
        assert "State reading test" not in outside
    assert "another tier" not in inside
    world.take(study, "published")
    lead.send(f"{here}/edit", {"mean_compared": "50.5", "reason": "It was right before."})
    told = anyone.read(f"/studies/{study.id}/history").text
    assert "corrected facts" in told
    assert "computed another tier on attendance" in told


def test_the_file_of_all_stays_the_same_whatever_happens_inside(
    browser_as: Any, world: World
) -> None:
    study = world.study("active")
    lead, anyone = browser_as(world.lead), browser_as()
    before = anyone.get("/findings.csv").headers["ETag"]
    lead.send(f"/findings/of/study/{study.id}/new", {**FACTS, **OF_STUDY})
    (one,) = all_of(world.make, "study", study.id)
    assert anyone.get("/findings.csv").headers["ETag"] == before
    assert anyone.get("/findings.csv", headers={"If-None-Match": before}).status_code == 304
    world.take(study, "published")
    shown = anyone.get("/findings.csv", headers={"If-None-Match": before})
    assert shown.status_code == 200
    assert one.outcome in shown.text
    here = f"/findings/{one.key.partition(':')[2]}"
    lead.send(f"{here}/edit", {"icc": "0.1", "reason": "It is in the appendix."})
    assert anyone.get("/findings.csv").headers["ETag"] != shown.headers["ETag"]
