"""Things of districts like one's own: as an order, as a filter, and in words."""

from typing import Any

import pytest
from sqlmodel import Session

from rpp import clock
from rpp.organizations.alike import ALIKE, alike
from rpp.organizations.profiles import profile
from rpp.policy import ANYONE, Viewer
from rpp.problems.models import LocalContext, Problem
from rpp.search import near, operations
from rpp.search.asked import parse
from rpp.search.finding import NEAR, RELEVANCE, Search, find
from rpp.search.near import Thing
from tests.support.world import World

pytestmark = pytest.mark.both_databases

# Districts of the directory: one like Albertville, one somewhat like it, one unlike it.
OF = {
    "Albertville City": {"leaid": "0100005", "locale": 32, "enrollment": 5_821},
    "Hermiston": {"leaid": "4106300", "locale": 32, "enrollment": 5_420, "state": "OR"},
    "Deming": {"leaid": "3500690", "locale": 33, "enrollment": 5_232, "state": "NM"},
    "Cincinnati": {"leaid": "3904375", "locale": 11, "enrollment": 34_860, "state": "OH"},
    "Unknown": {"leaid": "9999999", "locale": None, "enrollment": None},
}


@pytest.fixture
def districts(world: World) -> dict[str, Any]:
    """Each has posted one problem about buses; the one unlike has said it twice."""
    found = {name: world.make.organization(name, **facts) for name, facts in OF.items()}
    for name, district in found.items():
        again = " Buses, buses." if name == "Cincinnati" else ""
        world.problem(
            title=f"Buses in {name}",
            summary=f"Buses come late.{again}",
            organization_id=district.id,
        )
    with world.make.writing() as session:
        operations.reindex(session)
    return found


def search(session: Session, own: Any, viewer: Viewer = ANYONE, **about: Any) -> list[str]:
    """The districts of what is found about buses, in their order."""
    told = profile(session, own.id)
    assert told is not None
    asked = Search(parse(about.pop("q", "buses")), near=alike(told), **about)
    return [hit.plain_title.removeprefix("Buses in ") for hit in find(session, viewer, asked).hits]


def test_the_nearest_come_first(session: Session, districts: dict[str, Any]) -> None:
    own = districts["Albertville City"]
    found = search(session, own, order=NEAR)
    assert found[:3] == ["Hermiston", "Deming", "Cincinnati"]
    # Its own, and those of which too little is known, come last.
    assert set(found[3:]) == {"Albertville City", "Unknown"}
    assert search(session, districts["Cincinnati"], order=NEAR)[:3] != found[:3]


def test_only_what_districts_like_it_did(session: Session, districts: dict[str, Any]) -> None:
    own = districts["Albertville City"]
    assert search(session, own, within=ALIKE) == ["Hermiston"]
    assert search(session, own, within=0.4, order=NEAR) == ["Hermiston", "Deming"]
    assert search(session, own, within=0.4, order=RELEVANCE, q="") != []
    assert search(session, own, within=0.0) == []


def test_without_enough_known_nobody_is_alike(session: Session, districts: dict[str, Any]) -> None:
    assert search(session, districts["Unknown"], within=ALIKE) == []
    assert len(search(session, districts["Unknown"], order=NEAR)) == 5


def test_a_problem_is_as_near_as_the_nearest_that_shares_it(
    world: World, session: Session, districts: dict[str, Any]
) -> None:
    far = next(one for one in world.make.all(Problem) if one.title == "Buses in Cincinnati")
    context = LocalContext(
        problem_id=far.id,
        organization_id=districts["Hermiston"].id,
        author_id=world.author.id,
        differs="Longer routes",
        added_at=clock.now(),
    )
    world.make.add(context)
    with world.make.writing() as writing:
        operations.reindex(writing)
    found = search(session, districts["Albertville City"], within=ALIKE)
    assert set(found) == {"Hermiston", "Cincinnati"}


def test_what_is_hidden_is_found_by_no_likeness(
    world: World, session: Session, districts: dict[str, Any]
) -> None:
    alike_one = districts["Hermiston"]
    world.problem("draft", title="Buses in a draft", organization_id=alike_one.id)
    world.problem(title="Buses in a network", audience="network", organization_id=alike_one.id)
    with world.make.writing() as writing:
        operations.reindex(writing)
    assert search(session, districts["Albertville City"], within=ALIKE) == ["Hermiston"]
    inside = Viewer(id=1, networks=frozenset({world.network.id}))
    found = search(session, districts["Albertville City"], inside, within=ALIKE)
    assert set(found) == {"Hermiston", "a network"}


def test_each_hit_says_how_like_its_district_is(
    world: World, session: Session, districts: dict[str, Any]
) -> None:
    own = districts["Albertville City"]
    viewer = Viewer(id=1, leas=frozenset({own.id}), organization_names={own.id: own.name})
    like = near.like(session, viewer, None)
    assert like is not None
    assert like.label == "Districts like yours"
    things = [
        Thing("problem", 1, ["kind:problem", "lea:4106300", "lea:3904375"]),
        Thing("problem", 2, ["lea:0100005", "lea:4106300"]),
        Thing("problem", 3, ["lea:9999999"]),
        Thing("problem", 4, []),
    ]
    said = near.words(session, like, things)
    assert said["problem", 1] == (
        "Hermiston, OR: very much alike. Same kind of place (town: distant), about the same size "
        "(5,420 students; yours 5,821), about as much poverty (18% of children; yours 22%), "
        "much the same by race and ethnicity (60% Hispanic; yours 59%)."
    )
    assert said["problem", 2] == "Your own district."
    assert said["problem", 3] == (
        "Unknown, AL: kind of place not known, size not known, poverty not known, "
        "race and ethnicity not known."
    )
    assert ("problem", 4) not in said
    other = near.like(session, ANYONE, districts["Cincinnati"].id)
    assert other is not None
    assert other.label == "Districts like Cincinnati"
    assert "; Cincinnati 34,860)" in near.words(session, other, things)["problem", 2]


def test_without_a_district_there_is_nothing_to_compare_with(session: Session) -> None:
    assert near.like(session, ANYONE, None) is None
    assert near.like(session, ANYONE, 999_999) is None
