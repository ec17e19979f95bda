"""What is listed, and each change of it, by which processes know whether theirs is the newest."""

from sqlalchemy import JSON, BigInteger, Column, Table, UniqueConstraint
from sqlmodel import Field, SQLModel


class RepositoryChange(SQLModel, table=True):
    """A change of what is listed; the stamp tells it from one with its number in a restored copy.

    Numbers become visible in their order: who makes one holds the table until the commit.
    """

    __tablename__ = "repository_change"

    id: int | None = Field(default=None, primary_key=True)
    stamp: str = Field(max_length=16)


class RepositoryEntry(SQLModel, table=True):
    """A thing that anyone may find, or once could; its id is its bit in `index.Index`."""

    __tablename__ = "repository_entry"
    __table_args__ = (UniqueConstraint("kind", "subject_id"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20)
    subject_id: int
    # The last change of it.
    change_id: int = Field(foreign_key="repository_change.id", index=True)
    gone: bool = False
    # The day it came out, as days since the year 1.
    issued: int
    # When what is said of it changed last, in millionths of a second.
    version: int = Field(sa_column=Column(BigInteger, nullable=False))
    # What it is found by: "subject:math", "grade:09" and the like, in order.
    facets: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


ENTRIES: Table = RepositoryEntry.__table__  # type: ignore[attr-defined]
CHANGES: Table = RepositoryChange.__table__  # type: ignore[attr-defined]
