"""What may be quoted of evidence records: the sentences at the top of their page, and abstracts."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from rpp.db import columns_of
from rpp.evidence import facts
from rpp.evidence.facts import Direction, Facts
from rpp.evidence.models import RECORDS
from rpp.evidence.references.reference import TYPES, Reference
from rpp.evidence.sentence import PARTS, Sentence, mark
from rpp.evidence.topics import FORMS
from rpp.policy import Viewer
from rpp.quotable import Passage, Source, Stance

STANCES: dict[Direction, Stance] = {
    "better": "positive",
    "worse": "negative",
    "mixed": "mixed",
    "no difference": "none",
    "silent": "",
}


@dataclass(frozen=True, slots=True)
class _Said:
    id: int
    form: str
    title: str
    sentences: list[Sentence]
    reference: Reference | None


def sources(session: Session, _viewer: Viewer, ids: Collection[int]) -> Iterator[Source]:
    """Those of these records that are not withdrawn; three statements."""
    statement = select(*columns_of(_Said, RECORDS)).where(
        RECORDS.c.id.in_(ids), RECORDS.c.form.in_(FORMS)
    )
    known = facts.of(session, ids)
    for row in session.execute(statement):
        said = _Said(*row)
        yield _publication(said) if said.form == "reference" else _reviewed(said, known[said.id])


def _reviewed(said: _Said, record: Facts) -> Source:
    where = (record.setting_words.capitalize(), record.grades_words)
    return Source(
        said.id,
        said.title,
        f"/evidence/{said.id}",
        tuple(
            Passage(one.text, PARTS[one.part], mark(at)) for at, one in enumerate(said.sentences)
        ),
        design=record.design_words,
        sample=record.sample_words,
        setting="; ".join(filter(None, where)),
        names=tuple(record.interventions) if said.form == "study" else (said.title,),
        grades=tuple(record.grades),
        settings=tuple(record.settings),
        comparisons=tuple(record.comparisons),
        stances={one.domain: STANCES[one.direction] for one in record.domains},
        tiers={one.domain: one.tier for one in record.domains if one.tier},
        beside=record.beside,
    )


def _publication(said: _Said) -> Source:
    about = said.reference or Reference(said.title)
    abstract = filter(None, (" ".join(words.split()) for words in about.abstract.split("\n")))
    return Source(
        said.id,
        said.title,
        f"/evidence/{said.id}",
        tuple(Passage(words, "Abstract", "abstract") for words in abstract),
        design=f"{TYPES[about.type]}, not reviewed",
    )
