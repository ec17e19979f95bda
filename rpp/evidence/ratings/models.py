"""Ratings, those who judge, what was decided, and what was argued against it."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Index, Table, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from rpp.db import Stored, UTCDateTime
from rpp.evidence.ratings.judgments import Answered, DecidedTier, Judged

# Those who hold a place: who was asked, who took it on, and who has sent.
STANDING = ("asked", "accepted", "sent")
_STANDING = text("status IN ('asked', 'accepted', 'sent')")
_GOES_ON = text("status <> 'withdrawn'")
_OPEN = text("status = 'open'")


def _text() -> str:
    field: str = Field(default="", sa_column=Column(Text, nullable=False))
    return field


def _moment() -> datetime:
    field: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    return field


def _maybe() -> datetime | None:
    field: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    return field


class Rating(SQLModel, table=True):
    """How strong one study is, as reviewers judge it by one version of a rule set.

    Its subject is a thing of a kind that can be rated, see `subjects`. `number` counts how often
    it was reviewed: 2 after it was reopened for the first time.
    """

    __tablename__ = "rating"
    __table_args__ = (
        # One rating of a subject by a rule set at a time.
        Index(
            "uq_rating_subject",
            *("subject_kind", "subject_id", "rule_set"),
            unique=True,
            sqlite_where=_GOES_ON,
            postgresql_where=_GOES_ON,
        ),
        Index("ix_rating_status", "status", "id"),
    )
    kind: ClassVar[str] = "rating"

    id: int | None = Field(default=None, primary_key=True)
    subject_kind: str = Field(max_length=20)
    subject_id: int
    # How the subject was called when the rating was opened.
    title: str = _text()
    rule_set: str = Field(max_length=40)
    # Whose reviewers rate it; None: those of the portal.
    network_id: int | None = Field(default=None, foreign_key="network.id", index=True)
    number: int = 1
    status: str = Field(default="open", max_length=12)
    status_since: datetime = _moment()
    opened_by: int = Field(foreign_key="person.id")
    opened_at: datetime = _moment()


class RatingReviewer(SQLModel, table=True):
    """Someone's place in a rating: "A" or "B", who judge blind, or "C", who settles differences.

    What they judged is theirs alone until both A and B have sent.
    """

    __tablename__ = "rating_reviewer"
    __table_args__ = (
        # Nobody has two places in one review, also not after giving one back.
        UniqueConstraint("rating_id", "number", "person_id"),
        Index(
            "uq_rating_reviewer_place",
            *("rating_id", "number", "place"),
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        Index("ix_rating_reviewer_person", "person_id", "status"),
    )
    kind: ClassVar[str] = "rating review"

    id: int | None = Field(default=None, primary_key=True)
    rating_id: int = Field(foreign_key="rating.id")
    number: int
    place: str = Field(max_length=1)  # A, B, C
    person_id: int = Field(foreign_key="person.id")
    status: str = Field(default="accepted", max_length=10)
    status_since: datetime = _moment()
    # By whom they were asked; None where they took it on by themselves.
    asked_by: int | None = Field(default=None, foreign_key="person.id")
    reminded_at: datetime | None = _maybe()
    # What they said when they took it on: whether they are named, and what could pull them.
    may_name: bool = False
    interests: str = _text()
    # Why their place ended.
    reason: str = _text()
    judgments: list[Judged] = Field(
        default_factory=list, sa_column=Column(Stored(list[Judged]), nullable=False)
    )
    # The facts that were before them when they sent, see `facts.hash_of`.
    facts_hash: str = Field(default="", max_length=64)
    sent_at: datetime | None = _maybe()


class RatingDecision(SQLModel, table=True):
    """What a review came to: it stays as it was, whatever is decided later."""

    __tablename__ = "rating_decision"
    __table_args__ = (UniqueConstraint("rating_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    rating_id: int = Field(foreign_key="rating.id")
    number: int
    rule_set: str = Field(max_length=40)
    facts_hash: str = Field(max_length=64)
    # "without" or "with" reservations, "not"; "" where the facts do not tell.
    rating: str = Field(default="", max_length=10)
    tiers: list[DecidedTier] = Field(
        default_factory=list, sa_column=Column(Stored(list[DecidedTier]), nullable=False)
    )
    answers: list[Answered] = Field(
        default_factory=list, sa_column=Column(Stored(list[Answered]), nullable=False)
    )
    decided_at: datetime = _moment()


class RatingChallenge(SQLModel, table=True):
    """An argument against one answer of a decided rating, and what was answered to it."""

    __tablename__ = "rating_challenge"
    __table_args__ = (
        # One at a time of one person against one answer.
        Index(
            "uq_rating_challenge_open",
            *("rating_id", "person_id", "criterion", "domain"),
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_rating_challenge_person", "person_id", "status"),
    )
    kind: ClassVar[str] = "rating challenge"

    id: int | None = Field(default=None, primary_key=True)
    rating_id: int = Field(foreign_key="rating.id")
    number: int
    person_id: int = Field(foreign_key="person.id")
    criterion: str = Field(max_length=60)
    domain: str = Field(default="", max_length=120)
    # The words of the study that speak against it, where they stand, and the argument.
    passage: str = _text()
    page: str = Field(default="", max_length=40)
    argument: str = _text()
    status: str = Field(default="open", max_length=10)
    status_since: datetime = _moment()
    answer: str = _text()
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = _moment()


RATINGS: Table = Rating.__table__  # type: ignore[attr-defined]
REVIEWERS: Table = RatingReviewer.__table__  # type: ignore[attr-defined]
DECISIONS: Table = RatingDecision.__table__  # type: ignore[attr-defined]
CHALLENGES: Table = RatingChallenge.__table__  # type: ignore[attr-defined]
