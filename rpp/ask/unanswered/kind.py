"""What the other rooms know of unanswered questions: who may read one, who hears of the answer."""

from typing import Any

from sqlalchemy import Select, false, select
from sqlmodel import Session

from rpp import kinds
from rpp.ask.unanswered import operations, queries
from rpp.ask.unanswered.models import QUESTIONS
from rpp.ask.unanswered.verbs import UNANSWERED
from rpp.history import Event
from rpp.kinds import Telling
from rpp.people import closing
from rpp.policy import Viewer, may


def _readers(viewer: Viewer) -> Select[int]:
    return select(QUESTIONS.c.id).where(queries.visible_to(viewer))


def _insiders(viewer: Viewer) -> Select[int]:
    """Why one was hidden is for administrators."""
    chosen = select(QUESTIONS.c.id)
    return chosen if may(viewer, "question.hide") else chosen.where(false())


def _tell(session: Session, event: Event, _question: Any) -> Telling:
    people = queries.supporters(session, event.subject_id)
    return Telling(people, kinds.href("unanswered", event.subject_id))


closing.with_closing(operations.forget)
kinds.register(
    kinds.Kind(
        "unanswered",
        readers=_readers,
        verbs=UNANSWERED,
        insiders=_insiders,
        address=("ask.question", "question_id"),
        named=queries.named,
        one="Unanswered question",
        many="Unanswered questions",
        documents=queries.search_documents,
        weight=1,
        tell=_tell,
    )
)
