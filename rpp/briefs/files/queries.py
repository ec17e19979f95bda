"""Reads the files of briefs."""

from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from rpp.briefs.files.models import FILES
from rpp.files import store


class Where(NamedTuple):
    """Where a file lies, and what it must be."""

    stored: str
    sha256: str


def where(session: Session, brief_id: int, file_id: int) -> Where | None:
    """Where a file of a brief lies; None where the brief has no such file."""
    row = session.execute(
        select(FILES.c.stored, FILES.c.sha256).where(
            FILES.c.brief_id == brief_id, FILES.c.id == file_id
        )
    ).first()
    return Where(*row) if row is not None else None


def data(session: Session, brief_id: int, file_id: int) -> bytes | None:
    """The bytes of a file of a brief; None where it has none, or it is not what was stored."""
    found = where(session, brief_id, file_id)
    return store.read(found.stored, found.sha256) if found is not None else None
