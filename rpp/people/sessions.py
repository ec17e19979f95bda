"""Signed-in browsers: rows in the database, so that a password change ends them all."""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from flask import Flask, g, request
from flask import session as cookie
from flask_login import login_user
from sqlalchemy import (
    CompoundSelect,
    Integer,
    ScalarSelect,
    Select,
    bindparam,
    delete,
    literal_column,
    null,
    select,
    union_all,
)
from sqlmodel import Session

from rpp import clock, db, history
from rpp.db import READS, columns
from rpp.people.models import Person, PersonSession
from rpp.policy import Roles, Viewer
from rpp.web import login
from rpp.web.caching import Seen

LIFETIME = timedelta(days=14)
_ends_too: list[Callable[[Session, int], object]] = []


# One role: "active" or "pending" in an organization, "appointment", "network" or "role" in a
# network, or "person" for who they are; then id, role, type and name.
RoleRow = tuple[str, int, str | None, str | None, str | None]
RoleSelect = Select[str, int, str | None, str | None, str | None]


@dataclass(frozen=True)
class RoleReader:
    """How a room above tells a person's roles, in the statement that finds them.

    `selects` takes an expression of their id; `read` passes over rows that are not its own.
    """

    selects: Callable[[ScalarSelect[int]], list[RoleSelect]]
    read: Callable[[Iterable[RoleRow]], Roles]


class SignedIn(Viewer):
    """A viewer as Flask-Login keeps them: known by the token of their session."""

    token = ""

    def get_id(self) -> str:
        return self.token


def digest(token: str) -> str:
    """The SHA-256 under which a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def init_app(app: Flask, reader: RoleReader) -> None:
    """Load the viewer of each request; `reader` tells their roles."""

    @login.user_loader
    def load(token: str) -> Viewer | None:
        # A request that writes begins its transaction later: passwords are hashed before it.
        reads = request.method in READS or "session" in g
        with nullcontext(db.session()) if reads else db.before_write() as session:
            return viewer_of(session, token, reader, g.get("seen"))


def viewer_of(
    session: Session, token: str, reader: RoleReader, seen: Seen | None = None
) -> Viewer | None:
    """The person of a session that has not ended, with their roles; one statement.

    It also tells the version of what their browser has seen.
    """
    asked: dict[str, object] = {"digest": digest(token), "now": clock.now()}
    if seen:
        asked["subject"] = seen.id
    rows = session.execute(_viewer(reader, seen.kind if seen else ""), asked).all()
    found = None
    for what, id_, email, title, name, is_admin, number, session_id in rows:
        if what == "person":
            roles = reader.read(row[:5] for row in rows)
            found = SignedIn(id_, name, email, title, is_admin, number, session_id, **roles)
        elif seen and what == "version":
            seen.version = id_ or 0, number or 0
    return found


@cache
def _viewer(
    reader: RoleReader, kind: str
) -> CompoundSelect[str, int, str, str, str, bool, int, int]:
    person, kept = columns(Person), columns(PersonSession)
    signed_in = (
        select(kept.id, kept.person_id)
        .where(kept.token_hash == bindparam("digest"), kept.expires_at > bindparam("now"))
        .cte("signed_in")
    )
    own = select(
        literal_column("'person'"),
        *(person.id, person.email, person.title, person.name),
        *(person.is_admin, person.unread, signed_in.c.id),
    ).join_from(signed_in, person.id.table, signed_in.c.person_id == person.id)
    who = select(signed_in.c.person_id).scalar_subquery()
    others = [one.add_columns(null(), null(), null()) for one in reader.selects(who)]
    if kind:
        event, talk = history.version_columns(kind, bindparam("subject", type_=Integer))
        empty = [null() for _ in range(4)]
        others.append(select(literal_column("'version'"), event, *empty, talk, null()))
    return union_all(own, *others)


def start(session: Session, person_id: int) -> str:
    """Begin a session and return its token, which only the browser keeps."""
    token = secrets.token_urlsafe(32)
    session.add(
        PersonSession(
            person_id=person_id,
            token_hash=digest(token),
            started_at=clock.now(),
            expires_at=clock.now() + LIFETIME,
        )
    )
    session.flush()
    return token


def enter(token: str) -> None:
    """Give the browser its new session; nothing of the one before it stays."""
    cookie.clear()
    cookie.permanent = True
    user = SignedIn(id=0)
    object.__setattr__(user, "token", token)
    login_user(user)
    # What this request kept of the visitor before: they are loaded anew when somebody asks.
    for name in ("_login_user", "csrf_token"):
        g.pop(name, None)


def end(session: Session, person_id: int, only: int) -> None:
    """End one session of a person."""
    kept = columns(PersonSession)
    session.execute(delete(kept.id.table).where(kept.person_id == person_id, kept.id == only))


def end_all(session: Session, person_id: int) -> None:
    """End every session of a person, and whatever else is theirs to open without their password."""
    kept = columns(PersonSession)
    session.execute(delete(kept.id.table).where(kept.person_id == person_id))
    for forget in _ends_too:
        forget(session, person_id)


def ends_too(forget: Callable[[Session, int], object]) -> None:
    """Have `forget(session, person_id)` called when all of a person's sessions end.

    A room above registers here each secret address that it gave them.
    """
    _ends_too.append(forget)
