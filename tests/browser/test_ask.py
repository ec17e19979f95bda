"""Asking in a browser: nothing moves under the reader, and without scripts all is there."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from rpp.ask.feedback.models import AskFeedback
from rpp.ask.page import EXAMPLES
from tests.browser.portal import Portal
from tests.browser.test_keyboard import tab_to
from tests.support import llm

WHERE = "() => Math.round(document.querySelector('#quote-1').getBoundingClientRect().top)"


@pytest.fixture
def model(live: Portal, monkeypatch: pytest.MonkeyPatch) -> Iterator[llm.Model]:
    """The operator has set a model, which answers when a test lets it."""
    with llm.served() as served:
        told = {"llm_url": served.url, "llm_model": "small-model"}
        settings = live.app.extensions["rpp.settings"].model_copy(update=told)
        monkeypatch.setitem(live.app.extensions, "rpp.settings", settings)
        yield served


def ask(page: Page) -> str:
    """Ask the first example from the first page; the first quote."""
    page.goto("/")
    page.get_by_label("Your question").fill(EXAMPLES[0])
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("answer")
    quote = page.locator("#quote-1 blockquote").inner_text()
    return quote.strip("“”\n ")


def test_a_summary_comes_later_and_moves_nothing_on_desks_and_phones(
    live: Portal, model: llm.Model
) -> None:
    for width in (1280, 320):
        page = live.open(width=width)
        model.text = f"{ask(page)} [1]"
        expect(page.locator("#machine")).to_have_count(0)
        model.waits_for = threading.Event()
        page.get_by_role("button", name="Send them and show summaries").click()
        expect(page.get_by_text("You agreed that your questions")).to_be_visible()
        before = page.evaluate(WHERE)
        field = page.get_by_label("Your question")
        field.focus()
        model.waits_for.set()
        summary = page.get_by_text("Machine-made summary", exact=True)
        expect(summary).to_be_visible()
        assert page.evaluate(WHERE) == before
        expect(field).to_be_focused()
        summary.click()
        expect(page.get_by_text("not checked by a person")).to_be_visible()
        page.get_by_label("Quote 1").first.click()
        assert page.url.endswith("#quote-1")


def test_without_scripts_a_button_writes_the_summary(live: Portal, model: llm.Model) -> None:
    page = live.open(scripts=False)
    model.text = f"{ask(page)} [1]"
    page.get_by_role("button", name="Send them and show summaries").click()
    assert model.asked == []
    page.get_by_role("button", name="Write a summary by machine").click()
    expect(page.get_by_text("not checked by a person")).to_be_visible()
    page.get_by_role("link", name="Back to the answer").click()
    expect(page.locator("#quote-1")).to_be_visible()


def test_feedback_by_keyboard_thanks_where_it_was_given(live: Portal) -> None:
    page = live.open()
    ask(page)
    address = page.url
    tab_to(page, page.get_by_role("button", name="No, it did not help"))
    before = page.evaluate("scrollY") + page.evaluate(WHERE)
    page.keyboard.press("Enter")
    thanks = page.get_by_role("status").filter(has_text="Thank you.")
    expect(thanks).to_be_visible()
    assert page.url == address
    assert page.evaluate("scrollY") + page.evaluate(WHERE) == before
    kept = live.one(select(AskFeedback).order_by(col(AskFeedback.id).desc()))
    assert (kept.question, kept.helped) == (EXAMPLES[0], False)


def test_an_answer_on_paper_has_its_question_and_nothing_to_press(live: Portal) -> None:
    page = live.open()
    quote = ask(page)
    page.emulate_media(media="print")
    expect(page.locator(".ask__asked")).to_be_visible()
    expect(page.locator(".ask__asked")).to_have_text(EXAMPLES[0])
    expect(page.get_by_text(quote[:40]).first).to_be_visible()
    for gone in (".feedback", ".ask", ".on-screen"):
        assert not page.locator(gone).first.is_visible(), gone
