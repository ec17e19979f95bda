"""The text of a study, and what is said and signed about it."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime


class StudySection(SQLModel, table=True):
    """One section of the study's text."""

    __tablename__ = "study_section"
    __table_args__ = (UniqueConstraint("study_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id")
    key: str = Field(max_length=20)  # a key of SECTIONS
    body: str = Field(default="", sa_column=Column(Text, nullable=False))
    body_html: str = Field(default="", sa_column=Column(Text, nullable=False))
    markup_version: int = 0
    # Raised by every save: a save names the version it read, so nobody overwrites unseen.
    version: int = 0
    edited_by: int | None = Field(default=None, foreign_key="person.id")
    edited_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    # The number of each paragraph, kept while others change, so that comments find theirs; and
    # the next number to give.
    anchors: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    next_anchor: int = 1
    # Who is responsible that it gets written, and who called it ready.
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    ready_by: int | None = Field(default=None, foreign_key="person.id")
    ready_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class SectionRevision(SQLModel, table=True):
    """An earlier text of a section."""

    __tablename__ = "section_revision"
    __table_args__ = (UniqueConstraint("section_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    section_id: int = Field(foreign_key="study_section.id")
    version: int
    body: str = Field(sa_column=Column(Text, nullable=False))
    edited_by: int | None = Field(default=None, foreign_key="person.id")
    edited_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class StudyReference(SQLModel, table=True):
    """A record or brief the study builds on, and what that leaves open."""

    __tablename__ = "study_reference"
    __table_args__ = (UniqueConstraint("study_id", "source_kind", "source_id"),)

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id")
    source_kind: str = Field(max_length=20)  # evidence | brief
    source_id: int
    title: str = Field(max_length=300)
    leaves_open: str = Field(max_length=300)


class Signature(SQLModel, table=True):
    """One party's signature on one text; void once that text was changed."""

    __table_args__ = (
        # One signature in force a party and text; those before it are void.
        Index(
            "uq_signature_of_text",
            "study_id",
            "party",
            "text_hash",
            unique=True,
            sqlite_where=text("void_at IS NULL"),
            postgresql_where=text("void_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id", index=True)
    # "lead", or "lea:<organization id>".
    party: str = Field(max_length=40)
    person_id: int = Field(foreign_key="person.id")
    organization_id: int = Field(foreign_key="organization.id")
    title: str = Field(max_length=120)
    # Who signed for whom, as they were called then: what was signed does not change.
    signer: str = Field(max_length=200)
    for_whom: str = Field(max_length=200)
    organization: str = Field(max_length=200)
    # By what authority they sign, and the conflicts of interest they declare ("None" is said).
    authority: str = Field(default="", max_length=200)
    conflicts: str = Field(default="", sa_column=Column(Text, nullable=False))
    text_hash: str = Field(max_length=64)
    signed_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    void_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class SignedText(SQLModel, table=True):
    """A text that all parties signed; the newest that is not void is in force."""

    __tablename__ = "signed_text"
    __table_args__ = (UniqueConstraint("study_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id")
    number: int
    text: str = Field(sa_column=Column(Text, nullable=False))
    text_hash: str = Field(max_length=64)
    amendment_id: int | None = Field(default=None, foreign_key="amendment.id")
    signed_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    void_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class PassageComment(SQLModel, table=True):
    """A comment on one paragraph of a section, or an answer to one."""

    __tablename__ = "passage_comment"

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id", index=True)
    section_key: str = Field(max_length=20)
    # The paragraph's number (StudySection.anchors), and its words when the comment was written.
    anchor: int
    quote: str = Field(sa_column=Column(Text, nullable=False))
    parent_id: int | None = Field(default=None, foreign_key="passage_comment.id", index=True)
    author_id: int = Field(foreign_key="person.id")
    body: str = Field(sa_column=Column(Text, nullable=False))
    body_html: str = Field(sa_column=Column(Text, nullable=False))
    markup_version: int = 0
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    resolved_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    resolved_by: int | None = Field(default=None, foreign_key="person.id")
    deleted_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class Amendment(SQLModel, table=True):
    """Suggested text: accepted or rejected while the text is written, signed by all afterwards."""

    __table_args__ = (
        UniqueConstraint("study_id", "suggestion", "number"),
        # One amendment at a time is signed.
        Index(
            "uq_amendment_signing",
            "study_id",
            unique=True,
            sqlite_where=text("status = 'signing'"),
            postgresql_where=text("status = 'signing'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id")
    # Suggested while the text is written; otherwise it amends a signed text. Each kind has its
    # own numbers.
    suggestion: bool = False
    number: int
    # open | accepted | rejected | taken_back | signing | in_force
    status: str = Field(default="open", max_length=12)
    reason: str = Field(sa_column=Column(Text, nullable=False))
    author_id: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    # The word with which it was accepted or rejected.
    word: str = Field(default="", sa_column=Column(Text, nullable=False))
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    # The whole new text while it is being signed, and its SHA-256.
    text: str = Field(default="", sa_column=Column(Text, nullable=False))
    text_hash: str = Field(default="", max_length=64)


class AmendedSection(SQLModel, table=True):
    """What an amendment makes of one section."""

    __tablename__ = "amended_section"

    amendment_id: int = Field(primary_key=True, foreign_key="amendment.id")
    section_key: str = Field(primary_key=True, max_length=20)
    # The text it was written against.
    before: str = Field(sa_column=Column(Text, nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))
