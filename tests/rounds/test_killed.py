"""The server itself is killed while districts vote: what it acknowledged is there afterwards."""

import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode

from rpp import clock
from rpp.config import ROOT, Settings
from rpp.rounds import opening
from rpp.rounds.models import Ballot, BallotPoints
from tests.rounds.conftest import World
from tests.support.client import Browser
from tests.support.html import Page

KILLS, MOST_ANSWERS = 3, 12


class Voter(Thread):
    """A delegate who changes their ballot over and over, and notes what the server acknowledged."""

    def __init__(self, path: str, cookie: str, options: list[int], told: Queue[str]) -> None:
        super().__init__(daemon=True)
        self.path, self.cookie, self.options, self.told = path, cookie, options, told
        self.port, self.again, self.ended = 0, Event(), False
        self.acknowledged: dict[int, dict[int, int]] = {0: {}}  # by version
        self.sent: dict[int, int] = {}

    @property
    def last(self) -> int:
        return max(self.acknowledged)

    def go(self, port: int) -> None:
        """Vote at a server that was started (again)."""
        self.port = port
        self.again.set()

    def stop(self) -> None:
        self.ended = True
        self.again.set()

    def run(self) -> None:
        while True:
            self.again.wait()
            self.again.clear()
            if self.ended:
                return
            try:
                while True:
                    self._vote(self._form())
            except (OSError, HTTPException):
                self.told.put("cut off")
            except Exception as error:
                self.told.put(repr(error))
                return

    def _form(self) -> dict[str, str]:
        status, page = self._ask("GET")
        assert status == 200, page
        form = Page(page).form("/ballot")
        version = int(form.fields["seen"][0])
        # What was written but not said any more may be there too; nothing that was said is gone.
        assert version in (self.last, self.last + 1), (version, self.last)
        self.acknowledged.setdefault(version, self.sent)
        return {name: values[0] for name, values in form.fields.items()}

    def _vote(self, form: dict[str, str]) -> None:
        while True:
            first = (self.last + 1) % 10
            self.sent = {o: n for o, n in zip(self.options, (first, 10 - first), strict=False) if n}
            points = {f"points-{o}": str(self.sent.get(o, 0)) for o in self.options}
            status, page = self._ask(
                "POST", form | points | {"step": "cast", "seen": str(self.last)}
            )
            if status == 422:
                return  # the database still ended what was already sent: they look again
            assert status == 303, page
            self.acknowledged[self.last + 1] = self.sent
            self.told.put("acknowledged")

    def _ask(self, method: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin"}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, self.path, urlencode(form) if form else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


@contextmanager
def served(url: str, folder: Path, key: str) -> Iterator[int]:
    """Serve as `flask serve` does, on a port that is listened to before; killed at the end."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RPP_")}
    with socket.create_server(("127.0.0.1", 0)) as door:
        command = [
            *(sys.executable, "-m", "gunicorn", "app:app", "--bind", f"fd://{door.fileno()}"),
            *("--workers", "2", "--log-level", "error"),
        ]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=kept
            | {
                "RPP_DATABASE_URL": url,
                "RPP_INSTANCE": str(folder),
                "RPP_SECRET_KEY": key,
                "RPP_RATE_LIMITS": "false",
            },
            pass_fds=[door.fileno()],
            start_new_session=True,
        )
        port = door.getsockname()[1]
    try:
        yield port
    finally:
        # Its workers, too: as when the machine stops.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_the_server_is_killed_while_districts_vote_and_every_acknowledged_ballot_is_there(
    world: World,
    database_url: str,
    browser_as: Callable[..., Browser],
    settings: Settings,
    tmp_path: Path,
) -> None:
    now = clock.now()
    round_id = world.draft(secret=True, opens_at=now, closes_at=now + timedelta(days=30))
    world.run(opening.open_round, world.steward, round_id)
    told: Queue[str] = Queue()
    path, options = f"/rounds/{round_id}/ballot", world.options(round_id)
    voters = [Voter(path, cookie_of(browser_as(d), path), options, told) for d in world.delegates]
    moments = random.Random(round_id)
    for voter in voters:
        voter.start()
    for _ in range(KILLS):
        with served(database_url, tmp_path, settings.secret_key) as port:
            for voter in voters:
                voter.go(port)
            for _ in range(moments.randint(1, MOST_ANSWERS)):
                assert told.get(timeout=60) == "acknowledged"
        cut_off = 0
        while cut_off < len(voters):
            message = told.get(timeout=60)
            assert message in ("acknowledged", "cut off"), message
            cut_off += message == "cut off"
        for n, voter in enumerate(voters):
            assert_it_is_there(world, n, voter)
    # Once more, and everyone reads in their form what they were told.
    with served(database_url, tmp_path, settings.secret_key) as port:
        for voter in voters:
            voter.port = port
            voter._form()
    for voter in voters:
        voter.stop()
        voter.join(60)
    assert sum(voter.last for voter in voters) >= KILLS


def cookie_of(browser: Browser, path: str) -> str:
    """The cookie of a signed-in browser after it has read a form."""
    browser.read(path)
    kept = browser.get_cookie("rpp")
    assert kept is not None
    return f"rpp={kept.value}"


def assert_it_is_there(world: World, n: int, voter: Voter) -> None:
    """The ballot of district n is as it was last acknowledged, or as it was sent after that."""
    if not voter.last and not voter.sent:
        return
    held = [b for b in world.make.all(Ballot) if b.organization_id == world.districts[n].id]
    if not held:
        assert voter.last == 0
        return
    (ballot,) = held
    points: dict[Any, int] = {
        row.option_id: row.points
        for row in world.make.all(BallotPoints)
        if row.ballot_id == ballot.id
    }
    assert ballot.version in (voter.last, voter.last + 1)
    assert points == (
        voter.acknowledged[voter.last] if ballot.version == voter.last else voter.sent
    )
