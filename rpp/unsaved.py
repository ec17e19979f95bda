"""Text that was typed and not saved yet: its writer's alone, and offered back to its writer."""

from datetime import datetime
from typing import Any

from flask import request
from flask_login import current_user
from sqlalchemy import JSON, Column, Index, UniqueConstraint, delete, select
from sqlmodel import Field, Session, SQLModel, col
from werkzeug.datastructures import MultiDict

from rpp import clock, db
from rpp.db import READS, UTCDateTime
from rpp.errors import DomainError
from rpp.forms import OnceMixin
from rpp.privacy import student_data

# What one person may leave lying about; beyond that the oldest goes.
MOST = 50


class Unsaved(SQLModel, table=True):
    """What stands in one page's form: `place` is where it is sent, `key` names that page."""

    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_unsaved_person_id_place", "person_id", "place"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    place: str = Field(max_length=200)
    key: str = Field(max_length=64)
    # Pairs of a field's name and one of its values.
    fields: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))

    @property
    def words(self) -> str:
        """Its first words, by which its writer knows it again."""
        typed = (
            value for name, value in self.fields if name not in HIDDEN and " " in value.strip()
        )
        return " ".join(next(typed, "").split()[:12]) or "A form with a few words"


# What a form sends along that nobody typed.
HIDDEN = frozenset(("once", "read", "seen", "next"))


class UnsavedMixin(OnceMixin):
    """A form that is kept while it is typed, and shown again as its writer left it."""

    unsaved: Unsaved | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if request.method in READS and "formdata" not in kwargs:
            self.unsaved = latest(db.session(), current_user.id, request.path)
            if self.unsaved is not None:
                kwargs["formdata"] = MultiDict((n, v) for n, v in self.unsaved.fields)
        super().__init__(*args, **kwargs)


def latest(session: Session, person_id: int | None, place: str) -> Unsaved | None:
    """What a person typed last into the form that is sent to `place`, and did not save."""
    statement = (
        select(Unsaved)
        .where(col(Unsaved.person_id) == person_id, col(Unsaved.place) == place)
        .order_by(col(Unsaved.at).desc(), col(Unsaved.id).desc())
        .limit(1)
    )
    return session.execute(statement).scalars().first()


def of(session: Session, person_id: int) -> list[Unsaved]:
    """What a person typed and did not save, the newest first; one statement."""
    statement = select(Unsaved).where(col(Unsaved.person_id) == person_id)
    newest = statement.order_by(col(Unsaved.at).desc(), col(Unsaved.id).desc()).limit(MOST)
    return list(session.execute(newest).scalars())


def keep(
    session: Session, person_id: int, place: str, key: str, fields: list[tuple[str, str]]
) -> Unsaved:
    """Keep what stands in a form; what looks like a student's data is not kept unasked."""
    confirmed = any(name == "not_a_student" and value for name, value in fields)
    for _name, value in fields if not confirmed else ():
        if hit := student_data(value):
            raise DomainError(
                f"“{hit.passage}” looks like {hit.looks_like}. Remove it, or save to confirm "
                f"that it is not about a student."
            )
    if any("\0" in value for _name, value in fields):
        raise DomainError("This has a character that cannot be saved. Type it again by hand.")
    statement = select(Unsaved).where(col(Unsaved.person_id) == person_id, col(Unsaved.key) == key)
    kept = session.execute(statement).scalars().first()
    kept = kept or Unsaved(person_id=person_id, place=place, key=key, fields=[], at=clock.now())
    kept.place, kept.fields, kept.at = place, [list(pair) for pair in fields], clock.now()
    session.add(kept)
    session.flush()
    _tidy(session, person_id)
    return kept


def _tidy(session: Session, person_id: int) -> None:
    beyond = (
        select(col(Unsaved.id))
        .where(col(Unsaved.person_id) == person_id)
        .order_by(col(Unsaved.at).desc(), col(Unsaved.id).desc())
        .offset(MOST)
    )
    old = list(session.execute(beyond).scalars())
    if old:
        session.execute(delete(Unsaved).where(col(Unsaved.id).in_(old)))


def forget(session: Session, person_id: int, key: str) -> None:
    """What a page held was saved, or its writer drops it."""
    session.execute(
        delete(Unsaved).where(col(Unsaved.person_id) == person_id, col(Unsaved.key) == key)
    )


def forget_all(session: Session, person_id: int) -> None:
    """Nothing typed stays of a person who closes the account."""
    session.execute(delete(Unsaved).where(col(Unsaved.person_id) == person_id))


def forget_place(session: Session, place: str) -> None:
    """What anyone typed into the form of a draft goes with the draft."""
    session.execute(delete(Unsaved).where(col(Unsaved.place) == place))
