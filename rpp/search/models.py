"""The search index as the database holds it; `index.Index` is how a process searches it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar

from sqlalchemy import JSON, Column, Float, Index, Table, Text, UniqueConstraint, false
from sqlmodel import Field, SQLModel

T = TypeVar("T")
# How many rows one statement is about.
CHUNK = 500


class SearchChange(SQLModel, table=True):
    """A change of what can be found; the stamp tells it from one of its number in a restored copy.

    Numbers become visible in their order: see `changes`.
    """

    __tablename__ = "search_change"

    id: int | None = Field(default=None, primary_key=True)
    stamp: str = Field(max_length=16)


class SearchDocument(SQLModel, table=True):
    """A thing that can be found, or once could, and who may find it; its id stays for good."""

    __tablename__ = "search_document"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        Index("ix_search_document_network", "network_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20)  # problem | study | brief | evidence
    subject_id: int
    title: str = Field(sa_column=Column(Text, nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))
    # Looked through and never shown: measures, places.
    keywords: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    # The terms of title, text and keywords, a line each (`terms.of_document`).
    terms: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    # What it is filtered by: "subject:math", "tier:1" and the like, in order.
    facets: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    # The day it came out, as days since the year 1; 0 where that is not known.
    issued: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    # What it counts beside others: what is known here counts more than what others list.
    weight: float = Field(default=1.0, sa_column=Column(Float, nullable=False, server_default="1"))
    form: str = Field(
        default="", max_length=12, sa_column_kwargs={"server_default": ""}
    )  # by which rules the row was made
    # What stands below the title in a list: state, place, date.
    line: str = Field(default="", sa_column=Column(Text, nullable=False))
    # None: anyone may find it; else only those who may read this network's inner pages.
    network_id: int | None = Field(default=None, foreign_key="network.id")
    # The change with which it came, whatever became of it since; None until the commit, too.
    since_id: int | None = Field(default=None, index=True)
    # The last change of it; None until the transaction that changed it commits.
    change_id: int | None = Field(default=None, foreign_key="search_change.id", index=True)
    # It may no longer be found; then nothing of it stands here but its id.
    gone: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


DOCUMENTS: Table = SearchDocument.__table__  # type: ignore[attr-defined]
CHANGES: Table = SearchChange.__table__  # type: ignore[attr-defined]


class Row(NamedTuple):
    """A document as the database holds it for the index."""

    id: int
    kind: str
    subject_id: int
    network_id: int | None
    weight: float
    issued: int
    gone: bool
    facets: Sequence[str]
    terms: str


def chunks(things: Iterable[T]) -> Iterator[list[T]]:
    """Some things at a time, as many as one statement is about."""
    each = iter(things)
    while chunk := list(islice(each, CHUNK)):
        yield chunk
