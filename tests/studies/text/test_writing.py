"""Writing together: nothing typed is lost, and nobody overwrites unseen."""

from datetime import timedelta

import pytest

from rpp import clock
from rpp.errors import DomainError
from rpp.studies.models import SectionRevision, StudyReference, StudySection
from rpp.studies.text import writing
from rpp.studies.text.writing import Conflict
from tests.studies.conftest import World
from tests.support.html import Page


def section(world: World, study, key="design") -> StudySection:
    rows = world.make.all(StudySection)
    # A section that nobody wrote has no row.
    none = StudySection(study_id=study.id, key=key)
    return next((row for row in rows if row.study_id == study.id and row.key == key), none)


def save(world: World, person, study, body, version, **about):
    return world.do(writing.save_section, person, study.id, "design", body, version, **about)


def test_a_saved_section_is_shown_as_it_was_rendered_then(browser_as, world: World) -> None:
    study = world.study("co_design")
    at = f"/studies/{study.id}/sections/design"
    browser_as(world.co_lead).send(at, {"body": "A draw among **eleven** schools."})
    page = browser_as(world.lead).get(f"/studies/{study.id}").get_data(as_text=True)
    assert "<strong>eleven</strong>" in page
    assert "by Renata Oakes" in page


def test_who_saves_over_an_unseen_text_is_shown_both(browser_as, world: World) -> None:
    study = world.study("co_design")
    at = f"/studies/{study.id}/sections/design"
    renata = browser_as(world.co_lead)
    mine = renata.read(at)
    browser_as(world.lead).send(at, {"body": "The text of Imani."})
    answer = renata.send(at, {"body": "The text of Renata."}, page=mine, status=422)
    assert "The text of Imani." in answer.text
    assert "The text of Renata." in answer.text
    assert "By Imani Feld" in answer.text
    # Both stand side by side, with the words in which they differ.
    said = Page(answer.text).text
    assert "removed: Imani" in said
    assert "new: Renata" in said
    assert section(world, study).body == "The text of Imani."
    # They have seen both, and save: the replaced text is kept.
    both = Page(answer.text)
    renata.send(at, {"body": "Both texts, in one."}, page=both)
    assert section(world, study).body == "Both texts, in one."
    assert [row.body for row in world.make.all(SectionRevision)] == ["The text of Imani."]
    earlier = browser_as(world.lead).read(f"{at}/earlier/1")
    assert "The text of Imani." in earlier.text


def test_a_second_conflict_is_a_conflict_again(world: World) -> None:
    study = world.study("co_design")
    save(world, world.lead, study, "One", 0)
    with pytest.raises(Conflict):
        save(world, world.co_lead, study, "Two", 0)
    save(world, world.county_lead, study, "Three", 1)
    with pytest.raises(Conflict):
        save(world, world.co_lead, study, "Two", 1, keep=True)
    assert section(world, study).body == "Three"


def test_each_sitting_leaves_the_text_before_it(world: World) -> None:
    study = world.study("co_design")
    now = clock.now()
    texts = ["First.", "Second.", "Third."]
    for n, text in enumerate(texts):
        with clock.at(now + timedelta(hours=n)):
            save(world, world.co_lead, study, text, n)
    kept = [(row.version, row.body) for row in world.make.all(SectionRevision)]
    assert kept == [(1, "First."), (2, "Second.")]


def three_texts(world: World):
    study = world.study("co_design")
    now = clock.now()
    for n, text in enumerate(("Six schools.", "Six schools begin.", "Seven schools begin.")):
        with clock.at(now + timedelta(hours=n)):
            save(world, world.co_lead, study, text, n)
    return study


def test_any_two_neighbours_are_compared_and_each_with_the_present(browser_as, world) -> None:
    study = three_texts(world)
    at = f"/studies/{study.id}/sections/design/earlier"
    walt = browser_as(world.county_lead)
    links = [link for link in walt.read(at).links if link.startswith(f"{at}/")]
    assert links == [f"{at}/3", f"{at}/2", f"{at}/2?against=now", f"{at}/1", f"{at}/1?against=now"]
    changes = {link: walt.read(link).text for link in links}
    assert "removed: Six" in changes[f"{at}/3"]
    assert "new: Seven" in changes[f"{at}/3"]
    assert "new: begin" in changes[f"{at}/2"]
    assert "Seven" not in changes[f"{at}/2"]
    assert "new: Seven" in changes[f"{at}/2?against=now"]
    assert "begin" in changes[f"{at}/1?against=now"]
    assert walt.get(f"{at}/9").status_code == 404
    assert browser_as(world.stranger).get(f"{at}/1").status_code == 404


def test_an_earlier_text_is_restored_and_the_replaced_one_is_kept(browser_as, world) -> None:
    study = three_texts(world)
    at = f"/studies/{study.id}/sections/design/earlier"
    lead = browser_as(world.lead)
    stale = lead.read(f"{at}/1")
    save(world, world.county_lead, study, "Eight schools begin.", 3)
    refused = lead.send(f"{at}/1", action="/restore", page=stale)
    assert "Walt Jessup changed this section" in refused.text
    assert section(world, study).body == "Eight schools begin."
    done = lead.send(f"{at}/1", action="/restore")
    assert "has the earlier text again" in done.text
    assert section(world, study).body == "Six schools."
    kept = [row.body for row in world.make.all(SectionRevision)]
    assert kept[-2:] == ["Seven schools begin.", "Eight schools begin."]
    history = lead.read(f"/studies/{study.id}").text
    assert "Imani Feld restored “Design” to the text of" in history


def test_who_only_reads_along_compares_and_restores_nothing(browser_as, world: World) -> None:
    study = three_texts(world)
    olive = world.make.member(world.county, name="Olive Reads")
    world.join(study, olive, world.county, "observer")
    at = f"/studies/{study.id}/sections/design/earlier/1"
    page = browser_as(olive).read(at)
    assert not [form for form in page.forms if form.action.endswith("/restore")]
    assert browser_as(olive).force(f"{at}/restore?version=3").status_code == 403
    assert browser_as(world.stranger).force(f"{at}/restore?version=3").status_code == 404
    assert section(world, study).body == "Seven schools begin."


def test_what_looks_like_a_student_is_asked_about_before_it_is_saved(
    browser_as, world: World
) -> None:
    study = world.study("co_design")
    at = f"/studies/{study.id}/sections/design"
    words = "Marcus T., grade 9, rides for 70 minutes."
    answer = browser_as(world.co_lead).send(at, {"body": words}, status=422)
    assert "looks like a student" in answer.text
    assert section(world, study).body == ""


def test_no_markup_of_a_writer_runs_in_a_reader(browser_as, world: World) -> None:
    study = world.study("co_design")
    body = '<script>alert(1)</script> <img src=x onerror="alert(1)"> [x](javascript:alert(1))'
    save(world, world.co_lead, study, body, 0)
    html = browser_as(world.lead).get(f"/studies/{study.id}").get_data(as_text=True)
    assert "<script>alert" not in html
    assert 'href="javascript:' not in html
    assert "<img" not in html.split('id="design"')[1].split("</section>")[0]


def test_a_reference_is_found_by_words_or_pasted_and_linked_once(browser_as, world) -> None:
    study = world.propose()
    at = f"/studies/{study.id}/references"
    lead = browser_as(world.lead)
    world.index()
    found = lead.get(f"{at}/find?q=suburbs start")
    assert "Later School Start Times in Suburbs" in found.text
    assert "No brief or reviewed study" in lead.get(f"{at}/find?q=elephants").text
    lead.send(
        at,
        {
            "q": f"https://commons.example/evidence/{world.record.id}",
            "leaves_open": "It ran in suburbs only.",
        },
    )
    again = lead.send(
        at,
        {"q": f"/evidence/{world.record.id}", "leaves_open": "It ran in suburbs only."},
        status=422,
    )
    assert "already" in again.text
    lead.send(at, {"q": "/evidence/99999", "leaves_open": "Nothing there."}, status=422)
    lead.send(at, {"q": "/briefs/99999", "leaves_open": "Nothing there."}, status=422)
    assert [row.source_id for row in world.make.all(StudyReference)] == [world.record.id]
    lead.send(at, action="/remove")
    assert world.make.all(StudyReference) == []


def test_a_reference_of_another_study_is_not_taken_out_from_here(world: World) -> None:
    one, other = world.study("frozen"), world.study("co_design")
    theirs = next(r for r in world.make.all(StudyReference) if r.study_id == one.id)
    with pytest.raises(DomainError):
        world.do(writing.remove_reference, world.lead, other.id, theirs.id)
    assert theirs.id in [r.id for r in world.make.all(StudyReference)]


def test_an_unknown_section_is_no_page(browser_as, world: World) -> None:
    study = world.study("co_design")
    for key in ("nothing", "questions"):
        path = f"/studies/{study.id}/sections/{key}"
        assert browser_as(world.lead).get(path).status_code == 404
