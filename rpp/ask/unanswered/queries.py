"""Reads the list of unanswered questions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session

from rpp import dates, kinds
from rpp.ask.unanswered.models import PROBLEMS, QUESTIONS, SUPPORT
from rpp.db import columns_of
from rpp.kinds import Subject
from rpp.paging import Cursor, Slice, Statement, page_of
from rpp.policy import Viewer, may
from rpp.words import Document

PAGE = 25
PUBLIC = ("open", "answered")


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """All but those that were hidden, which administrators alone may read."""
    listed = (*PUBLIC, "hidden") if may(viewer, "question.hide") else PUBLIC
    return QUESTIONS.c.status.in_(listed)


@dataclass(frozen=True, slots=True)
class Kept:
    """A question as it is kept."""

    id: int
    title: str
    status: str
    status_since: datetime
    asked_at: datetime
    source_kind: str
    source_id: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Shown(Kept):
    """A question, with how many people and districts have it."""

    people: int
    districts: int


def _questions() -> Statement:
    asked = SUPPORT.c.question_id == QUESTIONS.c.id
    people = select(func.count()).select_from(SUPPORT).where(asked).scalar_subquery()
    districts = (
        select(func.count(func.distinct(SUPPORT.c.organization_id))).where(asked).scalar_subquery()
    )
    return select(*columns_of(Kept, QUESTIONS), people, districts)


def question(session: Session, viewer: Viewer, question_id: int) -> Shown | None:
    """One question that the viewer may read; one statement."""
    statement = _questions().where(QUESTIONS.c.id == question_id, visible_to(viewer))
    row = session.execute(statement).first()
    return Shown(*row) if row is not None else None


def listed(session: Session, viewer: Viewer, status: str, cursor: Cursor) -> Slice[Shown]:
    """One page of the questions of a state, the newest first; one statement."""
    statement = _questions().where(QUESTIONS.c.status == status, visible_to(viewer))
    return page_of(session, statement, QUESTIONS.c.id, cursor, limit=PAGE).of(Shown)


def is_supporter(session: Session, viewer: Viewer, question_id: int) -> bool:
    """Whether the viewer said that they have the question."""
    statement = select(SUPPORT.c.question_id).where(
        SUPPORT.c.question_id == question_id, SUPPORT.c.person_id == (viewer.id or 0)
    )
    return session.execute(statement).first() is not None


def supporters(session: Session, question_id: int) -> set[int]:
    """Those who hear when a question is answered."""
    statement = select(SUPPORT.c.person_id).where(SUPPORT.c.question_id == question_id)
    return set(session.execute(statement).scalars())


def problems(session: Session, viewer: Viewer, question_id: int) -> list[Subject]:
    """The problems that came of a question, as far as the viewer may read them."""
    ids = session.execute(
        select(PROBLEMS.c.problem_id)
        .where(PROBLEMS.c.question_id == question_id)
        .order_by(PROBLEMS.c.problem_id)
    ).scalars()
    return list(kinds.named(session, viewer, [("problem", id_) for id_ in ids]).values())


def source(session: Session, viewer: Viewer, one: Shown) -> Subject | None:
    """What answers a question, where the viewer may read it now."""
    if one.source_id is None:
        return None
    thing = (one.source_kind, one.source_id)
    return kinds.named(session, viewer, [thing]).get(thing)


def named(session: Session, viewer: Viewer, ids: Collection[int]) -> list[Subject]:
    """Those of these questions that the viewer may read; one statement."""
    rows = session.execute(
        select(QUESTIONS.c.id, QUESTIONS.c.title).where(QUESTIONS.c.id.in_(ids), visible_to(viewer))
    )
    return [
        Subject("unanswered", id_, title, kinds.href("unanswered", id_), None)
        for id_, title in rows
    ]


def search_documents(session: Session, question_id: int | None = None) -> Iterable[Document]:
    """What the search holds of the questions that anyone may read."""
    statement = select(
        QUESTIONS.c.id, QUESTIONS.c.title, QUESTIONS.c.status, QUESTIONS.c.asked_at
    ).where(QUESTIONS.c.status.in_(PUBLIC))
    if question_id is not None:
        statement = statement.where(QUESTIONS.c.id == question_id)
    for id_, title, status, asked_at in session.execute(statement.order_by(QUESTIONS.c.id)):
        stands = "answered" if status == "answered" else "not answered yet"
        asked = dates.day_in(asked_at, dates.site_zone())
        day = dates.date_in(asked_at, dates.site_zone())
        yield Document(
            id_,
            title,
            "",
            f"{stands}, asked {asked}",
            known=status == "answered",
            # Not the districts of those who have it: that is nobody's to know.
            facets={"year": [str(day.year)]},
            issued=day,
        )
