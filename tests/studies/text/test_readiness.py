"""Whose a section is, when it is ready, and what each design asks for."""

import pytest

from rpp.errors import DomainError
from rpp.studies import desk
from rpp.studies.models import DESIGNS, StudySection
from rpp.studies.sections import SECTIONS, numbers, required
from rpp.studies.text import designs, readiness, writing
from tests.studies.conftest import World


def section(world: World, study, key: str = "measures") -> StudySection:
    rows = world.make.all(StudySection)
    return next(row for row in rows if row.study_id == study.id and row.key == key)


def test_a_lead_gives_a_section_to_a_member_and_it_waits_for_her(browser_as, world) -> None:
    study = world.study("co_design")
    at = f"/studies/{study.id}"
    lead = browser_as(world.lead)
    page = lead.send(f"{at}/sections/measures/owner", {"person_id": str(world.county_lead.id)})
    assert "“Measures” is assigned to Walt Jessup." in page.text
    assert "Walt Jessup is responsible" in page.text
    with world.make.writing() as session:
        viewer = world.viewer(world.county_lead, session)
        (mine,) = desk.waiting_for(session, viewer)
    assert mine["sentence"] == "Section 4, “Measures,” waits for you."
    assert mine["href"] == f"{at}/sections/measures"
    assert "waits for you" in browser_as(world.county_lead).read("/me").text
    world.do(readiness.give_owner, world.lead, study.id, "measures", None)
    assert section(world, study).owner_id is None


def test_only_who_writes_can_own_and_only_a_lead_gives(browser_as, world: World) -> None:
    study = world.study("co_design")
    olive = world.make.member(world.county, name="Olive Reads")
    world.join(study, olive, world.county, "observer")
    for person in (olive, world.stranger):
        with pytest.raises(DomainError, match="Choose a member"):
            world.do(readiness.give_owner, world.lead, study.id, "measures", person.id)
    dario = world.make.member(world.city, name="Dario Pellum")
    world.join(study, dario, world.city, "practitioner")
    at = f"/studies/{study.id}/sections/measures/owner"
    assert browser_as(dario).get(at).status_code == 403
    assert browser_as(world.stranger).get(at).status_code == 404


def test_its_owner_marks_it_ready_and_the_next_edit_says_that_it_is_not(
    browser_as, world: World
) -> None:
    study = world.study("co_design")
    at = f"/studies/{study.id}"
    dario = world.make.member(world.city, name="Dario Pellum")
    world.join(study, dario, world.city, "practitioner")
    world.do(readiness.give_owner, world.lead, study.id, "measures", dario.id)
    with pytest.raises(DomainError, match="empty section"):
        world.do(readiness.mark_ready, dario, study.id, "measures", 0, leads=False)
    world.do(writing.save_section, dario, study.id, "measures", "The files.", 0)
    browser = browser_as(dario)
    page = browser.send(at, action="/sections/measures/ready")
    assert "is marked ready" in page.text
    assert "2 of 10 written, 1 ready" in page.text
    before = len(world.make.notices())
    page = browser_as(world.co_lead).send(f"{at}/sections/measures", {"body": "Two files."})
    assert "It is no longer marked ready, because it changed." in page.text
    assert "edited “Measures”, so it is no longer marked ready" in page.text
    assert section(world, study).ready_at is None
    told = [n.person_id for n in world.make.notices()[before:]]
    assert told == [dario.id]


def test_nobody_calls_a_text_ready_that_she_has_not_read(world: World) -> None:
    study = world.study("co_design")
    world.do(writing.save_section, world.lead, study.id, "measures", "One.", 0)
    world.do(writing.save_section, world.co_lead, study.id, "measures", "Two.", 1)
    with pytest.raises(DomainError, match="changed since you read it"):
        world.do(readiness.mark_ready, world.lead, study.id, "measures", 1, leads=True)
    with pytest.raises(DomainError, match="says when this section is ready"):
        world.do(readiness.mark_ready, world.lead, study.id, "measures", 2, leads=False)
    world.do(readiness.mark_ready, world.lead, study.id, "measures", 2, leads=True)
    world.do(readiness.unmark_ready, world.lead, study.id, "measures", leads=True)
    assert section(world, study).ready_at is None


# --- what each design asks for -------------------------------------------------------------


def test_the_more_a_design_claims_the_more_its_text_must_say() -> None:
    assert len(SECTIONS) == 15
    sizes = [len(required(d)) for d in ("descriptive", "correlational", "qed", "rct")]
    assert sizes == [10, 12, 15, 15]
    assert required("descriptive") < required("correlational") < required("rct")
    assert set(designs.REACH) == set(DESIGNS)
    assert [designs.REACH[d].tier for d in DESIGNS] == ["1", "2", "3", "4"]


def test_numbers_follow_what_is_asked_for_and_then_what_is_signed() -> None:
    writing_ = numbers("descriptive", {"budget"}, writing=True)
    assert list(writing_.values()) == list(range(1, 12))
    assert "budget" in writing_
    assert "sample" not in writing_
    # A text of five sections, signed before there were more, keeps its numbers.
    old = numbers("rct", {"question", "known", "design", "asks", "mobilization"}, writing=False)
    assert old == {"question": 1, "known": 2, "design": 3, "asks": 4, "mobilization": 5}


def test_the_choice_of_a_design_says_which_tier_it_can_reach(browser_as, world: World) -> None:
    study = world.study("co_design")
    at = f"/studies/{study.id}"
    lead = browser_as(world.lead)
    form = lead.read(f"{at}/basics").text
    for words in ("Tier 1 Strong", "Tier 2 Moderate", "Tier 3 Promising", "Tier 4 Rationale"):
        assert words in form
    lead.send(f"{at}/basics", {"design": "qed"})
    page = lead.read(at).text
    assert "At best Tier 2 Moderate" in page
    assert "let random assignment decide who begins first" in page
    assert "0 of 15 required" not in page
    assert "1 of 15 required sections" in page
    lead.send(f"{at}/basics", {"design": "descriptive"})
    page = lead.read(at).text
    assert "1 of 10 required sections" in page
    assert "Optional sections" in page


@pytest.mark.parametrize("key", list(SECTIONS))
def test_every_section_has_guidance_an_example_and_saves_as_one_types(
    browser_as, world: World, key: str
) -> None:
    kind = SECTIONS[key]
    assert 3 <= len(kind.guidance) <= 6
    study = world.study("co_design")
    at = f"/studies/{study.id}/sections/{key}"
    browser = browser_as(world.co_lead)
    page = browser.read(at)
    assert kind.prompt in page.text
    assert kind.guidance[0] in page.text
    assert "An invented example" in page.text
    browser.send(at, {"body": f"What we agreed on {key}."}, page=page)
    assert section(world, study, key).body == f"What we agreed on {key}."


def test_a_signed_text_shows_the_sections_it_has_and_no_others(browser_as, world: World) -> None:
    study = world.study("active")
    with world.make.writing() as session:
        for row in world.make.all(StudySection):
            if row.key not in ("question", "known", "design", "asks", "mobilization"):
                session.delete(session.get(StudySection, row.id))
    page = browser_as().read(f"/studies/{study.id}")
    assert "4. What it asks of schools" in page.text
    assert "5. How the findings will be used" in page.text
    assert "Measures" not in page.text
    assert browser_as(world.lead).get(f"/studies/{study.id}/sections/risks").status_code == 404
