"""Priority rounds: options, electorate and ballots."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime

TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"scheduled", "open", "cancelled"}),
    "scheduled": frozenset({"open", "cancelled"}),
    "open": frozenset({"closed", "cancelled"}),
    "closed": frozenset({"certified", "annulled"}),
    "certified": frozenset(),
    "annulled": frozenset(),
    "cancelled": frozenset(),
}


class Round(SQLModel, table=True):
    """A vote of a network's LEAs on which problems come first."""

    __table_args__ = (
        Index("ix_round_network", "network_id", "id"),
        CheckConstraint("points BETWEEN 1 AND 1000", name="points"),
        CheckConstraint("seats >= 1", name="seats"),
    )
    kind: ClassVar[str] = "round"
    transitions: ClassVar[dict[str, frozenset[str]]] = TRANSITIONS

    id: int | None = Field(default=None, primary_key=True)
    network_id: int = Field(foreign_key="network.id")
    title: str = Field(max_length=160)
    purpose: str = Field(default="", sa_column=Column(Text, nullable=False))
    status: str = Field(default="draft", max_length=10)
    status_since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    points: int = 10
    seats: int = 3
    rule: str = Field(default="totals", max_length=20)
    timezone: str = Field(max_length=40)
    opens_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    closes_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    created_by: int | None = Field(default=None, foreign_key="person.id")
    # Who decided that it opens: the job opens it on time in her name.
    opened_by: int | None = Field(default=None, foreign_key="person.id")
    opened_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))


class RoundOption(SQLModel, table=True):
    """A problem that can be chosen; its total and place are written at the close."""

    __tablename__ = "round_option"
    __table_args__ = (UniqueConstraint("round_id", "problem_id"),)

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    problem_id: int = Field(foreign_key="problem.id", index=True)
    position: int
    total: int | None = None
    supporters: int | None = None
    place: int | None = None
    won: bool = False


class Elector(SQLModel, table=True):
    """An LEA that may vote in a round, frozen when it opens."""

    __table_args__ = (UniqueConstraint("round_id", "organization_id"),)

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    organization_id: int = Field(foreign_key="organization.id", index=True)


class Ballot(SQLModel, table=True):
    """The one ballot of one LEA in one round."""

    __table_args__ = (UniqueConstraint("round_id", "organization_id"),)

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    organization_id: int = Field(foreign_key="organization.id", index=True)
    cast_by: int = Field(foreign_key="person.id")
    cast_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    changed_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    # Grows with every change, so that a page left open cannot undo a later one unseen.
    version: int = 1


class BallotPoints(SQLModel, table=True):
    """The points a ballot gives to one option."""

    __tablename__ = "ballot_points"
    __table_args__ = (CheckConstraint("points > 0", name="positive"),)

    ballot_id: int = Field(primary_key=True, foreign_key="ballot.id")
    option_id: int = Field(primary_key=True, foreign_key="round_option.id", index=True)
    points: int
