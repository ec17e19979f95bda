"""What is found, in which order, on which page; and of what is private, nothing."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import Session

from rpp.paging import Cursor
from rpp.policy import ANYONE, Viewer
from rpp.search import operations
from rpp.search.asked import parse
from rpp.search.finding import NEAR, NEWEST, Found, Search, find, ranked
from rpp.search.meaning import reading
from rpp.words import Document
from tests.support.meaning import FakeMeaning
from tests.support.world import World

pytestmark = pytest.mark.both_databases

KIND = "evidence"  # whose things anyone may know of
Put = Callable[..., None]


@pytest.fixture
def put(world: World) -> Put:
    def put_(*documents: Document) -> None:
        with world.make.writing() as session:
            operations.write(session, KIND, documents)

    return put_


@pytest.fixture
def ours(world: World) -> Viewer:
    """One who reads the inner pages of the network."""
    return Viewer(id=1, networks=frozenset({world.network.id}))


def titles(found: Found) -> list[str]:
    return [hit.plain_title for hit in found.hits]


def lantern(id_: int, title: str, body: str = "", **more: object) -> Document:
    return Document(id_, title, body, **more)  # type: ignore[arg-type]


def some(put: Put, world: World) -> None:
    put(
        lantern(1, "Lanterns", facets={"tier": ("1",), "state": ("GA",), "lea": ("100",)}),
        lantern(2, "Gates", "Two lanterns", facets={"tier": ("2",), "state": ("GA",)}),
        lantern(3, "Lanterns and gates", facets={"tier": ("2",), "state": ("AL",)}),
        lantern(
            *(4, "Our lanterns zeppelin", "Secretly glowing lanterns"),
            network_id=world.network.id,
            facets={"tier": ("3",), "state": ("FL",)},
        ),
    )


def ask(session: Session, text: str, viewer: Viewer = ANYONE, **more: object) -> Found:
    session.rollback()  # a request of its own sees what is there by now
    return find(session, viewer, Search(parse(text), **more))  # type: ignore[arg-type]


def test_filters_are_laid_before_the_best_are_taken_and_counted_beside_each_other(
    put: Put, world: World, session: Session
) -> None:
    some(put, world)
    found = ask(session, "lanterns", chosen={"tier": ("2",)})
    assert sorted(titles(found)) == ["Gates", "Lanterns and gates"]
    assert found.total == 2
    assert found.counts["tier"] == {"1": 1, "2": 2}, "what each would leave in its place"
    assert found.counts["state"] == {"GA": 1, "AL": 1}, "under the tier that is chosen"
    assert "lea" not in found.counts
    both = ask(session, "lanterns", chosen={"tier": ("1", "2"), "state": ("GA",)})
    assert sorted(titles(both)) == ["Gates", "Lanterns"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lanterns", ["Gates", "Lanterns", "Lanterns and gates"]),
        ("lanterns -gates", ["Lanterns"]),
        ('"two lanterns"', ["Gates"]),
        ('"lanterns two"', []),
        ('lanterns -"and gates"', ["Gates", "Lanterns"]),
        ("title:lanterns", ["Lanterns", "Lanterns and gates"]),
        ('title:"lanterns gates"', ["Lanterns and gates"]),
        ("state:ga lanterns", ["Gates", "Lanterns"]),
        ("tier:1 tier:2 state:AL", ["Lanterns and gates"]),
        ("tier:9 lanterns", []),
        ("-lanterns", []),
        ("-gates", ["Lanterns"]),
        ("kind:problem lanterns", []),
        ("zebra", []),
        ("", []),
    ],
)
def test_signs_of_a_query_leave_out_what_they_say(
    put: Put, world: World, session: Session, text: str, expected: list[str]
) -> None:
    some(put, world)
    found = ask(session, text)
    assert sorted(titles(found)) == expected
    assert found.total == len(expected)


class TestPrivate:
    """What is for one network alone moves nothing for others: not a hit, a count, a score."""

    def test_it_is_found_and_counted_by_its_readers_alone(
        self, put: Put, world: World, session: Session, ours: Viewer
    ) -> None:
        some(put, world)
        for text in ("zeppelin", "lanterns", '"our lanterns"', "-gates", "title:zeppelin"):
            mine, others = ask(session, text, ours), ask(session, text)
            assert "Our lanterns zeppelin" in titles(mine), text
            assert "Our lanterns zeppelin" not in titles(others), text
            assert mine.total == others.total + 1, text
            assert "3" in mine.counts["tier"]
            assert "3" not in others.counts.get("tier", {})
            assert "FL" not in others.counts.get("state", {})
        assert ask(session, "zeppelin", ours).unknown_words == []
        assert ask(session, "zeppelin").unknown_words == ["zeppelin"]
        another = Viewer(id=2, networks=frozenset({world.network.id + 1}))
        assert titles(ask(session, "zeppelin", another)) == []

    def test_it_changes_no_score_of_what_others_find(
        self, put: Put, world: World, session: Session, fake_meaning: FakeMeaning, app: Flask
    ) -> None:
        def told() -> Mapping[int, float]:
            with app.app_context():
                list(reading.everything())
            session.rollback()
            found = ranked(session, ANYONE, Search(parse("lanterns gates")))
            return {one.id: one.score for one in found}

        some(put, world)
        with_it = told()
        with world.make.writing() as writing:
            operations.write(writing, KIND, [], [4])
        assert told() == pytest.approx(with_it)
        assert set(with_it) == {1, 2, 3}

    def test_its_meaning_is_nobody_elses(
        self, put: Put, world: World, session: Session, ours: Viewer, app: Flask,
        fake_meaning: FakeMeaning,
    ) -> None:  # fmt: skip
        some(put, world)
        fake_meaning.alike = {"airship": "zeppelin"}
        with app.app_context():
            list(reading.everything())
        assert titles(ask(session, "airship", ours))[0] == "Our lanterns zeppelin"
        assert "Our lanterns zeppelin" not in titles(ask(session, "airship"))

    def test_what_is_withdrawn_is_gone_with_its_meaning_by_the_next_search(
        self, put: Put, world: World, session: Session, app: Flask, fake_meaning: FakeMeaning
    ) -> None:
        some(put, world)
        fake_meaning.alike = {"lamps": "lanterns"}
        with app.app_context():
            list(reading.everything())
        assert "Lanterns" in titles(ask(session, "lamps"))
        with world.make.writing() as writing:
            operations.write(writing, KIND, [], [1])
        for text in ("lamps", "lanterns", "title:lanterns", "state:GA"):
            assert "Lanterns" not in titles(ask(session, text))


def test_words_alone_do_where_no_text_was_read_for_its_meaning(
    put: Put, world: World, session: Session, app: Flask, fake_meaning: FakeMeaning
) -> None:
    some(put, world)
    assert len(titles(ask(session, "lanterns"))) == 3
    with app.app_context():
        list(reading.everything())
    assert len(titles(ask(session, "lanterns"))) == 3
    fake_meaning.ready = False
    assert len(titles(ask(session, "lanterns"))) == 3


def test_a_text_that_is_new_is_found_by_its_words_at_once_and_by_meaning_later(
    put: Put, world: World, session: Session, app: Flask, fake_meaning: FakeMeaning
) -> None:
    fake_meaning.alike = {"lamps": "lanterns"}
    put(*(lantern(n, f"Gates {n}", "Of iron") for n in range(10, 15)))
    with app.app_context():
        list(reading.everything())
    with world.make.writing() as writing:
        operations.write(writing, KIND, [lantern(1, "Lanterns")], [1])
    assert titles(ask(session, "lanterns"))[0] == "Lanterns"
    assert "Lanterns" not in titles(ask(session, "lamps"))
    with app.app_context():
        list(reading.everything())
    assert titles(ask(session, "lamps"))[0] == "Lanterns"


class TestOrder:
    def test_the_newest_come_first_where_that_is_asked(
        self, put: Put, world: World, session: Session
    ) -> None:
        days = [date(2024, 5, 1), date(2026, 1, 2), None, date(2025, 7, 3)]
        put(*(lantern(n, f"Lantern {n}", issued=day) for n, day in enumerate(days, 1)))
        assert titles(ask(session, "lantern", order=NEWEST)) == [
            f"Lantern {n}" for n in (2, 4, 1, 3)
        ]
        assert titles(ask(session, "-gates")) == [f"Lantern {n}" for n in (2, 4, 1, 3)]

    def test_districts_like_mine_come_first_where_that_is_asked(
        self, put: Put, world: World, session: Session
    ) -> None:
        places: list[tuple[str, ...]] = [("7",), ("8", "9"), (), ("9",)]
        put(*(lantern(n, f"Lantern {n}", facets={"lea": of}) for n, of in enumerate(places, 1)))
        near = {"7": 0.9, "8": 0.25, "9": 0.5}
        found = ask(session, "lantern", order=NEAR, near=near)
        assert titles(found) == [f"Lantern {n}" for n in (2, 4, 1, 3)]

    def test_what_is_the_same_stands_in_the_order_of_its_coming(
        self, put: Put, world: World, session: Session
    ) -> None:
        put(*(lantern(n, "Lantern") for n in range(1, 9)))
        assert [one.id for one in ranked(session, ANYONE, Search(parse("lantern")))] == [
            *range(1, 9)
        ]


@pytest.mark.parametrize("order", ["relevance", NEWEST])
@pytest.mark.parametrize("by_meaning", [False, True])
def test_pages_lead_on_and_back_without_a_gap_or_a_repetition(
    put: Put, world: World, session: Session, order: str, by_meaning: bool, app: Flask,
    fake_meaning: FakeMeaning,
) -> None:  # fmt: skip
    put(*(lantern(n, "Lantern " * (n % 4 + 1), "gate " * (n % 3)) for n in range(1, 24)))
    with app.app_context():
        list(reading.everything())
    session.rollback()
    search = Search(parse("lantern gate"), order=order, by_meaning=by_meaning)
    every = [one.id for one in ranked(session, ANYONE, search, 100)]
    assert len(every) == 23
    cursor, seen, last = Cursor(), list[list[int]](), None
    while True:
        page = find(session, ANYONE, search, cursor, 5)
        assert page.total == 23, "the same on each page"
        seen.append([hit.subject_id for hit in page.hits])
        if page.older is None:
            last = page
            break
        cursor = Cursor(past=page.older)
    assert [id_ for page in seen for id_ in page] == every
    back = list[list[int]]()
    while last.newer is not None:
        last = find(session, ANYONE, search, Cursor(before=last.newer), 5)
        back.append([hit.subject_id for hit in last.hits])
    assert back == seen[-2::-1]
    end = find(session, ANYONE, search, Cursor(end=True), 5)
    assert [hit.subject_id for hit in end.hits] == every[-5:]
    # What its cursor names may be gone: the list goes on where it stood.
    first = find(session, ANYONE, search, Cursor(), 5)
    with world.make.writing() as writing:
        operations.write(writing, KIND, [], [first.hits[-1].subject_id])
    session.rollback()
    if order == NEWEST:
        second = find(session, ANYONE, search, Cursor(past=first.older), 5)
        assert [hit.subject_id for hit in second.hits] == every[5:10]


@pytest.mark.parametrize(
    "past", ["0", "1", "9" * 19, "99999999999999999999", "-1", "x", "1.5", "²"]
)
def test_an_address_that_names_no_place_is_answered(browser_as, world: World, past: str) -> None:
    for name in ("past", "before"):
        answer = browser_as().get("/search", query_string={"q": "lanterns", name: past})
        assert answer.status_code == 200


def hostile(check_data: Path | None) -> list[str]:
    path = check_data / "security" / "blns.json" if check_data else None
    strings = json.loads(path.read_text()) if path and path.exists() else []
    return [
        *strings[::12],
        *("the of and", '" OR 1=1 --', "lanterns NEAR/3 gates", "*:*", "^lantern~2 [a TO b]"),
        *("title:", "tier:tier:1", '-"', '""""', "שלום עולם", "\u202elanterns", "🙂" * 200),
        *("<script>alert(1)</script>", "'; DROP TABLE search_document; --", "\x00lanterns\x00"),
        *("lanterns " * 556, "x" * 5_000, '"lanterns gates" ' * 300, "-lanterns " * 500),
    ]


def test_whatever_is_typed_is_answered(
    browser_as, put: Put, world: World, check_data: Path
) -> None:
    some(put, world)
    browser = browser_as()
    for text in hostile(check_data):
        answer = browser.get("/search", query_string={"q": text})
        assert answer.status_code == 200, text
        assert "<script>alert" not in answer.text, text
        assert "zeppelin" not in answer.text or "zeppelin" in text
