"""Lists that people and networks keep of briefs, studies and problems."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime

AUDIENCES = {
    "private": "Only those who keep it",
    "link": "Whoever has its link",
    "public": "Everyone",
}


class Collection(SQLModel, table=True):
    """A person's list, or the shelf of a network, which its stewards keep."""

    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (network_id IS NULL)", name="one_keeper"),
        Index("ix_collection_audience", "audience", "id"),
    )
    kind: ClassVar[str] = "collection"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    network_id: int | None = Field(default=None, foreign_key="network.id", index=True)
    title: str = Field(max_length=120)
    about: str = Field(default="", sa_column=Column(Text, nullable=False))
    # A key of AUDIENCES, or "deleted": the row stays, so that its number names no other list.
    audience: str = Field(default="private", max_length=10)
    # Raised with each new link: the links of before lead nowhere.
    link_number: int = 0
    created_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    changed_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class CollectionItem(SQLModel, table=True):
    """One thing in a list, with a note of those who keep the list."""

    __tablename__ = "collection_item"
    __table_args__ = (UniqueConstraint("collection_id", "kind", "subject_id"),)

    id: int | None = Field(default=None, primary_key=True)
    collection_id: int = Field(foreign_key="collection.id")
    kind: str = Field(max_length=20)
    subject_id: int
    # Of a brief: one version, or None for whichever is newest.
    version: int | None = None
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    position: int
    added_by: int = Field(foreign_key="person.id")
    added_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


COLLECTIONS: Table = Collection.__table__  # type: ignore[attr-defined]
ITEMS: Table = CollectionItem.__table__  # type: ignore[attr-defined]
