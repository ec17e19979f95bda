"""`make run` serves the portal with its worker beside it, and leaves nothing behind."""

import os
import socket
import subprocess
import sys

import pytest

from rpp.config import ROOT


@pytest.fixture
def environment(sqlite_url: str) -> dict[str, str]:
    return os.environ | {"RPP_DATABASE_URL": sqlite_url, "RPP_SECRET_KEY": "for-tests-only"}


def line(port: int) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "app", "serve", "--port", str(port)]


def test_a_server_that_is_told_to_end_takes_its_worker_along(environment: dict[str, str]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        line(port), cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    while "Ctrl-C" not in (said := server.stdout.readline()):
        assert said, "it ended before it began"
    server.terminate()
    # The pipe ends with the last process that holds it: server, worker and gunicorn.
    server.communicate(timeout=60)
    assert server.returncode == 0


def test_a_taken_port_is_said_in_words(environment: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = subprocess.run(
            line(port), cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
    assert ended.returncode == 1
    assert f"make run PORT={port + 1}" in ended.stderr
