"""One conversation with the mail server, and what its answers mean."""

import smtplib
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Protocol
from urllib.parse import unquote, urlsplit

TIMEOUT = 20  # seconds for each answer
# What no mail server is asked about: an address may hold signs that it does not take, or that
# the library for messages stumbles over.
NO_MESSAGE = (smtplib.SMTPNotSupportedError, MessageError, ValueError, LookupError)


class Unreachable(Exception):
    """The mail server does not answer, or does not let us in."""


class Sendable(Protocol):
    """What an e-mail must tell to be sent."""

    @property
    def id(self) -> int: ...
    @property
    def recipient(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def written_at(self) -> datetime: ...
    @property
    def way_out(self) -> str: ...


@dataclass(frozen=True)
class Answer:
    """What became of an e-mail: taken, refused for good (`final`), or put off."""

    taken: bool = False
    final: bool = False
    text: str = ""


class WholeAddresses(EmailPolicy):
    """Leaves the address of a way out in one piece: folded, it would become encoded words."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name == "List-Unsubscribe":
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


def compose(email: Sendable, sender: str) -> EmailMessage:
    """The message as it leaves: the same headers at each attempt, so that a copy is known as one.

    Auto-Submitted keeps out-of-office programs from answering (RFC 3834). What one may turn off
    says how with one click (RFC 2369, RFC 8058).
    """
    message = EmailMessage(policy=WholeAddresses())
    message["From"], message["To"], message["Subject"] = sender, email.recipient, email.subject
    message["Date"] = format_datetime(email.written_at)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{email.id}.{email.written_at:%Y%m%d%H%M%S%f}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if email.way_out:
        message["List-Unsubscribe"] = f"<{email.way_out}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(email.body)
    return message


class Connection:
    """A connection to smtp://user:password@host:port (smtps:// for TLS), opened when needed."""

    def __init__(self, url: str, sender: str) -> None:
        self.url, self.sender = url, sender
        self._server: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect, unless it stands. Raises Unreachable."""
        if self._server is not None and self._server.sock is not None:
            return
        try:
            EmailMessage()["From"] = self.sender
        except ValueError as error:
            raise Unreachable(f"RPP_MAIL_FROM is no address: {error}") from error
        try:
            self._server = connect(self.url)
        except (OSError, smtplib.SMTPException) as error:
            host = urlsplit(self.url).hostname
            raise Unreachable(f"the mail server {host} cannot be used: {error}") from error

    def send(self, email: Sendable) -> Answer:
        """Hand over one e-mail."""
        assert self._server is not None
        try:
            self._server.send_message(compose(email, self.sender))
        except NO_MESSAGE as error:
            return Answer(final=True, text=_line(f"cannot be written as a message: {error}"))
        except smtplib.SMTPRecipientsRefused as error:
            return _refused(*next(iter(error.recipients.values())))
        except smtplib.SMTPSenderRefused as error:
            # Nothing is wrong with this e-mail: RPP_MAIL_FROM or the sign-in is, for all of them.
            return Answer(text=_line(f"{error.smtp_code} {_words(error.smtp_error)}"))
        except smtplib.SMTPResponseException as error:
            return _refused(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            self._server.close()
            return Answer(text=_line(f"the connection broke: {error}"))
        return Answer(taken=True)

    def close(self) -> None:
        """Leave; how does not matter any more."""
        if self._server is None or self._server.sock is None:
            return
        try:
            self._server.quit()
        except (OSError, smtplib.SMTPException):
            self._server.close()


def connect(url: str) -> smtplib.SMTP:
    """Greet the mail server and sign in."""
    parts = urlsplit(url)
    secure = parts.scheme == "smtps"
    make = smtplib.SMTP_SSL if secure else smtplib.SMTP
    port = parts.port or (465 if secure else 25)
    server = make(parts.hostname or "localhost", port, timeout=TIMEOUT)
    try:
        if parts.username:
            if not secure:
                server.starttls()
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _refused(code: int, words: bytes | str) -> Answer:
    # RFC 5321, 4.2.1: 5 is for good, 4 may be tried again.
    return Answer(final=code >= 500, text=_line(f"{code} {_words(words)}"))


def _words(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _line(text: str) -> str:
    return " ".join(text.split())[:300]
