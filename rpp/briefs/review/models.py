"""Who reviews a brief, what they decided on which text, and what they suggest."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Table, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from rpp.briefs.review.checklist import Answer
from rpp.briefs.texts import Draft
from rpp.db import Stored, UTCDateTime

# Those who count: who was asked and has not answered, and who took it on.
STANDING = ("asked", "accepted")


class BriefReviewer(SQLModel, table=True):
    """Someone who was asked to review a brief, and for which organization they were asked."""

    __tablename__ = "brief_reviewer"
    __table_args__ = (UniqueConstraint("brief_id", "person_id"),)
    kind: ClassVar[str] = "brief review"

    id: int | None = Field(default=None, primary_key=True)
    brief_id: int = Field(foreign_key="brief.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    organization_id: int = Field(foreign_key="organization.id")
    # Of a school district.
    practitioner: bool
    status: str = Field(default="asked", max_length=10)
    status_since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    # When they were asked first, by whom, and when they were reminded last.
    asked_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    asked_by: int = Field(foreign_key="person.id")
    reminded_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    # What they said when they took it on.
    may_name: bool = False
    conflict: str = Field(default="", sa_column=Column(Text, nullable=False))


class BriefVerdict(SQLModel, table=True):
    """What a reviewer decided on one text: it was that text, and it stays as it was said."""

    __tablename__ = "brief_verdict"

    id: int | None = Field(default=None, primary_key=True)
    brief_id: int = Field(foreign_key="brief.id", index=True)
    reviewer_id: int = Field(foreign_key="brief_reviewer.id", index=True)
    approved: bool
    comment: str = Field(default="", sa_column=Column(Text, nullable=False))
    # The answers to the checklist, by key.
    answers: dict[str, Answer] = Field(sa_column=Column(Stored(dict[str, Answer]), nullable=False))
    # The text as they read it, its hash, and its number among the drafts.
    text: Draft = Field(sa_column=Column(Stored(Draft), nullable=False))
    text_hash: str = Field(max_length=64)
    draft_version: int
    decided_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class BriefSuggestion(SQLModel, table=True):
    """What a reviewer would change in one section, on a passage of it or as a whole."""

    __tablename__ = "brief_suggestion"
    kind: ClassVar[str] = "brief suggestion"

    id: int | None = Field(default=None, primary_key=True)
    brief_id: int = Field(foreign_key="brief.id", index=True)
    reviewer_id: int = Field(foreign_key="brief_reviewer.id")
    # A key of the sheet's parts, or "title", "bottom_line", "" for the whole brief.
    section: str = Field(max_length=40)
    # The words it is about, as they stood, and the words that would take their place.
    passage: str = Field(default="", sa_column=Column(Text, nullable=False))
    wording: str = Field(default="", sa_column=Column(Text, nullable=False))
    why: str = Field(default="", sa_column=Column(Text, nullable=False))
    text_hash: str = Field(max_length=64)
    status: str = Field(default="open", max_length=10)
    status_since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    # What those who write the brief answered, and who.
    answer: str = Field(default="", sa_column=Column(Text, nullable=False))
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


REVIEWERS: Table = BriefReviewer.__table__  # type: ignore[attr-defined]
VERDICTS: Table = BriefVerdict.__table__  # type: ignore[attr-defined]
SUGGESTIONS: Table = BriefSuggestion.__table__  # type: ignore[attr-defined]
