"""Versions of a brief: each stays, the newest is shown, and what changed can be read."""

from collections.abc import Callable

from rpp.briefs import publishing
from tests.briefs.conftest import RESULT, TITLE, World
from tests.support.client import Browser

BrowserAs = Callable[..., Browser]
NOTE = "The title names where it was tried."


def test_a_reader_sees_the_newest_version_and_what_changed_since_each(
    world: World, anyone: Browser
) -> None:
    brief = world.corrected(world.published())
    world.save(brief, {"title": f"{TITLE}, in two districts"})
    world.act(publishing.correct_brief, world.lead, brief.id, "Grundy left before the draw.")

    newest = anyone.read(f"/briefs/{brief.id}")
    assert f"{TITLE}, in two districts" in newest.text
    assert f"/briefs/{brief.id}/compare/2..3" in newest.links
    assert f"{TITLE}, in" not in anyone.read(f"/briefs/{brief.id}/v1").text

    whole = anyone.get(f"/briefs/{brief.id}/compare/1..3").get_data(as_text=True)
    assert NOTE in whole
    assert "Grundy left before the draw." in whole
    assert "<ins>" in whole
    assert "<del>" not in whole
    assert RESULT not in whole
    last = anyone.get(f"/briefs/{brief.id}/compare/2..3").get_data(as_text=True)
    assert NOTE not in last
    assert ">[removed: </span>three <" in last
    assert ">[new: </span>two <" in last
    for pair in ("3..1", "1..1", "0..1", "1..4"):
        anyone.read(f"/briefs/{brief.id}/compare/{pair}", status=404)


def test_a_withdrawn_brief_keeps_its_citation_and_shows_no_more_what_changed(
    world: World, browser_as: BrowserAs
) -> None:
    brief = world.corrected(world.published())
    browser_as(world.lead).send(
        f"/briefs/{brief.id}/withdraw", {"reason": "An error in the attendance file."}
    )
    anyone = browser_as()
    for path, title, number in (
        (f"/briefs/{brief.id}", f"{TITLE}, in three districts", 2),
        (f"/briefs/{brief.id}/v1", TITLE, 1),
    ):
        text = anyone.read(path).text.replace(" .", ".")
        assert "[Withdrawn] Feld, I., Winfield, C., & Jessup, W." in text
        assert f"{title} (Brief {brief.id}, version {number}). RPP Commons." in text
    anyone.read(f"/briefs/{brief.id}/compare/1..2", status=410)
