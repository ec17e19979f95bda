"""The search index: one row a thing, its words beside it in the database's own full text."""

from sqlalchemy import Column, Float, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class SearchDocument(SQLModel, table=True):
    """A thing that can be found, and who may find it.

    On SQLite the words also stand in the FTS5 table `search_words` (rowid = id); on PostgreSQL
    the column `words` holds a tsvector. The migration makes both.
    """

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
    # Looked through and never shown: measures, places, concepts (rpp.synonyms).
    keywords: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    # What it counts beside others: what is known here counts more than what others list.
    weight: float = Field(default=1.0, sa_column=Column(Float, nullable=False, server_default="1"))
    form: str = Field(
        default="", max_length=12, sa_column_kwargs={"server_default": ""}
    )  # by which rules the row was made
    # What stands below the title in a list: state, place, date.
    line: str = Field(default="", sa_column=Column(Text, nullable=False))
    # None: anyone may find it; else only those who may read this network's inner pages.
    network_id: int | None = Field(default=None, foreign_key="network.id")
