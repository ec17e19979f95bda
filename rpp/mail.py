"""Letters: written in the transaction, sent after it, kept until they are."""

import smtplib
from contextlib import suppress
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import Column, Text
from sqlmodel import Field, Session, SQLModel, col, select

from rpp import addresses, clock, db
from rpp.db import UTCDateTime

ATTEMPTS = 8
# What one letter cannot be sent for; the others still can. An address may hold letters that the
# server does not take, or what the library for messages stumbles over.
ITS_OWN_FAULT = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPNotSupportedError,
    MessageError,
    ValueError,
    LookupError,
)


class Letter(SQLModel, table=True):
    """One e-mail; its body is emptied once it was sent, since it may hold a sign-in link."""

    id: int | None = Field(default=None, primary_key=True)
    recipient: str = Field(max_length=254)
    subject: str = Field(max_length=200)
    body: str = Field(sa_column=Column(Text, nullable=False))
    written_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, index=True))
    attempts: int = 0


def write(session: Session, recipient: str, subject: str, template: str, **values: Any) -> None:
    """Put a letter in the outbox, as plain text from templates/mail/<template>.txt."""
    # Without the frame of a page: the worker, too, writes letters.
    body = current_app.jinja_env.get_template(f"mail/{template}.txt").render(**values)
    # One line: a line end in a header would begin another header.
    subject = " ".join(subject.split())[:200]
    session.add(Letter(recipient=recipient, subject=subject, body=body, written_at=clock.now()))
    session.flush()


def link(endpoint: str, **values: Any) -> str:
    """The full address of a page, for a letter; DomainError where nobody said it."""
    return addresses.absolute(endpoint, **values)


def waiting(session: Session, limit: int = 50) -> list[Letter]:
    """Letters not sent yet, oldest first, given up after some attempts."""
    statement = select(Letter).where(col(Letter.sent_at).is_(None), Letter.attempts < ATTEMPTS)
    return list(session.exec(statement.order_by(col(Letter.id)).limit(limit)))


def latest(session: Session, limit: int = 50) -> list[Letter]:
    """The newest letters, for the demo's mail page."""
    return list(session.exec(select(Letter).order_by(col(Letter.id).desc()).limit(limit)))


def deliver(session: Session, smtp_url: str, sender: str) -> int:
    """Send what waits through smtp://user:password@host:port (smtps:// for TLS); return how many.

    A letter that fails stays and is tried again.
    """
    # Read apart and marked at the end: the database is not held while a mail server takes its time.
    with db.reading() as own:
        letters = [(one.id, one.recipient, one.subject, one.body) for one in waiting(own)]
    if not letters or not smtp_url:
        return 0
    tried: dict[int | None, bool] = {}
    try:
        with _connect(smtp_url) as server:
            for key, recipient, subject, body in letters:
                tried[key] = False
                with suppress(*ITS_OWN_FAULT):
                    message = EmailMessage()
                    message["From"], message["To"], message["Subject"] = sender, recipient, subject
                    message.set_content(body)
                    server.send_message(message)
                    tried[key] = True
    except (OSError, smtplib.SMTPException):
        # The server went away: what was not tried is tried again soon.
        current_app.logger.exception("the mail server does not answer")
    for letter in session.exec(select(Letter).where(col(Letter.id).in_(list(tried)))):
        letter.attempts += 1
        if tried[letter.id]:
            letter.sent_at, letter.body = clock.now(), ""
    session.flush()
    return sum(tried.values())


def _connect(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    secure = parts.scheme == "smtps"
    make = smtplib.SMTP_SSL if secure else smtplib.SMTP
    server = make(parts.hostname or "localhost", parts.port or (465 if secure else 25), timeout=20)
    if parts.username:
        if not secure:
            server.starttls()
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server
