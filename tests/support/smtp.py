"""A real mail server in a thread: what it takes, and what it refuses."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.message import Message
from email.policy import default

Said = tuple[int, str] | None


@dataclass
class MailServer:
    """What a test asks of its mail server.

    `answers` maps a recipient to what is said to RCPT; `before` is called with each message
    before it is taken, and may wait, or return an answer instead of 250.
    """

    port: int = 0
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    before: Callable[[Message], Said] | None = None
    took: list[Message] = field(default_factory=list)
    # The same, as it came over the wire.
    raw: list[str] = field(default_factory=list)
    # Every recipient that was named, taken or not.
    asked: list[str] = field(default_factory=list)
    sender_answer: tuple[int, str] = (250, "OK")
    connections: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def recipients(self) -> list[str]:
        return [str(message["To"]) for message in self.took]


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Serve on a free port until the block ends."""
    state = MailServer()

    class Talk(socketserver.StreamRequestHandler):
        def say(self, code: int, text: str) -> None:
            self.wfile.write(f"{code} {text}\r\n".encode())

        def handle(self) -> None:
            state.connections += 1
            self.say(220, "test")
            while line := self.rfile.readline().decode("utf-8", "replace").strip():
                verb, _, rest = line.partition(" ")
                if verb.upper() == "QUIT":
                    self.say(221, "bye")
                    return
                if not self.answer(verb.upper(), rest):
                    return

        def answer(self, verb: str, rest: str) -> bool:
            """Answer one command; whether the conversation goes on."""
            if verb == "MAIL":
                self.say(*state.sender_answer)
            elif verb == "RCPT":
                address = rest.split("<", 1)[1].split(">", 1)[0]
                state.asked.append(address)
                self.say(*state.answers.get(address, (250, "OK")))
            elif verb == "DATA":
                self.say(354, "go on")
                return self.take()
            else:
                self.say(250, "OK")
            return True

        def take(self) -> bool:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line.decode())
            message = message_from_string("".join(lines), policy=default)
            said = state.before(message) if state.before else None
            if said is not None and said[0] == 0:
                return False  # hangs up
            if said is None:
                state.took.append(message)
                state.raw.append("".join(lines))
            self.say(*(said or (250, "taken")))
            return True

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A worker that is killed in the middle is what some tests are about."""

    with Server(("127.0.0.1", 0), Talk) as server:
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
