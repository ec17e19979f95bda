"""What districts did with briefs, and what they had said of it before."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Table,
    Text,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime


class BriefUse(SQLModel, table=True):
    """One district's use of one version of a brief; while it is `asked`, only the question."""

    __tablename__ = "brief_use"
    __table_args__ = (
        ForeignKeyConstraint(
            ["brief_id", "version"], ["brief_version.brief_id", "brief_version.number"]
        ),
        UniqueConstraint("brief_id", "organization_id", "asked_month"),
        CheckConstraint(
            "status = 'asked' OR (stage <> '' AND said_by IS NOT NULL AND said_at IS NOT NULL "
            "AND used_on IS NOT NULL)",
            name="is_said",
        ),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> said_by", name="second_person"),
        CheckConstraint("status <> 'confirmed' OR confirmed_by IS NOT NULL", name="confirmed"),
        Index("ix_brief_use_brief", "brief_id", "status", "id"),
    )
    kind: ClassVar[str] = "use"

    id: int | None = Field(default=None, primary_key=True)
    brief_id: int = Field(foreign_key="brief.id")
    version: int
    organization_id: int = Field(foreign_key="organization.id", index=True)
    # Who may know of it: the members of this network, or everyone.
    network_id: int | None = Field(default=None, foreign_key="network.id")
    status: str = Field(default="unconfirmed", max_length=12)
    status_since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    # Raised by every correction: what is confirmed is what was read.
    revision: int = 1
    stage: str = Field(default="", max_length=12)  # a key of STAGES
    way: str = Field(default="", max_length=12)  # a key of WAYS; "" where nobody was asked
    used_on: date | None = None
    decision: str = Field(default="", sa_column=Column(Text, nullable=False))
    why: str = Field(default="", sa_column=Column(Text, nullable=False))
    evidence: str = Field(default="", sa_column=Column(Text, nullable=False))
    # So many months after publication the portal asked.
    asked_month: int | None = None
    asked_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    said_by: int | None = Field(default=None, foreign_key="person.id")
    said_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    confirmed_by: int | None = Field(default=None, foreign_key="person.id")
    confirmed_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class BriefUseRevision(SQLModel, table=True):
    """What a district had said before it corrected that."""

    __tablename__ = "brief_use_revision"
    __table_args__ = (UniqueConstraint("use_id", "revision"),)

    id: int | None = Field(default=None, primary_key=True)
    use_id: int = Field(foreign_key="brief_use.id")
    revision: int
    version: int
    stage: str = Field(max_length=12)
    way: str = Field(max_length=12)
    used_on: date
    decision: str = Field(sa_column=Column(Text, nullable=False))
    why: str = Field(sa_column=Column(Text, nullable=False))
    evidence: str = Field(sa_column=Column(Text, nullable=False))
    said_by: int = Field(foreign_key="person.id")
    said_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


USES: Table = BriefUse.__table__  # type: ignore[attr-defined]
REVISIONS: Table = BriefUseRevision.__table__  # type: ignore[attr-defined]
