"""Tables of syntheses: a question that is kept, its sources, candidates and versions."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, UniqueConstraint, and_
from sqlmodel import Field, SQLModel

from rpp.db import Stored, UTCDateTime
from rpp.syntheses.plan import Question, Rules
from rpp.syntheses.published import Flow, FrozenEffect, FrozenStudy, Results, Said


def _text() -> str:
    field: str = Field(default="", sa_column=Column(Text, nullable=False))
    return field


def _moment() -> datetime:
    field: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    return field


def _perhaps() -> datetime | None:
    field: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    return field


class Synthesis(SQLModel, table=True):
    """A question with its rules, and what is said of it now; what was published is in versions."""

    __table_args__ = (Index("ix_synthesis_status", "status", "id"),)
    kind: ClassVar[str] = "synthesis"

    id: int | None = Field(default=None, primary_key=True)
    # The name in its address, for good.
    slug: str = Field(max_length=80, unique=True)
    network_id: int = Field(foreign_key="network.id", index=True)
    begun_by: int | None = Field(default=None, foreign_key="person.id")
    keeper_id: int | None = Field(default=None, foreign_key="person.id")
    status: str = Field(default="draft", max_length=12)
    status_since: datetime = _moment()
    # The newest published version, 0 before the first.
    current: int = 0
    # The question as people ask it.
    title: str = Field(max_length=160)
    question: Question = Field(
        default_factory=Question, sa_column=Column(Stored(Question), nullable=False)
    )
    rules: Rules = Field(default_factory=Rules, sa_column=Column(Stored(Rules), nullable=False))
    # Of which outcome domain the average is ("": of all), and what stands on each side of zero.
    domain: str = Field(default="", max_length=120)
    better: str = Field(default="", max_length=60)
    worse: str = Field(default="", max_length=60)
    answer: str = _text()
    # What the answer says, to compare with the numbers: a key of comparing.SAYS.
    verdict: str = Field(default="", max_length=10, sa_column_kwargs={"server_default": ""})
    can_say: str = _text()
    cannot_say: str = _text()
    unknown: str = _text()
    why_living: str = _text()
    triggers: str = _text()
    retires_when: str = _text()
    conflicts: str = _text()
    # Why it was retired (a key of plan.ENDINGS), and what is said of that.
    ending: str = Field(default="", max_length=20)
    reason: str = _text()
    # The change of the search index up to which candidates were looked for; None: from the start.
    looked_id: int | None = None
    published_at: datetime | None = _perhaps()
    # When its newest version was published: what it says changed then.
    changed_at: datetime | None = _perhaps()
    created_at: datetime = _moment()


class SynthesisSource(SQLModel, table=True):
    """Where candidates are searched, how often, and when that was last done."""

    __tablename__ = "synthesis_source"
    __table_args__ = (UniqueConstraint("synthesis_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    synthesis_id: int = Field(foreign_key="synthesis.id")
    name: str = Field(max_length=120)
    how: str = Field(default="other", max_length=10)  # a key of plan.HOW
    months: int = 3
    searched_at: datetime | None = _perhaps()
    position: int = 0


class SynthesisStudy(SQLModel, table=True):
    """A candidate: something that may answer the question, and where it stands.

    `key` names what it is, so that each is a candidate once: "evidence:12", "study:3",
    "doi:10.1/x", or "words:…" for what people named without a number.
    """

    __tablename__ = "synthesis_study"
    __table_args__ = (
        UniqueConstraint("synthesis_id", "key"),
        Index("ix_synthesis_study_subject", "subject_kind", "subject_id"),
        CheckConstraint("duplicate_of IS NULL OR duplicate_of <> id", name="not_of_itself"),
    )
    kind: ClassVar[str] = "synthesis study"

    id: int | None = Field(default=None, primary_key=True)
    synthesis_id: int = Field(foreign_key="synthesis.id")
    key: str = Field(max_length=200)
    # "evidence" or "study" with its id; "" for what the portal holds no page of.
    subject_kind: str = Field(default="", max_length=20)
    subject_id: int | None = None
    title: str = _text()
    year: int | None = None
    # Of what the portal holds no page of: its citation, and where it is read.
    citation: str = _text()
    address: str = _text()
    source_id: int | None = Field(default=None, foreign_key="synthesis_source.id")
    found_at: datetime = _moment()
    suggested_by: int | None = Field(default=None, foreign_key="person.id")
    status: str = Field(default="candidate", max_length=12)  # see life.STANDS
    status_since: datetime = _moment()
    stage: str = Field(default="", max_length=10)  # at which stage it was decided: life.STAGES
    reason: str = Field(default="", max_length=30)  # a key of life.REASONS
    note: str = _text()
    duplicate_of: int | None = Field(default=None, foreign_key="synthesis_study.id")
    # What became of it since it was included: "withdrawn".
    flag: str = Field(default="", max_length=20)


class SynthesisSuggestion(SQLModel, table=True):
    """A study that somebody misses here, and what they were answered."""

    __tablename__ = "synthesis_suggestion"
    __table_args__ = (Index("ix_synthesis_suggestion_open", "synthesis_id", "status"),)
    kind: ClassVar[str] = "study suggestion"

    id: int | None = Field(default=None, primary_key=True)
    synthesis_id: int = Field(foreign_key="synthesis.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    reference: str = _text()
    address: str = _text()
    why: str = _text()
    status: str = Field(default="open", max_length=10)
    status_since: datetime = _moment()
    answer: str = _text()
    study_id: int | None = Field(default=None, foreign_key="synthesis_study.id")
    sent_at: datetime = _moment()


class SynthesisVersion(SQLModel, table=True):
    """One published version, never changed."""

    __tablename__ = "synthesis_version"
    __table_args__ = (UniqueConstraint("synthesis_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    synthesis_id: int = Field(foreign_key="synthesis.id")
    number: int
    title: str = Field(max_length=160)
    said: Said = Field(sa_column=Column(Stored(Said), nullable=False))
    studies: list[FrozenStudy] = Field(sa_column=Column(Stored(list[FrozenStudy]), nullable=False))
    effects: list[FrozenEffect] = Field(
        sa_column=Column(Stored(list[FrozenEffect]), nullable=False)
    )
    results: Results = Field(sa_column=Column(Stored(Results), nullable=False))
    flow: Flow = Field(sa_column=Column(Stored(Flow), nullable=False))
    # What changed since the version before, computed, and what the broker adds to it.
    change: str = _text()
    note: str = _text()
    # Whether the conclusion of the version before stands; None for the first.
    stands: bool | None = None
    text_hash: str = Field(max_length=64)
    published_by: int | None = Field(default=None, foreign_key="person.id")
    published_at: datetime = _moment()


SYNTHESES: Table = Synthesis.__table__  # type: ignore[attr-defined]
SOURCES: Table = SynthesisSource.__table__  # type: ignore[attr-defined]
STUDIES: Table = SynthesisStudy.__table__  # type: ignore[attr-defined]
SUGGESTIONS: Table = SynthesisSuggestion.__table__  # type: ignore[attr-defined]
VERSIONS: Table = SynthesisVersion.__table__  # type: ignore[attr-defined]

# The newest version of a synthesis, beside it.
NEWEST = and_(VERSIONS.c.synthesis_id == SYNTHESES.c.id, VERSIONS.c.number == SYNTHESES.c.current)
# What anyone may read: the question while it is screened, and what was published.
OUT = ("screening", "published", "retired")
