"""Files of briefs, as they lie on the disk."""

from datetime import datetime

from sqlalchemy import Column, Table
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime
from rpp.files import store


class BriefFile(SQLModel, table=True):
    """A file of a brief: its bytes never change, what is said of them stands in draft and version.

    It belongs to the draft alone until a version holds it, and to that version for good.
    """

    __tablename__ = "brief_file"

    id: int | None = Field(default=None, primary_key=True)
    brief_id: int = Field(foreign_key="brief.id", index=True)
    name: str = Field(max_length=160)
    type: str = Field(max_length=4)
    size: int
    sha256: str = Field(max_length=64)
    stored: str = Field(max_length=64, unique=True)
    # The first version that holds it; none while it is only in the draft.
    version: int | None = None
    added_by: int | None = Field(default=None, foreign_key="person.id")
    added_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


FILES: Table = BriefFile.__table__  # type: ignore[attr-defined]
store.register(FILES, "brief")
