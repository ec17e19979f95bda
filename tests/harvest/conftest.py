"""A repository with something in it, and one that is served for real."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from rpp import clock
from tests.briefs.conftest import World, world, worlds

__all__ = ["World", "world", "worlds"]


class Quiet(WSGIRequestHandler):
    """A server that tells nobody of its requests."""

    def log(self, *_: Any) -> None:
        pass


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """The address of the portal, served from a thread."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def set_clock() -> Iterator[Callable[[datetime], None]]:
    """Say what time it is from here on, until the end of the test."""
    with ExitStack() as stack:

        def at(moment: datetime) -> None:
            stack.enter_context(clock.at(moment))

        yield at
