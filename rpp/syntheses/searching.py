"""Searches of a synthesis: what was searched, when, and what is due again."""

from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session

from rpp import clock, history
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.syntheses import candidates
from rpp.syntheses.candidates import Named
from rpp.syntheses.life import LIFE, Action
from rpp.syntheses.models import SOURCES, Synthesis, SynthesisSource
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
    new = candidates.add(session, made, named or [], source_id=source_id)
    detail = {"source": source.name, "found": len(new)}
    history.record(session, made, "searched", actor.id, detail=detail, private=True)
    return made


def due(searched_at: datetime | None, months: int, since: datetime) -> date:
    """The day on which a source is to be searched again: so many months after it last was.

    Where it never was, they count from `since`, when screening started. A day that the month has
    not is its last.
    """
    at = searched_at or since
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    following = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return first.replace(day=min(at.day, (following - first).days))
