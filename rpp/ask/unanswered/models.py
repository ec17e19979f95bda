"""Questions that the repository could not answer, listed by those who asked them."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Index, Table
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime

LONGEST = 300


class UnansweredQuestion(SQLModel, table=True):
    """A question that somebody put on the list; nothing here says who it was."""

    __tablename__ = "unanswered_question"
    __table_args__ = (Index("ix_unanswered_question_status", "status", "id"),)
    kind: ClassVar[str] = "unanswered"

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=LONGEST)
    # Of its words, however they are written: the same question stands there once.
    words_hash: str = Field(max_length=64, unique=True)
    status: str = Field(default="open", max_length=10)
    status_since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    asked_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    # What answers it, once somebody named it.
    source_kind: str = Field(default="", max_length=20)
    source_id: int | None = None
    # Why an administrator hid it.
    reason: str = Field(default="", max_length=500)


class UnansweredSupport(SQLModel, table=True):
    """One who has the question, and hears when it is answered; never shown with a name."""

    __tablename__ = "unanswered_support"

    question_id: int = Field(primary_key=True, foreign_key="unanswered_question.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)
    # The district for which they ask, where they belong to one.
    organization_id: int | None = Field(default=None, foreign_key="organization.id")
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class UnansweredProblem(SQLModel, table=True):
    """A problem of practice that was written from a question."""

    __tablename__ = "unanswered_problem"

    problem_id: int = Field(primary_key=True, foreign_key="problem.id")
    question_id: int = Field(foreign_key="unanswered_question.id", index=True)


QUESTIONS: Table = UnansweredQuestion.__table__  # type: ignore[attr-defined]
SUPPORT: Table = UnansweredSupport.__table__  # type: ignore[attr-defined]
PROBLEMS: Table = UnansweredProblem.__table__  # type: ignore[attr-defined]
