"""Up to when districts were told what changed, and the news that they were told of."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Table
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime


class AdoptedLook(SQLModel, table=True):
    """When the worker looked last at what a district uses, and up to when it was told."""

    __tablename__ = "adopted_look"

    organization_id: int = Field(primary_key=True, foreign_key="organization.id")
    looked_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    told_until: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class AdoptedNews(SQLModel, table=True):
    """That something changed behind what a district uses: what, is asked when somebody comes."""

    __tablename__ = "adopted_news"
    # Events and notices name it by its number.
    __table_args__ = ({"sqlite_autoincrement": True},)
    kind: ClassVar[str] = "adopted_news"

    id: int | None = Field(default=None, primary_key=True)
    organization_id: int = Field(foreign_key="organization.id", index=True)
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


LOOKS: Table = AdoptedLook.__table__  # type: ignore[attr-defined]
NEWS: Table = AdoptedNews.__table__  # type: ignore[attr-defined]
