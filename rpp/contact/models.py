"""Questions and reports that anyone sends to those who run the portal."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from rpp.db import UTCDateTime


class ContactMessage(SQLModel, table=True):
    """One message; it was sent by e-mail to the operator, too."""

    __tablename__ = "contact_message"
    __table_args__ = (Index("ix_contact_message_status", "status", "id"),)
    kind: ClassVar[str] = "contact message"

    id: int | None = Field(default=None, primary_key=True)
    # The path of the page it is about, or nothing.
    about: str = Field(default="", max_length=300)
    name: str = Field(default="", max_length=120)
    email: str = Field(max_length=254)
    body: str = Field(sa_column=Column(Text, nullable=False))
    person_id: int | None = Field(default=None, foreign_key="person.id")
    status: str = Field(default="open", max_length=10)
    status_since: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    sent_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
