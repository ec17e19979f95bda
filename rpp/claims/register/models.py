"""Claims, their published versions, what they are about, and what people asked to be corrected."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Column, Index, Table, Text
from sqlmodel import Field, SQLModel

from rpp.claims.register.content import Content
from rpp.db import Stored, UTCDateTime

TITLE = 300


def _moment() -> datetime:
    field: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    return field


class Claim(SQLModel, table=True):
    """What somebody claims of a program. `draft` is what its writer proposes: nobody's word yet."""

    __table_args__ = (
        Index("ix_claim_status", "status", "id"),
        CheckConstraint(
            "status NOT IN ('published', 'correcting', 'withdrawn') OR current > 0", name="is_out"
        ),
    )
    kind: ClassVar[str] = "claim"

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(default="", max_length=TITLE)
    status: str = Field(default="draft", max_length=12)
    status_since: datetime = _moment()
    draft: Content | None = Field(default=None, sa_column=Column(Stored(Content)))
    written_by: int | None = Field(default=None, foreign_key="person.id", index=True)
    # Raised whenever the draft changes: what is published is what the second person read.
    revision: int = 1
    # The newest published version and its verdict; 0 and "" before there is one.
    current: int = 0
    verdict: str = Field(default="", max_length=12)
    recorded_at: datetime = _moment()


class ClaimVersion(SQLModel, table=True):
    """What two people published. It never changes."""

    __tablename__ = "claim_version"
    __table_args__ = (CheckConstraint("published_by <> written_by", name="second_person"),)

    claim_id: int = Field(primary_key=True, foreign_key="claim.id")
    number: int = Field(primary_key=True)
    content: Content = Field(sa_column=Column(Stored(Content), nullable=False))
    sha256: str = Field(max_length=64)
    written_by: int = Field(foreign_key="person.id")
    published_by: int = Field(foreign_key="person.id")
    # What the second person declares of their own interests.
    interest: str = Field(default="", sa_column=Column(Text, nullable=False))
    published_at: datetime = _moment()


class ClaimRecord(SQLModel, table=True):
    """An evidence record on the program of a published claim."""

    __tablename__ = "claim_record"

    claim_id: int = Field(primary_key=True, foreign_key="claim.id")
    record_id: int = Field(primary_key=True, foreign_key="evidence_record.id", index=True)


class ClaimRequest(SQLModel, table=True):
    """An answer to a claim's verdict, or a request to correct it, on the record."""

    __tablename__ = "claim_request"
    __table_args__ = (
        CheckConstraint("(outcome = '') = (answered_by IS NULL)", name="answered"),
        Index("ix_claim_request_claim", "claim_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    claim_id: int = Field(foreign_key="claim.id")
    version: int
    person_id: int = Field(foreign_key="person.id", index=True)
    # Whether they say that they speak for whoever made the claim.
    speaks: bool = False
    words: str = Field(sa_column=Column(Text, nullable=False))
    asked_at: datetime = _moment()
    outcome: str = Field(default="", max_length=10)  # "", "changes", "stands"
    answer: str = Field(default="", sa_column=Column(Text, nullable=False))
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


CLAIMS: Table = Claim.__table__  # type: ignore[attr-defined]
VERSIONS: Table = ClaimVersion.__table__  # type: ignore[attr-defined]
OF_RECORDS: Table = ClaimRecord.__table__  # type: ignore[attr-defined]
REQUESTS: Table = ClaimRequest.__table__  # type: ignore[attr-defined]
