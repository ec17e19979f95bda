"""Texts of a brief, rendered anew after the renderer changed."""

from dataclasses import replace
from typing import Any

import pytest
from flask import g
from sqlmodel import select

from rpp import markup
from rpp.briefs.models import Brief, BriefVersion
from rpp.briefs.texts import PARTS
from tests.briefs.conftest import World
from tests.support.rendering import refreshed


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


def test_a_draft_is_rendered_before_a_write_begins(
    browser_as: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief, lead = world.draft(), browser_as(world.lead)
    done: list[bool] = []
    real = markup._rendered

    def watched(text: str) -> str:
        done.append(g.session.in_transaction() if "session" in g else False)
        return real(text)

    markup.render.cache_clear()
    monkeypatch.setattr(markup, "_rendered", watched)
    parts = {key: f"What we *{key}*, newly." for key in PARTS}
    lead.send(f"/briefs/{brief.id}/edit", parts, action="/edit")
    assert done == [False] * len(PARTS)
    assert world.make.all(Brief)[0].draft.parts_html["did"] == "<p>What we <em>did</em>, newly.</p>"
