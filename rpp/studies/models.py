"""Studies: partners, sections, signatures, findings and sensemaking."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime

TRANSITIONS: dict[str, frozenset[str]] = {
    "proposal": frozenset({"co_design", "withdrawn"}),
    "co_design": frozenset({"frozen", "withdrawn"}),
    "frozen": frozenset({"co_design", "signed", "withdrawn"}),
    "signed": frozenset({"co_design", "active", "withdrawn"}),
    "active": frozenset({"paused", "findings_shared", "withdrawn"}),
    "paused": frozenset({"active", "withdrawn"}),
    "findings_shared": frozenset({"interpreted"}),
    "interpreted": frozenset({"published"}),
    "published": frozenset(),
    "withdrawn": frozenset(),
}

# key: (title, what to write)
SECTIONS: dict[str, tuple[str, str]] = {
    "question": (
        "The joint question",
        "What do the districts and the researchers both want to know? One question, in plain "
        "words.",
    ),
    "known": (
        "What is already known",
        "What do reviewed studies and briefs say, and what do they leave open? Link at least one.",
    ),
    "design": (
        "Design",
        "Who is compared with whom, for how long, and what is measured? Why will that answer the "
        "question?",
    ),
    "asks": (
        "What it asks of schools",
        "Staff hours, minutes of class time, tests and dates, for each school that takes part.",
    ),
    "mobilization": (
        "How the findings will be used",
        "Who will act on the answer, what they will get, through which channel, and when: the "
        "knowledge-mobilization plan.",
    ),
}
DESIGNS = {
    "rct": "Randomized trial",
    "qed": "Comparison without a draw",
    "correlational": "Correlation with controls",
    "descriptive": "Description",
}
ROLES = {
    "lead": "Lead researcher",
    "co_lead": "District co-lead",
    "practitioner": "Practitioner",
    "member": "Member",
    # Nobody is invited to these two: they come with an office in a partner LEA.
    "leader": "District leader",
    "signatory": "Signatory",
    "observer": "Observer",
}
# What each role lets a person do, as an invitation says it.
GRANTS = {
    "co_lead": "You write and freeze the text together, invite people, and may pause the study. "
    "Your district becomes a partner.",
    "practitioner": "You write and discuss, and stand for your district when the findings are "
    "interpreted.",
    "member": "You write and discuss with the partners.",
    "observer": "You read and discuss. You change nothing.",
}
LISTINGS = {
    "listed": "Listed for everyone once all have signed",
    "private": "Private to the partners until it is published",
}
AGREEMENTS = {
    "DSA": "Data sharing agreement",
    "MOU": "Memorandum of understanding",
    "IRB": "Ethics review (IRB determination)",
    "approval": "District research approval",
}
# As what a person took part in sensemaking.
PARTS = {
    "practitioner": "Practitioner",
    "researcher": "Researcher",
    "facilitator": "Facilitator",
}
# While a study stands here, its partners write.
WRITING = ("proposal", "co_design")
ENDED = ("published", "withdrawn")


class Study(SQLModel, table=True):
    """A study, from proposal to findings; private to its partners until it is signed."""

    __table_args__ = (Index("ix_study_status", "status", "id"),)
    kind: ClassVar[str] = "study"
    transitions: ClassVar[dict[str, frozenset[str]]] = TRANSITIONS

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
    # The brief that reports it, from its first draft; briefs stand a floor above.
    brief_id: int | None = None
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    created_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class StudyPartner(SQLModel, table=True):
    """An LEA that takes part in a study."""

    __tablename__ = "study_partner"
    __table_args__ = (UniqueConstraint("study_id", "organization_id"),)

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id")
    organization_id: int = Field(foreign_key="organization.id", index=True)
    joined_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    left_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


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
    role: str = Field(max_length=12)
    token_hash: str = Field(max_length=64, unique=True)
    invited_by: int = Field(foreign_key="person.id")
    expires_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


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
        # One signature in force a party; those before it are void.
        Index(
            "uq_signature_in_force",
            "study_id",
            "party",
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
    text_hash: str = Field(max_length=64)
    signed_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    void_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class Agreement(SQLModel, table=True):
    """An agreement the study stands on, as a fact: kind, parties, dates."""

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id", index=True)
    type: str = Field(max_length=20)  # a key of AGREEMENTS
    parties: str = Field(max_length=300)
    signed_on: date
    expires_on: date | None = None
    recorded_by: int = Field(foreign_key="person.id")


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
