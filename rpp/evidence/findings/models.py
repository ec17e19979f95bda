"""Findings that people recorded, and every earlier text of them."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Index, LargeBinary, Table, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from rpp.db import Stored, UTCDateTime
from rpp.evidence.findings.contrast import Contrast


class Finding(SQLModel, table=True):
    """The facts of one finding of a subject: ("evidence", record id) or ("study", study id).

    `of_key` names what it tells in full: a finding of the source ("wwc:finding:9") or a result
    that the study entered ("result:4"); None where it stands for itself. What is removed keeps its
    facts for the history, and gives `of_key` free.
    """

    __tablename__ = "finding"
    __table_args__ = (
        Index("ix_finding_subject", "subject_kind", "subject_id", "position"),
        UniqueConstraint("subject_kind", "subject_id", "of_key"),
    )
    kind: ClassVar[str] = "finding"

    id: int | None = Field(default=None, primary_key=True)
    subject_kind: str = Field(max_length=20)
    subject_id: int
    of_key: str | None = Field(default=None, max_length=120)
    position: int = 0
    facts: Contrast = Field(sa_column=Column(Stored(Contrast), nullable=False))
    recorded_by: int = Field(foreign_key="person.id")
    recorded_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    removed_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))

    @property
    def title(self) -> str:
        """How the history names it."""
        return self.facts.outcome


class FindingRevision(SQLModel, table=True):
    """The facts of a finding as they stood until somebody corrected them."""

    __tablename__ = "finding_revision"
    __table_args__ = (UniqueConstraint("finding_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    finding_id: int = Field(foreign_key="finding.id")
    number: int
    facts: Contrast = Field(sa_column=Column(Stored(Contrast), nullable=False))
    # Who replaced them, when, and why.
    changed_by: int = Field(foreign_key="person.id")
    changed_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    reason: str = Field(sa_column=Column(Text, nullable=False))


class FindingFile(SQLModel, table=True):
    """A file of findings that its sender has not confirmed yet: one for a person and a subject."""

    __tablename__ = "finding_file"
    __table_args__ = (UniqueConstraint("person_id", "subject_kind", "subject_id"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    subject_kind: str = Field(max_length=20)
    subject_id: int
    name: str = Field(max_length=160)
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sent_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


RECORDED: Table = Finding.__table__  # type: ignore[attr-defined]
REVISIONS: Table = FindingRevision.__table__  # type: ignore[attr-defined]
FILES: Table = FindingFile.__table__  # type: ignore[attr-defined]
