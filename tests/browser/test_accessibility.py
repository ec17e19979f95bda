"""Every page can be used by everyone: WCAG 2.2 AA as far as axe can tell, and at 320 pixels."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.crawl import Walk
from tests.browser.portal import PERSONAS, Portal, visit

AXE = Axe().axe_script
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# Only what is wrong is sent over: the rest is long.
RUN = "options => axe.run(document, options).then(found => found.violations)"
# Widths of a desk and of a page zoomed to 400 %.
WIDTHS = (1280, 320)
TOO_WIDE = """() => document.scrollingElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("main *, header *, footer *")]
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .map(e => e.outerHTML.slice(0, 120)).slice(0, 3)"""


def faults(page: Page, path: str, width: int) -> list[str]:
    """What is wrong with the page that is open, at a width."""
    page.set_viewport_size({"width": width, "height": 800})
    found = [f"{path} at {width}: wider than the page: {one}" for one in page.evaluate(TOO_WIDE)]
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    for violation in page.evaluate(RUN, OPTIONS):
        for node in violation["nodes"]:
            found.append(f"{path} at {width}: {violation['id']}: {node['html'][:160]}")
    return found


@pytest.mark.parametrize("who", ["", *PERSONAS])
def test_every_page_can_be_used_by_everyone(live: Portal, walks: dict[str, Walk], who: str) -> None:
    page = live.open(who or None)
    assert walks[who].pages
    wrong: list[str] = []
    for one in walks[who].pages:
        visit(page, one.path)
        # What a page folds away is part of it.
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        for width in WIDTHS:
            wrong += faults(page, one.path, width)
    assert wrong == []


@pytest.mark.parametrize(
    ("who", "path", "code"),
    [("", "/problems/999999999", 404), ("member", "/admin", 403), ("", "/confirm/none", 410)],
)
def test_error_pages_too(live: Portal, who: str, path: str, code: int) -> None:
    page = live.open(who or None)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == code
    assert [one for width in WIDTHS for one in faults(page, path, width)] == []


@pytest.mark.parametrize(
    ("who", "path", "form"),
    [
        ("", "/sign-up", "form[action='/sign-up']"),
        ("", "/sign-in", "form[action='/sign-in']"),
        ("leader", "/me/account", "form[action='/me/password']"),
        ("steward", "/rounds/new?network=2", "form[action^='/rounds/new']"),
    ],
)
def test_a_refused_form_too_and_it_has_the_focus(
    live: Portal, who: str, path: str, form: str
) -> None:
    page = live.open(who or None)
    page.goto(path)
    page.locator(form).evaluate(
        """form => { form.noValidate = true;
            for (const field of form.querySelectorAll("input:not([type=hidden]), textarea"))
                /checkbox|radio/.test(field.type) ? field.checked = false : field.value = "";
            form.requestSubmit() }"""
    )
    summary = page.locator("[data-error-summary]")
    summary.wait_for()
    assert summary.evaluate("summary => summary.contains(document.activeElement)")
    assert [one for width in WIDTHS for one in faults(page, path, width)] == []


@pytest.mark.parametrize("who", ["", *PERSONAS])
def test_no_link_is_dead(walks: dict[str, Walk], who: str) -> None:
    assert walks[who].dead == []
