"""A draft that nobody needs any more is deleted; what others have read is not."""

from rpp.history import Event
from rpp.problems.models import Problem
from tests.support.world import COMPLETE, World


def test_an_author_deletes_a_draft_and_its_text_is_gone(browser_as, world: World) -> None:
    problem = world.problem("draft")
    browser = browser_as(world.author)
    answer = browser.send(f"/problems/{problem.id}/edit", action="/delete")
    assert answer.request.path == "/me"
    assert "Your draft is deleted." in answer.text
    (kept,) = world.make.all(Problem)
    assert (kept.status, kept.title, kept.summary, kept.plan) == ("deleted", "", "", "")
    for reader in (world.author, world.leader, world.steward):
        assert browser_as(reader).get(f"/problems/{problem.id}").status_code == 404
    listed = browser_as(world.leader).read(f"/problems?organization={world.district.id}").text
    assert COMPLETE["title"] not in listed
    assert [e.verb for e in world.make.all(Event) if e.kind == "problem"] == ["deleted"]


def test_a_leader_of_the_district_may_delete_a_draft_and_no_other_person(
    browser_as, world: World
) -> None:
    path = f"/problems/{world.problem('draft').id}/delete"
    colleague = world.make.member(world.district)
    assert browser_as(colleague).force(path).status_code == 403
    assert browser_as(world.neighbour_leader).force(path).status_code == 404
    assert browser_as(world.steward).force(path).status_code == 404
    browser_as(world.leader).force(path, expect=303)
    assert world.make.all(Problem)[0].status == "deleted"


def test_what_was_submitted_is_not_deleted(browser_as, world: World) -> None:
    for status in ("submitted", "returned", "open"):
        problem = world.problem(status)
        answer = browser_as(world.author).force(f"/problems/{problem.id}/delete")
        assert answer.status_code == 403, status
    assert "deleted" not in {one.status for one in world.make.all(Problem)}
