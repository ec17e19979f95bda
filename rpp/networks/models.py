"""Networks, the organizations in them, and those who serve them."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime

# Those who serve a network, as a sentence calls them.
ROLES = {
    "steward": "steward",
    "broker": "knowledge broker",
    "reviewer": "evidence reviewer",
}


class Network(SQLModel, table=True):
    """A networked improvement community or a partnership."""

    kind: ClassVar[str] = "network"

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(max_length=80, unique=True)
    name: str = Field(max_length=120, unique=True)
    purpose: str = Field(max_length=300)
    about: str = Field(default="", sa_column=Column(Text, nullable=False))
    about_html: str = Field(default="", sa_column=Column(Text, nullable=False))
    markup_version: int = 0
    timezone: str = Field(default="America/Chicago", max_length=40)
    created_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class NetworkMembership(SQLModel, table=True):
    """An organization's place in a network."""

    __tablename__ = "network_membership"
    __table_args__ = (UniqueConstraint("network_id", "organization_id"),)
    kind: ClassVar[str] = "network membership"

    id: int | None = Field(default=None, primary_key=True)
    network_id: int = Field(foreign_key="network.id")
    organization_id: int = Field(foreign_key="organization.id", index=True)
    status: str = Field(default="pending", max_length=10)
    status_since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class NetworkRole(SQLModel, table=True):
    """A person who serves a network: a key of ROLES."""

    __tablename__ = "network_role"
    __table_args__ = (
        UniqueConstraint("network_id", "person_id", "role"),
        Index("ix_network_role_person", "person_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    network_id: int = Field(foreign_key="network.id")
    person_id: int = Field(foreign_key="person.id")
    role: str = Field(max_length=10)
    since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
