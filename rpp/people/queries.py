"""Reads people, their links and their sessions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import clock
from rpp.people.models import EmailLink, Person, PersonSession
from rpp.people.sessions import digest


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is needed to compare a password."""

    id: int
    name: str
    email: str
    password_hash: str
    confirmed_at: datetime | None


def credentials(
    session: Session, *, email: str = "", person_id: int | None = None
) -> Credentials | None:
    """What is needed to compare a password: by address, or by id."""
    one = col(Person.email) == email if person_id is None else col(Person.id) == person_id
    row = session.execute(
        select(
            col(Person.id),
            col(Person.name),
            col(Person.email),
            col(Person.password_hash),
            col(Person.confirmed_at),
        ).where(one)
    ).first()
    return Credentials(*row) if row else None


@dataclass(frozen=True, slots=True)
class LiveLink:
    """A link that still works, and whose it is; `new_email` is the address it confirms, if any."""

    id: int
    person_id: int
    name: str
    email: str
    password_hash: str
    new_email: str


def live_link(session: Session, token: str, purpose: str) -> LiveLink | None:
    """The person of a link that was neither used nor has expired."""
    row = session.execute(
        select(
            col(EmailLink.id),
            col(Person.id),
            col(Person.name),
            col(Person.email),
            col(Person.password_hash),
            col(EmailLink.email),
        )
        .join(Person, col(Person.id) == col(EmailLink.person_id))
        .where(
            col(EmailLink.token_hash) == digest(token),
            col(EmailLink.purpose) == purpose,
            col(EmailLink.used_at).is_(None),
            col(EmailLink.expires_at) > clock.now(),
        )
    ).first()
    return LiveLink(*row) if row else None


@dataclass(frozen=True, slots=True)
class SignedInBrowser:
    """A browser in which a person is signed in."""

    id: int
    started_at: datetime
    expires_at: datetime


def sessions_of(session: Session, person_id: int) -> list[SignedInBrowser]:
    """The browsers in which a person is signed in, the newest first."""
    rows = session.execute(
        select(col(PersonSession.id), col(PersonSession.started_at), col(PersonSession.expires_at))
        .where(
            col(PersonSession.person_id) == person_id, col(PersonSession.expires_at) > clock.now()
        )
        .order_by(col(PersonSession.id).desc())
        .limit(50)
    )
    return [SignedInBrowser(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Account:
    """What a person says about themselves."""

    name: str
    email: str
    title: str
    expertise: str


def account(session: Session, person_id: int) -> Account:
    """What a person says about themselves."""
    return Account(
        *session.execute(
            select(
                col(Person.name), col(Person.email), col(Person.title), col(Person.expertise)
            ).where(col(Person.id) == person_id)
        ).one()
    )


def own_words(session: Session, person_id: int) -> dict[str, str]:
    """What a person can change of what they say about themselves, as the form shows it."""
    row = account(session, person_id)
    return {name: getattr(row, name) for name in ("name", "title", "expertise")}
