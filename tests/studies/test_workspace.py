"""The workspace asks the database as often for a long text as for a short one."""

import pytest

from rpp import clock
from rpp.studies.co_design import comments, suggestions
from rpp.studies.models import PassageComment, SectionRevision, StudySection
from rpp.studies.sections import SECTIONS
from rpp.studies.text import writing
from tests.studies.conftest import World
from tests.test_statements import asked

AT_MOST = 12


def lengthen(world: World, study) -> None:
    """15 sections, 200 revisions and 300 comments on their paragraphs."""
    with world.make.writing() as session:
        sections = [row for row in world.make.all(StudySection) if row.study_id == study.id]
        for n in range(200):
            section = sections[n % len(sections)]
            session.add(
                SectionRevision(
                    section_id=section.id,
                    version=100 + n,
                    body=f"Text {n}.",
                    edited_by=world.lead.id,
                    edited_at=clock.now(),
                )
            )
        for n in range(300):
            session.add(
                PassageComment(
                    study_id=study.id,
                    section_key=sections[n % len(sections)].key,
                    anchor=1,
                    quote="Words.",
                    author_id=(world.lead, world.co_lead, world.county_lead)[n % 3].id,
                    body="Why?",
                    body_html="<p>Why?</p>",
                    at=clock.now(),
                    resolved_at=clock.now() if n % 3 == 0 else None,
                )
            )


def test_a_long_text_asks_no_more_than_a_short_one(app, browser_as, world: World) -> None:
    study = world.study("co_design")
    world.write_all(study)
    assert len([s for s in world.make.all(StudySection) if s.body]) == len(SECTIONS)
    world.do(comments.comment_on, world.co_lead, study.id, "design", 1, "Why?")
    world.do(suggestions.suggest, world.co_lead, study.id, "risks", body="x", reason="It is so.")
    browser = browser_as(world.lead)
    browser.get(f"/studies/{study.id}")
    short = asked(app, browser, f"/studies/{study.id}")
    lengthen(world, study)
    assert asked(app, browser, f"/studies/{study.id}") == short
    assert short <= AT_MOST
    page = browser.read(f"/studies/{study.id}").text
    assert page.count("Why?") == 201
    assert "20 settled comments" in page


@pytest.mark.parametrize("status", ["proposal", "co_design", "frozen"])
def test_no_state_of_a_text_that_is_discussed_asks_more(
    app, browser_as, world: World, status: str
) -> None:
    study = world.study(status)
    browser = browser_as(world.lead)
    browser.get(f"/studies/{study.id}")
    assert asked(app, browser, f"/studies/{study.id}") <= AT_MOST


def test_the_whole_history_is_a_page_of_its_own(browser_as, world: World) -> None:
    study = world.study("co_design")
    for n in range(14):
        world.do(writing.edit_basics, world.lead, study.id, title=f"Title {n} of it", design="")
    browser = browser_as(world.lead)
    page = browser.read(f"/studies/{study.id}")
    assert page.text.count("changed the title") == 10
    assert f"/studies/{study.id}/history" in page.links
    assert browser.read(f"/studies/{study.id}/history").text.count("changed the title") == 14
    assert browser_as(world.stranger).get(f"/studies/{study.id}/history").status_code == 404
