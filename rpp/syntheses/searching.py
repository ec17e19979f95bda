"""A search by hand: a person says that a source was searched, and what was found there."""

from sqlalchemy import select
from sqlmodel import Session

from rpp import clock, history
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.syntheses import candidates
from rpp.syntheses.candidates import Named
from rpp.syntheses.life import LIFE, Action
from rpp.syntheses.models import SOURCES, Synthesis, SynthesisSource
from rpp.syntheses.naming import known_here
from rpp.syntheses.operations import held


def searched(
    session: Session,
    actor: Viewer,
    synthesis_id: int,
    source_id: int,
    named: list[Named] | None = None,
) -> Synthesis:
    """Say that a source was searched now, by hand, with what was found there."""
    made = held(session, synthesis_id)
    LIFE.require(made, Action.SEARCH)
    statement = select(SynthesisSource).where(
        SOURCES.c.id == source_id, SOURCES.c.synthesis_id == synthesis_id
    )
    source = session.execute(statement).scalar()
    if source is None or source.how != "other":
        raise DomainError("Choose a source that is searched by hand.", "source")
    source.searched_at = clock.now()
    session.add(source)
    known = known_here(session, named or [])
    new = candidates.add(session, made, known, source_id=source_id)
    detail = {"source": source.name, "found": len(new)}
    history.record(session, made, "searched", actor.id, detail=detail, private=True)
    return made
