"""By which codes a problem is found: those of its page, and none before it opened."""

from sqlmodel import Session

from rpp import dates
from rpp.problems.models import LocalContext
from rpp.problems.queries import search_documents
from tests.support.world import World


def test_a_problem_is_found_by_what_its_page_says(world: World, session: Session) -> None:
    problem = world.problem("open")
    (found,) = search_documents(session)
    assert found.id == problem.id
    assert found.facets == {
        "subject": ["staffing"],
        "grade": ["06", "07", "08"],
        "lea": [world.district.leaid],
        "state": ["AL"],
        "locale": ["town"],
        "size": ["large"],
        "network": [str(world.network.id)],
        "year": [str(problem.opened_at.year)],
    }
    assert found.issued == dates.date_in(problem.opened_at, "America/Chicago")


def test_districts_that_share_it_find_it_as_theirs(world: World, session: Session) -> None:
    problem = world.problem("open")
    world.make.add(
        LocalContext(
            problem_id=problem.id,
            organization_id=world.neighbour.id,
            author_id=world.neighbour_leader.id,
            differs="Longer routes",
            added_at=problem.opened_at,
        )
    )
    (found,) = search_documents(session)
    assert found.facets["lea"] == [world.district.leaid, world.neighbour.leaid]
    assert found.facets["locale"] == ["town", "rural"]


def test_what_is_not_open_gives_nothing(world: World, session: Session) -> None:
    for status in ("draft", "submitted", "returned"):
        world.problem(status)
    assert search_documents(session) == []


def test_what_the_directory_does_not_know_is_no_code(world: World, session: Session) -> None:
    nowhere = world.make.organization("Nowhere", locale=None, enrollment=None, leaid=None)
    problem = world.problem("open", organization_id=nowhere.id)
    (found,) = search_documents(session, problem.id)
    assert (found.facets["lea"], found.facets["locale"], found.facets["size"]) == ([], [], [])
    assert found.facets["state"] == ["AL"]
