"""Texts of a brief, rendered anew after the renderer changed."""

from dataclasses import replace
from typing import Any

import pytest
from flask import g
from sqlmodel import select

from rpp import markup
from rpp.briefs import operations
from rpp.briefs.models import Brief, BriefVersion
from rpp.briefs.sections import NEWEST
from tests.briefs.conftest import TITLE, World
from tests.support.rendering import refreshed
from tests.support.reviews import review


def test_drafts_of_briefs_are_rendered_anew_and_published_ones_are_not(world: World) -> None:
    world.published()
    with world.make.writing() as session:
        brief = session.exec(select(Brief)).one()
        parts = {**brief.draft.parts, "did": "n<m and *so*"}
        brief.draft = replace(brief.draft, parts=parts)
        session.exec(select(BriefVersion)).one().parts_html = {"did": "as published"}
    assert refreshed(world) >= 1
    assert world.make.all(Brief)[0].draft.parts_html["did"] == "<p>n&lt;m and <em>so</em></p>"
    assert world.make.all(BriefVersion)[0].parts_html == {"did": "as published"}
    assert refreshed(world) == 0


@pytest.fixture
def within(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each text that is rendered: whether a write had begun."""
    done: list[bool] = []
    real = markup._rendered

    def watched(text: str) -> str:
        done.append(g.session.in_transaction() if "session" in g else False)
        return real(text)

    markup.render.cache_clear()
    monkeypatch.setattr(markup, "_rendered", watched)
    return done


def test_a_draft_is_rendered_before_a_write_begins(
    browser_as: Any, world: World, within: list[bool]
) -> None:
    brief, lead = world.draft(), browser_as(world.lead)
    within.clear()
    parts = {key: f"What we *{key}*, newly." for key in NEWEST.keys}
    lead.send(f"/briefs/{brief.id}/edit", parts, action="/edit")
    assert within == [False] * len(NEWEST.keys)
    assert world.make.all(Brief)[0].draft.parts_html["did"] == "<p>What we <em>did</em>, newly.</p>"


def test_a_brief_is_begun_without_rendering_in_the_write(
    browser_as: Any, world: World, within: list[bool]
) -> None:
    lead = browser_as(world.lead)
    lead.force(f"/briefs/new?study={world.study.id}")
    assert set(within) == {False}
    assert "Eleven schools entered a draw." in world.make.all(Brief)[0].draft.parts_html["did"]


def test_what_was_read_is_published_and_nothing_is_rendered(
    browser_as: Any, world: World, within: list[bool]
) -> None:
    brief, lead = world.approved(), browser_as(world.lead)
    markup.render.cache_clear()
    within.clear()
    lead.send(f"/briefs/{brief.id}/publish", {"agreed": "y"})
    assert within == []
    assert world.make.all(BriefVersion)[0].parts_html == world.now(brief).draft.parts_html


@pytest.mark.parametrize("step", ["publish", "correct"])
def test_a_draft_of_an_older_renderer_is_rendered_before_the_write(
    browser_as: Any, world: World, within: list[bool], step: str
) -> None:
    brief = world.complete() if step == "publish" else world.published()
    lead = browser_as(world.lead)
    with world.make.writing() as session:
        row = session.get_one(Brief, brief.id)
        row.draft = replace(
            row.draft,
            title=f"{TITLE}, again",
            markup_version=0,
            parts_html=dict.fromkeys(NEWEST.keys, "old"),
        )
    if step == "publish":
        world.act(operations.send_to_review, world.lead, brief.id)
        review(world.make, brief.id)
    markup.render.cache_clear()
    within.clear()
    said = {"agreed": "y"} if step == "publish" else {"note": "The title says that it is new."}
    lead.send(f"/briefs/{brief.id}/{step}", said, action="")
    assert set(within) == {False}
    [*_, version] = sorted(world.make.all(BriefVersion), key=lambda one: one.number)
    assert "Eleven schools entered a draw." in version.parts_html["did"]
    assert version.markup_version == markup.VERSION
