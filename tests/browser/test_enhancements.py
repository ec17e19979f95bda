"""What scripts add; without them everything works too, as the story shows."""

import re
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from rpp.discussions.models import Comment
from rpp.problems.models import Problem
from rpp.rounds.models import Round
from rpp.unsaved import Unsaved
from tests.browser.portal import OPEN, Portal

TITLE = "The library closes before the bus comes"


def test_a_draft_survives_an_expired_sign_in(live: Portal) -> None:
    page = live.open("leader")
    page.goto("/problems/new")
    saved = page.locator("[data-saved]")
    page.get_by_label("The problem in one line").fill(TITLE)
    expect(saved).to_contain_text("Draft saved at")
    # It is theirs alone until they save it.
    assert not live.all(select(Problem).where(col(Problem.title) == TITLE))
    page.context.clear_cookies()
    page.get_by_label("What happens").fill("Sixty students wait outside.")
    expect(saved).to_contain_text("Not saved: you are signed out.")
    expect(saved).to_contain_text("Your text is kept in this browser.")
    live.sign_in(page.context, "leader")
    page.goto("/problems/new")
    expect(page.get_by_text("This text was kept in this browser")).to_be_visible()
    expect(page.get_by_label("The problem in one line")).to_have_value(TITLE)
    expect(page.get_by_label("What happens")).to_have_value("Sixty students wait outside.")


def test_what_is_typed_on_another_machine_is_offered_here(live: Portal) -> None:
    page = live.open("leader")
    page.goto("/problems/new")
    page.get_by_label("The problem in one line").fill(TITLE)
    expect(page.locator("[data-saved]")).to_contain_text("Draft saved at")
    other = live.open("leader")
    other.goto("/problems/new")
    expect(other.get_by_label("The problem in one line")).to_have_value(TITLE)
    expect(other.get_by_text("You typed this on")).to_be_visible()
    other.get_by_role("button", name="Discard it and show what is saved").click()
    expect(other.get_by_label("The problem in one line")).to_have_value("")


@pytest.mark.parametrize("zone", ["America/Denver", "Pacific/Honolulu"])
def test_when_a_draft_was_saved_is_said_in_its_readers_time(live: Portal, zone: str) -> None:
    page = live.open("leader", zone=zone)
    page.goto("/problems/new")
    page.get_by_label("The problem in one line").fill(TITLE)
    saved = page.locator("[data-saved]")
    expect(saved).to_contain_text("Draft saved at")
    (kept,) = live.all(select(Unsaved))
    local = kept.at.astimezone(ZoneInfo(zone))
    expect(saved).to_contain_text(f"Draft saved at {local:%-I:%M} {local:%p}")
    page.reload()
    when = f"{local:%b} {local.day}, {local.year}, {local:%-I:%M} {local:%p}"
    expect(page.locator("time[data-local]").first).to_have_text(when)


def test_back_after_a_save_shows_what_stands_now(live: Portal) -> None:
    page, colleague = live.open("leader"), live.open("leader")
    page.goto("/problems/new")
    page.get_by_label("The problem in one line").fill(TITLE)
    page.get_by_role("button", name="Keep as draft").click()
    expect(page.get_by_text("Your draft is saved.")).to_be_visible()
    edit = page.url
    page.get_by_label("What happens").fill("Sixty students wait outside.")
    page.get_by_role("button", name="Keep as draft").click()
    expect(page.get_by_text("Your draft is saved.")).to_be_visible()
    colleague.goto(edit)
    colleague.get_by_label("What happens").fill("Seventy students wait outside.")
    colleague.get_by_role("button", name="Keep as draft").click()
    expect(colleague.get_by_text("Your draft is saved.")).to_be_visible()
    # The page is asked for again: they go on from what stands now.
    page.go_back()
    expect(page.get_by_label("What happens")).to_have_value("Seventy students wait outside.")


def test_a_page_as_it_was_left_overwrites_nothing(live: Portal) -> None:
    page, colleague = live.open("leader"), live.open("leader")
    page.goto("/problems/new")
    page.get_by_label("The problem in one line").fill(TITLE)
    page.get_by_role("button", name="Keep as draft").click()
    expect(page.get_by_text("Your draft is saved.")).to_be_visible()
    colleague.goto(page.url)
    colleague.get_by_label("What happens").fill("Seventy students wait outside.")
    colleague.get_by_role("button", name="Keep as draft").click()
    expect(colleague.get_by_text("Your draft is saved.")).to_be_visible()
    page.get_by_label("What happens").fill("Sixty students wait outside.")
    page.get_by_role("button", name="Keep as draft").dblclick()
    expect(page.locator("main")).to_contain_text("What is saved now, and what you typed")
    expect(page.locator("main")).to_contain_text("Seventy students wait outside.")
    problem = live.one(select(Problem).where(col(Problem.title) == TITLE))
    assert problem.summary == "Seventy students wait outside."


# --- a shared computer ---------------------------------------------------------------------


def unsent(live: Portal) -> Page:
    """A leader's window with text that did not reach the portal."""
    page = live.open("leader")
    page.goto("/problems/new")
    page.route("**/me/unsaved", lambda route: route.abort())
    page.get_by_label("The problem in one line").fill(TITLE)
    expect(page.locator("[data-saved]")).to_contain_text("Not saved: you are offline.")
    page.unroute("**/me/unsaved")
    return page


def kept_in(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))")


def test_unsent_text_of_one_does_not_fill_the_form_of_the_next(live: Portal) -> None:
    page = unsent(live)
    # The sign-in ended by itself; somebody else sits down.
    page.context.clear_cookies()
    live.sign_in(page.context, "member")
    page.goto("/problems/new")
    expect(page.get_by_label("The problem in one line")).to_have_value("")
    expect(page.get_by_text("This text was kept in this browser")).to_have_count(0)
    # It is still there for whoever typed it.
    live.sign_in(page.context, "leader")
    page.goto("/problems/new")
    expect(page.get_by_label("The problem in one line")).to_have_value(TITLE)


@pytest.mark.parametrize("by", ["the header", "the script"])
def test_signing_out_leaves_no_text_behind(live: Portal, by: str) -> None:
    page = unsent(live)
    if by == "the script":
        # As in a browser that does not know the header.
        page.route("**/sign-out", lambda route: route.fulfill(status=200, body="<p>Out</p>"))
    else:
        page.route("**/app.js*", lambda route: route.abort())
    assert kept_in(page)
    page.goto("/me")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-out" if by == "the script" else lambda url: url.endswith("/"))
    assert kept_in(page) == []


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
    expect(left).to_have_text("2 points too many. Remove them.")


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


def test_a_citation_is_copied_with_one_press(live: Portal) -> None:
    page = live.open()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/briefs/1")
    page.get_by_role("button", name="Copy the APA citation").press("Enter")
    expect(page.get_by_role("button", name="Copied")).to_be_focused()
    copied = page.evaluate("navigator.clipboard.readText()")
    said = page.locator("#cite-apa").inner_text()
    assert copied == " ".join(said.split())
    assert copied.endswith("/briefs/1/v1")
