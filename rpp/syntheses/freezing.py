"""What a version is made of: what was said, the studies in and out, their effects, the results."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from rpp.db import plain
from rpp.people.models import Person
from rpp.syntheses import candidates
from rpp.syntheses.analysis.analyzing import analyze, results
from rpp.syntheses.analysis.collecting import collected
from rpp.syntheses.models import SOURCES, Synthesis, SynthesisStudy
from rpp.syntheses.plan import Searched
from rpp.syntheses.published import Flow, FrozenEffect, FrozenStudy, Results, Said

# Of what people suggested, and of sources that were taken off the list.
SUGGESTED, ELSEWHERE = "Suggested by readers", "Other sources"


@dataclass(frozen=True, slots=True)
class Frozen:
    """All that a version keeps, of one moment."""

    title: str
    said: Said
    studies: list[FrozenStudy]
    effects: list[FrozenEffect]
    results: Results
    flow: Flow

    @property
    def text_hash(self) -> str:
        """The same for the same texts, studies, effects and results."""
        parts = [
            self.title,
            plain(Said, self.said),
            plain(list[FrozenStudy], self.studies),
            plain(list[FrozenEffect], self.effects),
            plain(Results, self.results),
        ]
        text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def freeze(session: Session, made: Synthesis) -> Frozen:
    """A synthesis as it stands: call it while it is held."""
    assert made.id is not None
    standing = candidates.standing(session, made.id)
    searched = _sources(session, made.id)
    names = {id_: one.name for id_, one in searched.items()}
    included = [one for one in standing if one.status == "included"]
    found = collected(session, included, made.domain, made.rules)
    return Frozen(
        made.title,
        _said(session, made, tuple(searched.values())),
        [_study(one) for one in standing if one.status in ("included", "excluded")],
        found.effects,
        results(analyze(found.effects), found.without),
        flow_of(standing, names),
    )


def _said(session: Session, made: Synthesis, searched: tuple[Searched, ...]) -> Said:
    keeper = session.execute(
        select(col(Person.name)).where(col(Person.id) == made.keeper_id)
    ).scalar()
    return Said(
        *(made.question, made.rules, made.answer, made.can_say, made.cannot_say, made.unknown),
        *(made.why_living, made.triggers, made.retires_when, made.conflicts),
        *(made.domain, made.better, made.worse),
        keepers=(keeper,) if keeper else (),
        sources=searched,
        verdict=made.verdict,
    )


def _sources(session: Session, synthesis_id: int) -> dict[int, Searched]:
    asked = (SOURCES.c.id, SOURCES.c.name, SOURCES.c.how, SOURCES.c.months, SOURCES.c.searched_at)
    statement = select(*asked).where(SOURCES.c.synthesis_id == synthesis_id)
    rows = session.execute(statement.order_by(SOURCES.c.position, SOURCES.c.id))
    return {id_: Searched(*row) for id_, *row in rows}


def _study(one: SynthesisStudy) -> FrozenStudy:
    return FrozenStudy(
        *(one.key, one.subject_kind, one.subject_id, one.title, one.status, one.stage),
        *(one.reason, one.note, one.year, one.flag),
    )


def flow_of(standing: Sequence[SynthesisStudy], names: dict[int, str]) -> Flow:
    """How many candidates came from where and stand where; `names` are those of the sources."""
    found = Counter(
        SUGGESTED if one.suggested_by is not None else names.get(one.source_id or 0, ELSEWHERE)
        for one in standing
    )
    status = Counter(one.status for one in standing)
    out = [one for one in standing if one.status == "excluded"]
    late = Counter(one.reason for one in out if one.stage != "title")
    return Flow(
        dict(found),
        status["duplicate"],
        status["candidate"] + status["to_read"],
        sum(one.stage == "title" for one in out),
        dict(late),
        status["included"],
    )
