"""Problems of practice, and how they look in each district."""

from datetime import datetime
from typing import ClassVar, TypedDict

from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime

RETIRED_BECAUSE = {
    "no_longer_a_problem": "It is no longer a problem",
    "solved_locally": "The district solved it",
    "out_of_scope": "A study cannot answer it",
    "duplicate": "It repeats another problem",
}

AUDIENCES = {"public": "Everyone", "network": "Only our network"}


class Draft(TypedDict, total=False):
    """What is written of a problem, by field; what is left out stays as it is."""

    title: str
    summary: str
    affected: str
    evidence: str
    tried: str
    plan: str
    plan_url: str
    audience: str
    network_id: int | None
    grades: list[str]
    subject: str


class Problem(SQLModel, table=True):
    """A problem of practice, as one LEA tells it."""

    __table_args__ = (
        Index("ix_problem_network", "network_id", "status", "id"),
        Index("ix_problem_status", "status", "id"),
    )
    kind: ClassVar[str] = "problem"

    id: int | None = Field(default=None, primary_key=True)
    network_id: int | None = Field(default=None, foreign_key="network.id")
    organization_id: int = Field(foreign_key="organization.id", index=True)
    author_id: int = Field(foreign_key="person.id", index=True)
    status: str = Field(default="draft", max_length=12)
    status_since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    audience: str = Field(default="public", max_length=10)
    title: str = Field(default="", max_length=160)
    summary: str = Field(default="", sa_column=Column(Text, nullable=False))
    affected: str = Field(default="", sa_column=Column(Text, nullable=False))
    evidence: str = Field(default="", sa_column=Column(Text, nullable=False))
    tried: str = Field(default="", sa_column=Column(Text, nullable=False))
    plan: str = Field(default="", sa_column=Column(Text, nullable=False))
    plan_url: str = Field(default="", max_length=400)
    # The tags chosen so far, also in an unfinished draft: rpp.vocabulary holds them.
    created_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    saved_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    submitted_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    opened_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    reason_code: str = Field(default="", max_length=30)
    merged_into_id: int | None = Field(default=None, foreign_key="problem.id")
    # Written while the author's membership waited: private to the author until it is approved.
    author_waits: bool = False


class LocalContext(SQLModel, table=True):
    """One LEA's own version of a shared problem; each LEA has one per problem."""

    __tablename__ = "local_context"
    __table_args__ = (UniqueConstraint("problem_id", "organization_id"),)

    id: int | None = Field(default=None, primary_key=True)
    problem_id: int = Field(foreign_key="problem.id")
    organization_id: int = Field(foreign_key="organization.id", index=True)
    author_id: int = Field(foreign_key="person.id")
    differs: str = Field(max_length=300)
    body: str = Field(default="", sa_column=Column(Text, nullable=False))
    # The problem for which it was written, where that is part of another now; undoing the merge
    # sends it back. Of several merges it is the first: `problem_id` is where it stands.
    from_problem_id: int | None = Field(default=None, foreign_key="problem.id")
    added_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class MergeProposal(SQLModel, table=True):
    """A proposal to make one problem part of another; both LEAs must agree."""

    __tablename__ = "merge_proposal"
    __table_args__ = (CheckConstraint("from_id <> into_id", name="two_problems"),)

    id: int | None = Field(default=None, primary_key=True)
    from_id: int = Field(foreign_key="problem.id", index=True)
    into_id: int = Field(foreign_key="problem.id", index=True)
    proposed_by: int = Field(foreign_key="person.id")
    reason: str = Field(sa_column=Column(Text, nullable=False))
    # proposed | refused | merged | undone | lapsed
    status: str = Field(default="proposed", max_length=10)
    from_consent_by: int | None = Field(default=None, foreign_key="person.id")
    into_consent_by: int | None = Field(default=None, foreign_key="person.id")
    proposed_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    settled_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class Answer(SQLModel, table=True):
    """What answered a problem: a brief or an evidence record, and why it fits the district."""

    __tablename__ = "problem_answer"
    __table_args__ = (UniqueConstraint("problem_id", "source_kind", "source_id"),)

    id: int | None = Field(default=None, primary_key=True)
    problem_id: int = Field(foreign_key="problem.id")
    source_kind: str = Field(max_length=20)  # evidence | brief
    source_id: int
    title: str = Field(max_length=300)
    why_it_fits: str = Field(sa_column=Column(Text, nullable=False))
    linked_by: int = Field(foreign_key="person.id")
    linked_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
