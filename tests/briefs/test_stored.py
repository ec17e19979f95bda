"""What is kept of a brief as JSON: read with types, and what was published stays as it was."""

import json
from typing import Any

from sqlalchemy import JSON, select, type_coerce, update

from rpp.briefs.bars import read
from rpp.briefs.chart import drawn
from rpp.briefs.models import BRIEFS, VERSIONS
from rpp.briefs.published import Chart
from rpp.briefs.texts import Draft, Figure
from tests.briefs.conftest import TITLE, World
from tests.support.client import Browser


def rewritten(world: World, **columns: Any) -> None:
    """Put JSON into the rows of briefs and versions past their types."""
    with world.make.writing() as session:
        for name, value in columns.items():
            table = VERSIONS if name == "content" else BRIEFS
            stored = type_coerce(value, JSON)
            session.execute(update(table).values({table.c[name]: stored}))


def test_a_published_version_keeps_what_this_release_no_longer_knows(
    world: World, anyone: Browser
) -> None:
    brief = world.published()
    with world.make.writing() as session:
        content = session.execute(select(type_coerce(VERSIONS.c.content, JSON))).scalar_one()
    rewritten(world, content=content | {"cost": "Two buses."})
    body = anyone.get(f"/briefs/{brief.id}/v1/text.json").data
    assert json.loads(body)["content"] == content | {"cost": "Two buses."}
    assert TITLE in anyone.read(f"/briefs/{brief.id}").text


def test_a_draft_of_an_earlier_release_lacks_nothing(world: World, browser_as: Any) -> None:
    brief = world.draft()
    rewritten(world, draft={"title": TITLE, "figures": [{"value": "3", "label": "buses"}]})
    draft = world.now(brief).draft
    assert (draft.title, draft.figures) == (TITLE, [Figure("3", "buses")])
    assert (draft.parts, draft.chart) == (Draft().parts, Draft().chart)
    assert TITLE in browser_as(world.lead).read(f"/briefs/{brief.id}").text


def test_a_bar_is_as_long_as_its_value() -> None:
    chart = drawn(Chart("Change", "points", read("Up | 30\nDown | −10\nNothing | 0")))
    assert chart is not None
    for _, drawing in chart.drawings:
        up, down, nothing = drawing.rows
        assert round(up.length / down.length, 1) == 3
        assert (up.left, down.left + down.length) == (nothing.left, nothing.left)
        assert nothing.length == 1
