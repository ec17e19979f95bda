"""Reads messages to the operator."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from rpp.contact.models import ContactMessage
from rpp.paging import Cursor, Slice, Statement, page_of

PAGE = 25


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote to those who run the portal; `about` is the page they wrote of."""

    id: int
    about: str
    name: str
    email: str
    body: str
    status: str
    sent_at: datetime

    @property
    def sender(self) -> str:
        return self.name or self.email

    @property
    def is_open(self) -> bool:
        return self.status == "open"


def listed(session: Session, status: str, cursor: Cursor) -> Slice[Message]:
    """One page of messages of a state, the newest first."""
    statement: Statement = select(
        col(ContactMessage.id),
        col(ContactMessage.about),
        col(ContactMessage.name),
        col(ContactMessage.email),
        col(ContactMessage.body),
        col(ContactMessage.status),
        col(ContactMessage.sent_at),
    ).where(col(ContactMessage.status) == status)
    return page_of(session, statement, col(ContactMessage.id), cursor, limit=PAGE).of(Message)


def waiting(session: Session) -> int:
    """How many messages are open."""
    answer: int = session.execute(
        select(func.count()).select_from(ContactMessage).where(col(ContactMessage.status) == "open")
    ).scalar_one()
    return answer
