"""Studies that readers miss: anyone signed in names one, and its keepers answer."""

from sqlalchemy import func, select
from sqlmodel import Session

from rpp import clock, db, history
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.syntheses import candidates
from rpp.syntheses.candidates import Named
from rpp.syntheses.life import LIFE, SUGGESTION, Action, Answer
from rpp.syntheses.models import STUDIES, SUGGESTIONS, Synthesis, SynthesisSuggestion
from rpp.syntheses.naming import known_here, named_by
from rpp.syntheses.operations import held

MOST_OPEN = 10


def suggest(
    session: Session,
    actor: Viewer,
    synthesis_id: int,
    *,
    reference: str,
    address: str = "",
    why: str = "",
) -> SynthesisSuggestion:
    """Name a study that is missing, by its reference, its address or both."""
    made = held(session, synthesis_id)
    LIFE.require(made, Action.SUGGEST)
    if not (reference or address):
        raise DomainError("Give the study’s reference or its address.", "reference")
    assert actor.id is not None
    waiting = select(func.count()).where(
        SUGGESTIONS.c.synthesis_id == synthesis_id,
        SUGGESTIONS.c.person_id == actor.id,
        SUGGESTIONS.c.status == "open",
    )
    if session.execute(waiting).scalar_one() >= MOST_OPEN:
        raise DomainError(f"{MOST_OPEN} of your suggestions wait for an answer. Wait for these.")
    now = clock.now()
    sent = SynthesisSuggestion(
        synthesis_id=synthesis_id,
        person_id=actor.id,
        reference=reference,
        address=address,
        why=why,
        status_since=now,
        sent_at=now,
    )
    session.add(sent)
    detail = {"synthesis": made.title}
    history.record(session, sent, "sent", actor.id, detail=detail, private=True)
    return sent


def take(
    session: Session, actor: Viewer, suggestion_id: int, named: Named | None = None
) -> SynthesisSuggestion:
    """Make a candidate of it; `named` says what it is where the portal knows the study."""
    made, sent = _held(session, suggestion_id)
    SUGGESTION.require(sent, Answer.TAKE)
    if named is None:
        (named,) = known_here(session, [named_by(sent.reference, sent.address)])
    candidates.add(session, made, [named], suggested_by=sent.person_id)
    of_it = STUDIES.c.synthesis_id == made.id, STUDIES.c.key == named.key
    sent.study_id = session.execute(select(STUDIES.c.id).where(*of_it)).scalar_one()
    _answered(session, actor, made, sent, "taken", "")
    return sent


def decline(
    session: Session, actor: Viewer, suggestion_id: int, reason: str
) -> SynthesisSuggestion:
    """Say why it is no candidate; who suggested it reads that."""
    made, sent = _held(session, suggestion_id)
    SUGGESTION.require(sent, Answer.DECLINE)
    _answered(session, actor, made, sent, "declined", reason)
    return sent


def _held(session: Session, suggestion_id: int) -> tuple[Synthesis, SynthesisSuggestion]:
    of = select(SUGGESTIONS.c.synthesis_id).where(SUGGESTIONS.c.id == suggestion_id)
    made = held(session, session.execute(of).scalar_one())
    return made, db.lock(session, SynthesisSuggestion, suggestion_id)


def _answered(
    session: Session,
    actor: Viewer,
    made: Synthesis,
    sent: SynthesisSuggestion,
    status: str,
    reason: str,
) -> None:
    sent.answer = reason
    detail = {"synthesis": made.title}
    history.move(
        session, sent, status, status, actor.id, reason=reason, detail=detail, private=True
    )
