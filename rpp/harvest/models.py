"""One row for each thing that anyone may harvest, or once could; it never goes."""

from datetime import datetime

from sqlalchemy import Column, Index, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime


class HarvestRecord(SQLModel, table=True):
    """A thing in the repository, and when what it says to machines changed last."""

    __tablename__ = "harvest_record"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        Index("ix_harvest_record_changed", "changed_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20)
    subject_id: int
    # In whole seconds, as the protocol counts.
    changed_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    # Nobody may read it any more.
    deleted: bool = False
    # The SHA-256 of its metadata: what changes nothing in them is no change.
    digest: str = Field(default="", max_length=64)


class HarvestSet(SQLModel, table=True):
    """A set that a record is in, for good: a deleted record stays in its sets."""

    __tablename__ = "harvest_set"

    spec: str = Field(primary_key=True, max_length=100)
    record_id: int = Field(primary_key=True, foreign_key="harvest_record.id", index=True)


RECORDS: Table = HarvestRecord.__table__  # type: ignore[attr-defined]
SETS: Table = HarvestSet.__table__  # type: ignore[attr-defined]
