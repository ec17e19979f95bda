"""Personal tokens: made and shown once, kept as a hash, ended by their owner or with the account.

A token is a bearer's: whoever has it acts for its owner, as far as its scopes go and its owner's
roles at that moment, and never as an administrator.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlmodel import Session, col

from rpp import clock, db, history, mail
from rpp.api.models import ApiToken
from rpp.errors import DomainError
from rpp.networks.roles import roles_of
from rpp.people.models import Person
from rpp.people.sessions import digest
from rpp.policy import Viewer

# By which a token is known where it was published by mistake.
PREFIX = "rpp_"
READ, DEPOSIT = "read", "deposit"
SCOPES = {
    READ: "Read what I may read, private things included",
    DEPOSIT: "Deposit briefs as drafts of mine",
}
LIFETIMES = {30: "30 days", 90: "90 days", 365: "One year"}
MOST = 20
# How often the last use is noted, at most: a read writes nothing else.
NOTED = timedelta(hours=1)
# How long ended tokens stay in the list.
SHOWN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Token:
    """A token that works, and whose it is."""

    id: int
    person_id: int
    name: str
    email: str
    scopes: str
    last_used_at: datetime | None

    def allows(self, scope: str) -> bool:
        """Whether it may be used for this."""
        return scope in self.scopes.split()


def find(session: Session, secret: str) -> Token | None:
    """The token of this secret, while it works and its owner's account is open; one statement."""
    row = session.execute(
        select(
            *(col(ApiToken.id), col(Person.id), col(Person.name), col(Person.email)),
            *(col(ApiToken.scopes), col(ApiToken.last_used_at)),
        )
        .join(Person, col(Person.id) == col(ApiToken.person_id))
        .where(
            col(ApiToken.token_hash) == digest(secret),
            col(ApiToken.revoked_at).is_(None),
            col(ApiToken.expires_at) > clock.now(),
            col(Person.closed_at).is_(None),
        )
    ).first()
    return Token(*row) if row is not None else None


def viewer_of(session: Session, token: Token) -> Viewer:
    """The owner with the roles they have now, without the rights of an administrator."""
    roles = roles_of(session, token.person_id)
    return Viewer(id=token.person_id, name=token.name, email=token.email, **roles)


def note_use(token: Token) -> None:
    """Note that a token is used, once an hour at most, in a short transaction before all else.

    A forgotten or stolen token is known by it; the read itself stays one that writes nothing.
    """
    now = clock.now()
    if token.last_used_at is not None and now - token.last_used_at < NOTED:
        return
    last = col(ApiToken.last_used_at)
    noted = (
        update(ApiToken)
        .where(col(ApiToken.id) == token.id, or_(last.is_(None), last < now - NOTED))
        .values(last_used_at=now)
    )
    with db.transaction() as session:
        session.execute(noted)


@dataclass(frozen=True, slots=True)
class Listed:
    """A token as its owner sees it."""

    id: int
    name: str
    scopes: str
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    @property
    def works(self) -> bool:
        """Whether a program can still use it."""
        return self.revoked_at is None and self.expires_at > clock.now()


def of(session: Session, person_id: int) -> list[Listed]:
    """A person's tokens: those that work, and those that ended lately; the newest first."""
    since = clock.now() - SHOWN
    token = ApiToken
    rows = session.execute(
        select(
            *(col(token.id), col(token.name), col(token.scopes), col(token.made_at)),
            *(col(token.expires_at), col(token.last_used_at), col(token.revoked_at)),
        )
        .where(
            col(token.person_id) == person_id,
            col(token.expires_at) > since,
            or_(col(token.revoked_at).is_(None), col(token.revoked_at) > since),
        )
        .order_by(col(token.id).desc())
        .limit(100)
    )
    return [Listed(*row) for row in rows]


def make(
    session: Session, actor: Viewer, compared: str, name: str, scopes: Collection[str], days: int
) -> str:
    """Make a token and return its secret, kept nowhere; its owner is told by e-mail.

    `compared` is the hash that the password typed once more fitted; `days` is in LIFETIMES.
    """
    assert actor.id is not None
    person = db.lock(session, Person, actor.id)
    if person.password_hash != compared:
        raise DomainError("The password was changed a moment ago. Use the new one.", "password")
    chosen = [scope for scope in SCOPES if scope in scopes]
    if not chosen:
        raise DomainError("Choose at least one thing that it may do.", "scopes")
    working = select(func.count()).where(
        col(ApiToken.person_id) == actor.id,
        col(ApiToken.revoked_at).is_(None),
        col(ApiToken.expires_at) > clock.now(),
    )
    if session.execute(working).scalar_one() >= MOST:
        raise DomainError(f"You have {MOST} tokens that work. Revoke one first.", "name")
    secret = PREFIX + secrets.token_urlsafe(32)
    now = clock.now()
    token = ApiToken(
        person_id=actor.id,
        name=name,
        token_hash=digest(secret),
        scopes=" ".join(chosen),
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(token)
    history.record(session, person, "token_made", actor.id, private=True)
    what = [SCOPES[scope] for scope in chosen]
    mail.write(
        *(session, person.email, "A token for programs was made", "token_made"),
        name=name,
        what=what,
        days=LIFETIMES[days].lower(),
        link=mail.link("tokens.listed"),
    )
    return secret


def revoke(session: Session, actor: Viewer, token_id: int) -> bool:
    """End one of one's own tokens, at once and for good; False where it has ended already."""
    assert actor.id is not None
    person = db.lock(session, Person, actor.id)
    ended = _end(session, actor.id, token_id)
    if ended:
        history.record(session, person, "token_revoked", actor.id, private=True)
    return ended


def forget(session: Session, person_id: int) -> None:
    """End all of a person's tokens: their password changed, or the account is closed."""
    db.lock(session, Person, person_id)
    _end(session, person_id)


def _end(session: Session, person_id: int, only: int | None = None) -> bool:
    ended = update(ApiToken).where(
        col(ApiToken.person_id) == person_id, col(ApiToken.revoked_at).is_(None)
    )
    if only is not None:
        ended = ended.where(col(ApiToken.id) == only)
    found = session.execute(ended.values(revoked_at=clock.now()).returning(col(ApiToken.id)))
    return found.first() is not None
