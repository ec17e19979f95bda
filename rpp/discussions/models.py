"""Comments on any thing that people discuss."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime


class Comment(SQLModel, table=True):
    """One comment; replies go one level deep."""

    __table_args__ = (Index("ix_comment_subject", "subject_kind", "subject_id", "id"),)
    kind: ClassVar[str] = "comment"

    id: int | None = Field(default=None, primary_key=True)
    subject_kind: str = Field(max_length=20)  # problem | study | brief
    subject_id: int
    author_id: int = Field(foreign_key="person.id", index=True)
    # For whom the author spoke, as it was then.
    organization_id: int | None = Field(default=None, foreign_key="organization.id")
    reply_to: int | None = Field(default=None, foreign_key="comment.id")
    body: str = Field(sa_column=Column(Text, nullable=False))
    body_html: str = Field(sa_column=Column(Text, nullable=False))
    markup_version: int
    status: str = Field(default="shown", max_length=10)
    status_since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    reason: str = Field(default="", max_length=300)
    written_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class CommentRevision(SQLModel, table=True):
    """What a comment said before an edit."""

    __tablename__ = "comment_revision"

    id: int | None = Field(default=None, primary_key=True)
    comment_id: int = Field(foreign_key="comment.id", index=True)
    body: str = Field(sa_column=Column(Text, nullable=False))
    replaced_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class CommentReport(SQLModel, table=True):
    """A reader's report that a comment should not stand; those who moderate decide on it."""

    __tablename__ = "comment_report"
    __table_args__ = (
        UniqueConstraint("comment_id", "reporter_id", name="uq_comment_report_comment_id"),
        Index("ix_comment_report_status", "status", "id"),
    )
    kind: ClassVar[str] = "comment report"

    id: int | None = Field(default=None, primary_key=True)
    comment_id: int = Field(foreign_key="comment.id")
    reporter_id: int = Field(foreign_key="person.id")
    # Whose stewards decide; of a thing outside networks, administrators alone.
    network_id: int | None = Field(default=None, foreign_key="network.id")
    reason: str = Field(sa_column=Column(Text, nullable=False))
    reported_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    status: str = Field(default="open", max_length=10)
    status_since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    # Why it was decided so, for the one who reported it.
    answer: str = Field(default="", sa_column=Column(Text, nullable=False))
    decided_by: int | None = Field(default=None, foreign_key="person.id")
