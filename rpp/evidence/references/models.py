"""Imports of references: the file, what each of its entries came to, and what proves identity."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Index, LargeBinary, Table, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from rpp.db import Stored, UTCDateTime
from rpp.evidence.references.reading.entries import Trouble
from rpp.evidence.references.reference import Reference


@dataclass(frozen=True, slots=True)
class Candidate:
    """What an entry may be the same as: a record here, or an earlier entry (`number`) of its file.

    `why` is a key of `matching.WHY`.
    """

    why: str
    record_id: int | None = None
    number: int | None = None


class ReferenceImport(SQLModel, table=True):
    """One file of references on its way into the evidence records."""

    __tablename__ = "evidence_import"
    kind: ClassVar[str] = "evidence import"

    id: int | None = Field(default=None, primary_key=True)
    status: str = Field(default="reading", max_length=12)
    status_since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    name: str = Field(max_length=160)  # of the file
    format: str = Field(default="", max_length=10)  # "" until it is found out
    encoding: str = Field(default="", max_length=20)
    sha256: str = Field(max_length=64, index=True)
    size: int = 0  # bytes
    origin: str = Field(default="", max_length=200)  # where the descriptions are from
    license: str = Field(default="", max_length=20)  # of the descriptions: a key of LICENSES
    person_id: int | None = Field(default=None, foreign_key="person.id")
    total: int = 0  # entries of the file; 0 until it was read
    # Up to which entry they were read, and written.
    read_through: int = 0
    written_through: int = 0
    troubles: list[Trouble] = Field(
        default_factory=list, sa_column=Column(Stored(list[Trouble]), nullable=False)
    )
    refusal: str = Field(default="", sa_column=Column(Text, nullable=False))
    received_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))

    @property
    def title(self) -> str:
        """How the history names it."""
        return self.name


class ImportFile(SQLModel, table=True):
    """The bytes of a file, as long as they are not read."""

    __tablename__ = "evidence_import_file"

    import_id: int = Field(primary_key=True, foreign_key="evidence_import.id")
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ImportRow(SQLModel, table=True):
    """One entry of a file, as the file describes it, and what became of it.

    What the file says stays here whatever the record then says: a record that several files
    describe is composed of all their rows.
    """

    __tablename__ = "evidence_import_row"
    __table_args__ = (UniqueConstraint("import_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="evidence_import.id")
    number: int  # its place in the file, from 1
    line: int  # on which it begins
    reference: Reference | None = Field(
        default=None, sa_column=Column(Stored(Reference), nullable=True)
    )
    fingerprint: str = Field(default="", max_length=64)
    # What reading found: new, same, ask (a person decides), refused.
    found: str = Field(max_length=10)
    # What was done: "", added, merged, back (undone).
    outcome: str = Field(default="", max_length=10)
    record_id: int | None = Field(default=None, foreign_key="evidence_record.id", index=True)
    candidates: list[Candidate] = Field(
        default_factory=list, sa_column=Column(Stored(list[Candidate]), nullable=False)
    )
    decision: str = Field(default="", max_length=10)  # same, different, later
    # With which of the candidates it is the same.
    chosen: int | None = None
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    troubles: list[Trouble] = Field(
        default_factory=list, sa_column=Column(Stored(list[Trouble]), nullable=False)
    )


class EvidenceIdentifier(SQLModel, table=True):
    """What names one record and no other: a DOI, an ERIC number, or the words of a reference.

    `row_id` is the entry that brought it; None where the record's own source did.
    """

    __tablename__ = "evidence_identifier"
    __table_args__ = (Index("ix_evidence_identifier_row_id", "row_id"),)

    scheme: str = Field(primary_key=True, max_length=10)  # doi, eric, words
    value: str = Field(primary_key=True, max_length=250)
    record_id: int = Field(foreign_key="evidence_record.id", index=True)
    row_id: int | None = Field(default=None, foreign_key="evidence_import_row.id")


IMPORTS: Table = ReferenceImport.__table__  # type: ignore[attr-defined]
ROWS: Table = ImportRow.__table__  # type: ignore[attr-defined]
IDENTIFIERS: Table = EvidenceIdentifier.__table__  # type: ignore[attr-defined]

LICENSES = {
    "": "Not known",
    "public-domain": "Public domain, as ERIC’s are",
    "CC0-1.0": "CC0",
    "CC-BY-4.0": "CC BY 4.0",
    "permission": "Used with permission",
}
