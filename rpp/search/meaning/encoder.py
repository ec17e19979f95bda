"""Turns texts into vectors, by a process of this machine that all of the portal's share."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import OrderedDict
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from flask import Flask, current_app

from rpp.config import Settings
from rpp.search.meaning import files
from rpp.search.meaning.files import State

if TYPE_CHECKING:
    from rpp.search.meaning.model import Vector

# What the model wants before a question, and not before the texts that may answer it.
ASKING = "Represent this sentence for searching relevant passages: "
PROGRAM = Path(__file__).with_name("model.py")
REMEMBERED = 256  # vectors of questions
# Of a text only the beginning is read; sending more would be for nothing.
MOST_TEXT = 20_000
# In seconds: how long a search waits for the process to start, and for an answer.
STARTING, ANSWERING = 2.0, 5.0
# How long nothing is tried after it did not start.
REST = 60.0
# How long the process stays when nobody is connected any more.
LINGER = 60.0


class Encoding(Protocol):
    """What turns texts into vectors; tests put one of their own into the app's extensions."""

    def state(self) -> State:
        """Whether it can, and if not, why."""

    def encode(self, text: str, query: bool = False) -> "Vector | None":
        """The vector of a text, or of a question; None where there is none now."""


def encode(text: str, query: bool = False) -> "Vector | None":
    """The vector of a text, or of a question: 384 numbers, of length 1.

    None where there is no model, or the text says nothing: then words alone must do.
    """
    return _own().encode(text, query)


def state() -> State:
    """Whether texts can be searched by meaning now; if not, why, in words for an operator."""
    return _own().state()


def _own() -> Encoding:
    found: Encoding = current_app.extensions["rpp.encoder"]
    return found


def init_app(app: Flask) -> None:
    """Give the app its encoder; nothing is loaded before something is encoded."""
    settings: Settings = app.extensions["rpp.settings"]
    app.extensions["rpp.encoder"] = Encoder(settings.embedding_model)
    app.jinja_env.globals["reads_meaning"] = lambda: state().ready


class Encoder:
    """Asks the process that holds the model, and starts it where none runs."""

    def __init__(self, setting: str) -> None:
        self.setting = setting
        self._lock = Lock()
        self._line: socket.socket | None = None
        self._owner = 0
        # The process, where this one started it.
        self.process: subprocess.Popen[bytes] | None = None
        self._rests_until = 0.0
        self._remembered: OrderedDict[str, Vector] = OrderedDict()

    def state(self) -> State:
        """Whether everything is there, and the process has not failed lately."""
        if time.monotonic() < self._rests_until:
            return State(
                False, "The process that holds the model does not start: the log says why."
            )
        return files.examine(self.setting)

    def encode(self, text: str, query: bool = False) -> "Vector | None":
        """The vector of a text, or of a question; those of the last questions are remembered."""
        text = " ".join(text[:MOST_TEXT].replace("\0", " ").split())
        if not text or not self.state().ready:
            return None
        with self._lock:
            if query and text in self._remembered:
                self._remembered.move_to_end(text)
                return self._remembered[text]
            vector = self._ask(f"{ASKING}{text}" if query else text)
            if query and vector is not None:
                self._remembered[text] = vector
                if len(self._remembered) > REMEMBERED:
                    self._remembered.popitem(last=False)
            return vector

    def _ask(self, text: str) -> "Vector | None":
        # The second time where the process ended meanwhile.
        for _ in range(2):
            try:
                line = self._connected()
                return _exchange(line, text) if line else None
            except OSError as error:
                self._hang_up()
                trouble = error
        current_app.logger.error("The process that reads meaning cannot be asked: %s", trouble)
        self._rests_until = time.monotonic() + REST
        return None

    def _connected(self) -> socket.socket | None:
        if self._owner != os.getpid():
            # A line belongs to the process that opened it.
            self._line, self.process, self._owner = None, None, os.getpid()
        if self._line is None:
            self._line = _dial(self._address()) or self._start()
        return self._line

    def close(self) -> None:
        """Let the process go; it ends when nobody needs it."""
        with self._lock:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def _start(self) -> socket.socket | None:
        """Start the process, and wait a little; who waits in vain goes without, once."""
        place, address = files.folder(self.setting), self._address()
        if self.process is None or self.process.poll() is not None:
            command = [sys.executable, "-I", str(PROGRAM), str(address), str(place), str(LINGER)]
            self.process = subprocess.Popen(  # noqa: S603  (ours)
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
            )
        end = time.monotonic() + STARTING
        while time.monotonic() < end:
            if line := _dial(address):
                return line
            if self.process.poll():
                self._rests_until = time.monotonic() + REST
                return None
            time.sleep(0.02)
        return None

    def _address(self) -> Path:
        """A socket that only this account can reach, the same for all that use these files."""
        private = Path(tempfile.gettempdir()) / f"rpp-meaning-{os.getuid()}"
        private.mkdir(mode=0o700, exist_ok=True)
        told = private.stat()
        if told.st_uid != os.getuid() or told.st_mode & 0o077:
            raise PermissionError(f"{private} belongs to somebody else")
        of = f"{files.folder(self.setting)}\0{sys.prefix}\0{PROGRAM.stat().st_mtime_ns}"
        return private / sha256(of.encode()).hexdigest()[:16]


def _dial(address: Path) -> socket.socket | None:
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(ANSWERING)
    try:
        line.connect(str(address))
    except OSError:
        line.close()
        return None
    return line


def _exchange(line: socket.socket, text: str) -> "Vector":
    import numpy as np

    from rpp.search.meaning import model

    model.send(line, text)
    return np.frombuffer(model.exactly(line, 4 * model.DIMENSIONS), dtype="<f4")
