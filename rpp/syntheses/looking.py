"""The worker looks for candidates among what came or changed in the search index since.

Something is a candidate where the rules take it in and the search finds it: it holds the telling
words of one of the lines to search for, or it is near in meaning to the question. Nearness is that
of the search itself, over all that can be found, so it is the same whenever something comes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import func, select
from sqlmodel import Session

from rpp import clock, db, history
from rpp.evidence.models import RECORDS
from rpp.policy import ANYONE
from rpp.search import changes, loading
from rpp.search.asked import parse
from rpp.search.finding import Search
from rpp.search.fusing import NEAR_ENOUGH
from rpp.search.index import Index
from rpp.search.looking import Look
from rpp.search.matching import matching
from rpp.search.models import DOCUMENTS
from rpp.search.segment import Mask
from rpp.syntheses import candidates
from rpp.syntheses.admitting import Facts, admits, facts_of, studies_of
from rpp.syntheses.candidates import Named
from rpp.syntheses.life import KEPT
from rpp.syntheses.models import SOURCES, SYNTHESES, Synthesis, SynthesisSource
from rpp.syntheses.operations import held
from rpp.syntheses.plan import Question, Rules

# That a source was searched is noted at most so often, where nothing was found.
NOTED = timedelta(hours=12)
KINDS = ("evidence", "study", "brief")


@dataclass(frozen=True, slots=True)
class Watch:
    """A synthesis for which is looked, and up to which change that was done (None: never)."""

    id: int
    title: str
    question: Question
    rules: Rules
    looked_id: int | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may answer a question, and the code of where it comes from ("wwc")."""

    named: Named
    source: str


def look() -> int:
    """Look at what is new for every synthesis that is kept; how many candidates were added."""
    with db.before_write() as session:
        until = changes.newest(session).id
        watched = [one for one in _watched(session) if (one.looked_id or 0) < until]
        if not watched:
            return 0
        index = loading.index(session)
        found = {one.id: list(_found(session, one, index, until)) for one in watched}
        imported = session.execute(
            select(func.max(RECORDS.c.updated_at)).where(RECORDS.c.source == "wwc")
        ).scalar()
    with db.transaction() as session:
        # Each is held and asked again: of two workers the second finds nothing left.
        return sum(_add(session, id_, found[id_], until, imported) for id_ in sorted(found))


def _watched(session: Session) -> list[Watch]:
    asked = ("id", "title", "question", "rules", "looked_id")
    by_portal = select(SOURCES.c.synthesis_id).where(SOURCES.c.how.in_(("portal", "wwc")))
    rows = session.execute(
        select(*(SYNTHESES.c[name] for name in asked))
        .where(SYNTHESES.c.status.in_(KEPT), SYNTHESES.c.id.in_(by_portal))
        .order_by(SYNTHESES.c.id)
    )
    return [Watch(*row) for row in rows]


# --- finding -------------------------------------------------------------------------------


def _found(session: Session, watch: Watch, index: Index, until: int) -> Iterator[Candidate]:
    """What came or changed since and may answer a question; a fixed number of statements."""
    fits = _fitting(session, watch, index)
    if watch.looked_id is not None:
        new = DOCUMENTS.c.change_id > watch.looked_id, DOCUMENTS.c.change_id <= until
        ids = session.execute(select(DOCUMENTS.c.id).where(*new, ~DOCUMENTS.c.gone)).scalars()
        places = index.places(np.array(list(ids), dtype=np.int32))
        fresh = np.zeros_like(fits)
        fresh[places[places >= 0]] = True
        fits = fits & fresh
    at = np.flatnonzero(fits)
    things = list(zip(index.kinds_of(at), index.ints("subjects")[at].tolist(), strict=True))
    studies = set(studies_of(session, things).values())
    told = facts_of(session, studies)
    for thing in sorted(told):
        if admits(watch.rules, told[thing]):
            yield _candidate(thing, told[thing])


def _fitting(session: Session, watch: Watch, index: Index) -> Mask:
    """What the search finds for the question, by words or by meaning, of all that anyone may."""
    question = watch.question
    asked = " ".join((watch.title, question.intervention, question.outcome))
    look = Look(session, ANYONE, Search(parse(_plain(asked)), KINDS), index)
    lines = [line for line in watch.rules.words.splitlines() if line.strip()] or [watch.title]
    fits = look.scores.meaning >= NEAR_ENOUGH
    for line in lines:
        query = parse(line)
        by_words = Look(session, ANYONE, Search(query, KINDS, by_meaning=False), index)
        fits = fits | (by_words.allowed & matching(index, query))
    return fits & look.allowed


def _plain(text: str) -> str:
    """Words alone: what people write in a question is no sign of a query."""
    return "".join(c if c not in '":-' else " " for c in text)


def _candidate(thing: tuple[str, int], facts: Facts) -> Candidate:
    kind, id_ = thing
    return Candidate(Named(f"{kind}:{id_}", facts.title, kind, id_, facts.year), facts.source)


# --- adding --------------------------------------------------------------------------------


def _add(
    session: Session,
    synthesis_id: int,
    found: Sequence[Candidate],
    until: int,
    imported: datetime | None,
) -> int:
    made = held(session, synthesis_id)
    if made.status not in KEPT or (made.looked_id or 0) >= until:
        return 0
    sources = _sources(session, made)
    count = 0
    for how, source in sources.items():
        own = [one.named for one in found if _how(one, sources) == how]
        new = candidates.add(session, made, own, source_id=source.id)
        count += len(new)
        _note(source, imported if how == "wwc" else clock.now(), bool(new))
        if new:
            detail = {"source": source.name, "found": len(new)}
            history.record(session, made, "searched", None, detail=detail, private=True)
    made.looked_id = until
    session.add(made)
    return count


def _how(one: Candidate, sources: Mapping[str, SynthesisSource]) -> str:
    """By which of the sources it is counted: reviews of the WWC as its own where it is named."""
    return "wwc" if one.source == "wwc" and "wwc" in sources else next(iter(sources))


def _sources(session: Session, made: Synthesis) -> dict[str, SynthesisSource]:
    statement = select(SynthesisSource).where(
        SOURCES.c.synthesis_id == made.id, SOURCES.c.how.in_(("portal", "wwc"))
    )
    found = session.execute(statement.order_by(SOURCES.c.how)).scalars()
    return {one.how: one for one in found}


def _note(source: SynthesisSource, at: datetime | None, found: bool) -> None:
    before = source.searched_at
    if at is not None and (before is None or found or at - before > NOTED):
        source.searched_at = max(at, before) if before else at
