"""Studies, their partners and people."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import JSON, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime


class Study(SQLModel, table=True):
    """A study, from proposal to findings; private to its partners until it is signed."""

    __table_args__ = (Index("ix_study_status", "status", "id"),)
    kind: ClassVar[str] = "study"

    id: int | None = Field(default=None, primary_key=True)
    problem_id: int = Field(foreign_key="problem.id", index=True)
    network_id: int = Field(foreign_key="network.id", index=True)
    lead_id: int = Field(foreign_key="person.id", index=True)
    organization_id: int = Field(foreign_key="organization.id")
    title: str = Field(max_length=160)
    design: str = Field(default="", max_length=20)
    status: str = Field(default="proposal", max_length=16)
    status_since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    # Proposed at freezing and signed with the text: a key of LISTINGS.
    listing: str = Field(default="private", max_length=10)
    # The text that is signed, and its SHA-256; empty while it is being written.
    frozen_text: str = Field(default="", sa_column=Column(Text, nullable=False))
    frozen_hash: str = Field(default="", max_length=64)
    # When the last party signed; none while any signature is missing or void.
    signed_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    # Agreed at freezing and signed with the text: how many days the partners have to read the
    # findings before anyone else may, and how many a district may delay the brief.
    window_days: int = 14
    delay_days: int = 30
    shared_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    # What differed from the plan, and what limits the answer; entered with the findings.
    deviations: str = Field(default="", sa_column=Column(Text, nullable=False))
    limitations: str = Field(default="", sa_column=Column(Text, nullable=False))
    # The brief that reports it, from its first draft; briefs stand a floor above.
    brief_id: int | None = None
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    created_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class StudyProblem(SQLModel, table=True):
    """A further problem that a study answers, beside the one it was proposed on."""

    __tablename__ = "study_problem"

    study_id: int = Field(primary_key=True, foreign_key="study.id")
    problem_id: int = Field(primary_key=True, foreign_key="problem.id", index=True)


class StudyPartner(SQLModel, table=True):
    """An LEA that takes part in a study."""

    __tablename__ = "study_partner"
    __table_args__ = (UniqueConstraint("study_id", "organization_id"),)

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id")
    organization_id: int = Field(foreign_key="organization.id", index=True)
    joined_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    left_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    # Once, it may delay the brief, by at most the days that the partners agreed on.
    delayed_until: date | None = None
    delay_reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    # What it makes of the findings and will do, in its own words.
    response: str = Field(default="", sa_column=Column(Text, nullable=False))
    responded_by: int | None = Field(default=None, foreign_key="person.id")
    responded_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class StudyMember(SQLModel, table=True):
    """A person with a part in a study."""

    __tablename__ = "study_member"
    __table_args__ = (UniqueConstraint("study_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    organization_id: int = Field(foreign_key="organization.id")
    role: str = Field(max_length=12)  # a key of ROLES
    since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    # When they handed over and left, if they did.
    left_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class StudyInvitation(SQLModel, table=True):
    """An invitation bound to one e-mail address, for one role on behalf of one LEA."""

    __tablename__ = "study_invitation"
    __table_args__ = (
        # One open invitation an address and study.
        Index(
            "uq_study_invitation_open",
            "study_id",
            "email",
            unique=True,
            sqlite_where=text("used_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=text("used_at IS NULL AND revoked_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id", index=True)
    organization_id: int = Field(foreign_key="organization.id")
    email: str = Field(max_length=254, index=True)
    # Who was chosen by name: whoever invited does not learn the address.
    person_id: int | None = None
    role: str = Field(max_length=12)
    token_hash: str = Field(max_length=64, unique=True)
    invited_by: int = Field(foreign_key="person.id")
    expires_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class StudyInterest(SQLModel, table=True):
    """A researcher who could study a problem, and how feasible that looks to them."""

    __tablename__ = "study_interest"
    __table_args__ = (UniqueConstraint("problem_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    problem_id: int = Field(foreign_key="problem.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    organization_id: int = Field(foreign_key="organization.id")
    note: str = Field(sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class ResearcherProfile(SQLModel, table=True):
    """What a researcher has experience with, beside the words of their account."""

    __tablename__ = "researcher_profile"

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    # Keys of DESIGNS; values of CEDS options.
    designs: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    subjects: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    grades: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
