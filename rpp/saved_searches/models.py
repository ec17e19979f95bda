"""Searches that people saved, and what was found for them since."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, Column, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime


class SavedSearch(SQLModel, table=True):
    """A search that its person runs again, and hears of new matches for: nobody else knows of it.

    What is asked stays as it was saved; another question is another search.
    """

    __tablename__ = "saved_search"
    __table_args__ = (
        UniqueConstraint("person_id", "digest"),
        # Of one that was deleted nothing stays, and its number names no other one.
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    name: str = Field(max_length=120)
    # Which list was asked (a key of `places.PLACES`), and the arguments of its address.
    place: str = Field(max_length=20)
    arguments: dict[str, list[str]] = Field(sa_column=Column(JSON, nullable=False))
    # Of both: two alike of one person are one.
    digest: str = Field(max_length=32)
    is_paused: bool = False
    # The change of the search index up to which was looked for it.
    looked_id: int
    saved_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class SearchNews(SQLModel, table=True):
    """What was found for a search and is told in one notice."""

    __tablename__ = "search_news"
    # Events and notices name it by its number.
    __table_args__ = ({"sqlite_autoincrement": True},)
    kind: ClassVar[str] = "search_news"

    id: int | None = Field(default=None, primary_key=True)
    saved_search_id: int = Field(foreign_key="saved_search.id", index=True)
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class SearchMatch(SQLModel, table=True):
    """One thing that was found for a search, once."""

    __tablename__ = "search_match"
    __table_args__ = (UniqueConstraint("saved_search_id", "kind", "subject_id"),)

    id: int | None = Field(default=None, primary_key=True)
    saved_search_id: int = Field(foreign_key="saved_search.id")
    news_id: int = Field(foreign_key="search_news.id", index=True)
    kind: str = Field(max_length=20)
    subject_id: int


SEARCHES: Table = SavedSearch.__table__  # type: ignore[attr-defined]
NEWS: Table = SearchNews.__table__  # type: ignore[attr-defined]
MATCHES: Table = SearchMatch.__table__  # type: ignore[attr-defined]
