"""E-mail: written in the transaction, sent after it, kept until it is."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Literal

from flask import current_app
from sqlalchemy import Column, Index, Text, func, text, update
from sqlmodel import Field, Session, SQLModel, col, select

from rpp import addresses, clock, db
from rpp.db import UTCDateTime
from rpp.errors import DomainError
from rpp.smtp import Answer, Connection

# After the first attempt it is tried again after so many minutes, over two days in all.
WAITS = tuple(timedelta(minutes=n) for n in (5, 10, 15, 30, 60, 120, *[240] * 11))
# A worker that claimed an e-mail and was killed leaves it to others after this while.
CLAIM = timedelta(minutes=10)
TURN = 30.0  # seconds that one turn of the worker sends, at most, before other jobs
GIVEN_UP = "failed_at IS NOT NULL"

Operation = Callable[[Session, int], "Email"]
# What people may turn off, each by itself; e-mail about their sign-in has no topic.
Topic = Literal[
    "membership", "problem", "round", "study", "review", "invitation", "search", "synthesis"
]


@dataclass(frozen=True)
class About:
    """Whom an e-mail tells of which topic, and the address that turns it off (RFC 8058).

    It is sent while the person may know of the event; None where it tells of no event.
    """

    person_id: int
    topic: Topic
    way_out: str
    event_id: int | None = None


class Email(SQLModel, table=True):
    """One e-mail; its body and way out are emptied once it was sent: they may hold secret links.

    It was sent (`sent_at`), was given up (`failed_at`), or waits until `next_at`.
    """

    __table_args__ = (
        Index("ix_email_next_at", "next_at"),
        Index(
            "ix_email_failed_at",
            "failed_at",
            sqlite_where=text(GIVEN_UP),
            postgresql_where=text(GIVEN_UP),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    recipient: str = Field(max_length=254)
    subject: str = Field(max_length=200)
    body: str = Field(sa_column=Column(Text, nullable=False))
    written_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    # When it is due, or until when a worker has claimed it.
    next_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    failed_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    attempts: int = 0
    # What the mail server said last.
    answer: str = Field(default="", max_length=300)
    # See `About`; empty where nobody can turn it off.
    person_id: int | None = Field(default=None, foreign_key="person.id")
    topic: str = Field(default="", max_length=20)
    event_id: int | None = Field(default=None, foreign_key="event.id")
    way_out: str = Field(default="", sa_column=Column(Text, nullable=False))


# --- writing -------------------------------------------------------------------------------


def write(
    session: Session,
    recipient: str,
    subject: str,
    template: str,
    *,
    about: About | None = None,
    **values: Any,
) -> None:
    """Put an e-mail in the outbox, as plain text from templates/mail/<template>.txt."""
    # Without the frame of a page: the worker, too, writes e-mail.
    body = current_app.jinja_env.get_template(f"mail/{template}.txt").render(**values)
    # One line: a line end in a header would begin another header.
    subject = " ".join(subject.split())[:200]
    now = clock.now()
    email = Email(recipient=recipient, subject=subject, body=body, written_at=now, next_at=now)
    if about:
        email.person_id, email.topic = about.person_id, about.topic
        email.event_id, email.way_out = about.event_id, about.way_out
    session.add(email)
    session.flush()


def link(endpoint: str, **values: Any) -> str:
    """The full address of a page, for an e-mail; DomainError where nobody said it."""
    return addresses.absolute(endpoint, **values)


# --- sending -------------------------------------------------------------------------------

Check = Callable[[Session, "Email"], bool]
_checks: list[Check] = []


def only_if(check: Check) -> None:
    """Have an e-mail sent only while `check(session, email)` holds, and dropped otherwise."""
    if check not in _checks:
        _checks.append(check)


@dataclass(frozen=True)
class Claimed:
    """An e-mail that this worker alone sends now; `attempt` counts from 1."""

    id: int
    recipient: str
    subject: str
    body: str
    written_at: datetime
    attempt: int
    way_out: str = ""


def deliver(smtp_url: str, sender: str, told: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, one e-mail at a time, until `told` to end; return how many were taken.

    Each e-mail is claimed, sent and settled in short transactions, so that no other worker sends
    it, no other waits for the mail server, and a killed worker repeats at most the one at hand.
    `smtp_url` is smtp://user:password@host:port (smtps:// for TLS). Raises smtp.Unreachable.
    """
    if not smtp_url or not _is_due():
        return 0
    sent, ends = 0, monotonic() + TURN
    with closing(Connection(smtp_url, sender)) as server:
        while not told() and monotonic() < ends:
            # Before the claim: nothing is tried that cannot be tried.
            server.open()
            email = claim()
            if email is None:
                break
            sent += settle(email, server.send(email))
    return sent


def _is_due() -> bool:
    with db.before_write() as session:
        due = select(Email.id).where(col(Email.next_at) <= clock.now()).limit(1)
        return session.exec(due).first() is not None


def claim() -> Claimed | None:
    """Take the e-mail that is due longest, for this worker alone; None where nothing is.

    What its reader may no longer know, or no longer wants, is dropped.
    """
    while True:
        with db.transaction() as session:
            email = _due(session)
            if email is None:
                return None
            if not all(check(session, email) for check in _checks):
                session.delete(email)
                continue
            email.next_at, email.attempts = clock.now() + CLAIM, email.attempts + 1
            return Claimed(
                email.id or 0,
                email.recipient,
                email.subject,
                email.body,
                email.written_at,
                email.attempts,
                email.way_out,
            )


def _due(session: Session) -> Email | None:
    """The e-mail that is due longest and that no other worker holds, held."""
    due = (
        select(Email)
        .where(col(Email.next_at) <= clock.now())
        .order_by(col(Email.next_at), col(Email.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.exec(due).first()


def settle(email: Claimed, answer: Answer) -> bool:
    """Note what the mail server said of a claimed e-mail; whether it was sent."""
    now = clock.now()
    values: dict[str, Any] = {"answer": answer.text}
    of_it = [col(Email.id) == email.id]
    if answer.taken:
        values |= {"sent_at": now, "next_at": None, "failed_at": None}
        values |= {"body": "", "way_out": ""}
    else:
        # Who was late to say so must not undo what happened to it since.
        of_it += [col(Email.attempts) == email.attempt, col(Email.sent_at).is_(None)]
        if answer.final or email.attempt > len(WAITS):
            values |= {"failed_at": now, "next_at": None}
        else:
            values |= {"next_at": now + WAITS[email.attempt - 1]}
    with db.transaction() as session:
        session.execute(update(Email).where(*of_it).values(values))
    return answer.taken


# --- what did not arrive -------------------------------------------------------------------


def late(session: Session, after: timedelta) -> int:
    """How many e-mails nobody has tried to send for longer than `after`."""
    before = clock.now() - after
    statement = select(Email.id).where(
        col(Email.next_at) <= before, col(Email.written_at) <= before
    )
    return len(session.exec(statement).all())


def put_off(session: Session, limit: int = 100) -> list[Email]:
    """E-mails that a mail server put off and that will be tried again, the oldest first."""
    waits = col(Email.next_at).is_not(None), Email.attempts > 0
    return list(session.exec(select(Email).where(*waits).order_by(col(Email.id)).limit(limit)))


def given_up(session: Session, limit: int = 100) -> list[Email]:
    """E-mails that were given up, the newest first."""
    statement = select(Email).where(col(Email.failed_at).is_not(None))
    return list(session.exec(statement.order_by(col(Email.id).desc()).limit(limit)))


def given_up_count(session: Session) -> int:
    """How many e-mails were given up."""
    statement = select(func.count()).where(col(Email.failed_at).is_not(None))
    return session.exec(statement).one()


def latest(session: Session, limit: int = 50) -> list[Email]:
    """The newest e-mails, for the demo's mail page."""
    return list(session.exec(select(Email).order_by(col(Email.id).desc()).limit(limit)))


def resend(session: Session, email_id: int) -> Email:
    """Try a given-up e-mail again from the start."""
    email = _given_up(session, email_id)
    email.failed_at, email.next_at, email.attempts = None, clock.now(), 0
    session.flush()
    return email


def dismiss(session: Session, email_id: int) -> Email:
    """Forget a given-up e-mail, its text included."""
    email = _given_up(session, email_id)
    session.delete(email)
    session.flush()
    return email


def _given_up(session: Session, email_id: int) -> Email:
    held = select(Email).where(Email.id == email_id).with_for_update()
    email = session.exec(held).first()
    if email is None:
        raise DomainError(f"There is no e-mail {email_id}.")
    if email.failed_at is None:
        state = "was sent" if email.sent_at else "is still waiting to be sent"
        raise DomainError(f"E-mail {email_id} {state}; only one that was given up can be chosen.")
    return email
