"""Who may know of a problem: everywhere it could show."""

import pytest

from rpp import clock
from rpp.networks.models import NetworkMembership
from rpp.organizations.models import Membership
from rpp.search import operations as search
from tests.support.world import World

STATES = ["draft", "submitted", "returned", "open-network"]


def hidden(world: World, state: str):
    status, _, audience = state.partition("-")
    problem = world.problem(status, title="A secret matter", audience=audience or "public")
    with world.make.writing() as session:
        search.reindex(session)
    return problem


def sees(browser, problem, world: World) -> bool:
    """Whether anything anywhere gives the problem away; it must be all or nothing."""
    page = browser.get(f"/problems/{problem.id}")
    assert page.status_code in (200, 404)
    places = (
        "/", "/problems", "/problems?status=draft", "/problems?status=submitted",
        "/problems?status=returned", f"/problems?organization={world.district.id}",
        f"/problems?network={world.network.id}", "/problems?state=AL", "/problems?subject=staffing",
        "/search?q=secret+matter", "/search?q=secret&kind=problem",
        f"/organizations/{world.district.id}", f"/networks/{world.network.slug}", "/rounds",
        "/studies", "/briefs",
    )  # fmt: skip
    shown = [path for path in places if "A secret matter" in browser.get(path).text]
    if page.status_code == 404:
        assert shown == []
        for step in ("known", "edit", "context", "answer", "retire", "merge", "return"):
            assert browser.get(f"/problems/{problem.id}/{step}").status_code in (302, 404)
    return page.status_code == 200


@pytest.mark.parametrize("state", STATES)
def test_strangers_and_the_public_never_know_of_it(browser_as, world: World, state: str) -> None:
    problem = hidden(world, state)
    other = world.make.network(world.make.organization("Elsewhere"))
    outsiders = (None, world.stranger, world.make.researcher(), world.make.steward(other))
    assert [sees(browser_as(person), problem, world) for person in outsiders] == [False] * 4


@pytest.mark.parametrize(
    ("state", "district", "steward", "neighbour"),
    [
        ("draft", True, False, False),
        ("submitted", True, True, False),
        ("returned", True, True, False),
        ("open-network", True, True, True),
    ],
)
def test_its_district_its_stewards_and_then_its_network_know_of_it(
    browser_as, world: World, state: str, district: bool, steward: bool, neighbour: bool
) -> None:
    problem = hidden(world, state)
    assert sees(browser_as(world.author), problem, world) is district
    assert sees(browser_as(world.leader), problem, world) is district
    assert sees(browser_as(world.steward), problem, world) is steward
    assert sees(browser_as(world.neighbour_leader), problem, world) is neighbour


def test_the_reason_for_a_return_is_for_those_inside(browser_as, world: World) -> None:
    problem = world.problem("submitted")
    steward = browser_as(world.steward)
    steward.send(f"/problems/{problem.id}/return", {"reason": "Too vague, sorry."}, action="")
    browser_as(world.author).send(f"/problems/{problem.id}/known", action="/submit")
    steward.send(f"/problems/{problem.id}", action="/open")
    assert "Too vague" not in browser_as().read(f"/problems/{problem.id}").text
    assert "Too vague" in browser_as(world.leader).read(f"/problems/{problem.id}").text


def test_only_writers_edit(browser_as, world: World) -> None:
    draft = world.problem("draft")
    colleague = world.make.member(world.district)
    assert browser_as(world.author).get(f"/problems/{draft.id}/edit").status_code == 200
    assert browser_as(world.leader).get(f"/problems/{draft.id}/edit").status_code == 200
    assert browser_as(colleague).get(f"/problems/{draft.id}/edit").status_code == 403
    opened = world.problem("open")
    assert browser_as(world.author).get(f"/problems/{opened.id}/edit").status_code == 403


@pytest.mark.parametrize("number", ["0", "99999", "9223372036854775807", "9223372036854775808",
                                    "2147483648", "-1", "1e3", "abc"])  # fmt: skip
@pytest.mark.both_databases
def test_an_address_that_names_nothing_is_404(browser_as, world: World, number: str) -> None:
    assert browser_as(world.author).get(f"/problems/{number}").status_code == 404


def test_an_unchanged_page_is_not_sent_again(browser_as, world: World) -> None:
    problem = world.problem("open")
    browser = browser_as(world.neighbour_leader)
    first = browser.get(f"/problems/{problem.id}")
    again = {"If-None-Match": first.headers["ETag"]}
    assert browser.get(f"/problems/{problem.id}", headers=again).status_code == 304
    assert browser_as().get(f"/problems/{problem.id}", headers=again).status_code == 200
    browser.send(
        f"/problems/{problem.id}", {"body": "New."}, action=f"/discussions/problem/{problem.id}"
    )
    browser.get(f"/problems/{problem.id}")
    changed = browser.get(f"/problems/{problem.id}", headers=again)
    assert changed.status_code == 200
    assert "New." in changed.text


def test_a_page_that_one_may_read_no_more_is_not_said_to_be_unchanged(
    browser_as, world: World
) -> None:
    problem = world.problem("open", audience="network")
    path, neighbour = f"/problems/{problem.id}", browser_as(world.neighbour_leader)
    tag = {"If-None-Match": neighbour.get(path).headers["ETag"]}
    assert neighbour.get(path, headers=tag).status_code == 304
    # Nobody else has seen it with this mark, whatever they send.
    for other in (browser_as(world.stranger), browser_as()):
        assert other.get(path, headers=tag).status_code == 404
        assert "ETag" not in other.get(path, headers=tag).headers
    place = next(
        m for m in world.make.all(NetworkMembership) if m.organization_id == world.neighbour.id
    )
    with world.make.writing() as session:
        session.get_one(NetworkMembership, place.id).status = "ended"
    assert neighbour.get(path, headers=tag).status_code == 404


def test_an_author_who_left_the_district_sees_its_draft_no_more(browser_as, world: World) -> None:
    world.problem("returned", title="What the district goes on writing")
    author = browser_as(world.author)
    assert "What the district goes on writing" in author.read("/me").text
    own = next(m for m in world.make.all(Membership) if m.person_id == world.author.id)
    with world.make.writing() as session:
        session.get_one(Membership, own.id).status = "ended"
    assert "What the district goes on writing" not in author.read("/me").text


def test_the_briefs_of_a_problem_are_no_way_to_find_out_about_it(browser_as, world: World) -> None:
    problem = world.problem("open", audience="network")
    assert browser_as(world.stranger).get(f"/briefs/of-problem/{problem.id}").status_code == 404
    inside = browser_as(world.neighbour_leader)
    assert inside.get(f"/briefs/of-problem/{problem.id}").status_code == 200


def test_a_brief_that_is_not_out_is_named_in_no_answer(browser_as, world: World) -> None:
    from rpp.briefs.models import Brief
    from rpp.studies.models import Study, StudyMember

    problem, now = world.problem("open"), clock.now()
    about = {"network_id": world.network.id, "status_since": now, "created_at": now}
    study = world.make.add(
        Study(
            problem_id=problem.id,
            lead_id=world.steward.id,
            organization_id=world.district.id,
            title="A study",
            **about,
        )
    )
    world.make.add(
        StudyMember(
            study_id=study.id,
            person_id=world.leader.id,
            organization_id=world.district.id,
            role="co_lead",
            since=now,
        )
    )
    brief = world.make.add(
        Brief(
            study_id=study.id,
            problem_id=problem.id,
            title="Not out yet",
            status="in_review",
            **about,
        )
    )
    answer = browser_as(world.leader).force(
        f"/problems/{problem.id}/answer",
        {"source": f"/briefs/{brief.id}", "why_it_fits": "It is about the very same schools."},
    )
    assert answer.status_code == 422
    assert "Not out yet" not in answer.text
