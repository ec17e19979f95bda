"""The model itself, and the process that holds it for all others of this machine.

`encoder` starts this file as a program, by its path: it imports nothing of the portal, so that the
process holds the model and little else. What it costs where, and why one process holds it: see
docs/decisions/0040.
"""

import fcntl
import selectors
import socket
import struct
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
DIMENSIONS = 384
# Of a text the model reads the first so many pieces of words.
TOKENS = 256
# A longer text has no more that the model would read.
MOST_BYTES = 40_000
LENGTH = struct.Struct("!I")


class Model:
    """bge-small-en-v1.5 with 8-bit weights, on one thread."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # It remembers sizes that come again; those of texts do not.
        options.enable_mem_pattern = False
        self.session = onnxruntime.InferenceSession(
            folder / "model.onnx", options, providers=["CPUExecutionProvider"]
        )

    def encode(self, text: str) -> Vector:
        """The vector of a text, of length 1; one text at a time, since padding changes it."""
        ids = np.array([self.tokenizer.encode(text).ids], dtype=np.int64)
        (states,) = self.session.run(
            ["last_hidden_state"],
            {
                "input_ids": ids,
                "attention_mask": np.ones_like(ids),
                "token_type_ids": np.zeros_like(ids),
            },
        )
        first: Vector = states[0, 0]
        return first / np.linalg.norm(first)


# --- the process ---------------------------------------------------------------------------


class Service:
    """Answers whoever connects to a socket, one text after the other, each in turn."""

    def __init__(self, address: Path, model: Model, linger: float) -> None:
        self.address, self.model, self.linger = address, model, linger
        self.waiting = selectors.DefaultSelector()
        self.callers = 0
        self.listening = socket.socket(socket.AF_UNIX)
        # Under another name first: whoever finds the right one can connect.
        making = address.with_suffix(".new")
        making.unlink(missing_ok=True)
        self.listening.bind(str(making))
        self.listening.listen(64)
        making.rename(address)
        self.waiting.register(self.listening, selectors.EVENT_READ)

    def run(self) -> None:
        """Answer until nobody was connected for a while."""
        while found := self.waiting.select(None if self.callers else self.linger):
            for key, _ in found:
                caller = key.fileobj
                assert isinstance(caller, socket.socket)
                if caller is self.listening:
                    self._greet()
                else:
                    self._answer(caller)
        self.address.unlink(missing_ok=True)

    def _greet(self) -> None:
        caller, _ = self.listening.accept()
        # Texts come whole: the portal sends them, and nobody else can reach the socket.
        caller.settimeout(2)
        self.waiting.register(caller, selectors.EVENT_READ)
        self.callers += 1

    def _answer(self, caller: socket.socket) -> None:
        try:
            text = receive(caller).decode(errors="replace")
            caller.sendall(self.model.encode(text).astype("<f4").tobytes())
        except OSError:
            self.waiting.unregister(caller)
            caller.close()
            self.callers -= 1


def send(to: socket.socket, text: str) -> None:
    """Send a text; what is longer than any that the model reads is cut."""
    told = text.encode(errors="replace")[:MOST_BYTES]
    to.sendall(LENGTH.pack(len(told)) + told)


def receive(of: socket.socket) -> bytes:
    """A text as `send` sent it; ConnectionError where the other end is gone or says too much."""
    (length,) = LENGTH.unpack(exactly(of, LENGTH.size))
    if length > MOST_BYTES:
        raise ConnectionError("longer than any text")
    return exactly(of, length)


def exactly(of: socket.socket, count: int) -> bytes:
    """So many bytes; ConnectionError where the other end is gone before."""
    found = bytearray()
    while len(found) < count:
        part = of.recv(count - len(found))
        if not part:
            raise ConnectionError("gone")
        found += part
    return bytes(found)


def serve(address: Path, folder: Path, linger: float) -> None:
    """Hold the model and answer; return at once where another process does so already.

    It stays so many seconds when nobody is connected any more.
    """
    with open(address.with_suffix(".lock"), "w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        Service(address, Model(folder), linger).run()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
