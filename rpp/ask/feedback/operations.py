"""What readers say of answers, and when it is forgotten."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from rpp import clock
from rpp.ask.feedback.models import FEEDBACK, AskFeedback
from rpp.ask.feedback.tokens import Asked
from rpp.errors import DomainError
from rpp.privacy import student_data

KEPT = timedelta(days=90)
NOTHING = "Say whether it helped, choose a quote whose source is wrong, or write what is missing."
STUDENT = "Your question looks as if it names a student, so nothing of it is kept."


def give(
    session: Session, asked: Asked, *, helped: bool | None, wrong: Collection[int], note: str
) -> AskFeedback:
    """Keep what a reader says of an answer, without the reader.

    One page counts once: what comes later from it adds to what was said, also where two come at
    the same moment. A question that seems to hold a student's data is not kept.
    """
    named = sorted({number for number in wrong if 0 < number <= len(asked.sources)})
    if helped is None and not named and not note:
        raise DomainError(NOTHING)
    if student_data(asked.question):
        raise DomainError(STUDENT)
    found = _of_page(session, asked) or _begin(session, asked)
    found.helped = found.helped if helped is None else helped
    found.wrong = named or found.wrong
    found.note = note or found.note
    session.flush()
    return found


def _of_page(session: Session, asked: Asked) -> AskFeedback | None:
    """What was said on this page before, held until the transaction ends."""
    statement = select(AskFeedback).where(FEEDBACK.c.page_key == asked.page_key)
    return session.execute(statement.with_for_update()).scalars().first()


def _begin(session: Session, asked: Asked) -> AskFeedback:
    made = AskFeedback(
        page_key=asked.page_key,
        question=asked.question,
        declined=asked.declined,
        sources=list(asked.sources),
        given_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        # The same page, at the same moment.
        before = _of_page(session, asked)
        assert before is not None
        return before
    return made


def forget_old(session: Session) -> int:
    """Delete what was said more than 90 days ago; how much that was."""
    found = session.execute(delete(FEEDBACK).where(FEEDBACK.c.given_at < clock.now() - KEPT))
    assert isinstance(found, CursorResult)
    return found.rowcount
