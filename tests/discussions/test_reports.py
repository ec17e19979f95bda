"""Readers report comments; stewards and administrators decide, and the reporter is told."""

import pytest

from rpp import clock, markup
from rpp.discussions.models import Comment, CommentReport
from rpp.people.models import Person
from tests.support.world import World

RUDE = "The people at Cullman cannot count."
WHY = "It insults our colleagues."


@pytest.fixture
def comment(world: World) -> Comment:
    """A comment of the neighbour's leader on an open problem."""
    return world.make.add(
        Comment(
            subject_kind="problem",
            subject_id=world.problem("open").id,
            author_id=world.neighbour_leader.id,
            body=RUDE,
            body_html=markup.render(RUDE),
            markup_version=markup.VERSION,
            status_since=clock.now(),
            written_at=clock.now(),
        )
    )


def report(browser_as, person: Person, comment: Comment, status: int = 200):
    return browser_as(person).send(f"/comments/{comment.id}/report", {"reason": WHY}, status=status)


def decide(browser, world: World, decision: str) -> None:
    (one,) = world.make.all(CommentReport)
    words = {"answer": "We argue about counts, not people.", "decision": decision}
    browser.send(f"/reports/{one.id}", words)


def test_a_reader_reports_and_a_steward_hides_it(
    browser_as, world: World, comment: Comment
) -> None:
    page = browser_as(world.author).read(f"/problems/{comment.subject_id}")
    assert f"/comments/{comment.id}/report" in page.links
    assert "you are told what they decide" in report(browser_as, world.author, comment).text
    steward = browser_as(world.steward)
    assert "Decide about a comment by Carla Winfield" in steward.read("/me").text
    assert WHY in steward.read("/reports").text
    decide(steward, world, "hide")
    (settled,) = world.make.all(CommentReport)
    assert (settled.status, settled.decided_by) == ("hidden", world.steward.id)
    assert world.make.all(Comment)[0].status == "hidden"
    assert "hid the comment that you reported" in browser_as(world.author).read("/notices").text
    assert RUDE not in browser_as().read(f"/problems/{comment.subject_id}").text
    assert "No comment is reported" in steward.read("/reports").text


def test_an_administrator_keeps_it_and_the_reporter_reads_why(
    browser_as, world: World, comment: Comment
) -> None:
    report(browser_as, world.author, comment)
    report(browser_as, world.stranger, comment)
    admin = browser_as(world.make.admin())
    first = world.make.all(CommentReport)[0]
    words = {"answer": "It is blunt, and about a count.", "decision": "keep"}
    admin.send(f"/reports/{first.id}", words)
    assert [one.status for one in world.make.all(CommentReport)] == ["kept", "kept"]
    assert world.make.all(Comment)[0].status == "shown"
    for reporter in (world.author, world.stranger):
        said = browser_as(reporter).read("/notices").text
        assert "kept the comment that you reported: It is blunt" in said
    assert "reported" not in browser_as(world.neighbour_leader).read("/notices").text


def test_hiding_it_without_the_report_answers_the_report(
    browser_as, world: World, comment: Comment
) -> None:
    report(browser_as, world.author, comment)
    words = {"reason": "It insults a district."}
    browser_as(world.steward).send(f"/comments/{comment.id}/moderate", words)
    assert world.make.all(CommentReport)[0].status == "hidden"


def test_a_comment_is_reported_once_by_each_and_never_by_its_author(
    browser_as, world: World, comment: Comment
) -> None:
    report(browser_as, world.author, comment)
    assert "already reported this comment" in report(browser_as, world.author, comment, 422).text
    own = browser_as(world.neighbour_leader).force(
        f"/comments/{comment.id}/report", {"reason": WHY}
    )
    assert own.status_code == 403
    assert len(world.make.all(CommentReport)) == 1


def test_who_is_not_signed_in_is_asked_to(browser_as, world: World, comment: Comment) -> None:
    page = browser_as().read(f"/problems/{comment.subject_id}")
    assert f"/comments/{comment.id}/report" not in page.links
    assert browser_as().get(f"/comments/{comment.id}/report").status_code == 302


def test_only_those_who_moderate_there_decide(browser_as, world: World, comment: Comment) -> None:
    report(browser_as, world.author, comment)
    (one,) = world.make.all(CommentReport)
    elsewhere = world.make.steward(world.make.network())
    for person in (world.author, world.leader, world.neighbour_leader):
        browser = browser_as(person)
        assert browser.get("/reports").status_code == 403
        assert browser.get(f"/reports/{one.id}").status_code == 404
    assert WHY not in browser_as(elsewhere).read("/reports").text
    assert browser_as(elsewhere).get(f"/reports/{one.id}").status_code == 404
    assert browser_as().get(f"/reports/{one.id}").status_code == 302
    assert world.make.all(CommentReport)[0].status == "open"
