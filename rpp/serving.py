"""How the portal is served: gunicorn keeps the processes, waitress reads the requests.

gunicorn's own threads read a request while it arrives, so a few connections that send half a
header hold them all. waitress reads whole requests, and writes whole answers, apart from the
threads that work: only a complete request takes one.
"""

import logging
import os
import time
from typing import Any

from gunicorn.workers.base import Worker as Process
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ThreadedTaskDispatcher

# Each has a thread of its own: whoever watches the portal is answered while all others wait.
PROBES = ("/healthz", "/readyz")
# What a form with a file may send, and its fields: Flask says the limit of each form in words,
# with what was typed. What is larger still is refused here, in words for engineers.
LARGEST_BODY = 65 * 1024**2


class Desk(ThreadedTaskDispatcher):
    """Gives each whole request to a thread."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.set_thread_count(threads)
        self.probes = {path: ThreadedTaskDispatcher() for path in PROBES}
        for one in self.probes.values():
            one.set_thread_count(1)

    def add_task(self, task: HTTPChannel) -> None:
        """Queue a channel whose first request is whole."""
        probe = self.probes.get(getattr(task.requests[0], "path", ""))
        if probe is None:
            super().add_task(task)
        else:
            probe.add_task(task)


class Reader(HTTPRequestParser):
    """Reads a request; an address that is none is answered as other bad requests are."""

    def parse_header(self, header_plus: bytes) -> None:
        try:
            super().parse_header(header_plus)
        except ValueError:
            raise ParsingError("Bad address") from None


class Channel(HTTPChannel):
    """A connection."""

    parser_class = Reader


class Worker(Process):
    """One process of gunicorn: as many threads as it is told, and any number of connections."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channels: dict[int, Any] = {}

    def run(self) -> None:
        """Serve until told to stop, then finish what is being answered."""
        # That requests wait for a thread is no news.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        desk = Desk(self.cfg.threads)
        create_server(
            self.wsgi,
            map=self.channels,
            _dispatcher=desk,
            sockets=[one.sock for one in self.sockets],
            asyncore_use_poll=True,
            connection_limit=self.cfg.worker_connections,
            channel_timeout=60,
            max_request_header_size=64 * 1024,
            max_request_body_size=LARGEST_BODY,
            # Werkzeug's ProxyFix reads them, as often as RPP_PROXIES says.
            clear_untrusted_proxy_headers=False,
            ident=None,
        )
        for one in self._doors():
            one.channel_class = Channel
        while self.alive and self.ppid == os.getppid():
            self._turn()
        self._finish()
        desk.shutdown(timeout=1)
        wasyncore.close_all(self.channels)

    def _turn(self) -> None:
        self.notify()
        wasyncore.loop(timeout=1, use_poll=True, map=self.channels, count=1)

    def _finish(self) -> None:
        for one in self._doors():
            one.accepting = False
        end = time.monotonic() + self.cfg.graceful_timeout
        while time.monotonic() < end and any(map(_is_busy, self.channels.values())):
            self._turn()

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Stop, soon: the loop is woken."""
        super().handle_exit(sig, frame)
        for one in self._doors():
            one.pull_trigger()

    def _doors(self) -> list[BaseWSGIServer]:
        return [one for one in list(self.channels.values()) if isinstance(one, BaseWSGIServer)]


def _is_busy(channel: Any) -> bool:
    return isinstance(channel, HTTPChannel) and bool(channel.requests or channel.total_outbufs_len)
