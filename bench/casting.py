"""How many ballots a second are cast over HTTP, against an empty Flask page of the same server."""

import re
import selectors
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlencode, urlsplit

from flask.testing import FlaskClient

from bench import data
from bench.common import Databases, Figure, connected, median, milliseconds, portal, signed_in
from bench.starting import served, spent_by

CONNECTIONS, WORKERS = 16, 2
# In turns, so that whatever else the machine does meets both.
TURNS, CASTS, EMPTY = 7, 600, 2_000
MOST = 0.003
ANSWER = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)

# A connection's next request, as bytes on the wire.
Request = Callable[[], bytes]


def casting(databases: Databases, kind: str) -> list[Figure]:
    """Delegates change their ballots, each over a connection of their own, again and again."""
    url = databases.new(kind)
    engine = connected(url)
    data.fill(engine, problem_count=100, comment_count=2_000)
    round_id, options = data.open_round(engine, electors=data.LEAS)
    engine.dispose()
    with (
        served(databases, url, WORKERS) as (address, portal_id),
        served(databases, url, WORKERS, "bench.empty:app") as (empty, empty_id),
    ):
        app, path = portal(url, databases.folder), f"/rounds/{round_id}/ballot"
        delegates = [
            Delegate(signed_in(app, person), address, path, person, options)
            for person in range(1, CONNECTIONS + 1)
        ]
        page = request("GET", empty, "/healthz")
        spent = {"cast": -spent_by(portal_id), "empty": -spent_by(empty_id)}
        rates: dict[str, list[float]] = {"cast": [], "empty": []}
        for turn in range(TURNS + 1):
            idle = pump(empty, [lambda: page] * CONNECTIONS, EMPTY, b"200")
            cast = pump(address, [one.changes for one in delegates], CASTS, b"303")
            # The first turn warms up.
            if turn:
                rates["cast"].append(cast)
                rates["empty"].append(idle)
        # Of the web processes alone, without the database's and this one.
        cpu = tuple(
            (spent[what] + spent_by(master)) / (number * (TURNS + 1))
            for what, master, number in (
                ("cast", portal_id, CASTS),
                ("empty", empty_id, EMPTY),
            )
        )
    cast, idle = median(rates["cast"]), median(rates["empty"])
    return [
        Figure(
            "ballots cast over HTTP against an empty page",
            "at least 0.25",
            f"{cast / idle:.2f} ({cast:.0f} and {idle:.0f} a second)",
            f"gunicorn, {WORKERS} workers of two threads, {CONNECTIONS} connections, "
            f"medians of {TURNS} turns; CPU of an empty page {milliseconds(cpu[1])}",
            cast / idle >= 0.25,
            kind,
        ),
        Figure(
            "CPU of the web processes for a ballot cast",
            f"at most {milliseconds(MOST)}",
            milliseconds(cpu[0]),
            "of the same casts",
            cpu[0] <= MOST,
            kind,
        ),
    ]


class Delegate:
    """Casts their ballot with points that change each time, from the form they were given."""

    def __init__(
        self, client: FlaskClient, address: str, path: str, person: int, options: list[int]
    ) -> None:
        page = client.get(path).get_data(as_text=True)
        kept = client.get_cookie("rpp")
        assert kept is not None
        self.cookie, self.address, self.path = f"rpp={kept.value}", address, path
        names = ("csrf_token", "organization")
        self.form = {name: _value(page, name) for name in names} | {"step": "cast"}
        self.person, self.options, self.seen = person, options, 0

    def changes(self) -> bytes:
        """The request of their next change."""
        first = (self.person + self.seen) % len(self.options)
        points = {self.options[first]: 6, self.options[first - 3]: 4}
        form = self.form | {f"points-{o}": str(points.get(o, 0)) for o in self.options}
        body = urlencode(form | {"seen": str(self.seen)})
        self.seen += 1
        return request("POST", self.address, self.path, body, self.cookie)


def _value(page: str, name: str) -> str:
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
    assert found, name
    return found[1]


def request(method: str, address: str, path: str, body: str = "", cookie: str = "") -> bytes:
    """A request as a browser of this site sends it."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {urlsplit(address).netloc}"]
    if cookie:
        lines += [f"Cookie: {cookie}", "Sec-Fetch-Site: same-origin"]
    if body:
        lines += [
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
    return ("\r\n".join(lines) + f"\r\n\r\n{body}").encode()


@contextmanager
def wires(address: str) -> Iterator[list[socket.socket]]:
    """Open connections that stay open."""
    parts = urlsplit(address)
    opened = [
        socket.create_connection((parts.hostname or "", parts.port or 80), 60)
        for _ in range(CONNECTIONS)
    ]
    try:
        yield opened
    finally:
        for wire in opened:
            wire.close()


def pump(address: str, nexts: list[Request], count: int, status: bytes) -> float:
    """Answers a second: each connection sends its next request as soon as the last is answered."""
    began, sent, done = time.perf_counter(), 0, 0
    with wires(address) as opened, closing(selectors.DefaultSelector()) as selector:
        for wire, make in zip(opened, nexts, strict=True):
            selector.register(wire, selectors.EVENT_READ, make)
            wire.sendall(make())
            sent += 1
        while done < sent:
            for key, _ in selector.select():
                wire = key.fileobj
                assert isinstance(wire, socket.socket)
                answer = _answer(wire)
                assert answer.split(b" ", 2)[1] == status, answer[:2_000]
                done += 1
                if sent < count:
                    wire.sendall(key.data())
                    sent += 1
    return done / (time.perf_counter() - began)


def _answer(wire: socket.socket) -> bytes:
    """One whole answer."""
    got = wire.recv(65_536)
    while b"\r\n\r\n" not in got:
        got += _more(wire)
    head = got.index(b"\r\n\r\n")
    length = ANSWER.search(got, 0, head)
    assert length, got
    while len(got) < head + 4 + int(length[1]):
        got += _more(wire)
    return got


def _more(wire: socket.socket) -> bytes:
    more = wire.recv(65_536)
    assert more, "the server hung up"
    return more
