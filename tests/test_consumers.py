"""Consumers of events go on where they stopped: nothing is left out, and nothing is done twice."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event as Signal
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import update
from sqlmodel import Session

from rpp import consumers, db, history, jobs
from rpp.config import ROOT
from rpp.consumers import Consumer, EventCursor
from rpp.history import Event
from rpp.people.models import Person
from rpp.search.models import SearchDocument
from tests.evidence import sample
from tests.support.client import Browser
from tests.support.factories import Factories

LIMIT = 60  # seconds until something counts as never happening


def said(make: Factories, person: Person, times: int) -> list[int]:
    """So many events of a person, by id."""
    with make.writing() as session:
        return [
            history.record(session, person, "password_changed", None).id or 0 for _ in range(times)
        ]


def counting(person: Person, seen: list[int] | None = None) -> Consumer:
    """Adds one to what the person has not read, for each event."""

    def consume(session: Session, events: Sequence[Event]) -> None:
        if seen is not None:
            seen.extend(event.id or 0 for event in events)
        more = Person.__table__.c.unread + len(events)  # type: ignore[attr-defined]
        session.execute(update(Person).values(unread=more))

    return Consumer("count", lambda: ["person"], consume)


def consumed(make: Factories) -> tuple[int, int]:
    """What the consumer wrote, and how far it says it came."""
    (person,) = make.all(Person)
    cursors = make.all(EventCursor)
    return person.unread, cursors[0].last_id if cursors else 0


def test_each_event_is_consumed_once_in_its_order(
    app: Flask, make: Factories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "BATCH", 2)
    person, seen = make.person(), []  # type: tuple[Person, list[int]]
    consumer = counting(person, seen)
    first = said(make, person, 5)
    with app.app_context():
        assert consumers.catch_up(consumer) == 5
        assert consumers.catch_up(consumer) == 0
        second = said(make, person, 1)
        assert consumers.catch_up(consumer) == 1
    assert seen == first + second
    assert consumed(make) == (6, second[0])


def test_a_consumer_hears_of_its_own_kinds_alone(app: Flask, make: Factories) -> None:
    person = make.person()
    said(make, person, 1)
    seen: list[int] = []
    other = Consumer("other", lambda: ["round"], lambda _s, events: seen.append(len(events)))
    with app.app_context():
        assert consumers.catch_up(other) == 0
    assert seen == []


def test_what_fails_is_consumed_again_and_nothing_of_it_stays(app: Flask, make: Factories) -> None:
    person = make.person()
    last = said(make, person, 2)[-1]
    right = counting(person)

    def half(session: Session, events: Sequence[Event]) -> None:
        right.consume(session, events)
        raise RuntimeError("the disk is full")

    with app.app_context():
        with pytest.raises(RuntimeError):
            consumers.catch_up(Consumer("count", right.kinds, half))
        assert consumed(make) == (0, 0)
        assert consumers.catch_up(right) == 2
    assert consumed(make) == (2, last)


# As a worker that consumes two events at a time, and says when it is at the second batch.
WORKER = """
import sys
from sqlalchemy import update
from rpp import consumers, create_app
from rpp.people.models import Person

consumers.BATCH, batches = 2, []

def consume(session, events):
    batches.append(events)
    session.execute(update(Person).values(unread=Person.__table__.c.unread + len(events)))
    if len(batches) == 2:
        print("at the second", flush=True)
        sys.stdin.read()

with create_app().app_context():
    consumers.catch_up(consumers.Consumer("count", lambda: ["person"], consume))
"""


def test_a_worker_killed_at_a_batch_leaves_it_whole_to_the_next(
    app: Flask, make: Factories, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make.person()
    ids = said(make, person, 5)
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        cwd=ROOT,
        env={
            "PATH": "",
            "RPP_DATABASE_URL": database_url,
            "RPP_INSTANCE": str(tmp_path),
            "RPP_SECRET_KEY": "for-tests-only",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "at the second\n"
    finally:
        process.kill()
        process.communicate()
    # The first batch stands, of the second one nothing.
    assert consumed(make) == (2, ids[1])
    seen: list[int] = []
    with app.app_context():
        assert consumers.catch_up(counting(person, seen)) == 3
    assert seen == ids[2:]
    assert consumed(make) == (5, ids[-1])


def test_a_batch_that_another_worker_has_is_left_to_it(
    app: Flask, make: Factories, database_url: str
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has one writer: the other worker waits for it")
    person = make.person()
    said(make, person, 1)
    begun, go_on = Signal(), Signal()
    right = counting(person)

    def slow(session: Session, events: Sequence[Event]) -> None:
        begun.set()
        go_on.wait(LIMIT)
        right.consume(session, events)

    def work() -> None:
        with app.app_context():
            consumers.catch_up(Consumer("count", right.kinds, slow))

    first = Thread(target=work)
    first.start()
    assert begun.wait(LIMIT)
    with app.app_context():
        assert consumers.catch_up(right) == 0
    go_on.set()
    first.join(LIMIT)
    assert consumed(make)[0] == 1


def test_an_event_that_is_committed_after_a_later_one_is_not_passed_by(
    app: Flask, make: Factories, database_url: str
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has one writer: events are committed in the order of their ids")
    person = make.person()
    seen: list[int] = []
    with app.app_context():
        with db.transaction() as slow:
            early = history.record(slow, person, "password_changed", None).id
            (late,) = said(make, person, 1)
            assert early is not None
            assert early < late
            # The later one can be seen already, but the earlier one is on its way.
            assert consumers.catch_up(counting(person, seen)) == 0
        assert consumers.catch_up(counting(person, seen)) == 2
    assert seen == [early, late]


# --- what consumes -------------------------------------------------------------------------


def test_what_was_imported_is_found_after_the_workers_turn(
    app: Flask, make: Factories, browser_as: Callable[..., Browser], tmp_path: Path
) -> None:
    from rpp.evidence.operations import import_wwc

    with make.writing() as session:
        import_wwc(session, [sample.file(tmp_path, "findings", {})])
    assert make.all(SearchDocument) == []
    assert jobs.run_due(app)["index what was imported"] == 1
    assert [one.kind for one in make.all(SearchDocument)] == ["evidence"] * len(
        make.all(SearchDocument)
    )
    assert "Word Club" in browser_as().read("/search?q=word+club").text
    assert jobs.run_due(app)["index what was imported"] == 0


def test_the_import_command_leaves_what_it_imported_to_be_found(
    app: Flask, make: Factories, tmp_path: Path
) -> None:
    path = sample.file(tmp_path, "findings", {})
    done = app.test_cli_runner().invoke(args=["import", "wwc", str(path)])
    assert done.exit_code == 0, done.output
    assert {one.kind for one in make.all(SearchDocument)} == {"evidence"}
