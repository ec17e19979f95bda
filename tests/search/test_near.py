"""Things of districts like one's own: as an order, as a filter, and in words."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session

from rpp import clock
from rpp.organizations import facets as of_districts
from rpp.organizations.alike import ALIKE, alike
from rpp.organizations.models import size_band
from rpp.organizations.profiles import profile
from rpp.paging import Cursor
from rpp.policy import ANYONE, Viewer
from rpp.problems.models import LocalContext, Problem
from rpp.search import fields, near, operations
from rpp.search.asked import parse
from rpp.search.facets import FACETS
from rpp.search.finding import NEAR, RELEVANCE, Search, find
from rpp.search.near import Thing
from tests.evidence.test_pages import statements
from tests.support.client import Browser
from tests.support.world import World

pytestmark = pytest.mark.both_databases
BrowserAs = Callable[..., Browser]

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


def test_of_one_district_the_best_match_comes_first_page_by_page(
    world: World, browser_as: BrowserAs, districts: dict[str, Any]
) -> None:
    for said in ("Late buses and more buses", "A lesson lost", "Buses, buses, late buses"):
        about = {"summary": f"{said}. Buses come.", "organization_id": districts["Hermiston"].id}
        world.problem(title=f"Hermiston: {said}", **about)
    with world.make.writing() as session:
        operations.reindex(session)
        told = profile(session, districts["Albertville City"].id)
        assert told is not None
        asked = Search(parse("buses"), near=alike(told), order=NEAR)
        titles = [hit.plain_title for hit in find(session, ANYONE, asked).hits]
        pages, cursor = list[str](), Cursor()
        while True:
            page = find(session, ANYONE, asked, cursor, 2)
            pages += [hit.plain_title for hit in page.hits]
            if page.older is None:
                break
            cursor = Cursor(past=page.older)
    assert pages == titles
    assert titles[3:5] == ["Hermiston: A lesson lost", "Buses in Deming"]


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


# --- on the search page --------------------------------------------------------------------


def member(world: World, district: Any, browser_as: BrowserAs) -> Browser:
    return browser_as(world.make.member(district))


def test_a_member_orders_by_districts_like_theirs(
    world: World, browser_as: BrowserAs, districts: dict[str, Any]
) -> None:
    browser = member(world, districts["Albertville City"], browser_as)
    page = browser.read("/search?q=buses")
    assert "/search?q=buses&sort=near" in page.links
    page = browser.read("/search?q=buses&sort=near")
    assert page.text.index("Buses in Hermiston") < page.text.index("Buses in Deming")
    assert "Hermiston, OR: very much alike. Same kind of place (town: distant)" in page.text
    assert "(5,420 students; yours 5,821)" in page.text
    assert "Your own district." in page.text


@pytest.mark.parametrize(
    ("path", "kind"), [("/problems", "problem"), ("/studies", "study"), ("/briefs", "brief")]
)
def test_lists_lead_members_to_what_districts_like_theirs_did(
    world: World, browser_as: BrowserAs, districts: dict[str, Any], path: str, kind: str
) -> None:
    href = f"/search?kind={kind}&alike=1&sort=near"
    assert href in member(world, districts["Hermiston"], browser_as).read(path).links
    assert href not in browser_as().read(path).links
    if kind == "problem":
        page = member(world, districts["Hermiston"], browser_as).read(href)
        assert "Buses in Albertville City" in page.text
        assert "Buses in Cincinnati" not in page.text


def test_a_member_keeps_to_districts_like_theirs(
    world: World, browser_as: BrowserAs, districts: dict[str, Any]
) -> None:
    browser = member(world, districts["Albertville City"], browser_as)
    assert "/search?q=buses&alike=1" in browser.read("/search?q=buses").links
    page = browser.read("/search?q=buses&alike=1")
    assert "1 result for “buses”" in page.text
    assert "Remove: Districts like yours" in page.text
    assert "/search?q=buses" in page.links


def test_anyone_chooses_a_district(browser_as: BrowserAs, districts: dict[str, Any]) -> None:
    anyone, own = browser_as(), districts["Albertville City"]
    page = anyone.read("/search?q=buses")
    assert "sort=near" not in " ".join(page.links)
    (choose,) = [link for link in page.links if link.startswith("/organizations/find")]
    found = anyone.read(f"{choose}&q=albertville")
    assert f"/search?q=buses&like={own.id}" in found.links
    page = anyone.read(f"/search?q=buses&like={own.id}&alike=1&sort=near")
    assert "Only districts like Albertville City" in page.text
    assert "Compared with Albertville City" in page.text
    assert "; Albertville City 5,821)" in page.text
    assert "Buses in Cincinnati" not in page.text


def test_without_words_all_that_districts_like_it_did_is_listed(
    browser_as: BrowserAs, districts: dict[str, Any]
) -> None:
    own = districts["Albertville City"]
    page = browser_as().read(f"/search?like={own.id}&alike=1&sort=near")
    assert "1 result" in page.text
    assert "Buses in Hermiston" in page.text


def test_where_no_district_like_it_did_it_the_way_back_is_named(
    browser_as: BrowserAs, districts: dict[str, Any]
) -> None:
    own = districts["Cincinnati"]
    page = browser_as().read(f"/search?q=buses&like={own.id}&alike=1")
    assert "Nothing fits all of these filters." in page.text
    assert "5 results without “Districts like Cincinnati”" in page.text


def test_without_words_nothing_like_it_is_said_so(
    browser_as: BrowserAs, districts: dict[str, Any]
) -> None:
    page = browser_as().read(f"/search?like={districts['Cincinnati'].id}&alike=1")
    assert "Nothing fits all of these filters." in page.text


@pytest.mark.parametrize("like", ["", "0", "999999", "x", "-1", "9" * 30, "1;2"])
def test_who_is_no_district_changes_nothing(
    browser_as: BrowserAs, districts: dict[str, Any], like: str
) -> None:
    asked = {"q": "buses", "like": like, "alike": "1", "sort": "near"}
    page = browser_as().get("/search", query_string=asked)
    assert page.status_code == 200
    assert "5 results" in page.get_data(as_text=True)


def test_a_district_of_which_too_little_is_known_offers_no_order(
    browser_as: BrowserAs, districts: dict[str, Any]
) -> None:
    unknown = districts["Unknown"]
    page = browser_as().read(f"/search?q=buses&like={unknown.id}&alike=1&sort=near")
    assert "5 results" in page.text
    assert "The directory knows too little of Unknown to say which districts" in page.text
    assert "Only districts like" not in page.text


def test_comparing_costs_the_same_for_few_and_for_many(
    app: Flask, browser_as: BrowserAs, districts: dict[str, Any]
) -> None:
    anyone, own = browser_as(), districts["Albertville City"]
    counts = []
    for about in ("", f"&like={own.id}&sort=near", f"&like={own.id}&alike=1"):
        anyone.get(f"/search?q=buses{about}")
        with statements(app) as seen:
            anyone.get(f"/search?q=buses{about}")
        counts.append(len(seen))
    # Its district, and the names of those of the hits.
    assert counts[1] == counts[2] == counts[0] + 2


@pytest.mark.parametrize(
    ("facet", "value", "codes"),
    [
        ("state", "GA", {"GA"}),
        ("state", "ga", {"GA"}),
        ("state", "Virginia", {"VA"}),
        ("state", "west virginia", {"WV"}),
        ("size", "large", {"large"}),
        ("size", "largest", {"largest"}),
        ("locale", "Rural", {"rural"}),
        ("grade", "9", {"09"}),
        ("grade", "09", {"09"}),
        ("grade", "Postsecondary", {"PS"}),
        ("tier", "1", {"1"}),
    ],
)
def test_a_field_names_the_codes_of_its_facet(facet: str, value: str, codes: set[str]) -> None:
    assert set(fields.codes(facet, value)) & set(FACETS[facet].words()) == codes


@pytest.mark.parametrize(
    ("students", "code"),
    [
        (999, "small"),
        (1_000, "medium"),
        (4_999, "medium"),
        (5_000, "large"),
        (24_999, "large"),
        (25_000, "largest"),
        (0, ""),
        (None, ""),
    ],
)
def test_sizes_are_the_bands_of_the_lists(students: int | None, code: str) -> None:
    assert of_districts.size(students) == code
    if code:
        assert size_band(students) in of_districts.SIZE[code].replace(" students", "")


def test_without_a_district_there_is_nothing_to_compare_with(session: Session) -> None:
    assert near.like(session, ANYONE, None) is None
    assert near.like(session, ANYONE, 999_999) is None
