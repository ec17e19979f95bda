"""Reads what readers said of answers, for knowledge brokers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from rpp import kinds
from rpp.ask.feedback.models import FEEDBACK, Source
from rpp.db import columns_of
from rpp.kinds import Subject
from rpp.paging import Cursor, Slice, page_of
from rpp.policy import Viewer

PAGE = 25


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody said of an answer."""

    id: int
    question: str
    declined: bool
    sources: list[Source]
    helped: bool | None
    wrong: list[int]
    note: str
    given_at: datetime


def listed(session: Session, cursor: Cursor) -> Slice[Given]:
    """One page of what was said, the newest first; one statement."""
    statement = select(*columns_of(Given, FEEDBACK))
    return page_of(session, statement, FEEDBACK.c.id, cursor, limit=PAGE).of(Given)


def named(session: Session, viewer: Viewer, found: Slice[Given]) -> dict[tuple[str, int], Subject]:
    """The sources that are called wrong, as far as the viewer may read them."""
    wrong = {
        (one.sources[number - 1].kind, one.sources[number - 1].id)
        for one in found
        for number in one.wrong
    }
    return kinds.named(session, viewer, wrong)
