"""What happens to questions that the repository could not answer."""

from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from rpp import clock, db, history, kinds, words
from rpp.ask.unanswered.life import LIFE, Action
from rpp.ask.unanswered.models import (
    QUESTIONS,
    SUPPORT,
    UnansweredProblem,
    UnansweredQuestion,
    UnansweredSupport,
)
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.problems import operations as problems
from rpp.problems.models import Draft, Problem

HIDDEN = "This question was asked before, and an administrator hid it."
NO_SOURCE = "There is no such brief or reviewed study here."
# As long as the title of a problem may be.
TITLE = 160


def words_hash(text: str) -> str:
    """The same for all ways to write one question: capitals, accents, signs and spaces aside."""
    plain = " ".join(piece.lower() for piece in words.pieces(text))
    return sha256((plain or text).encode()).hexdigest()


def list_question(session: Session, actor: Viewer, text: str) -> UnansweredQuestion:
    """Put a question on the list; one that is there already is asked by one more person.

    Two who list the same at once list it once: its hash is unique.
    """
    if not any(words.pieces(text)):
        raise DomainError("Write your question in words.", "title")
    digest = words_hash(text)
    found = _by_hash(session, digest)
    if found is None:
        now = clock.now()
        made = UnansweredQuestion(title=text, words_hash=digest, status_since=now, asked_at=now)
        if _add(session, made):
            history.record(session, made, "listed", None)
        found = _by_hash(session, digest)
    assert found is not None
    if found.status == "hidden":
        raise DomainError(HIDDEN, "title")
    assert found.id is not None
    support(session, actor, found.id)
    return found


def _add(session: Session, row: SQLModel) -> bool:
    """Write a row of which there may be one already; whether it is new."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def _by_hash(session: Session, digest: str) -> UnansweredQuestion | None:
    statement = select(UnansweredQuestion).where(QUESTIONS.c.words_hash == digest)
    return session.execute(statement).scalars().first()


def support(session: Session, actor: Viewer, question_id: int) -> UnansweredQuestion:
    """Say that one has the question, too: once for each person, who hears of the answer."""
    assert actor.id is not None
    question = db.lock(session, UnansweredQuestion, question_id)
    if question.status == "hidden":
        raise DomainError(HIDDEN)
    if session.get(UnansweredSupport, (question_id, actor.id)) is None:
        session.add(
            UnansweredSupport(
                question_id=question_id,
                person_id=actor.id,
                organization_id=min(actor.leas, default=None),
                at=clock.now(),
            )
        )
        session.flush()
    return question


def leave(session: Session, actor: Viewer, question_id: int) -> UnansweredQuestion:
    """Say that one no longer has the question; twice is once."""
    question = db.lock(session, UnansweredQuestion, question_id)
    session.execute(
        delete(SUPPORT).where(SUPPORT.c.question_id == question_id, SUPPORT.c.person_id == actor.id)
    )
    return question


def answer_question(
    session: Session, actor: Viewer, question_id: int, source_kind: str, source_id: int
) -> UnansweredQuestion:
    """Name the brief or reviewed study that answers a question; anyone must be able to read it."""
    question = db.lock(session, UnansweredQuestion, question_id)
    LIFE.require(question, Action.ANSWER)
    if kinds.citable(session, source_kind, source_id) is None:
        raise DomainError(NO_SOURCE, "source")
    question.source_kind, question.source_id = source_kind, source_id
    source = {"source": f"{source_kind}/{source_id}"}
    history.move(session, question, "answered", "answered", actor.id, detail=source)
    return question


def reopen_question(session: Session, actor: Viewer, question_id: int) -> UnansweredQuestion:
    """Say that what was named does not answer it."""
    question = db.lock(session, UnansweredQuestion, question_id)
    LIFE.require(question, Action.REOPEN)
    question.source_kind, question.source_id = "", None
    history.move(session, question, "open", "reopened", actor.id)
    return question


def hide_question(
    session: Session, actor: Viewer, question_id: int, reason: str
) -> UnansweredQuestion:
    """Take a question off the list, with a reason."""
    question = db.lock(session, UnansweredQuestion, question_id)
    LIFE.require(question, Action.HIDE)
    question.reason = reason
    history.move(session, question, "hidden", "hidden", actor.id, reason=reason, private=True)
    history.forget_titles(session, question)
    return question


def show_question(session: Session, actor: Viewer, question_id: int) -> UnansweredQuestion:
    """Put a hidden question on the list again."""
    question = db.lock(session, UnansweredQuestion, question_id)
    LIFE.require(question, Action.SHOW)
    question.reason, question.source_kind, question.source_id = "", "", None
    history.move(session, question, "open", "shown", actor.id, private=True)
    return question


def begin_problem(
    session: Session, actor: Viewer, question_id: int, organization_id: int
) -> Problem:
    """Begin the draft of a problem of practice from a question; the question then names it."""
    question = db.lock(session, UnansweredQuestion, question_id)
    if question.status == "hidden":
        raise DomainError(HIDDEN)
    whole = question.title
    short = whole if len(whole) <= TITLE else f"{whole[: TITLE - 2].rsplit(' ', 1)[0]} …"
    draft: Draft = {"title": short}
    if short != whole:
        draft["summary"] = whole
    problem = problems.start_problem(session, actor, organization_id, draft)
    assert problem.id is not None
    session.add(UnansweredProblem(problem_id=problem.id, question_id=question_id))
    session.flush()
    return problem


def forget(session: Session, actor: Viewer) -> None:
    """Who closes the account has no questions any more; the questions stay."""
    session.execute(delete(SUPPORT).where(SUPPORT.c.person_id == actor.id))
