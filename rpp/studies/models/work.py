"""A study under way: agreements, schools, milestones, findings, sensemaking."""

from datetime import date, datetime

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime


class Agreement(SQLModel, table=True):
    """An agreement the study stands on, as a fact: kind, parties, dates."""

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id", index=True)
    type: str = Field(max_length=20)  # a key of AGREEMENTS
    parties: str = Field(max_length=300)
    signed_on: date
    expires_on: date | None = None
    recorded_by: int = Field(foreign_key="person.id")
    # Keys of BASES and PPRA; what is shared, why, and until when it is kept.
    basis: str = Field(default="", max_length=20)
    ppra: str = Field(default="", max_length=10)
    purpose: str = Field(default="", sa_column=Column(Text, nullable=False))
    scope: str = Field(default="", sa_column=Column(Text, nullable=False))
    elements: str = Field(default="", sa_column=Column(Text, nullable=False))
    destroy_on: date | None = None
    # The last warning given before it runs out, in days ahead; -1 once it has.
    warned: int | None = None


class Attachment(SQLModel, table=True):
    """A file kept outside the web root under a random name, for the partners alone."""

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id", index=True)
    agreement_id: int | None = Field(default=None, foreign_key="agreement.id", index=True)
    # Set for the packet of a signed text, made by the portal.
    signed_text_id: int | None = Field(default=None, foreign_key="signed_text.id", unique=True)
    name: str = Field(max_length=160)
    size: int
    sha256: str = Field(max_length=64)
    stored: str = Field(max_length=64, unique=True)
    added_by: int | None = Field(default=None, foreign_key="person.id")
    added_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class SchoolAsk(SQLModel, table=True):
    """What the study asks of one school: staff hours, minutes of class, assessments, dates."""

    __tablename__ = "school_ask"
    __table_args__ = (Index("ix_school_ask_organization", "organization_id", "starts_on"),)

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id", index=True)
    organization_id: int = Field(foreign_key="organization.id")
    school: str = Field(max_length=120)
    activity: str = Field(max_length=200)
    starts_on: date
    ends_on: date
    staff_hours: float = 0
    minutes: int = 0
    assessments: int = 0
    entered_by: int = Field(foreign_key="person.id")


class Milestone(SQLModel, table=True):
    """Something that is due in a study on a day."""

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id", index=True)
    title: str = Field(max_length=160)
    due_on: date
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    done_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    done_by: int | None = Field(default=None, foreign_key="person.id")
    # The day of which its owner was told ahead; another day or owner is told anew.
    told_of: date | None = None


class StudyUpdate(SQLModel, table=True):
    """A short word on how the study goes, for those who may know of it."""

    __tablename__ = "study_update"

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id", index=True)
    body: str = Field(sa_column=Column(Text, nullable=False))
    body_html: str = Field(sa_column=Column(Text, nullable=False))
    markup_version: int = 0
    author_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class CalendarFeed(SQLModel, table=True):
    """The secret address under which a person's calendar reads the dates of their studies."""

    __tablename__ = "calendar_feed"

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    token_hash: str = Field(max_length=64, unique=True)
    made_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class FindingsSeen(SQLModel, table=True):
    """Someone who said that they have seen the findings, before they are published."""

    __tablename__ = "findings_seen"

    study_id: int = Field(primary_key=True, foreign_key="study.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class StudyFinding(SQLModel, table=True):
    """One result of a study: one outcome, one comparison."""

    __tablename__ = "study_finding"

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id", index=True)
    outcome: str = Field(max_length=200)
    comparison: str = Field(max_length=200)
    result: str = Field(sa_column=Column(Text, nullable=False))
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = Field(default="", max_length=60)
    n: int | None = None
    # Each group's own numbers, as a review asks for them.
    n_treated: int | None = None
    n_compared: int | None = None
    mean_treated: float | None = None
    mean_compared: float | None = None
    sd_treated: float | None = None
    sd_compared: float | None = None
    clusters_treated: int | None = None
    clusters_compared: int | None = None
    entered_by: int = Field(foreign_key="person.id")


class Sensemaking(SQLModel, table=True):
    """A dated meeting in which the partners interpreted the findings together."""

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id", index=True)
    held_on: date
    interpretations: str = Field(sa_column=Column(Text, nullable=False))
    interpretations_html: str = Field(sa_column=Column(Text, nullable=False))
    markup_version: int = 0
    dissent: str = Field(default="", sa_column=Column(Text, nullable=False))
    dissent_by: int | None = Field(default=None, foreign_key="person.id")
    recorded_by: int = Field(foreign_key="person.id")


class SensemakingParticipant(SQLModel, table=True):
    """Who took part in sensemaking, for whom and as what."""

    __tablename__ = "sensemaking_participant"

    sensemaking_id: int = Field(primary_key=True, foreign_key="sensemaking.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    organization_id: int = Field(foreign_key="organization.id")
    role: str = Field(max_length=12)  # a key of PARTS
