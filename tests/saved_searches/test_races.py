"""Workers at once tell once, one that is killed leaves it to the next, and two saves make one."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask

from rpp import db, jobs
from rpp.config import ROOT
from rpp.errors import DomainError
from rpp.mail import Email
from rpp.notices.models import Notice
from rpp.policy import Viewer
from rpp.saved_searches import looking, operations
from rpp.saved_searches.models import SavedSearch, SearchMatch
from rpp.saved_searches.places import Asked
from rpp.search import operations as index
from tests.support.world import World

ASKED = Asked("search", {"q": ["lanterns"]})


def save(world: World, asked: Asked = ASKED) -> None:
    with world.make.writing() as session:
        operations.save_search(session, Viewer(id=world.stranger.id), "Lanterns", asked)


def comes(world: World, times: int = 1) -> None:
    """Problems that match appear in the index."""
    for n in range(times):
        problem = world.problem("open", title=f"Lanterns {n}")
        with world.make.writing() as session:
            index.put(session, "problem", problem.id or 0)


def told(world: World) -> tuple[int, int, int]:
    """How many notices, e-mails and matches there are."""
    return tuple(len(world.make.all(model)) for model in (Notice, Email, SearchMatch))


def enrolled(app: Flask) -> None:
    """The job has its row, as after the first turn of a worker."""
    jobs.run_due(app)


def test_workers_at_once_tell_once(
    app: Flask, world: World, found_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(app)
    save(world)
    comes(world, 3)
    both, found = Barrier(2), looking._found

    def together(*args: object) -> looking.Found:
        answer = found(*args)
        # Both have found before either tells.
        both.wait(30)
        return answer

    monkeypatch.setattr(looking, "_found", together)

    def work(_: int) -> int:
        with app.app_context():
            return looking.look()

    with ThreadPoolExecutor(2) as pool:
        counts = sorted(pool.map(work, range(2)))
    assert counts == [0, 3]
    assert told(world) == (1, 1, 3)
    monkeypatch.undo()
    with app.app_context():
        assert looking.look() == 0


def test_what_was_found_before_a_search_was_resumed_is_not_told(
    app: Flask, world: World, found_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(app)
    save(world)
    comes(world)
    found = looking._found

    def meanwhile(*args: object) -> looking.Found:
        answer = found(*args)
        viewer = Viewer(id=world.stranger.id)
        with world.make.writing() as session:
            operations.pause_search(session, viewer, 1)
            operations.resume_search(session, viewer, 1)
        return answer

    monkeypatch.setattr(looking, "_found", meanwhile)
    with app.app_context():
        assert looking.look() == 0
    assert told(world) == (0, 0, 0)


# As a worker that has told, and is killed before it commits.
WORKER = """
import sys
from rpp import create_app
from rpp.saved_searches import looking

tell = looking._tell

def slowly(*args):
    tell(*args)
    print("told", flush=True)
    sys.stdin.read()

looking._tell = slowly
with create_app().app_context():
    looking.look()
"""


def test_a_worker_that_is_killed_leaves_it_to_the_next(
    app: Flask, world: World, database_url: str, tmp_path: Path, found_at: str
) -> None:
    enrolled(app)
    save(world)
    comes(world, 2)
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        cwd=ROOT,
        env={
            "PATH": "",
            "RPP_DATABASE_URL": database_url,
            "RPP_INSTANCE": str(tmp_path),
            "RPP_SECRET_KEY": "for-tests-only",
            "RPP_SITE_URL": found_at,
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "told\n"
    finally:
        process.kill()
        process.communicate()
    assert told(world) == (0, 0, 0)
    with app.app_context():
        assert looking.look() == 2
    assert told(world)[0::2] == (1, 2)


def test_two_saves_of_one_search_at_once_make_one(app: Flask, world: World) -> None:
    both = Barrier(2)

    def save_it(_: int) -> bool:
        with app.app_context():
            both.wait(30)
            try:
                with db.transaction() as session:
                    operations.save_search(session, Viewer(id=world.stranger.id), "Mine", ASKED)
            except DomainError:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(save_it, range(2))) == [False, True]
    assert len(world.make.all(SavedSearch)) == 1


def test_a_long_list_of_what_is_new_is_looked_at_in_parts(
    app: Flask, world: World, found_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "CHUNK", 2)
    save(world)
    comes(world, 5)
    with app.app_context():
        assert jobs.run_due(app)[looking.NAME] == 2
        assert [looking.look() for _ in range(3)] == [2, 1, 0]
    assert told(world) == (1, 1, 5)


def test_an_index_that_is_made_anew_is_no_news(
    app: Flask, world: World, works: Callable[[], int]
) -> None:
    comes(world, 2)
    save(world)
    with world.make.writing() as session:
        index.reindex(session)
    assert works() == 0
