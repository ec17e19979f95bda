"""The lists of the repository: what they hold, in which order, and under which filters."""

from collections.abc import Callable
from threading import Event as Signal
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import delete, text
from sqlmodel import Session

from rpp import clock, db, kinds
from rpp.briefs import publishing, retiring
from rpp.briefs.models import Brief
from rpp.citations.work import Work
from rpp.paging import Cursor
from rpp.repository import finding, loading, operations
from rpp.repository.facets import EVERYTHING, RECORDS, Asked
from rpp.repository.index import Index
from rpp.repository.models import CHANGES, ENTRIES
from rpp.shelf import Listed, Row, Shelf
from tests.briefs.conftest import TITLE, World
from tests.repository.shelves import records, shelf
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.test_statements import statements

BrowserAs = Callable[..., Browser]
TIERS = ("1", "2", "3", "none", "unrated")


def fits(thing: dict[str, Any], chosen: dict[str, tuple[str, ...]], but: str = "") -> bool:
    return all(
        thing.get(facet, set()) & set(codes) for facet, codes in chosen.items() if facet != but
    )


def place(thing: dict[str, Any]) -> tuple[bool, int, int]:
    return "evidence" in thing["kind"], -thing.get("year", 0), -thing["id"]


def by_strength(thing: dict[str, Any]) -> tuple[int, bool, int, int]:
    return min(TIERS.index(min(thing["tier"])), 3), *place(thing)


@pytest.mark.both_databases
def test_counts_and_lists_hold_what_a_person_would_count(
    app: Flask, make: Factories, session: Session
) -> None:
    made = [*shelf(make, 50), *records(make, 60)]
    some = made[0]
    choices: list[dict[str, tuple[str, ...]]] = [
        {},
        {"band": ("9-12",)},
        {"grade": (min(some["grade"]), "05")},
        {"subject": tuple(some["subject"]), "kind": ("brief",)},
        {"state": ("AL", "OH"), "network": tuple(some["network"])},
        {"tier": ("1", "unrated"), "subject": ("math", "ela")},
        {"kind": ("evidence",), "tier": ("1", "2"), "band": ("3-5", "6-8")},
        {"state": ("ZZ",)},
    ]
    for chosen in choices:
        for sort, key in (("newest", place), ("strength", by_strength)):
            found = finding.find(session, Asked(EVERYTHING, chosen, sort=sort))
            left = sorted((thing for thing in made if fits(thing, chosen)), key=key)
            things = [found.index.thing(at) for at in found.all()]
            assert things == [(min(thing["kind"]), thing["id"]) for thing in left], (chosen, sort)
        for facet, counts in found.counts().items():
            expected: dict[str, int] = {}
            for thing in (one for one in made if fits(one, chosen, but=facet)):
                for value in thing.get(facet, ()):
                    expected[value] = expected.get(value, 0) + 1
            assert counts == expected, (chosen, facet)
    lea = min(some["organization"])
    one = finding.find(session, Asked(EVERYTHING, organization=int(lea)))
    assert {one.index.thing(at)[1] for at in one.all()} == {
        thing["id"] for thing in made if lea in thing.get("organization", ())
    }


def links(page: Any, room: str) -> list[str]:
    """The things that a page lists, in order."""
    return [link for link in page.links if link.removeprefix(f"/{room}/").isdecimal()]


@pytest.mark.parametrize("order", ["", "sort=strength"])
def test_pages_lead_through_all_of_it_once_and_back(
    make: Factories, anyone: Browser, order: str
) -> None:
    briefs, others = shelf(make, 25), records(make, 30)
    page = first = anyone.read(f"/briefs?{order}")
    seen: list[str] = []
    while True:
        seen += [*links(page, "briefs"), *links(page, "evidence")]
        past = [link for link in page.links if "past=" in link]
        if not past:
            break
        page = anyone.read(past[0])
    key = by_strength if order else place
    expected = sorted([*briefs, *others], key=key)
    rooms = {"brief": "briefs", "evidence": "evidence"}
    assert sorted(seen) == sorted(f"/{rooms[min(t['kind'])]}/{t['id']}" for t in expected)
    if not order:
        assert seen == [f"/{rooms[min(t['kind'])]}/{t['id']}" for t in expected]
    while before := [link for link in page.links if "before=" in link]:
        page = anyone.read(before[0])
    assert page.text == first.text
    last = anyone.read(f"/briefs?{order}&end=1")
    assert [*links(last, "briefs"), *links(last, "evidence")]


def test_a_facet_takes_several_values_and_gives_each_back(make: Factories, anyone: Browser) -> None:
    shelf(make, 9)
    page = anyone.read("/briefs?state=AL&band=9-12&past=99999")
    to = [parse_qs(urlsplit(link).query) for link in page.links if link.startswith("/briefs?")]
    assert {"state": ["AL"]} in to
    assert {"band": ["9-12"]} in to
    assert {"state": ["AL", "OH"], "band": ["9-12"]} in to
    # A filter changes what the pages hold, so it begins at the first.
    assert not any("past" in query for query in to)
    both = anyone.read("/briefs?state=AL&state=OH&state=AL")
    assert "Remove: AL" in both.text
    assert "Remove: OH" in both.text
    again = [parse_qs(urlsplit(link).query) for link in both.links if link.startswith("/briefs?")]
    assert {"state": ["OH"]} in again


def test_what_others_published_is_marked_and_stands_below(make: Factories, anyone: Browser) -> None:
    [brief, *_], [record, *_] = shelf(make, 2), records(make, 1)
    page = anyone.read("/briefs")
    assert page.text.index(f"Brief {1}") < page.text.index("Study 0 of bells")
    assert page.text.count("From elsewhere What Works Clearinghouse") == 1
    assert "2 briefs and 1 record from elsewhere, newest first" in page.text
    alone = anyone.read("/briefs?kind=evidence")
    assert f"/evidence/{record['id']}" in alone.links
    assert f"/briefs/{brief['id']}" not in alone.links
    assert "1 record from elsewhere found" in alone.text
    assert "From elsewhere" in anyone.read("/evidence").text
    strong = anyone.read("/briefs?sort=strength").text
    assert "that says that nobody rated it, not that it is weak" in strong


def test_what_nobody_reviewed_is_listed_where_it_is_asked_for(
    make: Factories, anyone: Browser
) -> None:
    records(make, 2)
    records(make, 3, form="reference")
    for path in ("/briefs", "/evidence"):
        page = anyone.read(path)
        assert "Reference 1 of bells" not in page.text
        assert "See 3 publications that nobody reviewed, from catalogs" in page.text
        assert f"{path}?form=reference" in page.links
        asked = anyone.read(f"{path}?form=reference&form=study").text
        assert "Reference 1 of bells" in asked
        assert "Study 1 of bells" in asked
        assert "Imported, not reviewed" in asked


def test_the_words_that_describe_a_brief_narrow_the_list(world: World, anyone: Browser) -> None:
    brief = world.published()  # a trial in a distant town, for administrators
    page = anyone.read("/briefs")
    for title in ("Study design", "Outcome domain", "Audience", "Locale", "School type"):
        assert title in page.text, title
    one = "design=rct&outcome=attendance&audience=Administrator&locale=TownDistant"
    assert f"/briefs/{brief.id}" in anyone.read(f"/briefs?{one}&school_type=Regular").links
    for other in ("design=qed", "locale=CityLarge", "audience=Student", "type=deposited"):
        assert f"/briefs/{brief.id}" not in anyone.read(f"/briefs?{other}").links, other
    assert "Remove: Town – Distant" in anyone.read("/briefs?locale=TownDistant").text


def test_briefs_are_marked_in_the_list_and_compared(make: Factories, anyone: Browser) -> None:
    one, _two = shelf(make, 2)
    records(make, 1)
    assert anyone.get("/briefs").text.count('name="brief"') == 2
    assert f'value="{one["id"]}"' in anyone.get("/briefs").text
    # One alone has nothing beside it.
    assert "Compare" not in anyone.read(f"/briefs?problem={min(one['problem'])}").text


def test_words_find_the_best_first_and_leave_the_facets(
    worlds: Callable[..., World], make: Factories, app: Flask, anyone: Browser
) -> None:
    worlds().published()
    worlds(subject="math").published(title="Tutors at lunch raised scores in mathematics")
    records(make, 2)
    page = anyone.read("/briefs?q=tutors")
    assert "Tutors at lunch" in page.text
    assert TITLE not in page.text
    assert "best match first" in page.text
    assert "1 brief found" in page.text
    assert "/briefs?q=tutors&subject=math" in page.links
    assert "/briefs?q=tutors&subject=attendance" not in page.links
    assert "newest first" in anyone.read("/briefs?q=tutors&sort=newest").text
    page = anyone.read("/briefs?subject=math&q=bell")
    [form] = [one for one in page.forms if one.action == "/briefs"]
    assert {"q", "subject"} <= form.names
    # Without words there is no best match.
    assert "newest first" in anyone.read("/briefs?sort=relevance").text
    anyone.read("/briefs?q=%00&sort=x")
    anyone.read("/briefs?q=&past=3")


@pytest.mark.parametrize(
    "query",
    ["grade=99", "band=x", "subject=<b>", "state=%00", "network=x", "organization=9" * 3,
     "problem=99999999999999999", "past=99999999999", "past=x", "past=7&sort=strength",
     "past=99999999999999999999", "before=-1", "end=2", "network=99999999999", "tier=5",
     "q=%27%22*&past=5", "&".join(["subject=math"] * 50)],
)  # fmt: skip
@pytest.mark.both_databases
def test_an_odd_address_is_no_error(make: Factories, anyone: Browser, query: str) -> None:
    shelf(make, 2)
    for path in ("/briefs", "/evidence"):
        anyone.read(f"{path}?{query}")


def test_nothing_fits_is_said_with_a_way_on(make: Factories, anyone: Browser) -> None:
    assert "No brief is published yet." in anyone.read("/briefs").text
    shelf(make, 2)
    page = anyone.read("/briefs?state=WY")
    assert "No brief matches these filters." in page.text
    assert "/problems/new" in page.links


def cost(app: Flask, browser: Browser, path: str) -> int:
    """The statements of a page once the index is read."""
    browser.read(path)
    with statements(app) as asked:
        browser.read(path)
    return len(asked)


@pytest.mark.both_databases
def test_a_list_costs_the_same_for_few_and_many(
    app: Flask, make: Factories, anyone: Browser
) -> None:
    some = shelf(make, 2)
    records(make, 2)
    paths = ("/briefs", "/briefs?subject=math&state=AL&sort=strength", "/evidence?tier=1",
             f"/briefs?q=bell&organization={min(some[0]['organization'])}")  # fmt: skip
    few = [cost(app, anyone, path) for path in paths]
    shelf(make, 30, first=2000)
    many = [cost(app, anyone, path) for path in paths]
    # The first page of many holds briefs alone, so that no record is read.
    assert many == [4, *few[1:]]
    assert max(few) <= 6


def test_a_list_that_is_unchanged_is_not_sent_again(
    app: Flask, world: World, anyone: Browser
) -> None:
    first = anyone.get("/briefs")
    tag = {"If-None-Match": first.headers["ETag"]}
    with statements(app) as asked:
        assert anyone.get("/briefs", headers=tag).status_code == 304
    assert len(asked) == 2
    brief = world.published()
    assert TITLE in anyone.get("/briefs", headers=tag).text
    corrected = anyone.get("/briefs").headers["ETag"]
    world.corrected(brief)
    again = anyone.get("/briefs", headers={"If-None-Match": corrected})
    assert f"{TITLE}, in three districts" in again.text


# --- what is listed, and what is not -------------------------------------------------------


def test_drafts_are_never_listed_and_what_is_withdrawn_goes_at_once(
    world: World, anyone: Browser, browser_as: BrowserAs
) -> None:
    brief = world.approved()
    for browser in (anyone, browser_as(world.lead)):
        for path in ("/briefs", "/briefs?q=bell", "/briefs?subject=attendance&tier=unrated"):
            assert TITLE not in browser.read(path).text
    world.act(publishing.publish_brief, world.lead, brief.id)
    assert TITLE in anyone.read("/briefs").text
    world.act(retiring.withdraw_brief, world.lead, brief.id, "A number was wrong.")
    for path in ("/briefs", "/briefs?q=bell", "/briefs?subject=attendance"):
        assert TITLE not in anyone.read(path).text
    # Nor is it counted.
    assert "No brief is published yet." in anyone.read("/briefs").text
    assert "/briefs?subject=attendance" not in anyone.read("/briefs").links


@pytest.mark.both_databases
def test_an_index_that_follows_changes_is_as_one_read_anew(app: Flask, make: Factories) -> None:
    records(make, 3)
    held = Index()
    for at in range(3):
        made = shelf(make, 5, first=1000 + 10 * at)
        with make.writing() as session:
            brief = session.get_one(Brief, made[0]["id"])
            brief.status = "withdrawn"
            session.flush()
            assert operations.note(session, "brief", [brief.id]) == 1
        with make.writing() as session:
            after = loading.index(session)
            assert after.version.id > held.version.id
            held = after
            anew = loading._next(session, Index(), held.version)
    assert len(list(held.all(held.orders["newest"], held.listed))) == 3 + 3 * 4
    for name in ("subjects", "issued", "changed", "ranks", "listed", "values", "orders", "kinds"):
        assert getattr(held, name) == getattr(anew, name), name


def test_another_database_in_the_place_of_this_one_is_read_anew(
    app: Flask, make: Factories, anyone: Browser
) -> None:
    shelf(make, 3)
    assert "3 briefs" in anyone.read("/briefs").text
    with make.writing() as session:
        # As after a restore: the same numbers, other contents.
        last = session.execute(ENTRIES.select().order_by(ENTRIES.c.id.desc())).first()
        session.execute(delete(ENTRIES).where(ENTRIES.c.id == last.id))
        session.execute(CHANGES.update().values(stamp="restored"))
    assert "2 briefs" in anyone.read("/briefs").text


def test_a_kind_joins_by_saying_what_is_listed_of_it(
    app: Flask, make: Factories, anyone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, of_math = clock.now(), {"subject": ["math"]}
    song = Shelf(
        "Songs",
        lambda _session, ids: [Listed(id_, now.date(), now, of_math) for id_ in ids or (7,)],
        lambda _session, ids: {id_: Row(f"Song {id_}", "/about", "La.") for id_ in ids},
        lambda _session, ids: {
            id_: Work(f"song-{id_}", f"Song {id_}", (), None, "") for id_ in ids
        },
    )
    monkeypatch.setitem(
        kinds._kinds,
        "song",
        kinds.Kind("song", readers=kinds.everyone, verbs=kinds._kinds["brief"].verbs, shelf=song),
    )
    shelf(make, 1)
    with make.writing() as session:
        operations.refresh(session)
    page = anyone.read("/briefs?kind=song")
    assert "Song 7" in page.text
    assert "Songs" in anyone.read("/briefs?subject=math").text


def test_records_page_by_their_own_facets(make: Factories, session: Session, app: Flask) -> None:
    made = records(make, 40)
    shelf(make, 2)
    for chosen in ({}, {"tier": ("1",)}, {"grade": ("06", "07"), "form": ("study",)}):
        found = finding.find(session, Asked(RECORDS, chosen))
        left = [one["id"] for one in sorted(made, key=place) if fits(one, chosen)]
        seen: list[int] = []
        cursor = Cursor()
        while True:
            page = found.page(cursor, 7)
            seen += [found.index.thing(at)[1] for at in page.rows]
            if page.on is None:
                break
            cursor = Cursor(past=page.on)
        assert seen == left


def test_an_index_misses_nothing_of_those_who_publish_at_once(app: Flask, make: Factories) -> None:
    first, second = (one["id"] for one in shelf(make, 2))
    done = Signal()

    def end(session: Session, brief_id: int) -> None:
        session.get_one(Brief, brief_id).status = "withdrawn"
        session.flush()
        operations.note(session, "brief", [brief_id])

    def end_second() -> None:
        with app.app_context(), db.transaction() as session:
            end(session, second)
        done.set()

    def waits(writer: Session) -> bool:
        # SQLite has one writer, so the second waits there anyway.
        held = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        on_sqlite = writer.get_bind().dialect.name == "sqlite"
        with db.before_write() as session:
            return on_sqlite or bool(session.execute(text(held)).scalar())

    def read() -> Index:
        with db.before_write() as session:
            return loading.index(session)

    with app.app_context():
        with db.transaction() as slow:
            end(slow, first)
            thread = Thread(target=end_second)
            thread.start()
            while not (done.is_set() or waits(slow)):
                pass
            read()
        thread.join()
        after = read()
    assert list(after.all(after.orders["newest"], after.listed)) == []
