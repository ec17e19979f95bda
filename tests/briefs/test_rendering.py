"""Texts of a brief, rendered anew after the renderer changed."""

from sqlmodel import select

from rpp.briefs.models import Brief, BriefVersion
from tests.briefs.conftest import World
from tests.support.rendering import refreshed


def test_drafts_of_briefs_are_rendered_anew_and_published_ones_are_not(world: World) -> None:
    world.published()
    with world.make.writing() as session:
        brief = session.exec(select(Brief)).one()
        parts = {**brief.draft["parts"], "did": "n<m and *so*"}
        brief.draft = brief.draft | {"parts": parts}
        session.exec(select(BriefVersion)).one().parts_html = {"did": "as published"}
    assert refreshed(world) >= 1
    assert world.make.all(Brief)[0].draft["parts_html"]["did"] == "<p>n&lt;m and <em>so</em></p>"
    assert world.make.all(BriefVersion)[0].parts_html == {"did": "as published"}
    assert refreshed(world) == 0
