"""Texts of a study, rendered anew after the renderer changed."""

from sqlmodel import select

from rpp.studies.co_design import comments
from rpp.studies.models import PassageComment, StudySection
from rpp.studies.text import passages, writing
from tests.studies.conftest import World
from tests.support.rendering import OLD, changed, refreshed


def test_comments_on_passages_are_rendered_anew_and_stay_with_their_passages(world: World) -> None:
    study = world.study("co_design")
    text = "First we ask <teachers>.\n\nSteps:\n- one\n- two\n\nThen we count."
    world.do(writing.save_section, world.lead, study.id, "design", text, 0)
    with world.make.writing() as session:
        section = session.exec(
            select(StudySection).where(
                StudySection.study_id == study.id, StudySection.key == "design"
            )
        ).one()
        # As an older renderer had it: the list was no block of its own.
        section.body_html = (
            "<p>First we ask .</p>\n<p>Steps:<br>\n- one<br>\n- two</p>\n<p>Then we count.</p>"
        )
        section.anchors, section.next_anchor, section.markup_version = [1, 2, 3], 4, OLD
    world.do(comments.comment_on, world.county_lead, study.id, "design", 3, "`a<b`")
    changed(world, PassageComment, body_html="<p>old</p>", markup_version=OLD)
    refreshed(world)
    section = next(s for s in world.make.all(StudySection) if s.key == "design")
    assert passages.texts(section.body_html) == [
        "First we ask <teachers>.", "Steps:", "one two", "Then we count."
    ]  # fmt: skip
    assert (section.anchors[0], section.anchors[3]) == (1, 3)
    assert len(set(section.anchors)) == 4
    assert section.next_anchor == 1 + max(section.anchors)
    assert world.make.all(PassageComment)[0].body_html == "<p><code>a&lt;b</code></p>"
