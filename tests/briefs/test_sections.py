"""The sections of a brief: those of before stay as they were published, new versions have more."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from rpp.briefs import operations, publishing
from rpp.briefs.models import Brief
from rpp.briefs.sections import FIRST, NEWEST
from rpp.cli import migrate
from tests.briefs.conftest import World
from tests.support.client import ORIGIN, Browser
from tests.support.reviews import review

BrowserAs = Callable[..., Browser]
OLD = {
    "did": "Eleven schools moved the bell.",
    "changed": "Riders came more often.",
    "took": "One more bus route.",
    "unknown": "Nobody measured sleep.",
}


def in_old_sections(world: World, brief: Brief) -> Brief:
    """Put a draft back to the sections of before."""
    with world.make.writing() as session:
        row = session.get_one(Brief, brief.id)
        row.draft = replace(row.draft, format=1, parts=OLD).rendered()
    return world.now(brief)


@pytest.fixture
def published_before(world: World) -> Brief:
    """A brief that was published in the sections of before."""

    def build() -> Brief:
        brief = in_old_sections(world, world.complete())
        world.act(operations.send_to_review, world.lead, brief.id)
        review(world.make, brief.id)
        world.act(publishing.publish_brief, world.lead, brief.id)
        return world.now(brief)

    return world.begin("published before", {}, build)


def titles(browser: Browser, path: str) -> list[str]:
    return [title for level, title in browser.read(path).headings if level == 2]


def test_a_study_fills_the_new_sections_with_what_it_wrote(
    world: World, browser_as: BrowserAs
) -> None:
    draft = world.draft().draft
    assert draft.format == NEWEST.number
    assert draft.parts["question"] == "Does a later bell bring riders to class?"
    assert draft.parts["where"] == "2 districts: Cullman County, AL; Jackson County, AL."
    assert draft.parts["sure"].startswith("An experiment: schools, classes or people were assigned")
    assert "One of its findings compares 1,534." in draft.parts["sure"]
    assert "Does a later bell" in browser_as(world.lead).read(f"/briefs/{1}").text


def test_a_published_version_keeps_its_parts_and_its_correction_moves_when_its_writer_says_so(
    world: World, published_before: Brief, browser_as: BrowserAs, anyone: Browser
) -> None:
    at, lead = f"/briefs/{published_before.id}", browser_as(world.lead)
    old = [section.title for section in FIRST.sections]
    assert [title for title in titles(anyone, at) if title in old] == old
    assert "Bottom line" in titles(anyone, at)
    before = anyone.get(f"{at}/v1/text.json").data

    # A correction is written in the parts of its version, until its writer moves it.
    form = lead.read(f"{at}/edit").form("/edit")
    assert form.fields["took"][0].strip() == "One more bus route."
    lead.send(f"{at}/edit", action="/new-sections")
    form = lead.read(f"{at}/edit").form("/edit")
    assert form.fields["cost"][0].strip() == "One more bus route."
    assert form.fields["limits"][0].strip() == "Nobody measured sleep."
    assert not form.fields["question"][0].strip()

    # What it lacks is named, and nothing is published half.
    assert "Still empty: “The question”" in lead.read(f"{at}/edit").text
    written = {"question": "Does a later bell help?", "where": "Two districts.", "sure": "Fairly."}
    lead.send(f"{at}/edit", written, action="/edit")
    shown = lead.read(f"{at}/correct").text
    assert "Does a later bell help?" in shown
    # A text that only moved is no change.
    assert shown.count("One more bus route.") == 0
    lead.send(f"{at}/correct", {"note": "It has the new sections."}, action="")

    new = [section.title for section in NEWEST.sections if section.required]
    assert [title for title in titles(anyone, at) if title in new] == new
    # A section that nobody wrote is left out.
    assert "What you need for it" not in titles(anyone, at)
    assert [title for title in titles(anyone, f"{at}/v1") if title in old] == old
    assert anyone.get(f"{at}/v1/text.json").data == before


def test_what_was_typed_into_the_old_page_is_not_lost_when_the_draft_moved_meanwhile(
    world: World, published_before: Brief, browser_as: BrowserAs
) -> None:
    at, lead = f"/briefs/{published_before.id}/edit", browser_as(world.lead)
    opened = lead.read(at)
    browser_as(world.co_lead).send(at, action="/new-sections")
    answer = lead.send("", {"took": "Two bus routes."}, action="/edit", page=opened, status=422)
    said = answer.get_data(as_text=True)
    assert "Two bus routes." in said
    assert "One more bus route." in said
    from tests.support.html import Page

    lead.send("", {}, action="/edit", page=Page(said))
    assert world.now(published_before).draft.parts["cost"] == "Two bus routes."


def test_what_was_typed_and_never_saved_is_offered_in_the_new_sections(
    world: World, published_before: Brief, browser_as: BrowserAs
) -> None:
    at, lead = f"/briefs/{published_before.id}/edit", browser_as(world.lead)
    form = lead.read(at).form("/edit", "took")
    kept = {**form.fields, "took": "Three bus routes.", "kept_place": at}
    assert lead.post("/me/unsaved", data=kept, headers=ORIGIN).status_code == 200
    lead.send(at, action="/new-sections")
    offered = lead.read(at)
    assert offered.form("/edit", "cost").fields["cost"][0].strip() == "Three bus routes."
    assert "You typed this on" in offered.text


def test_a_draft_that_comes_back_from_review_moves_with_all_its_texts(world: World) -> None:
    brief = in_old_sections(world, world.complete())
    world.act(operations.send_to_review, world.lead, brief.id)
    assert world.now(brief).draft.format == 1
    world.act(operations.return_to_draft, world.lead, brief.id)
    parts = world.now(brief).draft.parts
    assert [parts[key] for key in ("did", "found", "cost", "limits")] == list(OLD.values())


@pytest.mark.both_databases
def test_only_drafts_under_way_move_at_the_upgrade(empty_url: str) -> None:
    migrate(empty_url, "0016")
    engine = create_engine(empty_url)
    draft: dict[str, Any] = {"title": "A draft", "parts": OLD, "parts_html": OLD, "authors": [3]}
    columns = (
        "id, type, network_id, status, status_since, current, title, bottom_line, draft,"
        " draft_version, reason, districts, created_at"
    )
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO network (id, slug, name, purpose, about, about_html, markup_version,"
                " timezone, created_at) VALUES (1, 'n', 'N', 'P', '', '', 1, 'UTC', '2026-01-01')"
            )
        )
        for at, status in enumerate(("draft", "in_review", "published"), 1):
            connection.execute(
                text(
                    f"INSERT INTO brief ({columns}) VALUES (:id, 'answer', 1, :status, "
                    "'2026-01-01', 0, 'A draft', '', :draft, 1, '', 0, '2026-01-01')"
                ),
                {"id": at, "status": status, "draft": json.dumps(draft)},
            )
    migrate(empty_url)
    with engine.begin() as connection:
        rows = connection.execute(text("SELECT draft FROM brief ORDER BY id")).scalars()
        drafts = [json.loads(one) if isinstance(one, str) else one for one in rows]
    engine.dispose()
    assert drafts[1:] == [draft, draft]
    moved = drafts[0]
    assert moved["format"] == 2
    assert moved["authors"] == [3]
    assert set(moved["parts"]) == set(NEWEST.keys)
    assert moved["parts"] == moved["parts_html"]
    assert [moved["parts"][key] for key in ("did", "found", "cost", "limits")] == list(OLD.values())


# --- how it reads --------------------------------------------------------------------------

HARD = (
    "Statistically indistinguishable differences in standardized achievement outcomes necessitate "
    "additional longitudinal investigation of implementation fidelity."
)


def test_whoever_writes_sees_the_grade_and_the_hard_sentences_and_may_publish_all_the_same(
    world: World, browser_as: BrowserAs
) -> None:
    brief = world.complete(parts={"found": "Riders came. " + HARD})
    at, lead = f"/briefs/{brief.id}", browser_as(world.lead)
    page = lead.get(f"{at}/edit").text
    assert f"<mark>{HARD}</mark>" in page
    assert "<mark>Riders came.</mark>" not in page
    assert 'href="#found"' in page

    # What is typed and not saved reads so, without a script: the page comes back as it was typed.
    form = lead.read(f"{at}/edit").form("/edit", "found")
    typed = {**form.fields, "found": "Riders came.", "title": "Typed"}
    answer = lead.post(f"{at}/reading", data=typed, headers=ORIGIN)
    assert "<mark>" not in answer.text
    assert "Typed" in answer.text
    assert HARD in world.now(brief).draft.parts["found"]

    # A brief that is hard throughout warns, and is sent to review.
    parts = dict.fromkeys(world.now(brief).draft.parts, HARD)
    world.save(brief, {"parts": parts, "bottom_line": HARD})
    assert "Above grade 12 it is hard for most readers." in lead.read(f"{at}/edit").text
    assert "It still needs" not in lead.read(at).text
    lead.send(at, action="/review")
    assert world.now(brief).status == "in_review"
    assert "Above grade 12 it is hard for most readers." in lead.read(f"{at}/publish").text


def test_htmx_is_given_only_how_it_reads(world: World, browser_as: BrowserAs) -> None:
    brief = world.complete()
    at, lead = f"/briefs/{brief.id}", browser_as(world.lead)
    form = lead.read(f"{at}/edit").form("/edit", "found")
    typed = {**form.fields, "found": HARD, "bottom_line": "One. Two. Three."}
    answer = lead.post(f"{at}/reading", data=typed, headers={**ORIGIN, "HX-Request": "true"})
    assert "<html" not in answer.text
    assert f"<mark>{HARD}</mark>" in answer.text
    assert "“The short answer” has 3 sentences. Two are enough." in answer.text
    stranger = browser_as(world.stranger)
    assert stranger.force(f"{at}/reading", {"found": HARD}).status_code == 404
    assert browser_as(world.observer).force(f"{at}/reading").status_code == 403
