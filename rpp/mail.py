"""Letters: written in the transaction, sent after it, kept until they are."""

import smtplib
from datetime import datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import render_template
from sqlalchemy import Column, Text
from sqlmodel import Field, Session, SQLModel, col, select

from rpp import clock
from rpp.db import UTCDateTime

ATTEMPTS = 8


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
    body = render_template(f"mail/{template}.txt", **values)
    session.add(Letter(recipient=recipient, subject=subject, body=body, written_at=clock.now()))
    session.flush()


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
    letters = waiting(session)
    if not letters or not smtp_url:
        return 0
    sent = 0
    with _connect(smtp_url) as server:
        for letter in letters:
            message = EmailMessage()
            message["From"], message["To"], message["Subject"] = (
                sender,
                letter.recipient,
                letter.subject,
            )
            message.set_content(letter.body)
            letter.attempts += 1
            try:
                server.send_message(message)
            except smtplib.SMTPException:
                continue
            letter.sent_at, letter.body = clock.now(), ""
            sent += 1
    session.flush()
    return sent


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
