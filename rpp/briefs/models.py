"""Practitioner briefs and their versions."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Index,
    Table,
    Text,
    UniqueConstraint,
    and_,
)
from sqlmodel import Field, SQLModel

from rpp.briefs.published import LICENCE, Author, Content
from rpp.briefs.texts import Draft
from rpp.db import Stored, UTCDateTime

# What each type of briefs comes from, as the database knows it: none of these may be missing.
ORIGINS = {
    "study": ("study_id", "problem_id", "network_id"),
    "answer": ("network_id",),
    "practice": ("network_id",),
    "deposited": ("organization_id",),
}


def _origin(type_: str, names: tuple[str, ...]) -> CheckConstraint:
    there = " AND ".join(f"{name} IS NOT NULL" for name in names)
    return CheckConstraint(f"type <> '{type_}' OR ({there})", name=f"origin_of_{type_}")


class Brief(SQLModel, table=True):
    """A practitioner brief: its address never dies."""

    __table_args__ = (
        Index("ix_brief_status", "status", "published_seq"),
        *(_origin(type_, names) for type_, names in ORIGINS.items()),
        CheckConstraint("study_id IS NULL OR type = 'study'", name="study_of_another"),
        # Of any type that comes later as well.
        CheckConstraint(
            "coalesce(study_id, network_id, organization_id) IS NOT NULL", name="some_origin"
        ),
    )
    kind: ClassVar[str] = "brief"

    id: int | None = Field(default=None, primary_key=True)
    # A name of rpp.briefs.types.
    type: str = Field(default="study", max_length=12)
    study_id: int | None = Field(default=None, foreign_key="study.id", unique=True)
    problem_id: int | None = Field(default=None, foreign_key="problem.id", index=True)
    network_id: int | None = Field(default=None, foreign_key="network.id", index=True)
    # The organization that made a deposited one.
    organization_id: int | None = Field(default=None, foreign_key="organization.id", index=True)
    begun_by: int | None = Field(default=None, foreign_key="person.id")
    status: str = Field(default="draft", max_length=12)
    status_since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    # The newest published version, 0 before the first.
    current: int = 0
    title: str = Field(max_length=160)
    bottom_line: str = Field(default="", sa_column=Column(Text, nullable=False))
    # The draft of the next version.
    draft: Draft = Field(default_factory=Draft, sa_column=Column(Stored(Draft), nullable=False))
    # Raised by every save: what is published is what was read.
    draft_version: int = 1
    draft_by: int | None = Field(default=None, foreign_key="person.id")
    draft_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    published_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    # The place in the order of publication: the id of its version 1.
    published_seq: int | None = Field(default=None, unique=True)
    # As the current version says: how many districts, and the largest sample of a finding.
    districts: int = 0
    sample: int | None = None
    superseded_by: int | None = Field(default=None, foreign_key="brief.id")
    # Of all its versions: set once DataCite has registered it.
    doi: str = Field(default="", max_length=100)
    created_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class BriefVersion(SQLModel, table=True):
    """One published version, never changed: its texts as written and as shown, and their hash."""

    __tablename__ = "brief_version"
    __table_args__ = (UniqueConstraint("brief_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    brief_id: int = Field(foreign_key="brief.id")
    number: int
    title: str = Field(max_length=160)
    bottom_line: str = Field(sa_column=Column(Text, nullable=False))
    content: Content = Field(sa_column=Column(Stored(Content), nullable=False))
    parts_html: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    markup_version: int = 0
    # As they were called on that day.
    authors: list[Author] = Field(sa_column=Column(Stored(list[Author]), nullable=False))
    correction: str = Field(default="", sa_column=Column(Text, nullable=False))
    licence: str = Field(default=LICENCE, max_length=40)
    text_hash: str = Field(max_length=64)
    # Of this version, and no part of its text: set once DataCite has registered it.
    doi: str = Field(default="", max_length=100)
    published_by: int = Field(foreign_key="person.id")
    published_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class BriefOrganization(SQLModel, table=True):
    """An organization that made a brief, for the facet of states and the organization's page."""

    __tablename__ = "brief_organization"

    brief_id: int = Field(primary_key=True, foreign_key="brief.id")
    organization_id: int = Field(primary_key=True, foreign_key="organization.id", index=True)
    state: str = Field(max_length=2, index=True)


BRIEFS: Table = Brief.__table__  # type: ignore[attr-defined]
VERSIONS: Table = BriefVersion.__table__  # type: ignore[attr-defined]

# The newest version of a brief, beside it.
NEWEST = and_(VERSIONS.c.brief_id == BRIEFS.c.id, VERSIONS.c.number == BRIEFS.c.current)
# A withdrawn brief is gone; a superseded one says what replaces it.
READ = ("published", "superseded")
