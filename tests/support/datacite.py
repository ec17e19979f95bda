"""A stand-in for DataCite's REST API, which keeps to what its public documentation says of it.

A repository registers under its prefix, and for addresses of its domain. POST makes a draft, PUT
with an event moves it, only drafts are deleted, and what resolves needs the mandatory properties.
"""

import json
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

PREFIX, REPOSITORY, PASSWORD = "10.5072", "EXAMPLE.COMMONS", "secret of the repository"
TYPE = "application/vnd.api+json"
MANDATORY = ("creators", "titles", "publisher", "publicationYear", "types")
# The event, and from which states it leads to which one.
EVENTS = {
    "publish": ({"draft", "registered", "findable"}, "findable"),
    "register": ({"draft", "registered"}, "registered"),
    "hide": ({"findable", "registered"}, "registered"),
}


@dataclass
class Registry:
    """What the stand-in knows, and how it is to behave."""

    domain: str = "commons.example"
    dois: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    # Answers given instead, the first one next: (code, body); "lost" does it and answers nothing.
    instead: list[tuple[int, str] | str] = field(default_factory=list)
    url: str = ""

    def states(self) -> dict[str, str]:
        return {doi: about["state"] for doi, about in self.dois.items()}

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        told = json.loads(body)["data"]["attributes"] if body else {}
        self.asked.append((method, path, told))
        doi = unquote(path.removeprefix("/dois").strip("/")).lower()
        if method == "POST":
            doi = str(told["doi"]).lower()
            if not doi.startswith(f"{PREFIX}/"):
                return 403, _wrong("", "You are not authorized to access this resource.")
            if doi in self.dois:
                return 422, _wrong("doi", "This DOI has already been taken")
            self.dois[doi] = {"doi": doi, "state": "draft"}
            return self._take(doi, told, 201)
        if doi not in self.dois:
            return 404, _wrong("", "The resource you are looking for doesn't exist.")
        if method == "DELETE":
            if self.dois[doi]["state"] != "draft":
                return 405, _wrong("", "Method not allowed")
            del self.dois[doi]
            return 204, None
        return self._take(doi, told, 200) if method == "PUT" else (200, self._told(doi))

    def _take(self, doi: str, told: dict[str, Any], code: int) -> tuple[int, Any]:
        about = {**self.dois[doi], **{k: v for k, v in told.items() if k != "event"}}
        state = about["state"]
        if event := told.get("event"):
            before, after = EVENTS[event]
            state = after if state in before else state
        if state != "draft":
            host = urlsplit(about.get("url") or "").hostname
            if host != self.domain:
                return 422, _wrong("url", "URL is not allowed by repository domain settings.")
            for name in MANDATORY:
                if not about.get(name):
                    return 422, _wrong(name, "Can't be blank")
        self.dois[doi] = about | {"state": state}
        return code, self._told(doi)

    def _told(self, doi: str) -> Any:
        return {"data": {"id": doi, "type": "dois", "attributes": self.dois[doi]}}


def _wrong(source: str, title: str) -> Any:
    return {"errors": [{"source": source, "title": title}]}


@contextmanager
def served() -> Iterator[Registry]:
    """A registry that is served from a thread."""
    registry = Registry()

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            code, told = self._answered(self.rfile.read(length))
            self.send_response(code)
            self.send_header("Content-Type", TYPE)
            self.end_headers()
            if told is not None:
                self.wfile.write(told if isinstance(told, bytes) else json.dumps(told).encode())

        def _answered(self, body: bytes) -> tuple[int, Any]:
            instead = registry.instead.pop(0) if registry.instead else None
            if isinstance(instead, tuple):
                return instead[0], instead[1].encode()
            kind, _, secret = self.headers.get("Authorization", "").partition(" ")
            right = f"{REPOSITORY}:{PASSWORD}"
            if kind != "Basic" or b64decode(secret).decode() != right:
                return 401, _wrong("", "Bad credentials.")
            assert not body or self.headers["Content-Type"] == TYPE
            found = registry.answer(self.command, self.path, body)
            # The request was done, and its answer goes astray.
            return (502, b"<html>Bad gateway</html>") if instead == "lost" else found

        do_GET = do_POST = do_PUT = do_DELETE = _do

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    registry.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield registry
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
