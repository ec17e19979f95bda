"""Personal tokens, by which programs act for people."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime


class ApiToken(SQLModel, table=True):
    """A token of a person; its owner has the secret, the table its hash."""

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=80)
    token_hash: str = Field(max_length=64, unique=True)
    # What it may be used for, in words of SCOPES with spaces between.
    scopes: str = Field(max_length=40)
    made_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    # Noted once an hour at most.
    last_used_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
