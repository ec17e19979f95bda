"""Search in a browser: what a box offers while people type, by keyboard and without script."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.portal import Portal
from tests.browser.test_accessibility import faults

NARROW, WIDE = 320, 1280
PLACE = "element => Object.values(element.getBoundingClientRect().toJSON()).join()"


def typing(page: Page, words: str) -> Any:
    """Type into the box of the search page, and wait for what it offers."""
    box = page.locator("#q")
    box.press_sequentially(words)
    expect(page.get_by_role("option").first).to_be_visible()
    return box


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_what_is_offered_is_chosen_by_keyboard_and_moves_nothing(live: Portal, width: int) -> None:
    page = live.open(width=width)
    page.goto("/search")
    below = page.locator("main h2").first
    before = below.evaluate(PLACE)
    box = typing(page, "reminders al")
    assert below.evaluate(PLACE) == before, "nothing moves under the reader"
    assert faults(page, "/search", width) == []
    expect(box).to_have_attribute("aria-expanded", "true")
    offered = page.get_by_role("option", name="Text reminders alone did not raise attendance")
    expect(page.locator(".suggests [role=status]").last).to_contain_text("Press the down arrow")
    page.keyboard.press("ArrowDown")
    expect(offered.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", offered.first.get_attribute("id") or "")
    expect(box).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Text reminders alone")


def test_escape_closes_what_is_offered_and_keeps_what_was_typed(live: Portal) -> None:
    page = live.open()
    page.goto("/search")
    box = typing(page, "atten")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(box).to_have_value("atten")
    expect(box).to_have_attribute("aria-expanded", "false")
    # Nothing is chosen: Enter searches for what was typed.
    page.keyboard.press("Enter")
    expect(page.locator("#found-title")).to_contain_text("for “atten")


def test_the_box_of_every_page_offers_too(live: Portal) -> None:
    page = live.open()
    page.goto("/about")
    page.locator(".find input").press_sequentially("tutoring")
    expect(page.get_by_role("option").first).to_be_visible()
    page.get_by_role("option").first.click()
    expect(page).not_to_have_url("/about")


def test_without_script_a_search_is_a_form_and_its_filters_are_links(live: Portal) -> None:
    page = live.open(scripts=False)
    page.goto("/search")
    page.locator("#q").fill("attendance bus")
    page.locator("main").get_by_role("button", name="Search").click()
    expect(page.locator("#found-title")).to_contain_text("for “attendance bus”")
    page.locator("#filters").get_by_role("link", name="Rural").click()
    expect(page.locator(".chips")).to_contain_text("Rural")
    expect(page.locator("main mark").first).to_be_visible()
