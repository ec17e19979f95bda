"""People discuss a problem."""

from typing import Any

import pytest

from rpp import clock, history, markup
from rpp.discussions import operations, queries
from rpp.discussions.life import COMMENT
from rpp.discussions.models import Comment, CommentRevision
from rpp.errors import DomainError
from rpp.kinds import Subject
from rpp.policy import Viewer
from tests.support.world import World

FORM = "/discussions/problem/{}"


def say(browser, problem, text: str) -> None:
    browser.send(f"/problems/{problem.id}", {"body": text}, action=FORM.format(problem.id))


def test_a_signed_in_reader_comments_and_is_seen_by_all(browser_as, world: World) -> None:
    problem = world.problem("open")
    say(browser_as(world.neighbour_leader), problem, "Our **paraprofessionals** could do it.")
    page = browser_as().get(f"/problems/{problem.id}")
    assert "<strong>paraprofessionals</strong>" in page.text
    assert "Carla Winfield" in page.text
    assert "Cullman County" in page.text
    assert "1 comment" in page.text


def test_who_is_not_signed_in_is_asked_to_and_loses_nothing(browser_as, world: World) -> None:
    problem = world.problem("open")
    stranger = browser_as()
    assert "Sign in" in stranger.read(f"/problems/{problem.id}").text
    answer = stranger.force(FORM.format(problem.id), {"body": "My long thought"})
    assert answer.status_code == 401
    assert "My long thought" in answer.text
    assert world.make.all(Comment) == []


def test_a_reply_stands_below_what_it_answers(browser_as, world: World) -> None:
    problem = world.problem("open")
    say(browser_as(world.neighbour_leader), problem, "Who writes the lesson?")
    comment = world.make.all(Comment)[0]
    author = browser_as(world.author)
    author.send(f"/comments/{comment.id}/reply", {"body": "A shared team."}, action="/reply")
    say(author, problem, "Another matter.")
    text = browser_as().read(f"/problems/{problem.id}").text
    assert text.index("Who writes") < text.index("A shared team.") < text.index("Another matter.")
    reply = world.make.all(Comment)[1]
    assert reply.reply_to == comment.id
    author.send(f"/comments/{reply.id}/reply", {"body": "Weekly."}, action="/reply")
    assert world.make.all(Comment)[3].reply_to == comment.id, "replies go one level deep"


def test_an_edit_keeps_what_was_said_before(browser_as, world: World) -> None:
    problem = world.problem("open")
    author = browser_as(world.author)
    say(author, problem, "Frist thought.")
    comment = world.make.all(Comment)[0]
    author.send(f"/comments/{comment.id}/edit", {"body": "First thought."}, action="/edit")
    assert "edited" in browser_as().read(f"/problems/{problem.id}").text
    assert world.make.all(CommentRevision)[0].body == "Frist thought."


def test_only_its_author_changes_a_comment(browser_as, world: World) -> None:
    problem = world.problem("open")
    say(browser_as(world.author), problem, "Mine.")
    comment = world.make.all(Comment)[0]
    for person in (world.leader, world.steward, world.stranger):
        browser = browser_as(person)
        assert browser.get(f"/comments/{comment.id}/edit").status_code == 403
        assert browser.force(f"/comments/{comment.id}/delete").status_code == 403
    assert world.make.all(Comment)[0].body == "Mine."


def test_a_deleted_comment_keeps_its_place_and_loses_its_text(browser_as, world: World) -> None:
    problem = world.problem("open")
    author = browser_as(world.author)
    say(author, problem, "I take this back.")
    comment = world.make.all(Comment)[0]
    author.send(f"/comments/{comment.id}/edit", action="/delete")
    page = browser_as().read(f"/problems/{problem.id}")
    assert "The author deleted this comment." in page.text
    assert "I take this back." not in page.text
    assert world.make.all(Comment)[0].body == ""
    assert author.get(f"/comments/{comment.id}/edit").status_code == 404


def test_a_steward_hides_a_comment_with_a_reason_and_shows_it_again(
    browser_as, world: World
) -> None:
    problem = world.problem("open")
    say(browser_as(world.author), problem, "It was the third-period class.")
    comment = world.make.all(Comment)[0]
    steward = browser_as(world.steward)
    steward.send(
        f"/comments/{comment.id}/moderate", {"reason": "it named a class"}, action="/moderate"
    )
    text = browser_as().read(f"/problems/{problem.id}").text
    assert "A steward hid this comment: it named a class" in text
    assert "third-period" not in text
    steward.send(f"/comments/{comment.id}/moderate", action="/restore")
    assert "third-period" in browser_as().read(f"/problems/{problem.id}").text


def test_only_a_steward_or_an_administrator_hides(browser_as, world: World) -> None:
    problem = world.problem("open")
    say(browser_as(world.author), problem, "Fine words.")
    comment = world.make.all(Comment)[0]
    for person in (world.leader, world.neighbour_leader, world.stranger):
        assert browser_as(person).get(f"/comments/{comment.id}/moderate").status_code == 403
    assert browser_as(world.make.admin()).get(f"/comments/{comment.id}/moderate").status_code == 200


def test_comments_on_what_one_may_not_see_do_not_exist(browser_as, world: World) -> None:
    problem = world.problem("open", audience="network")
    say(browser_as(world.author), problem, "Between us.")
    comment = world.make.all(Comment)[0]
    for browser in (browser_as(), browser_as(world.stranger)):
        assert browser.get(f"/comments/{comment.id}").status_code == 404
        assert browser.get(FORM.format(problem.id)).status_code == 404
        assert browser.force(FORM.format(problem.id), {"body": "Hello"}).status_code == 404
        assert browser.force(f"/comments/{comment.id}/reply", {"body": "x"}).status_code == 404


def test_script_in_a_comment_is_shown_as_text(browser_as, world: World) -> None:
    problem = world.problem("open")
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)> [a](javascript:alert(1)) <b>x</b>"
    say(browser_as(world.author), problem, evil)
    assert world.make.all(Comment)[0].body_html == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt; "
        "[a](javascript:alert(1)) &lt;b&gt;x&lt;/b&gt;</p>"
    )
    assert evil in browser_as().read(f"/problems/{problem.id}").text


def test_the_preview_shows_the_text_as_it_will_stand(browser_as, world: World) -> None:
    answer = browser_as(world.author).force("/markdown/preview", {"text": "**bold** <script>"})
    assert "<strong>bold</strong>" in answer.text
    assert "<script>" not in answer.text


@pytest.mark.parametrize("body", ["", "   ", "x" * 10_001, "nul\x00byte"])
def test_bad_text_gets_a_sentence_and_stays_in_the_form(
    browser_as, world: World, body: str
) -> None:
    problem = world.problem("open")
    answer = browser_as(world.author).force(FORM.format(problem.id), {"body": body})
    assert answer.status_code == 422
    assert "One answer needs another look" in answer.text
    assert world.make.all(Comment) == []


STATES = list(COMMENT.transitions)


@pytest.mark.parametrize(("before", "after"), [(a, b) for a in STATES for b in STATES])
def test_a_comment_moves_only_along_its_table(
    browser_as, world: World, before: str, after: str
) -> None:
    problem = world.problem("open")
    say(browser_as(world.author), problem, "One.")
    with world.make.writing() as session:
        comment = session.get(Comment, world.make.all(Comment)[0].id)
        comment.status = before
        if after in COMMENT.transitions[before]:
            history.move(session, comment, after, "edited", None)
            assert comment.status == after
        else:
            with pytest.raises(DomainError):
                history.move(session, comment, after, "edited", None)


def test_a_long_discussion_has_pages_and_every_comment_an_address(browser_as, world: World) -> None:
    from rpp import clock, markup

    problem = world.problem("open")
    with world.make.writing() as session:
        session.add_all(
            Comment(
                subject_kind="problem",
                subject_id=problem.id,
                author_id=world.author.id,
                body=f"Number {n}.",
                body_html=f"<p>Number {n}.</p>",
                markup_version=markup.VERSION,
                status_since=clock.now(),
                written_at=clock.now(),
            )
            for n in range(1, 251)
        )
    browser = browser_as()
    first = browser.read(f"/problems/{problem.id}")
    assert "Number 100." in first.text
    assert "Number 101." not in first.text
    later = next(link for link in first.links if "past=" in link)
    assert "Number 101." in browser.read(later).text
    last = browser.read(f"/discussions/problem/{problem.id}?end=1")
    assert "Number 250." in last.text
    ids = sorted(c.id for c in world.make.all(Comment))
    assert "Number 180." in browser.read(f"/comments/{ids[179]}").text


@pytest.fixture
def long_talk(world: World) -> tuple[Any, list[Comment]]:
    """A discussion of more than a page, and its comments: the 101st begins the second page."""
    problem = world.problem("open")
    with world.make.writing() as session:
        session.add_all(
            Comment(
                subject_kind="problem",
                subject_id=problem.id,
                author_id=world.author.id,
                body=f"Number {n}.",
                body_html=f"<p>Number {n}.</p>",
                markup_version=markup.VERSION,
                status_since=clock.now(),
                written_at=clock.now(),
            )
            for n in range(1, queries.PAGE + 2)
        )
    return problem, sorted(world.make.all(Comment), key=lambda comment: comment.id)


def test_a_reply_to_a_comment_on_an_earlier_page_names_it_and_leads_to_it(
    browser_as, world: World, long_talk
) -> None:
    problem, said = long_talk
    neighbour = browser_as(world.neighbour_leader)
    answer = neighbour.send(
        f"/comments/{said[1].id}/reply", {"body": "A late answer."}, action="/reply"
    )
    assert "A late answer." in answer.text
    later = browser_as().read(f"/discussions/problem/{problem.id}?past={said[queries.PAGE - 1].id}")
    assert "in reply to Renata Oakes" in later.text
    assert f"/comments/{said[1].id}" in later.links
    assert "Number 2." in browser_as().read(f"/comments/{said[1].id}").text
    # What stands above it on the same page needs no name.
    neighbour.send(f"/comments/{said[-1].id}/reply", {"body": "Near."}, action="/reply")
    again = browser_as().read(f"/discussions/problem/{problem.id}?past={said[queries.PAGE - 1].id}")
    assert again.text.count("in reply to") == 1


def test_who_deleted_what_was_answered_is_not_named(browser_as, world: World, long_talk) -> None:
    problem, said = long_talk
    browser_as(world.neighbour_leader).send(
        f"/comments/{said[1].id}/reply", {"body": "A late answer."}, action="/reply"
    )
    browser_as(world.author).send(f"/comments/{said[1].id}/edit", action="/delete")
    later = browser_as().read(f"/discussions/problem/{problem.id}?past={said[queries.PAGE - 1].id}")
    assert "in reply to an earlier comment" in later.text


@pytest.mark.parametrize("at", [0, 100])
def test_a_notice_of_a_deleted_comment_leads_to_its_place(
    browser_as, world: World, long_talk, at: int
) -> None:
    _, said = long_talk
    browser_as(world.author).send(f"/comments/{said[at].id}/edit", action="/delete")
    answer = browser_as().get(f"/comments/{said[at].id}")
    assert answer.status_code == 303
    assert answer.location.endswith(f"#c{said[at].id}")
    page = browser_as().read(answer.location)
    assert "The author deleted this comment." in page.text
    for path in ("reply", "edit", "moderate"):
        assert browser_as(world.author).get(f"/comments/{said[at].id}/{path}").status_code == 404


def test_the_place_of_a_deleted_comment_is_hidden_where_its_thing_is(
    browser_as, world: World
) -> None:
    problem = world.problem("open", audience="network")
    say(browser_as(world.author), problem, "For us alone.")
    (comment,) = world.make.all(Comment)
    browser_as(world.author).send(f"/comments/{comment.id}/edit", action="/delete")
    assert browser_as(world.stranger).get(f"/comments/{comment.id}").status_code == 404
    assert browser_as(world.leader).get(f"/comments/{comment.id}").status_code == 303


def test_nobody_answers_what_was_hidden_a_moment_ago(world: World) -> None:
    problem = world.problem("open")
    subject = Subject("problem", problem.id, problem.title, "", world.network.id)
    with world.make.writing() as session:
        said = operations.post_comment(session, Viewer(id=world.author.id), subject, "About Jo.")
    with world.make.writing() as session:
        read = session.get_one(Comment, said.id)
        if session.get_bind().dialect.name == "sqlite":
            pytest.skip("one writer at a time")
        with world.make.writing() as other:
            hidden = other.get_one(Comment, said.id)
            steward = Viewer(id=world.steward.id)
            operations.hide_comment(other, steward, subject, hidden, "It named a student.")
        with pytest.raises(DomainError, match="no longer shown"):
            operations.post_comment(
                session, Viewer(id=world.leader.id), subject, "Who is it?", reply_to=read
            )


def test_what_a_steward_hid_is_read_by_nobody_who_would_answer_it(browser_as, world: World) -> None:
    problem = world.problem("open")
    say(browser_as(world.neighbour_leader), problem, "It is about little Jo.")
    comment = world.make.all(Comment)[0]
    browser_as(world.steward).send(
        f"/comments/{comment.id}/moderate", {"reason": "it named a student"}, action="/moderate"
    )
    stranger = browser_as(world.stranger)
    at = f"/comments/{comment.id}/reply"
    assert "little Jo" not in stranger.get(at).text
    answer = stranger.force(at, {"body": "Who is it?"})
    assert answer.status_code == 422
    assert "little Jo" not in answer.text


def test_an_edit_does_not_show_what_was_hidden_a_moment_ago(world: World) -> None:
    problem = world.problem("open")
    subject = Subject("problem", problem.id or 0, "A problem", "/", None)
    author, steward = Viewer(id=world.author.id), Viewer(id=world.steward.id)
    with world.make.writing() as session:
        made = operations.post_comment(session, author, subject, "About little Jo.")
    with world.make.writing() as session:
        if session.get_bind().dialect.name == "sqlite":
            pytest.skip("one writer at a time")
        read = session.get_one(Comment, made.id)
        with world.make.writing() as other:
            hidden = other.get_one(Comment, made.id)
            operations.hide_comment(other, steward, subject, hidden, "It names a student.")
        with pytest.raises(DomainError, match="hid this comment"):
            operations.edit_comment(session, author, subject, read, "About Jo.")
    assert world.make.all(Comment)[0].status == "hidden"
