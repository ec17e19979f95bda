"""Markdown is rendered before a write begins: on SQLite whoever writes keeps all others waiting."""

import re
from typing import Any

import pytest
from flask import Flask, g

from rpp import create_app, forms, markup
from rpp.briefs.sections import FORMATS
from rpp.config import ROOT, Settings
from rpp.networks.models import Network
from rpp.studies.models import PassageComment, StudySection
from rpp.web import limiter
from tests.studies.conftest import QUESTION, World, day
from tests.support.client import Browser

PREVIEWED = re.compile(r"forms\.field\((?:\w*form)\.(\w+)[^)]*preview=|data-preview-of=\"(\w+)\"")


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """The texts that were rendered, each with whether the request had begun to write."""
    done: list[tuple[str, bool]] = []
    real = markup._rendered

    def watched(text: str) -> str:
        own = g.get("session")
        done.append((text, own is not None and own.in_transaction()))
        return real(text)

    markup.render.cache_clear()
    monkeypatch.setattr(markup, "_rendered", watched)
    return done


def test_every_text_of_a_study_is_rendered_before_a_write_begins(
    browser_as: Any, world: World, rendered: list[tuple[str, bool]]
) -> None:
    study = world.study("co_design")
    lead = browser_as(world.lead)
    rendered.clear()
    lead.send(f"/studies/{study.id}/sections/design", {"body": " Two *arms*.\r\n\r\nNo more. "})
    at = f"/studies/{study.id}/sections/design/comments/new?p=1"
    lead.send(at, {"body": "Which **two**?"})
    comment = world.make.all(PassageComment)[0]
    lead.send(f"/studies/{study.id}/passages/{comment.id}/answer", {"body": "These *two*."})
    assert rendered == [
        ("Two *arms*.\n\nNo more.", False), ("Which **two**?", False), ("These *two*.", False)
    ]  # fmt: skip
    assert "<em>arms</em>" in next(
        row.body_html for row in world.make.all(StudySection) if row.key == "design"
    )


def test_a_proposal_an_update_and_a_meeting_are_rendered_before_a_write_begins(
    browser_as: Any, world: World, rendered: list[tuple[str, bool]]
) -> None:
    lead = browser_as(world.lead)
    proposal = {"title": "A later bell", "question": f"*{QUESTION}*"}
    lead.send(f"/studies/new?problem={world.problem.id}", proposal)
    active, shared = world.study("active"), world.study("findings_shared")
    rendered.clear()
    lead.send(f"/studies/{active.id}/updates", {"body": "The buses *run* now."})
    meeting = {
        "held_on": day().isoformat(),
        f"part_{world.lead.id}": "researcher",
        f"part_{world.co_lead.id}": "practitioner",
        f"part_{world.county_lead.id}": "practitioner",
        "interpretations": "We take it as *good* news for all. " * 3,
    }
    lead.send(f"/studies/{shared.id}/sensemaking", meeting)
    assert [writes for text, writes in rendered if "*" in text] == [False, False]


def test_what_a_network_says_of_itself_is_rendered_before_a_write_begins(
    browser_as: Any, world: World, rendered: list[tuple[str, bool]]
) -> None:
    steward = world.make.steward(world.network)
    page = f"/networks/{world.network.slug}/steward"
    browser_as(steward).send(page, {"about": "We meet *monthly*.", "purpose": "To learn together."})
    assert rendered == [("We meet *monthly*.", False)]
    assert world.make.all(Network)[0].about_html == "<p>We meet <em>monthly</em>.</p>"


def test_a_stranger_has_nothing_rendered(anyone: Any, rendered: list[tuple[str, bool]]) -> None:
    anyone.force("/discussions/problem/1", {"body": "*Hello*"})
    anyone.force("/markdown/preview", {"text": "*Hello*"})
    assert rendered == []


def test_a_text_longer_than_any_form_takes_is_not_rendered(
    browser_as: Any, world: World, rendered: list[tuple[str, bool]]
) -> None:
    study = world.study("co_design")
    rendered.clear()
    body = "*a* " * (forms.DOCUMENT // 4 + 1)
    browser_as(world.lead).send(f"/studies/{study.id}/sections/design", {"body": body}, status=422)
    assert rendered == []


def test_the_preview_has_a_limit_of_its_own(
    app: Flask, database_url: str, settings: Settings, world: World
) -> None:
    own = settings.model_copy(update={"rate_limits": True, "database_url": database_url})
    portal = create_app(own)
    portal.test_client_class = Browser
    try:
        client = portal.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = world.make.session_token(world.lead)
        assert isinstance(client, Browser)
        for _ in range(20):
            client.force("/markdown/preview", {"text": "*a*"}, expect=200)
        client.force("/markdown/preview", {"text": "*a*"}, expect=429)
    finally:
        portal.extensions["rpp.engine"].dispose()
        limiter.enabled = False


def test_every_field_with_a_preview_is_a_field_of_markdown(one_app: Any) -> None:
    pages = {
        path: {name or own for name, own in PREVIEWED.findall(path.read_text())}
        for path in (ROOT / "templates").rglob("*.html")
        if path.name != "parts.html"
    }
    named = set().union(*pages.values())
    assert named == {"body", "question", "interpretations"}
    # The page on which a brief is written goes through the sections of its format.
    written = {section.key for format_ in FORMATS.values() for section in format_.sections}
    assert named | {"about"} | written == forms.MARKDOWN


def test_the_preview_is_what_will_be_stored(browser_as: Any, world: World) -> None:
    study = world.study("co_design")
    lead = browser_as(world.lead)
    text = "  1. n<m `x<y & z`\r\n\r\nThen:\r\n- *a*\r\n\r\n3. c  "
    shown = lead.force("/markdown/preview", {"text": text}).get_data(as_text=True)
    lead.send(f"/studies/{study.id}/sections/design", {"body": text})
    stored = next(row for row in world.make.all(StudySection) if row.key == "design")
    assert shown == stored.body_html
    assert '<ol start="3">' in shown
