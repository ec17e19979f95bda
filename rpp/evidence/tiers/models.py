"""The tier of a subject on one outcome domain, as it was computed last."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index, Table, Text
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime


class Tier(SQLModel, table=True):
    """One subject ("evidence" or "study", and its id) on one outcome domain, without any district.

    `tier` is ours by `rule_set` (None: none, and `missing` names the facts), `given` the source's
    own; `reviewed`: two reviewers decided what ours stands on. `favorable` and `unfavorable` count
    significant findings, those of subgroups among the unfavorable ones. `form` is the number of
    the rules by which it was computed.
    """

    __tablename__ = "tier"
    __table_args__ = (
        Index("uq_tier_subject", "subject_kind", "subject_id", "domain", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    subject_kind: str = Field(max_length=20)
    subject_id: int
    domain: str = Field(sa_column=Column(Text, nullable=False))
    position: int
    tier: int | None = None
    given: int | None = None
    rule_set: str = Field(max_length=20)
    reviewed: bool = False
    favorable: int = 0
    unfavorable: int = 0
    missing: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    form: int
    since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


TIERS: Table = Tier.__table__  # type: ignore[attr-defined]
