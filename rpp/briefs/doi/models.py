"""What DataCite knows of a brief, and what is still to be told."""

from datetime import datetime

from sqlalchemy import Column, Index, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime


class BriefDoi(SQLModel, table=True):
    """The DOI of a version of a brief, or with the number 0 that of all its versions.

    It is drawn here and is nobody's until DataCite took it: `state` is DataCite's word for it, ""
    before. Briefs and versions name it once it is findable, see `Brief.doi`.
    """

    __tablename__ = "brief_doi"
    __table_args__ = (
        UniqueConstraint("brief_id", "number"),
        Index("ix_brief_doi_next_at", "next_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    brief_id: int = Field(foreign_key="brief.id")
    number: int
    doi: str = Field(max_length=100, unique=True)
    state: str = Field(default="", max_length=12)  # "" | draft | registered | findable
    # The SHA-256 of what was told last.
    digest: str = Field(default="", max_length=64)
    # When it is due, or until when a worker has claimed it; None where nothing is to be told.
    next_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    attempts: int = 0
    # Why it did not come about, in a sentence; empty once it did.
    error: str = Field(default="", max_length=300)
    changed_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


DOIS: Table = BriefDoi.__table__  # type: ignore[attr-defined]
