"""Organizations, who belongs to them, and whom they appoint."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime

LOCALES = {1: "City", 2: "Suburb", 3: "Town", 4: "Rural"}
KINDS = {
    "lea": "School district",
    "sea": "State education agency",
    "research": "Research organization",
    "intermediary": "Intermediary",
    "school_network": "School network",
}
# NCES size bands by enrolment.
SIZES = ((1_000, "under 1,000"), (5_000, "1,000 to 4,999"), (25_000, "5,000 to 24,999"))


def setting(locale: int | None) -> str:
    """The NCES locale code (11 to 43) as one word: City, Suburb, Town or Rural; "" if unknown."""
    return LOCALES.get((locale or 0) // 10, "")


def size_band(enrollment: int | None) -> str:
    """The size of an LEA by its enrolment, "unknown" where none is known."""
    if enrollment is None:
        return "unknown"
    return next((name for top, name in SIZES if enrollment < top), "25,000 and more")


class Organization(SQLModel, table=True):
    """An LEA from the NCES directory, a research organization from ROR, or another."""

    kind: ClassVar[str] = "organization"

    id: int | None = Field(default=None, primary_key=True)
    type: str = Field(max_length=20, index=True)  # a key of KINDS
    name: str = Field(max_length=200)
    city: str = Field(default="", max_length=100)
    state: str = Field(default="", max_length=2, index=True)
    county: str = Field(default="", max_length=100)
    # NCES LEAID: seven digits, text, leading zeros kept.
    leaid: str | None = Field(default=None, max_length=7, unique=True)
    ror: str | None = Field(default=None, max_length=40, unique=True)
    locale: int | None = None
    enrollment: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    website: str = Field(default="", max_length=300)
    # Name, aliases, city, state and LEAID in small plain letters, for finding by a part of them.
    finder: str = Field(default="", sa_column=Column(Text, nullable=False))


class EmailDomain(SQLModel, table=True):
    """A mail domain that belongs to one organization alone, once an administrator verified it."""

    __tablename__ = "email_domain"
    __table_args__ = (
        # Claimed by many perhaps, verified for one.
        Index(
            "uq_email_domain_verified",
            "domain",
            unique=True,
            sqlite_where=text("verified_at IS NOT NULL"),
            postgresql_where=text("verified_at IS NOT NULL"),
        ),
        UniqueConstraint("organization_id", "domain"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organization_id: int = Field(foreign_key="organization.id")
    domain: str = Field(max_length=253)
    claimed_by: int | None = Field(default=None, foreign_key="person.id")
    verified_by: int | None = Field(default=None, foreign_key="person.id")
    verified_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class Membership(SQLModel, table=True):
    """A person's place in an organization."""

    __table_args__ = (UniqueConstraint("person_id", "organization_id"),)
    kind: ClassVar[str] = "membership"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    organization_id: int = Field(foreign_key="organization.id", index=True)
    role: str = Field(default="member", max_length=10)  # member | leader
    status: str = Field(default="pending", max_length=10)
    status_since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    note: str = Field(default="", max_length=500)


class Appointment(SQLModel, table=True):
    """A member whom an LEA's leader appointed as its delegate or as a signatory."""

    __table_args__ = (
        # One delegate an LEA at a time; signatories may be several.
        Index(
            "uq_appointment_delegate",
            "organization_id",
            unique=True,
            sqlite_where=text("role = 'delegate' AND ended_at IS NULL"),
            postgresql_where=text("role = 'delegate' AND ended_at IS NULL"),
        ),
        Index("ix_appointment_person", "person_id", "ended_at"),
    )
    kind: ClassVar[str] = "appointment"

    id: int | None = Field(default=None, primary_key=True)
    organization_id: int = Field(foreign_key="organization.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    role: str = Field(max_length=10)  # delegate | signatory
    appointed_by: int | None = Field(default=None, foreign_key="person.id")
    appointed_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
