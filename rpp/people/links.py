"""Single-use links that e-mail leads with: made, used up, and made void."""

import secrets
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session, col

from rpp import clock
from rpp.errors import DomainError
from rpp.people import sessions
from rpp.people.models import EmailLink

LIFETIMES = {
    "confirm": timedelta(days=3),
    "reset": timedelta(hours=1),
    "email": timedelta(days=1),
}
DEAD_LINK = "This link was already used, or it is too old. Ask for a new one."


def new(session: Session, person_id: int | None, purpose: str, email: str = "") -> str:
    """Make a link for a purpose of LIFETIMES; returns its token, which only the e-mail holds."""
    assert person_id is not None
    token = secrets.token_urlsafe(32)
    session.add(
        EmailLink(
            person_id=person_id,
            purpose=purpose,
            email=email,
            token_hash=sessions.digest(token),
            expires_at=clock.now() + LIFETIMES[purpose],
        )
    )
    session.flush()
    return token


def use(session: Session, token: str, purpose: str) -> None:
    """Use up a link; of two uses at once, one is refused."""
    used = session.execute(
        update(EmailLink)
        .where(
            col(EmailLink.token_hash) == sessions.digest(token),
            col(EmailLink.purpose) == purpose,
            col(EmailLink.used_at).is_(None),
            col(EmailLink.expires_at) > clock.now(),
        )
        .values(used_at=clock.now())
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise DomainError(DEAD_LINK)


def void(session: Session, person_id: int | None, purpose: str) -> None:
    """Let every link of a person and purpose die."""
    session.execute(
        update(EmailLink)
        .where(
            col(EmailLink.person_id) == person_id,
            col(EmailLink.purpose) == purpose,
            col(EmailLink.used_at).is_(None),
        )
        .values(used_at=clock.now())
    )
