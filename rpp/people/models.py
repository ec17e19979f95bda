"""People, their sessions, and the links we send them."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime


class Person(SQLModel, table=True):
    """Someone with an account."""

    kind: ClassVar[str] = "person"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    # Kept in lower case: two spellings of one address are one person.
    email: str = Field(max_length=254, unique=True)
    title: str = Field(default="", max_length=120)
    expertise: str = Field(default="", sa_column=Column(Text, nullable=False))
    password_hash: str = Field(default="", max_length=200)
    is_admin: bool = False
    # The demo's persona, e.g. "leader"; empty for everyone else.
    persona: str = Field(default="", max_length=20)
    # Notices not read yet, counted by the notices room.
    unread: int = 0
    confirmed_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    created_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    # The name stays on what was signed and published; nobody signs in any more.
    closed_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class PortalRole(SQLModel, table=True):
    """What a person is for the whole portal, beside an administrator: "reviewer" rates evidence."""

    __tablename__ = "portal_role"

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    role: str = Field(primary_key=True, max_length=10)
    since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class PersonSession(SQLModel, table=True):
    """One signed-in browser; the cookie holds the token, the table its hash."""

    __tablename__ = "person_session"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    started_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class NoticePreference(SQLModel, table=True):
    """Whether a person wants e-mail about a topic; without a row they do."""

    __tablename__ = "notice_preference"

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    topic: str = Field(primary_key=True, max_length=20)
    wanted: bool
    since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class EmailLink(SQLModel, table=True):
    """A single-use link sent by e-mail: to confirm or change an address, or reset a password."""

    __tablename__ = "email_link"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    purpose: str = Field(max_length=10)  # confirm | reset | email
    # The new address, where the link changes it.
    email: str = Field(default="", max_length=254)
    token_hash: str = Field(max_length=64, unique=True)
    expires_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
