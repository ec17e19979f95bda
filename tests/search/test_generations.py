"""Processes share the index by files, and each finds what was committed: no more and no less."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from sqlmodel import Session

from rpp import jobs
from rpp.db import create_engine
from rpp.policy import ANYONE
from rpp.search import changes, keeping, loading, operations
from rpp.search.asked import parse
from rpp.search.finding import Search, ranked
from rpp.search.index import Index
from rpp.search.meaning import generations
from rpp.words import Document

KIND = "evidence"


class Process:
    """What another process of the portal does, with connections and an index of its own."""

    def __init__(self, app: Flask, engine: Engine) -> None:
        self.app, self.engine = app, engine

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with (
            self.app.app_context(),
            Session(self.engine.execution_options(write=True)) as session,
            session.begin(),
        ):
            yield session

    def write(self, *documents: Document, about: Iterable[int] = ()) -> None:
        with self.writing() as session:
            operations.write(session, KIND, documents, [one.id for one in documents] + [*about])

    def found(self, query: str) -> list[int]:
        with self.app.app_context(), Session(self.engine) as session:
            return [one.id for one in ranked(session, ANYONE, Search(parse(query)), 100)]

    def index(self) -> Index:
        with self.app.app_context(), Session(self.engine) as session:
            return loading.index(session)

    def folder(self) -> Path:
        with self.app.app_context(), Session(self.engine) as session:
            found = generations.folder_of(session)
        assert found is not None
        return found


@pytest.fixture
def process(app: Flask, database_url: str, tmp_path: Path) -> Iterator[Callable[[], Process]]:
    """Starts processes on one database and one machine."""
    settings = app.extensions["rpp.settings"]
    app.extensions["rpp.settings"] = settings.model_copy(update={"instance": tmp_path})
    with ExitStack() as stack:

        def start() -> Process:
            engine = create_engine(database_url)
            stack.callback(engine.dispose)
            return Process(app, engine)

        yield start
    app.extensions["rpp.settings"] = settings


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has a generation written whenever more than three documents are not as the last one says."""
    monkeypatch.setattr(keeping, "MANY", 3)


def lanterns(*ids: int, more: str = "") -> list[Document]:
    return [Document(id_, f"Lantern {id_}", f"It shines. {more}") for id_ in ids]


def test_what_one_process_commits_the_next_request_of_another_finds(
    process: Callable[[], Process],
) -> None:
    one, other = process(), process()
    assert other.found("lantern") == []
    one.write(*lanterns(1, 2))
    assert sorted(other.found("lantern")) == [1, 2]
    one.write(Document(1, "Gate", ""), about=[2])
    assert other.found("lantern") == []
    assert other.found("gate") == [1]


def test_what_is_not_committed_is_found_by_its_own_transaction_alone(
    process: Callable[[], Process],
) -> None:
    one, other = process(), process()
    one.write(*lanterns(1))
    for process_ in (one, other):
        assert process_.found("lantern") == [1]
    with one.writing() as session:
        operations.write(session, KIND, lanterns(1, 2, more="Gates."), [1, 2])
        search = Search(parse("gate"))
        assert {each.id for each in ranked(session, ANYONE, search)} == {1, 2}
        operations.write(session, KIND, [], [1])
        assert [each.id for each in ranked(session, ANYONE, search)] == [2]
        if session.get_bind().dialect.name == "postgresql":
            assert other.found("lantern") == [1]
        session.rollback()
    for process_ in (one, other, process()):
        assert process_.found("gate") == []
        assert process_.found("lantern") == [1]


def test_a_part_that_is_taken_back_is_not_found(process: Callable[[], Process]) -> None:
    one, other = process(), process()
    with one.writing() as session:
        operations.write(session, KIND, lanterns(1), [1])
        part = session.begin_nested()
        operations.write(session, KIND, lanterns(2), [2])
        assert len(ranked(session, ANYONE, Search(parse("lantern")))) == 2
        part.rollback()
        assert len(ranked(session, ANYONE, Search(parse("lantern")))) == 1
        with session.begin_nested():
            operations.write(session, KIND, lanterns(3), [3])
    assert sorted(other.found("lantern")) == [1, 3]


def test_a_document_keeps_its_id_whatever_becomes_of_it(process: Callable[[], Process]) -> None:
    one = process()

    def id_() -> int:
        with one.engine.connect() as connection:
            rows = connection.execute(text("SELECT id, title, body, terms FROM search_document"))
            (row,) = rows
        return row[0]

    one.write(*lanterns(7))
    first = id_()
    one.write(about=[7])
    with one.engine.connect() as connection:
        rows = connection.execute(text("SELECT title, body, terms, line FROM search_document"))
        assert [tuple(row) for row in rows] == [("", "", "", "")], "nothing of it is left"
    one.write(*lanterns(7))
    assert id_() == first
    assert one.found("lantern") == [7]


@pytest.mark.usefixtures("at_once")
def test_a_new_process_maps_what_another_wrote_and_finds_the_same(
    process: Callable[[], Process],
) -> None:
    one = process()
    one.write(*lanterns(1, 2, 3, 4, 5))
    assert sorted(one.found("lantern")) == [1, 2, 3, 4, 5]
    assert one.index().is_mapped
    one.write(Document(2, "Gate", ""), about=[3])
    other = process()
    assert sorted(other.found("lantern")) == [1, 4, 5]
    assert other.found("gate") == [2]
    assert other.found('"lantern 4"') == [4]
    held = other.index()
    assert held.is_mapped
    assert held.apart == 3, "two of the file are gone, and one is new"
    one.write(*lanterns(11, 12, 13, 14))
    assert sorted(other.found("lantern")) == [1, 4, 5, 11, 12, 13, 14]
    assert other.index().apart == 0, "the next generation was written"
    assert len(list(one.folder().glob(f"{keeping.KIND}-*/"))) == 1
    assert one.folder().stat().st_mode & 0o77 == 0


@pytest.mark.usefixtures("at_once")
def test_the_worker_writes_files_before_a_request_has_to(
    app: Flask, process: Callable[[], Process]
) -> None:
    process().write(*lanterns(1, 2, 3, 4, 5))
    assert jobs.run_due(app)["keep the search index in files"] == 5
    assert jobs.run_due(app)["keep the search index in files"] == 0
    process().write(*lanterns(6, 7, 8, 9))
    with app.test_request_context(), Session(process().engine) as session:
        assert loading.index(session).apart == 4, "a request leaves it to the worker"
    assert jobs.run_due(app)["keep the search index in files"] == 9


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("harm", ["cut", "emptied", "left out", "of another database"])
def test_files_that_are_no_good_are_not_used(process: Callable[[], Process], harm: str) -> None:
    one = process()
    one.write(*lanterns(1, 2, 3, 4))
    one.found("lantern")
    (generation,) = one.folder().glob(f"{keeping.KIND}-*/")
    file = generation / "words.docs.npy"
    if harm == "cut":
        file.write_bytes(file.read_bytes()[:-4])
    elif harm == "emptied":
        file.write_bytes(b"")
    elif harm == "left out":
        file.unlink()
    else:
        with one.engine.begin() as connection:
            connection.execute(text("UPDATE search_change SET stamp = 'restored'"))
            connection.execute(text("UPDATE search_document SET terms = 'gate' WHERE id = 1"))
    other = process()
    assert len(other.found("lantern")) == (4 if harm != "of another database" else 3)


@pytest.mark.usefixtures("at_once")
def test_writers_and_readers_at_once_find_what_is_there(process: Callable[[], Process]) -> None:
    """Two write and take away, three read, while one generation follows the other."""
    rounds, over = 5, Event()

    def write(first: int) -> None:
        one = process()
        for at in range(rounds):
            ids = range(first + 10 * at, first + 10 * at + 4)
            one.write(*lanterns(*ids))
            one.write(about=list(ids)[2:])
            # Its own process, and one that begins now.
            for reader in (one, process()):
                found = set(reader.found("lantern"))
                assert set(list(ids)[:2]) <= found
                assert not set(list(ids)[2:]) & found

    def read() -> None:
        one, most = process(), 0
        while not over.is_set():
            found = one.found("lantern")
            assert len(found) == len(set(found))
            kept = sum(id_ % 10 < 2 for id_ in found)
            assert kept >= most, "what is kept never goes"
            most = kept

    with ThreadPoolExecutor(5) as threads:
        readers = [threads.submit(read) for _ in range(3)]
        writers = [threads.submit(write, first) for first in (10, 5_000)]
        try:
            for writer in writers:
                writer.result(120)
        finally:
            over.set()
        for reader in readers:
            reader.result(60)
    expected = [f + 10 * at + k for f in (10, 5_000) for at in range(rounds) for k in (0, 1)]
    found = [one for page in (process(),) for one in page.found("lantern")]
    assert sorted(found) == sorted(expected)


def test_a_request_that_began_before_a_change_has_nothing_read_anew(
    process: Callable[[], Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = process()
    one.write(*lanterns(1, 2))
    assert len(one.found("lantern")) == 2
    with one.app.app_context(), Session(one.engine) as late:
        assert len(ranked(late, ANYONE, Search(parse("lantern")))) == 2
        one.write(about=[2])
        assert one.found("lantern") == [1]
        held = loading._held[one.engine.pool]
        found = [each.id for each in ranked(late, ANYONE, Search(parse("lantern")))]
        assert found == [1], "what is gone is not shown to who came before either"
        assert loading._held[one.engine.pool] is held
        # A copy from long ago is no such request.
        if late.get_bind().dialect.name == "sqlite":
            monkeypatch.setattr(changes, "LONGEST", 0.0)
            assert len(ranked(late, ANYONE, Search(parse("lantern")))) == 2
    assert one.found("lantern") == [1]
