"""Reads messages to the operator."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from rpp.contact.models import ContactMessage
from rpp.paging import Cursor, Found, Slice, page_of

PAGE = 25


def listed(session: Session, status: str, cursor: Cursor) -> Slice[Found]:
    """One page of messages of a state, the newest first."""
    fields = ("id", "about", "name", "email", "body", "status", "status_since", "sent_at")
    statement = select(*(col(getattr(ContactMessage, name)) for name in fields))
    statement = statement.where(col(ContactMessage.status) == status)
    return page_of(session, statement, col(ContactMessage.id), cursor, limit=PAGE)


def waiting(session: Session) -> int:
    """How many messages are open."""
    answer: int = session.execute(
        select(func.count()).select_from(ContactMessage).where(col(ContactMessage.status) == "open")
    ).scalar_one()
    return answer
