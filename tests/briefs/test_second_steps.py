"""What was true of a brief at the first step is asked again, and what is inside stays inside."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rpp.briefs import operations, publishing, retiring
from rpp.briefs.models import Brief
from rpp.briefs.verbs import BRIEF
from rpp.errors import DomainError
from rpp.history import Event
from rpp.kinds import citable
from rpp.policy import Viewer
from rpp.studies.models import StudyPartner
from tests.briefs.conftest import World
from tests.support.client import Browser
from tests.support.reviews import review

BrowserAs = Callable[..., Browser]
INSIDE = ("drafted", "edited", "dissented", "dissent_taken_out", "sent_to_review")
INSIDE += ("returned_to_draft", "correction_dropped")


def worked_on(world: World) -> Brief:
    """A published brief with everything behind it that its partners did among themselves."""
    brief = world.complete()
    world.save(brief, {"title": f"{brief.title}, again"})
    world.act(operations.print_dissent, world.co_lead, brief.id, "We saw it differently.")
    world.act(operations.print_dissent, world.co_lead, brief.id, "")
    world.act(operations.send_to_review, world.lead, brief.id)
    world.act(operations.return_to_draft, world.lead, brief.id)
    world.act(operations.send_to_review, world.lead, brief.id)
    review(world.make, brief.id)
    world.act(publishing.publish_brief, world.lead, brief.id)
    world.save(brief, {"title": "A title that was given up"})
    world.act(operations.drop_correction, world.lead, brief.id)
    return brief


def test_a_visitors_history_of_a_brief_says_nothing_of_what_its_partners_did_among_themselves(
    world: World, browser_as: BrowserAs
) -> None:
    brief = worked_on(world)
    path = f"/briefs/{brief.id}"
    happened = {e.verb for e in world.make.all(Event) if e.kind == "brief"}
    assert set(INSIDE) <= happened
    for visitor in (None, world.stranger):
        text = browser_as(visitor).read(path).text
        assert BRIEF.each["published"].said in text
        assert [verb for verb in INSIDE if BRIEF.each[verb].said in text] == []
    inside = browser_as(world.co_lead).read(path).text
    assert [verb for verb in INSIDE if BRIEF.each[verb].said not in inside] == []


def test_a_brief_is_superseded_by_one_that_is_still_published(worlds: Any) -> None:
    old, new = worlds(), worlds()
    first, second = old.published(), new.published()
    new.act(retiring.withdraw_brief, new.lead, second.id, "An error in the data.")
    with pytest.raises(DomainError, match="another brief that is published"):
        old.act(retiring.supersede_brief, old.lead, first.id, second.id, "Newer data.")
    for wrong in (first.id, 999):
        with pytest.raises(DomainError, match="another brief that is published"):
            old.act(retiring.supersede_brief, old.lead, first.id, wrong, "Newer data.")
    assert old.now(first).status == "published"


def test_a_brief_that_is_withdrawn_at_this_moment_supersedes_nothing(worlds: Any) -> None:
    old, new = worlds(), worlds()
    first, second = old.published(), new.published()
    with old.make.writing() as session:
        if session.get_bind().dialect.name == "sqlite":
            pytest.skip("one writer at a time")
        assert session.get_one(Brief, second.id).status == "published"
        new.act(retiring.withdraw_brief, new.lead, second.id, "An error in the data.")
        with pytest.raises(DomainError, match="another brief that is published"):
            retiring.supersede_brief(
                session, Viewer(id=old.lead.id), first.id, second.id, "Newer data."
            )


def test_a_brief_that_ended_is_ended_once(worlds: Any) -> None:
    old, new = worlds(), worlds()
    first, second = old.published(), new.published()
    old.act(retiring.supersede_brief, old.lead, first.id, second.id, "Newer data.")
    with pytest.raises(DomainError, match="A newer brief takes its place"):
        old.act(retiring.supersede_brief, old.lead, first.id, second.id, "Again.")
    old.act(retiring.withdraw_brief, old.lead, first.id, "An error in the data.")
    with pytest.raises(DomainError, match="It was withdrawn, and its page says why"):
        old.act(retiring.withdraw_brief, old.lead, first.id, "Again.")
    with pytest.raises(DomainError, match="It was withdrawn, and its page says why"):
        old.act(retiring.supersede_brief, old.lead, first.id, second.id, "Again.")


def test_a_withdrawn_brief_answers_no_problem_any_more(world: World) -> None:
    brief = world.published()
    with world.make.writing() as session:
        assert citable(session, "brief", brief.id or 0) == world.now(brief).title
    world.act(retiring.withdraw_brief, world.lead, brief.id, "An error in the data.")
    with world.make.writing() as session:
        assert citable(session, "brief", brief.id or 0) is None


def test_a_brief_in_review_that_lost_what_it_needs_is_not_published(world: World) -> None:
    brief = world.approved()
    read = world.now(brief).draft_version
    world.act(operations.print_dissent, world.co_lead, brief.id, "We saw it differently.")
    with pytest.raises(DomainError, match="changed while you read it"):
        world.act(publishing.publish_brief, world.lead, brief.id, version=read)
    with world.make.writing() as session:
        row = session.get_one(Brief, brief.id)
        row.draft = replace(row.draft, bottom_line="")
    with pytest.raises(DomainError):
        world.act(publishing.publish_brief, world.lead, brief.id)
    assert world.now(brief).status == "in_review"


def test_a_correction_is_published_as_it_was_read(world: World) -> None:
    brief = world.published()
    world.save(brief, {"title": "What one leader read"})
    read = world.now(brief).draft_version
    world.save(brief, {"title": "What another wrote meanwhile"})
    with pytest.raises(DomainError, match="changed while you read it"):
        world.act(publishing.correct_brief, world.lead, brief.id, "A typo.", version=read)
    assert world.now(brief).current == 1
    world.act(publishing.correct_brief, world.lead, brief.id, "A typo.", version=read + 1)
    assert world.now(brief).title == "What another wrote meanwhile"


def test_no_brief_is_withdrawn_without_a_word(world: World) -> None:
    brief = world.published()
    with pytest.raises(DomainError, match="Say why it is withdrawn"):
        world.act(retiring.withdraw_brief, world.lead, brief.id, "  ")
    assert world.now(brief).status == "published"


def heard(world: World, person: Any) -> list[str]:
    return [n.text for n in world.make.notices() if n.person_id == person.id]


def test_who_left_the_study_reads_nothing_of_the_draft(world: World, browser_as: BrowserAs) -> None:
    brief = world.complete()
    leader = browser_as(world.co_lead)
    path = f"/briefs/{brief.id}"
    assert leader.get(path).status_code == 200
    before = heard(world, world.co_lead)
    with world.make.writing() as session:
        for partner in world.make.all(StudyPartner):
            session.delete(session.get_one(StudyPartner, partner.id))
    from rpp.studies.models import StudyMember

    with world.make.writing() as session:
        for member in world.make.all(StudyMember):
            if member.person_id == world.co_lead.id:
                session.get_one(StudyMember, member.id).left_at = brief.created_at
    world.act(operations.send_to_review, world.lead, brief.id)
    assert heard(world, world.co_lead) == before
    assert heard(world, world.practitioner)
    assert leader.get(path).status_code == 404
    for page in ("/me", "/notices"):
        assert brief.title not in leader.read(page).text
