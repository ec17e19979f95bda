"""A stand-in for an OpenAI-compatible endpoint, which answers as a test tells it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Model:
    """What was asked of it, and how it is to answer.

    `text` is said in the usual form; `raw` is sent in its place, with `code` and `headers`. It is
    said once `waits_for` is set, where a test gives one.
    `stays_silent` answers nothing until the test ends; `drips` sends a header byte by byte until
    then.
    """

    text: str = ""
    raw: bytes | None = None
    code: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    stays_silent: bool = False
    drips: bool = False
    waits_for: threading.Event | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    url: str = ""
    over: threading.Event = field(default_factory=threading.Event)
    heard: threading.Event = field(default_factory=threading.Event)


@contextmanager
def served() -> Iterator[Model]:
    """A model that is served from a thread."""
    model = Model()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            model.asked.append(json.loads(body))
            model.paths.append(self.path)
            model.keys.append(self.headers.get("Authorization", ""))
            model.heard.set()
            if model.waits_for:
                model.waits_for.wait()
            if model.stays_silent:
                model.over.wait()
                return
            if model.drips:
                self._drip()
                return
            told = {"choices": [{"message": {"role": "assistant", "content": model.text}}]}
            sent = json.dumps(told).encode() if model.raw is None else model.raw
            self.send_response(model.code)
            for name, value in model.headers.items():
                self.send_header(name, value)
            self.end_headers()
            # The portal hangs up on what is too much.
            with suppress(OSError):
                self.wfile.write(sent)

        def do_GET(self) -> None:
            model.paths.append(self.path)
            self.send_response(200)
            self.end_headers()

        def _drip(self) -> None:
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while not model.over.wait(0.02):
                    self.wfile.write(b"a")
            except OSError:
                # The portal has hung up.
                model.over.set()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
