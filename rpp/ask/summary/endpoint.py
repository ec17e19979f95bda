"""An OpenAI-compatible endpoint, asked for one short text: POST …/chat/completions.

The address is the operator's. Nobody is followed elsewhere, an answer has an end in bytes and in
seconds, and one process asks once at a time: readers of other pages never wait for the endpoint.
"""

import json
import socket
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from rpp.config import Settings

SECONDS = 8.0
LARGEST = 64 * 1024  # bytes of an answer

_asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="summary")
_free = threading.Lock()


class NoAnswer(Exception):
    """The endpoint gave nothing that can be used; the message says why, and nothing of the text."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers, and which one."""

    url: str
    model: str
    key: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        """The machine to which a question goes."""
        return urlsplit(self.url).hostname or ""


def of(settings: Settings) -> Endpoint | None:
    """The endpoint that the operator set; None where there is none, or half of one."""
    if not (settings.llm_url and settings.llm_model):
        return None
    return Endpoint(settings.llm_url, settings.llm_model, settings.llm_key)


def complete(endpoint: Endpoint, system: str, user: str) -> str:
    """What the model says, as it says it; NoAnswer where it fails or takes longer than `SECONDS`.

    The deadline holds for all of it: name, connection, headers and body.
    """
    if not _free.acquire(blocking=False):
        raise NoAnswer("it is answering somebody else")
    try:
        call = _Call(endpoint, _body(endpoint, system, user))
        asked: Future[str] = _asking.submit(call.run)
    except BaseException:
        _free.release()
        raise
    # Whenever it ends, which is soon: its connection is cut off below.
    asked.add_done_callback(lambda _: _free.release())
    try:
        return asked.result(timeout=SECONDS)
    except TooLate:
        call.cut_off()
        raise NoAnswer("it took too long") from None


def _body(endpoint: Endpoint, system: str, user: str) -> bytes:
    told = {
        "model": endpoint.model,
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
        "temperature": 0,
        "max_tokens": 300,
        "stream": False,
    }
    return json.dumps(told).encode()


class _Call:
    """One request, which another thread may cut off."""

    def __init__(self, endpoint: Endpoint, body: bytes) -> None:
        self.endpoint, self.body = endpoint, body
        self.connection = _connection(endpoint)
        self.is_cut_off = False

    def run(self) -> str:
        """Ask, and read the text out of the answer."""
        try:
            return _text(self._asked())
        except (HTTPException, OSError, ValueError) as error:
            raise NoAnswer(f"it cannot be asked ({type(error).__name__})") from None
        finally:
            self.connection.close()

    def _asked(self) -> bytes:
        parts = urlsplit(self.endpoint.url)
        path = f"{parts.path.rstrip('/')}/chat/completions"
        self.connection.connect()
        if self.is_cut_off:
            # Nobody waits for it any more: the question stays here.
            raise NoAnswer("it took too long")
        self.connection.request("POST", path, self.body, _headers(self.endpoint))
        answer = self.connection.getresponse()
        if answer.status != 200:
            raise NoAnswer(f"it answered {answer.status}")
        found = answer.read(LARGEST + 1)
        if len(found) > LARGEST:
            raise NoAnswer("it answered too much")
        return found

    def cut_off(self) -> None:
        """End it now; whoever waits for the endpoint gets an error at once."""
        self.is_cut_off = True
        with suppress(OSError, AttributeError):
            self.connection.sock.shutdown(socket.SHUT_RDWR)


def _connection(endpoint: Endpoint) -> HTTPConnection:
    parts = urlsplit(endpoint.url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=SECONDS)


def _headers(endpoint: Endpoint) -> Mapping[str, str]:
    key = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    return {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        **key,
    }


def _text(answer: bytes) -> str:
    try:
        told: Any = json.loads(answer)
        text = told["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise NoAnswer("it answered something that we do not understand") from None
    if not isinstance(text, str):
        raise NoAnswer("it answered something that we do not understand")
    return text
