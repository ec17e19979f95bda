"""Priority rounds: options, electorate, ballots and what was counted."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime
from rpp.rounds.result import Result, Tables


class Round(SQLModel, table=True):
    """A vote of a network's LEAs on which problems come first."""

    __table_args__ = (
        Index("ix_round_network", "network_id", "id"),
        CheckConstraint("points BETWEEN 1 AND 1000", name="points"),
        CheckConstraint("capacity >= 1", name="seats"),
    )
    kind: ClassVar[str] = "round"

    id: int | None = Field(default=None, primary_key=True)
    network_id: int = Field(foreign_key="network.id")
    title: str = Field(max_length=160)
    purpose: str = Field(default="", sa_column=Column(Text, nullable=False))
    status: str = Field(default="draft", max_length=10)
    status_since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    ballot: str = Field(default="points", max_length=10)  # points | approval | ranking
    points: int = 10
    # The sum of the effort of what can be taken up.
    capacity: int = 3
    rule: str = Field(default="equal-shares-grow", max_length=20)
    # How many districts must vote; 0 for any number.
    quorum: int = 0
    secret: bool = True
    timezone: str = Field(max_length=40)
    opens_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    closes_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    created_by: int | None = Field(default=None, foreign_key="person.id")
    # Who decided that it opens: the job opens it on time in their name.
    opened_by: int | None = Field(default=None, foreign_key="person.id")
    opened_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    # Drawn at the opening. Only its hash is shown before the close.
    seed: str = Field(default="", max_length=64)
    seed_hash: str = Field(default="", max_length=64)
    reminded_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    # Written once, at the close: how many voted, the count, the tables, the ballots as a file.
    voted: int | None = None
    result: Result | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    tables: Tables | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    ballots_pb: str = Field(default="", sa_column=Column(Text, nullable=False))
    inputs_sha256: str = Field(default="", max_length=64)


class RoundOption(SQLModel, table=True):
    """A problem that can be chosen; its total and place are written at the close."""

    __tablename__ = "round_option"
    __table_args__ = (UniqueConstraint("round_id", "problem_id"),)

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    problem_id: int = Field(foreign_key="problem.id", index=True)
    position: int
    effort: int = 1
    # What a researcher says of how it could be studied.
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    note_by: int | None = Field(default=None, foreign_key="person.id")
    withdrawn: bool = False
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
    # Who votes when the delegate cannot.
    substitute_id: int | None = Field(default=None, foreign_key="person.id")


class Ballot(SQLModel, table=True):
    """The one ballot of one LEA in one round; of a secret round it is deleted at the close."""

    __table_args__ = (UniqueConstraint("round_id", "organization_id"),)

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    organization_id: int = Field(foreign_key="organization.id", index=True)
    cast_by: int = Field(foreign_key="person.id")
    cast_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    changed_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    # Grows with every change, so that a page left open cannot undo a later one unseen.
    version: int = 1
    # Under this code it is published.
    receipt: str = Field(default="", max_length=20)


class BallotPoints(SQLModel, table=True):
    """What a ballot gives to one option: points, 1 for a tick, or a rank from 1."""

    __tablename__ = "ballot_points"
    __table_args__ = (CheckConstraint("points > 0", name="positive"),)

    ballot_id: int = Field(primary_key=True, foreign_key="ballot.id")
    option_id: int = Field(primary_key=True, foreign_key="round_option.id", index=True)
    points: int


class PublishedBallot(SQLModel, table=True):
    """A ballot as everyone reads it after the close: under its code, in the order of the codes."""

    __tablename__ = "published_ballot"

    round_id: int = Field(primary_key=True, foreign_key="round.id")
    code: str = Field(primary_key=True, max_length=20)
    # {option id: points, 1 or rank}
    choices: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    # Whose it is, in open rounds alone.
    organization_id: int | None = Field(default=None, foreign_key="organization.id")


class RoundCertification(SQLModel, table=True):
    """What one certifier said of a round that was counted."""

    __tablename__ = "round_certification"
    __table_args__ = (
        UniqueConstraint("round_id", "person_id"),
        UniqueConstraint("round_id", "organization_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    organization_id: int = Field(foreign_key="organization.id")
    person_id: int = Field(foreign_key="person.id")
    confirms: bool
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
