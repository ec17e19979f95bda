"""What the search holds of the evidence."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from rpp.db import columns_of
from rpp.evidence.facets import FACETS
from rpp.evidence.models import FINDINGS, RECORDS
from rpp.evidence.outcomes import Conclusion
from rpp.evidence.topics import DESIGNS, TOPICS, month_of
from rpp.words import Document


@dataclass(frozen=True, slots=True)
class Searched:
    """What a record is found by."""

    id: int
    form: str
    title: str
    sentence: str
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


def search_documents(session: Session, _id: int | None = None) -> Iterator[Document]:
    """What the search reads of each record, by id; two statements.

    Records that say nothing (a report without a rating, and no findings) are left out, and so
    are collections of findings without a named intervention.
    """
    measured = _measured(session)
    statement = select(*columns_of(Searched, RECORDS)).where(RECORDS.c.form != "collection")
    for row in session.execute(statement.order_by(RECORDS.c.id)):
        record = Searched(*row)
        outcomes = measured.get(record.id, [])
        if outcomes or any(report.rating for report in record.effectiveness):
            yield _document(record, outcomes)


def _measured(session: Session) -> dict[int, list[str]]:
    """What was measured, by record."""
    measured: dict[int, list[str]] = {}
    told = (
        select(FINDINGS.c.record_id, FINDINGS.c.outcome)
        .distinct()
        .order_by(FINDINGS.c.record_id, FINDINGS.c.outcome)
    )
    for record_id, outcome in session.execute(told):
        measured.setdefault(record_id, []).append(outcome)
    return measured


def _document(record: Searched, outcomes: list[str]) -> Document:
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
        record.sentence,
        f"{what}, What Works Clearinghouse, {month_of(record.exported)}",
        keywords="\n".join(line for line in keywords if line),
    )
