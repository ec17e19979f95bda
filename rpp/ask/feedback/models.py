"""What readers said of answers, kept without them and for 90 days."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, Column, Table, Text
from sqlmodel import Field, SQLModel

from rpp.db import Stored, UTCDateTime


@dataclass(frozen=True, slots=True)
class Source:
    """A source that an answer quoted: what it is, and the address of the passage."""

    kind: str
    id: int
    href: str


class AskFeedback(SQLModel, table=True):
    """One answer of a reader's to “Did this help?”, with the question; nothing says who it was."""

    __tablename__ = "ask_feedback"

    id: int | None = Field(default=None, primary_key=True)
    # The page on which it was given: what is sent twice from one page counts once.
    page_key: str = Field(max_length=32, unique=True)
    question: str = Field(sa_column=Column(Text, nullable=False))
    declined: bool
    sources: list[Source] = Field(sa_column=Column(Stored(list[Source]), nullable=False))
    helped: bool | None = None
    # Numbers of the quotes whose source is wrong, from 1.
    wrong: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    given_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False, index=True))


FEEDBACK: Table = AskFeedback.__table__  # type: ignore[attr-defined]
