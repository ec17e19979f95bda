"""The portal as it is really served: `make run`, and the line of the operator's manual."""

import http.client
import os
import re
import shlex
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from urllib.parse import urlencode

import pytest

from rpp import serving
from rpp.config import ROOT
from rpp.files import uploads
from tests.support.html import Page

FORM = "application/x-www-form-urlencoded"
HALVES = {
    "header": b"GET /about HTTP/1.1\r\nHost: local",
    "body": b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nemail=",
    "nothing": b"",
}


@pytest.fixture
def environment(sqlite_url: str) -> dict[str, str]:
    return os.environ | {"RPP_DATABASE_URL": sqlite_url, "RPP_SECRET_KEY": "for-tests-only"}


def serve(port: int) -> list[str]:
    """What `make run` does."""
    return [sys.executable, "-m", "flask", "--app", "app", "serve", "--port", str(port)]


def manual(port: int) -> list[str]:
    """The line of the manual, on another port."""
    lines = (ROOT / "docs" / "operations.md").read_text().splitlines()
    (line,) = (one for one in lines if one.startswith(".venv/bin/gunicorn"))
    words = shlex.split(re.sub(r":8000\b", f":{port}", line), comments=True)
    return [sys.executable, "-m", "gunicorn", *words[1:]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(line: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A server that has said that it listens; it is told to end, and ends."""
    server = subprocess.Popen(
        line,
        cwd=ROOT,
        env=environment | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert server.stdout is not None
    try:
        while not re.search("Ctrl-C|Booting worker", said := server.stdout.readline()):
            assert said, "it ended before it began"
        yield server
    finally:
        server.terminate()
        # The pipe ends with the last process that holds it: server, worker and gunicorn.
        server.communicate(timeout=60)


def answer(port: int, path: str) -> tuple[int, str]:
    """What a visitor gets who waits twenty seconds at most."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def until_it_listens(port: int) -> None:
    """A connection is taken as soon as the door is open, whoever answers it then."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            continue
        return


def test_a_database_out_of_reach_is_said_at_the_start_with_its_setting(
    environment: dict[str, str],
) -> None:
    port = free_port()
    wrong = {"RPP_DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}
    with running(manual(port), environment | wrong) as server:
        until_it_listens(port)
        # Nobody asked for a page yet; probes of the process ask no database.
        assert answer(port, "/healthz") == (200, "ok")
        server.terminate()
        assert server.stdout is not None
        said = server.stdout.read()
    assert "The database cannot be reached (is RPP_DATABASE_URL right?)" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("line", [serve, manual])
def test_half_sent_requests_hold_nobody_up(environment: dict[str, str], line) -> None:
    port = free_port()
    with running(line(port), environment), ExitStack() as open_:
        until_it_listens(port)
        for sent in [*HALVES.values()] * 5:
            half = open_.enter_context(socket.create_connection(("127.0.0.1", port)))
            half.sendall(sent)
        for path in ("/healthz", "/about", "/sign-in", "/readyz"):
            assert answer(port, path)[0] == 200, path


def test_probes_are_answered_while_every_thread_waits(
    environment: dict[str, str], sqlite_url: str
) -> None:
    port = free_port()
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    with running(manual(port), environment), ExitStack() as open_:
        until_it_listens(port)
        asks = open_.enter_context(closing(http.client.HTTPConnection("127.0.0.1", port)))
        asks.request("GET", "/reset")
        page = asks.getresponse()
        cookie = (page.getheader("Set-Cookie") or "").split(";")[0]
        fields = Page(page.read().decode()).form("/reset").fields
        body = urlencode({"csrf_token": fields["csrf_token"][0], "email": "a@b.example"})
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        # Another process writes, and all that want to write wait for it.
        other.execute("BEGIN IMMEDIATE")
        for _ in range(12):
            waits = open_.enter_context(closing(http.client.HTTPConnection("127.0.0.1", port)))
            waits.request("POST", "/reset", body, headers)
        assert [answer(port, path)[0] for path in ("/healthz", "/readyz")] == [200, 200]
        other.close()


def test_an_address_that_is_none_is_answered(environment: dict[str, str]) -> None:
    port = free_port()
    with running(manual(port), environment):
        until_it_listens(port)
        for start in (b"GET http://[ HTTP/1.1", b"GET //[::1 HTTP/1.1", b"NONSENSE"):
            with socket.create_connection(("127.0.0.1", port), timeout=20) as asks:
                asks.sendall(start + b"\r\nHost: localhost\r\n\r\n")
                assert asks.recv(9_999).split()[1] in (b"400", b"404"), start


def test_what_is_too_large_is_said_on_a_page(environment: dict[str, str]) -> None:
    port = free_port()
    with running(serve(port), environment):
        until_it_listens(port)
        asks = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        with closing(asks):
            # Larger than a file that a form takes: the form itself must say so, not the server.
            sent = urlencode({"email": "x" * 20 * 1024**2})
            asks.request("POST", "/sign-in", sent, {"Content-Type": FORM})
            said = asks.getresponse()
            assert said.status == 413
            assert "That is too much text" in said.read().decode()
    assert serving.LARGEST_BODY > uploads.MOST_SENT


def test_a_server_that_is_told_to_end_takes_its_worker_along(environment: dict[str, str]) -> None:
    with running(serve(free_port()), environment) as server:
        pass
    assert server.returncode == 0


def test_a_taken_port_is_said_in_words(environment: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = subprocess.run(
            serve(port), cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
    assert ended.returncode == 1
    assert f"make run PORT={port + 1}" in ended.stderr
