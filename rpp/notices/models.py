"""Notices: what happened to the things a person has a part in."""

from datetime import datetime

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime


class Notice(SQLModel, table=True):
    """One event that concerns one person, and the page to read on; its words are the event's."""

    __table_args__ = (
        UniqueConstraint("person_id", "event_id"),
        Index("ix_notice_person", "person_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    event_id: int = Field(foreign_key="event.id")
    # Who did it, as that person was then called; "" for the portal.
    who: str = Field(default="", max_length=120)
    href: str = Field(max_length=200)
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    read_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class Follow(SQLModel, table=True):
    """A person who gets notices of a thing."""

    __table_args__ = (Index("ix_follow_subject", "kind", "subject_id"),)

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    kind: str = Field(primary_key=True, max_length=20)
    subject_id: int = Field(primary_key=True)
    since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
