"""Who screens, by which rule, what each decided, and what came of it when both had."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Table, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from rpp.db import Stored, UTCDateTime
from rpp.syntheses.screening.appraisal import Answer


def _text() -> str:
    field: str = Field(default="", sa_column=Column(Text, nullable=False))
    return field


def _moment() -> datetime:
    field: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    return field


def _perhaps() -> datetime | None:
    field: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    return field


class Screener(SQLModel, table=True):
    """Someone who was asked to screen for a synthesis, beside those who keep it."""

    __tablename__ = "screener"
    __table_args__ = (UniqueConstraint("synthesis_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    synthesis_id: int = Field(foreign_key="synthesis.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    invited_by: int | None = Field(default=None, foreign_key="person.id")
    since: datetime = _moment()
    # What they decided stays.
    left_at: datetime | None = _perhaps()


class ScreeningRule(SQLModel, table=True):
    """When screening may stop, and why that was changed; the one with the highest number counts."""

    __tablename__ = "screening_rule"
    __table_args__ = (UniqueConstraint("synthesis_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    synthesis_id: int = Field(foreign_key="synthesis.id")
    number: int
    target: int
    chance: int
    method: str = Field(max_length=10)  # a key of stopping.METHODS
    reason: str = _text()
    set_by: int | None = Field(default=None, foreign_key="person.id")
    set_at: datetime = _moment()


class ScreeningDecision(SQLModel, table=True):
    """What one person decided on a candidate: theirs alone until the second decided, too."""

    __tablename__ = "screening_decision"
    __table_args__ = (
        UniqueConstraint("candidate_id", "person_id"),
        UniqueConstraint("candidate_id", "seat"),
        CheckConstraint("seat IN (1, 2)", name="two_seats"),
    )

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="synthesis_study.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    seat: int
    outcome: str = Field(max_length=10)  # "include" or "exclude"
    reason: str = Field(default="", max_length=30)  # of an exclusion: a key of life.REASONS
    note: str = _text()
    # Whether the full text was read for it, and whether nobody reviewed the study for a journal.
    read_full: bool = False
    is_gray: bool = False
    decided_at: datetime = _moment()


class ScreeningCase(SQLModel, table=True):
    """A candidate on which two people decided, and what came of it; "" while they differ."""

    __tablename__ = "screening_case"

    candidate_id: int = Field(primary_key=True, foreign_key="synthesis_study.id")
    paired_at: datetime = _moment()
    is_gray: bool = False
    read_full: bool = False
    # Where a study that was taken for gray literature was reviewed after all.
    reviewed_in: str = _text()
    outcome: str = Field(default="", max_length=10)
    reason: str = Field(default="", max_length=30)
    note: str = _text()
    # "agreed", "together" or "third": both at once, after talking, or by somebody else.
    how: str = Field(default="", max_length=10)
    settled_by: int | None = Field(default=None, foreign_key="person.id")
    settled_at: datetime | None = _perhaps()
    # What one of the two proposed after talking; it counts once the other says the same.
    proposed: str = Field(default="", max_length=10)
    proposed_reason: str = Field(default="", max_length=30)
    proposed_note: str = _text()
    proposed_by: int | None = Field(default=None, foreign_key="person.id")


class ScreeningLater(SQLModel, table=True):
    """A candidate that somebody put at the end of what they still screen."""

    __tablename__ = "screening_later"

    candidate_id: int = Field(primary_key=True, foreign_key="synthesis_study.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)
    at: datetime = _moment()


class ScreeningAppraisal(SQLModel, table=True):
    """How far a study outside journals can be trusted, by AACODS, and where a copy is kept."""

    __tablename__ = "screening_appraisal"

    candidate_id: int = Field(primary_key=True, foreign_key="synthesis_study.id")
    answers: dict[str, Answer] = Field(sa_column=Column(Stored(dict[str, Answer]), nullable=False))
    archived_at: str = _text()  # the address of the copy
    archived_on: date
    appraised_by: int | None = Field(default=None, foreign_key="person.id")
    appraised_at: datetime = _moment()


class ScreeningStop(SQLModel, table=True):
    """That screening was stopped, where it then stood, and that it was taken up again."""

    __tablename__ = "screening_stop"

    id: int | None = Field(default=None, primary_key=True)
    synthesis_id: int = Field(foreign_key="synthesis.id", index=True)
    rule_id: int = Field(foreign_key="screening_rule.id")
    total: int
    seen: int
    found: int
    chance: float
    is_met: bool
    reason: str = _text()
    stopped_by: int | None = Field(default=None, foreign_key="person.id")
    stopped_at: datetime = _moment()
    resumed_by: int | None = Field(default=None, foreign_key="person.id")
    resumed_at: datetime | None = _perhaps()


SCREENERS: Table = Screener.__table__  # type: ignore[attr-defined]
RULES: Table = ScreeningRule.__table__  # type: ignore[attr-defined]
DECISIONS: Table = ScreeningDecision.__table__  # type: ignore[attr-defined]
CASES: Table = ScreeningCase.__table__  # type: ignore[attr-defined]
LATER: Table = ScreeningLater.__table__  # type: ignore[attr-defined]
APPRAISALS: Table = ScreeningAppraisal.__table__  # type: ignore[attr-defined]
STOPS: Table = ScreeningStop.__table__  # type: ignore[attr-defined]
