"""Reads people, their links and their sessions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, col

from rpp import clock
from rpp.people.models import EmailLink, Person, PersonSession
from rpp.people.sessions import digest


def credentials(
    session: Session, *, email: str = "", person_id: int | None = None
) -> Row[Any] | None:
    """What is needed to compare a password: by address, or by id."""
    one = col(Person.email) == email if person_id is None else col(Person.id) == person_id
    return session.execute(
        select(
            col(Person.id),
            col(Person.name),
            col(Person.email),
            col(Person.password_hash),
            col(Person.confirmed_at),
        ).where(one)
    ).first()


def live_link(session: Session, token: str, purpose: str) -> Row[Any] | None:
    """The person of a link that was neither used nor has expired."""
    return session.execute(
        select(
            col(EmailLink.id),
            col(Person.id).label("person_id"),
            col(Person.name),
            col(Person.email),
            col(Person.password_hash),
            col(EmailLink.email).label("new_email"),
        )
        .join(Person, col(Person.id) == col(EmailLink.person_id))
        .where(
            col(EmailLink.token_hash) == digest(token),
            col(EmailLink.purpose) == purpose,
            col(EmailLink.used_at).is_(None),
            col(EmailLink.expires_at) > clock.now(),
        )
    ).first()


def sessions_of(session: Session, person_id: int) -> Sequence[Row[Any]]:
    """The browsers in which a person is signed in, the newest first."""
    return session.execute(
        select(col(PersonSession.id), col(PersonSession.started_at), col(PersonSession.expires_at))
        .where(
            col(PersonSession.person_id) == person_id, col(PersonSession.expires_at) > clock.now()
        )
        .order_by(col(PersonSession.id).desc())
        .limit(50)
    ).all()


def account(session: Session, person_id: int) -> Row[Any]:
    """What a person says about themselves."""
    return session.execute(
        select(col(Person.name), col(Person.email), col(Person.title), col(Person.expertise)).where(
            col(Person.id) == person_id
        )
    ).one()


def own_words(session: Session, person_id: int) -> dict[str, str]:
    """What a person can change of what they say about themselves, as the form shows it."""
    row = account(session, person_id)
    return {name: getattr(row, name) for name in ("name", "title", "expertise")}
