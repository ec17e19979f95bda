"""What scripts add; without them everything works too, as the story shows."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from rpp.discussions.models import Comment
from rpp.problems.models import Problem
from rpp.rounds.models import Round
from tests.browser.portal import OPEN, Portal

TITLE = "The library closes before the bus comes"


def test_a_draft_survives_an_expired_sign_in(live: Portal) -> None:
    page = live.open("leader")
    page.goto("/problems/new")
    saved = page.locator("[data-saved]")
    page.get_by_label("The problem in one line").fill(TITLE)
    expect(saved).to_contain_text("Draft saved")
    assert live.one(select(Problem).where(col(Problem.title) == TITLE)).status == "draft"
    page.context.clear_cookies()
    page.get_by_label("What happens").fill("Sixty students wait outside.")
    expect(saved).to_contain_text("Not saved: you are signed out.")
    expect(saved).to_contain_text("Your text is kept in this browser.")
    live.sign_in(page.context, "leader")
    page.goto("/problems/new")
    expect(page.get_by_text("This text was kept in this browser")).to_be_visible()
    expect(page.get_by_label("The problem in one line")).to_have_value(TITLE)
    expect(page.get_by_label("What happens")).to_have_value("Sixty students wait outside.")


def test_the_finder_follows_the_typing(live: Portal) -> None:
    page = live.open("newcomer")
    page.goto("/organizations/find?type=lea")
    page.get_by_label("Name, city or number").press_sequentially("albertvil")
    found = page.locator("#found")
    expect(found).to_contain_text("Albertville City")
    # The address keeps what was found, for the way back.
    expect(page).to_have_url(re.compile("q=albertvil"))


def test_the_ballot_counts_what_is_left(live: Portal) -> None:
    page = live.open("leader")
    open_round = live.one(select(Round).where(col(Round.status) == "open"))
    page.goto(f"/rounds/{open_round.id}/ballot")
    left = page.locator("[data-left]")
    expect(left).to_have_text("10 of 10 points left")
    page.get_by_role("button", name="One point more").first.click()
    expect(left).to_have_text("9 of 10 points left")
    page.get_by_role("spinbutton").nth(1).fill("11")
    expect(left).to_have_text("2 points too many. Take them back.")


def test_a_preview_shows_what_the_portal_will_print(live: Portal) -> None:
    page = a_discussion(live)
    page.get_by_label("Add a comment").fill("We tried **both** <script>alert(1)</script>")
    page.get_by_role("button", name="Preview the text").click()
    preview = page.locator("[data-preview-out]")
    expect(preview.locator("strong")).to_have_text("both")
    expect(preview.locator("script")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_double_click_posts_one_comment(live: Portal, scripts: bool) -> None:
    page = a_discussion(live, scripts)
    page.get_by_label("Add a comment").fill("Once is enough.")
    page.get_by_role("button", name="Post comment").dblclick()
    expect(page.locator("#discussion")).to_contain_text("Once is enough.")
    assert len(live.all(select(Comment).where(col(Comment.body) == "Once is enough."))) == 1


def a_discussion(portal: Portal, scripts: bool = True) -> Page:
    page = portal.open("member", scripts=scripts)
    problem = portal.one(select(Problem).where(col(Problem.title) == OPEN))
    page.goto(f"/problems/{problem.id}")
    return page
