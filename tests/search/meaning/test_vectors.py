"""The worker reads what texts mean; what changed is never found by what it meant before."""

import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import select
from sqlmodel import Session

from rpp import jobs
from rpp.config import Settings
from rpp.home import health
from rpp.problems.models import Problem
from rpp.search import operations
from rpp.search.meaning import held, reading, vectors
from rpp.search.meaning.models import VECTORS
from rpp.search.models import DOCUMENTS
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.support.meaning import FakeMeaning
from tests.support.world import World


@pytest.fixture
def told(app: Flask, world: World, fake_meaning: FakeMeaning) -> World:
    """A problem about buses and one about breakfast stand in the index; nobody read them."""
    world.problem("open", title="Buses come late", summary="The bus is late. We *never* know why.")
    world.problem("open", title="Breakfast is cold", summary="Nobody eats it.")
    with world.make.writing() as session:
        operations.reindex(session)
    return world


def document(session: Session, title: str) -> int:
    statement = select(DOCUMENTS.c.id).where(DOCUMENTS.c.title == title)
    return session.execute(statement).scalar_one()


def edit(make: Factories, titled: str, /, **values: str) -> None:
    """Change a problem, and the index with it, in one transaction."""
    with make.writing() as session:
        problem = session.execute(select(Problem).where(Problem.title == titled)).scalar_one()
        for name, value in values.items():
            setattr(problem, name, value)
        session.flush()
        operations.put(session, "problem", problem.id or 0)


def stored(make: Factories) -> set[int]:
    with make.writing() as session:
        return set(session.execute(select(VECTORS.c.document_id)).scalars())


def nearest(make: Factories, fake: FakeMeaning, query: str) -> list[str]:
    """The titles of what is nearest to a question, by what a process holds."""
    asked = fake.encode(query, query=True)
    assert asked is not None
    with make.writing() as session:
        rows = session.execute(select(DOCUMENTS.c.id, DOCUMENTS.c.title))
        titles = {row.id: row.title for row in rows}
        found = held.vectors(session)
        near = found.nearest(asked, np.array(sorted(titles), dtype=np.int32))
    return [titles[one] for one in near.ids.tolist()]


def test_the_worker_reads_what_is_new_and_what_changed_and_nothing_twice(
    app: Flask, told: World, fake_meaning: FakeMeaning
) -> None:
    make = told.make
    assert nearest(make, fake_meaning, "bus") == []
    assert jobs.run_due(app)["read what texts mean"] == 2
    assert nearest(make, fake_meaning, "late buses")[0] == "Buses come late"
    assert nearest(make, fake_meaning, "cold breakfast")[0] == "Breakfast is cold"
    encoded = len(fake_meaning.encoded)
    assert jobs.run_due(app)["read what texts mean"] == 0
    assert len(fake_meaning.encoded) == encoded

    # What it meant goes with the change itself, for everyone; the worker reads it anew.
    edit(make, "Buses come late", summary="Snow lies on the roads.")
    assert nearest(make, fake_meaning, "late buses") == ["Breakfast is cold"]
    assert jobs.run_due(app)["read what texts mean"] == 1
    assert nearest(make, fake_meaning, "snow roads")[0] == "Buses come late"
    # A change of something else than its words does not.
    edit(make, "Buses come late", audience="network")
    assert len(nearest(make, fake_meaning, "snow roads")) == 2
    assert jobs.run_due(app)["read what texts mean"] == 0


def test_what_may_no_longer_be_found_loses_its_vectors_at_once(
    app: Flask, told: World, fake_meaning: FakeMeaning
) -> None:
    jobs.run_due(app)
    with told.make.writing() as session:
        gone = document(session, "Buses come late")
        assert gone in vectors.of_sentences(session, [gone])
    edit(told.make, "Buses come late", status="draft")
    assert gone not in stored(told.make)
    assert nearest(told.make, fake_meaning, "late buses") == ["Breakfast is cold"]
    with told.make.writing() as session:
        assert vectors.of_sentences(session, [gone]) == {}


def _said_by_check(told: World) -> str:
    with told.make.writing() as session:
        (finding,) = health._unread(session)
    assert not finding.wrong
    return finding.sentence


def test_what_means_the_like_is_found_by_anyone_until_it_says_something_else(
    app: Flask, told: World, fake_meaning: FakeMeaning, anyone: Browser
) -> None:
    fake_meaning.alike = {"vehicles": "buses", "tardy": "late"}

    def first() -> str:
        page = anyone.read("/search?q=tardy vehicles").text
        titles = ("Buses come late", "Snow lies deep", "Breakfast is cold")
        places = [(page.find(title), title) for title in titles if title in page]
        return min(places)[1] if places else ""

    assert first() == ""
    assert _said_by_check(told) == (
        "2 texts wait to be read for the meaning; search finds them by their words. The worker "
        "reads them, or `flask --app app search embed`."
    )
    jobs.run_due(app)
    assert _said_by_check(told) == "Every text was read for its meaning."
    assert first() == "Buses come late"
    # What it meant before finds it no more, though nobody read it anew.
    edit(told.make, "Buses come late", title="Snow lies deep", summary="It fell at night.")
    assert first() != "Snow lies deep"
    edit(told.make, "Snow lies deep", title="Buses come late", summary="Buses, again.")
    jobs.run_due(app)
    assert first() == "Buses come late"
    edit(told.make, "Buses come late", status="draft")
    assert first() != "Buses come late"


def test_each_sentence_has_its_vector_under_the_words_that_a_page_shows(
    app: Flask, told: World, fake_meaning: FakeMeaning
) -> None:
    jobs.run_due(app)
    with told.make.writing() as session:
        id_ = document(session, "Buses come late")
        (found,) = vectors.of_sentences(session, [id_, 10**6]).values()
    assert list(found)[:2] == ["The bus is late.", "We never know why."]
    for text, vector in found.items():
        right = fake_meaning.encode(text)
        assert right is not None
        assert float(vector @ right) > 0.999


def test_a_text_that_changes_while_it_is_read_keeps_no_vector_of_before(
    app: Flask, told: World, fake_meaning: FakeMeaning, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, meanwhile = fake_meaning.encode, [True]

    def slow(text: str, query: bool = False) -> object:
        if meanwhile and text.startswith("Buses come late"):
            meanwhile.clear()
            edit(told.make, "Buses come late", summary="Snow lies on the roads.")
        return right(text, query)

    monkeypatch.setattr(fake_meaning, "encode", slow)
    with told.make.writing() as session:
        id_ = document(session, "Buses come late")
        of_before = session.execute(
            select(DOCUMENTS.c.title, DOCUMENTS.c.body).where(DOCUMENTS.c.id == id_)
        ).one()
    assert jobs.run_due(app)["read what texts mean"] == 2
    with told.make.writing() as session:
        digest = session.execute(
            select(VECTORS.c.digest).where(VECTORS.c.document_id == id_)
        ).scalar_one()
    assert digest != vectors.digest(*of_before)


def test_two_workers_at_once_read_everything_and_none_of_it_breaks(
    app: Flask, told: World, fake_meaning: FakeMeaning, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(6):
        told.problem("open", title=f"Problem {n}", summary=f"It has number {n}.")
    with told.make.writing() as session:
        operations.reindex(session)
    monkeypatch.setattr(reading, "CHUNK", 2)
    together, failed = Barrier(2), list[BaseException]()

    def work() -> None:
        try:
            with app.app_context():
                together.wait()
                reading.turn()
        except BaseException as error:
            failed.append(error)

    threads = [Thread(target=work) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failed
    assert len(stored(told.make)) == 8


def test_a_worker_that_was_killed_loses_only_what_it_was_at(
    app: Flask, told: World, fake_meaning: FakeMeaning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CHUNK", 1)
    right = vectors.put

    def killed(session: Session, made: dict[vectors.Text, vectors.Made]) -> int:
        right(session, made)
        raise KeyboardInterrupt

    with app.app_context():
        rounds = reading.everything()
        assert next(rounds) == 1
        monkeypatch.setattr(vectors, "put", killed)
        with pytest.raises(KeyboardInterrupt):
            next(rounds)
        assert len(stored(told.make)) == 1
        monkeypatch.setattr(vectors, "put", right)
        assert sum(reading.everything()) == 1
    assert len(nearest(told.make, fake_meaning, "bus")) == 2


def test_without_the_model_nothing_is_read_and_the_command_says_why(
    app: Flask, told: World, fake_meaning: FakeMeaning
) -> None:
    fake_meaning.ready = False
    assert jobs.run_due(app)["read what texts mean"] == 0
    done = app.test_cli_runner().invoke(args=["search", "embed"])
    assert done.exit_code == 1
    assert "Its files are not installed." in done.output
    fake_meaning.ready = True
    done = app.test_cli_runner().invoke(args=["search", "embed"])
    assert done.exit_code == 0
    assert "2 texts were read; nothing is missing." in done.output


def test_vectors_of_another_model_are_not_used_and_made_anew(
    app: Flask, told: World, fake_meaning: FakeMeaning, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs.run_due(app)
    with told.make.writing() as session:
        session.execute(VECTORS.update().values(model="earlier"))
        held._held.clear()
        assert len(held.vectors(session)) == 0
        reading._done.clear()
    assert jobs.run_due(app)["read what texts mean"] == 2
    assert len(nearest(told.make, fake_meaning, "bus")) == 2


def test_a_transaction_finds_nothing_by_what_it_changed_and_nobody_else_notices(
    app: Flask, told: World, fake_meaning: FakeMeaning
) -> None:
    jobs.run_due(app)
    make = told.make
    held._held.clear()
    with app.app_context(), Session(app.extensions["rpp.engine"]) as session:
        operations.write(session, "problem", [])
        assert len(held.vectors(session)) == 0
        session.rollback()
    assert len(nearest(make, fake_meaning, "bus")) == 2


# --- files -----------------------------------------------------------------------------------


@pytest.fixture
def files(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], list[Path]]:
    """Every change is written to a file; lists the files."""
    monkeypatch.setattr(held, "MANY", 0)
    own: Settings = app.extensions["rpp.settings"].model_copy(update={"instance": tmp_path})
    monkeypatch.setitem(app.extensions, "rpp.settings", own)
    return lambda: sorted(path for path in tmp_path.glob("search/*/vectors-*") if path.is_dir())


def in_another_process(make: Factories, fake: FakeMeaning, query: str) -> list[str]:
    held._held.clear()
    return nearest(make, fake, query)


def test_processes_map_one_file_which_is_replaced_whole_and_rebuilt_when_missing(
    app: Flask, told: World, fake_meaning: FakeMeaning, files: Callable[[], list[Path]]
) -> None:
    make = told.make
    jobs.run_due(app)
    assert nearest(make, fake_meaning, "late buses")[0] == "Buses come late"
    (first,) = files()
    assert first.parent.stat().st_mode & 0o777 == 0o700
    assert in_another_process(make, fake_meaning, "late buses")[0] == "Buses come late"
    with make.writing() as session:
        mapped = held.vectors(session)
    assert isinstance(mapped.base.numbers, np.memmap)
    assert len(mapped.rest) == 0

    edit(make, "Buses come late", summary="Snow lies on the roads.")
    jobs.run_due(app)
    assert nearest(make, fake_meaning, "snow roads")[0] == "Buses come late"
    (second,) = files()
    assert second != first
    # What was mapped before is still readable for who reads it.
    assert len(mapped.nearest(np.ones(384, dtype=np.float32), np.arange(100, dtype=np.int32)).ids)

    shutil.rmtree(second)
    assert in_another_process(make, fake_meaning, "snow roads")[0] == "Buses come late"
    (third,) = files()
    for broken in ("", "no array"):
        (third / "numbers.npy").write_text(broken)
        assert in_another_process(make, fake_meaning, "snow roads")[0] == "Buses come late"
        (third,) = files()
    (third / "scales.npy").unlink()
    assert in_another_process(make, fake_meaning, "snow roads")[0] == "Buses come late"


def test_a_file_of_before_is_brought_up_to_date_and_one_of_another_history_is_not_used(
    app: Flask, told: World, fake_meaning: FakeMeaning, files: Callable[[], list[Path]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    make = told.make
    jobs.run_due(app)
    nearest(make, fake_meaning, "bus")
    (first,) = files()
    monkeypatch.setattr(held, "MANY", 2_000)
    edit(make, "Buses come late", summary="Snow lies on the roads.")
    assert in_another_process(make, fake_meaning, "bus") == ["Breakfast is cold"]
    jobs.run_due(app)
    assert in_another_process(make, fake_meaning, "snow roads")[0] == "Buses come late"
    assert files() == [first]
    # As after a copy was put back: the change of this number was another one.
    from rpp.search.models import CHANGES

    with make.writing() as session:
        session.execute(CHANGES.update().values(stamp="another"))
        session.execute(VECTORS.delete())
    assert in_another_process(make, fake_meaning, "bus") == []


def test_only_one_process_writes_a_file_at_a_time(
    app: Flask, told: World, fake_meaning: FakeMeaning, files: Callable[[], list[Path]]
) -> None:
    import fcntl

    jobs.run_due(app)
    nearest(told.make, fake_meaning, "bus")
    (first,) = files()
    with (first.parent / f"{held.KIND}.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        edit(told.make, "Buses come late", summary="Snow lies on the roads.")
        jobs.run_due(app)
        assert nearest(told.make, fake_meaning, "snow roads")[0] == "Buses come late"
        assert files() == [first]
