"""All of it by keyboard: focus is seen, never covered, and goes where it helps."""

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import col, select

from rpp.discussions.models import Comment
from rpp.problems.models import Problem
from rpp.rounds.models import Ballot
from tests.browser.portal import OPEN, Portal

MOST = 150  # presses of the tab key until a thing counts as out of reach
# Where the ring is drawn: on the element, or on its label where that stands for it.
FOCUS = """() => {
    const focused = document.activeElement;
    const ringed = (element, part) => {
        const style = getComputedStyle(element, part);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    };
    const labels = [...(focused.labels ?? [])];
    const drawn = labels.find(label => ringed(label) || ringed(label, "::before"));
    const box = (drawn ?? focused).getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const own = top && [focused, ...labels].some(e => e.contains(top) || top.contains(e));
    return {
        name: focused.outerHTML.slice(0, 100),
        seen: ringed(focused) || drawn !== undefined,
        covered: !own,
    };
}"""


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus; on the way it is always in sight."""
    expect(wanted).to_be_visible()
    for _ in range(MOST):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["seen"], f"no ring around {focus['name']}"
        assert not focus["covered"], f"something covers {focus['name']}"
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{wanted} is not reached by {MOST} tabs")


def press(page: Page, name: str) -> None:
    """Reach a button or link of the page and press Enter."""
    main = page.locator("main")
    tab_to(
        page, main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first
    )
    page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [1280, 375])
def test_sign_in_and_cast_a_ballot(live: Portal, width: int) -> None:
    page = live.open(width=width)
    page.goto("/demo")
    press(page, "Be Renata")
    expect(page.locator("h1")).to_contain_text("wait for you")
    press(page, "Open the ballot")
    for row, points in ((0, "7"), (2, "3")):
        tab_to(page, page.get_by_role("spinbutton").nth(row))
        page.keyboard.press("Control+A")
        page.keyboard.type(points)
    expect(page.locator("[data-left]")).to_have_text("0 of 10 points left")
    press(page, "Check and cast")
    expect(page.locator("h1")).to_have_text("Check your ballot")
    press(page, "Cast the ballot")
    expect(page.locator(".messages")).to_contain_text("Your ballot is cast")
    me = live.persona("leader")
    assert len(live.all(select(Ballot).where(col(Ballot.cast_by) == me))) >= 1


def test_post_a_comment(live: Portal) -> None:
    page = live.open("member")
    page.goto(f"/problems/{an_open_problem(live)}")
    tab_to(page, page.get_by_label("Add a comment"))
    page.keyboard.type("Our buses are late, too.")
    press(page, "Post comment")
    expect(page.locator("#discussion")).to_contain_text("Our buses are late, too.")
    assert live.one(select(Comment).where(col(Comment.body) == "Our buses are late, too."))


def test_write_a_draft(live: Portal) -> None:
    page = live.open("leader")
    page.goto("/problems/new")
    tab_to(page, page.get_by_label("The problem in one line"))
    page.keyboard.type("The gym is a classroom")
    grade = page.get_by_label("Grade 3", exact=True)
    tab_to(page, grade)
    page.keyboard.press("Space")
    expect(grade).to_be_checked()
    press(page, "Keep as draft")
    expect(page.locator("h1")).not_to_have_text("Post a problem of practice")
    assert live.one(select(Problem).where(col(Problem.title) == "The gym is a classroom"))


def test_the_first_stop_skips_to_the_page(live: Portal) -> None:
    page = live.open()
    page.goto("/problems")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the page")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def an_open_problem(portal: Portal) -> int:
    return portal.one(select(Problem).where(col(Problem.title) == OPEN)).id
