"""What the search holds of the evidence."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from rpp import program_names, vocabulary
from rpp.db import columns_of
from rpp.evidence.facets import FACETS
from rpp.evidence.models import FINDINGS, RECORDS, EvidenceRecord
from rpp.evidence.outcomes import Conclusion
from rpp.evidence.references.reference import TYPES, Reference
from rpp.evidence.sentence import Sentence, text_of
from rpp.evidence.tiers.queries import NONE, Best, beside, best_of_all
from rpp.evidence.topics import DESIGNS, FORMS, TOPICS, month_of
from rpp.organizations.facets import Codes
from rpp.shelf import NO_TIER
from rpp.words import Document

# Of a long list of authors, those that it is found by.
MOST_NAMED = 40
# Where studies take place, as their sources say it, in the types of NCES.
PLACES = {"urban": "city", "suburban": "suburb", "rural": "rural"}


@dataclass(frozen=True, slots=True)
class Searched:
    """What a record is found by."""

    id: int
    form: str
    title: str
    sentences: list[Sentence]
    citation: str
    interventions: list[str]
    topics: list[str]
    domains: list[str]
    grades: list[str]
    settings: list[str]
    design: str
    rating: str
    protocols: list[str]
    effectiveness: list[Conclusion]
    exported: str
    publication: str
    reference: Reference | None
    year: int | None


def search_documents(session: Session, _id: int | None = None) -> Iterator[Document]:
    """What the search reads of each record, by id; two statements.

    Records that say nothing (a report without a rating, and no findings) are left out, and so
    are collections of findings without a named intervention, and what was withdrawn.
    """
    yield from _found(session, None)


def documents_of(session: Session, ids: Collection[int]) -> Iterator[Document]:
    """The same of some records."""
    yield from _found(session, ids)


def _found(session: Session, ids: Collection[int] | None) -> Iterator[Document]:
    measured = _measured(session, ids)
    tiers = best_of_all(session, EvidenceRecord.kind, ids)
    tags = vocabulary.tags_column(EvidenceRecord.kind, RECORDS.c.id)
    statement = select(tags, *columns_of(Searched, RECORDS)).where(RECORDS.c.form.in_(FORMS))
    if ids is not None:
        statement = statement.where(RECORDS.c.id.in_(ids))
    for tagged, *row in session.execute(statement.order_by(RECORDS.c.id)):
        record = Searched(*row)
        codes = _facets(record, vocabulary.tags_in(tagged), tiers.get(record.id, NONE))
        if record.form == "reference":
            yield _publication(record, codes)
            continue
        outcomes = measured.get(record.id, [])
        if outcomes or any(report.rating for report in record.effectiveness):
            yield _document(record, outcomes, codes)


def _facets(record: Searched, tags: Mapping[str, Sequence[str]], best: Best) -> Codes:
    """Its tags, designs as /vocabulary writes them, and the kinds of places where it was done."""
    return {
        **{name: [*tags[name]] for name in ("subject", "grade") if name in tags},
        "tier": [*tags.get("tier", (NO_TIER,))],
        **beside(best),
        "design": [code.lower() for code in tags.get("design", ())],
        "locale": [PLACES[setting] for setting in record.settings if setting in PLACES],
        "year": [str(record.year)] if record.year else [],
        # By which a question that names a program finds what is about it.
        "program": sorted(program_names.keys(_programs(record))),
    }


def _programs(record: Searched) -> list[str]:
    """What is tried in it, by name."""
    return [record.title] if record.form == "intervention" else record.interventions


def _issued(record: Searched) -> date | None:
    """Of most only the year is known."""
    year = record.year or 0
    return date(year, 1, 1) if 0 < year < 10_000 else None


def _publication(record: Searched, codes: Codes) -> Document:
    """A publication that nobody reviewed, found by its abstract and its words in catalogs."""
    said = record.reference or Reference(record.title)
    keywords = (
        record.citation,
        ", ".join(said.authors[:MOST_NAMED]),
        ", ".join(said.keywords),
        " ".join(filter(None, (said.doi, said.eric_id, said.isbn))),
    )
    line = ", ".join(filter(None, (TYPES[said.type], said.container)))
    return Document(
        record.id,
        record.title,
        said.abstract or text_of(record.sentences),
        f"{line}, imported and not reviewed",
        keywords="\n".join(words for words in keywords if words),
        facets=codes,
        issued=_issued(record),
    )


def _measured(session: Session, ids: Collection[int] | None) -> dict[int, list[str]]:
    """What was measured, by record."""
    measured: dict[int, list[str]] = {}
    told = (
        select(FINDINGS.c.record_id, FINDINGS.c.outcome)
        .distinct()
        .order_by(FINDINGS.c.record_id, FINDINGS.c.outcome)
    )
    if ids is not None:
        told = told.where(FINDINGS.c.record_id.in_(ids))
    for record_id, outcome in session.execute(told):
        measured.setdefault(record_id, []).append(outcome)
    return measured


def _document(record: Searched, outcomes: list[str], codes: Codes) -> Document:
    keywords = (
        ", ".join(record.interventions),
        record.citation,
        ", ".join(TOPICS[topic] for topic in record.topics if topic in TOPICS),
        ", ".join(record.domains),
        ", ".join(FACETS["grade"].get(grade, grade) for grade in record.grades),
        ", ".join(record.settings),
        DESIGNS.get(record.design, record.design),
        record.rating,
        ", ".join(record.protocols),
        ", ".join(outcomes),
    )
    what = "One study" if record.form == "study" else "Findings on one intervention"
    return Document(
        record.id,
        record.title,
        text_of(record.sentences),
        f"{what}, What Works Clearinghouse, {month_of(record.exported)}",
        keywords="\n".join(line for line in keywords if line),
        facets=codes,
        issued=_issued(record),
    )
