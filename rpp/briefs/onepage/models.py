"""Pages for teachers and families, and what reviewers decided on them."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Table,
    Text,
    TextClause,
    UniqueConstraint,
    func,
    select,
    text,
)
from sqlmodel import Field, SQLModel

from rpp.briefs.models import BRIEFS
from rpp.briefs.review.printed import Review
from rpp.db import Stored, UTCDateTime

MADE = text("status IN ('draft', 'in_review')")
READ = text("status = 'published'")


def _one(name: str, of_those: TextClause) -> Index:
    """One at most of a brief and a language."""
    return Index(
        f"uq_brief_one_page_{name}",
        "brief_id",
        "language",
        unique=True,
        sqlite_where=of_those,
        postgresql_where=of_those,
    )


class OnePage(SQLModel, table=True):
    """One text in one language; published it never changes, a newer one takes its place."""

    __tablename__ = "brief_one_page"
    __table_args__ = (
        UniqueConstraint("brief_id", "language", "number"),
        # One that is being made, and one that is read.
        _one("made", MADE),
        _one("read", READ),
    )
    kind: ClassVar[str] = "family page"

    id: int | None = Field(default=None, primary_key=True)
    brief_id: int = Field(foreign_key="brief.id")
    # A key of LANGUAGES, and its number among those of the brief in that language.
    language: str = Field(max_length=2)
    number: int
    status: str = Field(default="draft", max_length=10)
    status_since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    title: str = Field(max_length=160)
    body: str = Field(sa_column=Column(Text, nullable=False))
    body_html: str = Field(sa_column=Column(Text, nullable=False))
    markup_version: int = 0
    # A key of ORIGINS.
    origin: str = Field(default="person", max_length=10)
    # The version of the brief it speaks of, once it was sent to review; 0 before.
    version: int = 0
    # Raised by every save.
    draft_version: int = 1
    text_hash: str = Field(default="", max_length=64)
    review: Review | None = Field(default=None, sa_column=Column(Stored(Review)))
    written_by: int = Field(foreign_key="person.id")
    written_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    published_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class OnePageVerdict(SQLModel, table=True):
    """What a reviewer of the brief decided on one text of a page."""

    __tablename__ = "brief_one_page_verdict"

    id: int | None = Field(default=None, primary_key=True)
    page_id: int = Field(foreign_key="brief_one_page.id", index=True)
    reviewer_id: int = Field(foreign_key="brief_reviewer.id")
    approved: bool
    comment: str = Field(default="", sa_column=Column(Text, nullable=False))
    text_hash: str = Field(max_length=64)
    decided_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


PAGES: Table = OnePage.__table__  # type: ignore[attr-defined]
PAGE_VERDICTS: Table = OnePageVerdict.__table__  # type: ignore[attr-defined]


def languages_of() -> ColumnElement[str | None]:
    """The languages in which a brief has a page that is read, with commas; of the table of briefs.

    None where it has none.
    """
    read = (PAGES.c.brief_id == BRIEFS.c.id, PAGES.c.status == "published")
    languages = select(func.aggregate_strings(PAGES.c.language, ",")).where(*read)
    return languages.correlate(BRIEFS).scalar_subquery()
