"""What happens to messages to the operator."""

from datetime import timedelta

from sqlmodel import Session, select

from rpp import clock, db, history, mail
from rpp.contact.life import LIFE, Action
from rpp.contact.models import ContactMessage
from rpp.errors import DomainError
from rpp.policy import Viewer

AGAIN = timedelta(hours=1)


def send(
    session: Session,
    actor: Viewer,
    *,
    body: str,
    name: str,
    email: str,
    about: str,
    to: str,
    page: str,
) -> ContactMessage:
    """Keep a message, and write it to the operator's address `to`; `page`: `about` in full.

    The same words of the same sender are taken once while they are open and for an hour.
    """
    before = select(ContactMessage).where(
        ContactMessage.email == email,
        ContactMessage.body == body,
        ContactMessage.about == about,
        ContactMessage.status == "open",
        ContactMessage.sent_at > clock.now() - AGAIN,
    )
    if taken := session.exec(before).first():
        return taken
    message = ContactMessage(
        about=about,
        name=name,
        email=email,
        body=body,
        person_id=actor.id,
        status_since=clock.now(),
        sent_at=clock.now(),
    )
    session.add(message)
    history.record(session, message, "sent", actor.id, private=True)
    who = f"{name} <{email}>" if name else email
    mail.write(session, to, "A question to RPP Commons", "contact", who=who, page=page, text=body)
    return message


def set_state(session: Session, actor: Viewer, message_id: int, status: str) -> ContactMessage:
    """Mark a message as answered, or open it again."""
    message = db.lock(session, ContactMessage, message_id)
    if status not in LIFE.now:
        raise DomainError("Choose open or answered.")
    if message.status != status:
        LIFE.require(message, Action.ANSWER if status == "answered" else Action.REOPEN)
        history.move(session, message, status, status, actor.id, private=True)
    return message
