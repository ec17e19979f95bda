"""Read the evidence: lists with facets, one record, its findings. Everything here is public."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Row, Table, func, literal, select, union_all
from sqlmodel import Session

from rpp import history
from rpp.evidence.models import EvidenceFinding, EvidenceRecord
from rpp.evidence.topics import (
    DESIGNS,
    EFFECTIVENESS,
    FORMS,
    NO_INTERVENTION,
    RATINGS,
    TIERS,
    TOPICS,
)
from rpp.paging import Cursor, Slice, page_of
from rpp.vocabulary import GRADES, Tag
from rpp.words import Document

RECORDS: Table = EvidenceRecord.__table__  # type: ignore[attr-defined]
FINDINGS: Table = EvidenceFinding.__table__  # type: ignore[attr-defined]
TAGS: Table = Tag.__table__  # type: ignore[attr-defined]

# What each filter may be, with its words, in the order in which it is offered.
FACETS: dict[str, dict[str, str]] = {
    "topic": TOPICS,
    "grade": {**GRADES, "PS": "Postsecondary"},
    "form": FORMS,
    "design": DESIGNS,
    "rating": RATINGS,
    "effect": EFFECTIVENESS,
    "tier": TIERS,
}

IN_A_LIST = (
    RECORDS.c.id,
    RECORDS.c.form,
    RECORDS.c.title,
    RECORDS.c.year,
    RECORDS.c.interventions,
    RECORDS.c.design,
    RECORDS.c.rating,
    RECORDS.c.essa_tier,
    RECORDS.c.topics,
    RECORDS.c.grades,
    RECORDS.c.settings,
    RECORDS.c.sample_size,
    RECORDS.c.finding_count,
    RECORDS.c.effectiveness,
    RECORDS.c.outcomes,
    RECORDS.c.sentence,
)


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; "" means any. Values are codes of `FACETS`."""

    topic: str = ""
    grade: str = ""
    form: str = ""
    design: str = ""
    rating: str = ""
    effect: str = ""
    tier: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        return {facet: code for facet, code in asdict(self).items() if code}


@dataclass(frozen=True)
class Choice:
    """One value of a facet, and how many records it would leave."""

    code: str
    label: str
    count: int


def _carrying(facet: str, code: str) -> Any:
    return select(TAGS.c.subject_id).where(
        TAGS.c.kind == EvidenceRecord.kind, TAGS.c.element == facet, TAGS.c.code == code
    )


def records_page(session: Session, filters: Filters, cursor: Cursor, *, limit: int = 25) -> Slice:
    """A page of records, the last added first, and how many there are; two statements."""
    statement = select(*IN_A_LIST).where(RECORDS.c.form != "collection")
    for facet, code in filters.chosen.items():
        statement = statement.where(RECORDS.c.id.in_(_carrying(facet, code)))
    return page_of(session, statement, RECORDS.c.id, cursor, limit=limit, count=True)


def facets(session: Session, filters: Filters) -> dict[str, list[Choice]]:
    """What each facet offers under the other filters, with counts; one statement."""
    parts = []
    for facet in FACETS:
        part = select(literal(facet).label("facet"), TAGS.c.code, func.count().label("n")).where(
            TAGS.c.kind == EvidenceRecord.kind, TAGS.c.element == facet
        )
        for other, code in filters.chosen.items():
            if other != facet:
                part = part.where(TAGS.c.subject_id.in_(_carrying(other, code)))
        parts.append(part.group_by(TAGS.c.code))
    counts = {(facet, code): n for facet, code, n in session.execute(union_all(*parts))}
    return {
        facet: [
            Choice(code, label, counts.get((facet, code), 0))
            for code, label in labels.items()
            if counts.get((facet, code)) or filters.chosen.get(facet) == code
        ]
        for facet, labels in FACETS.items()
    }


def version(session: Session) -> tuple[int, int]:
    """Numbers that grow with every import that changed something; one statement."""
    return history.version_of(session, EvidenceRecord.kind, 0)


def totals(session: Session) -> dict[str, int]:
    """How many studies, interventions and findings there are; one statement."""
    rows = session.execute(
        select(RECORDS.c.form, func.count(), func.sum(RECORDS.c.finding_count)).group_by(
            RECORDS.c.form
        )
    ).all()
    return {form: n for form, n, _ in rows} | {"findings": sum(n for *_, n in rows)}


def record(session: Session, id_: int) -> Row[Any] | None:
    """One record with all its columns, or None."""
    # An address may hold 63 bits, more than PostgreSQL compares with an INTEGER.
    number = literal(id_, BigInteger)
    return session.execute(select(RECORDS).where(RECORDS.c.id == number)).one_or_none()


def records_by_ids(session: Session, ids: Iterable[int]) -> list[Row[Any]]:
    """The records of these ids, as in a list, in the order of `ids`; unknown ids are left out."""
    wanted = list(dict.fromkeys(ids))
    rows = session.execute(select(*IN_A_LIST).where(RECORDS.c.id.in_(wanted)))
    found = {row.id: row for row in rows}
    return [found[id_] for id_ in wanted if id_ in found]


@dataclass(frozen=True)
class OfDomain:
    """What a record says on one outcome domain: reports' ratings, and what its findings add up to.

    `found` has the keys of `rpp.evidence.sentence.outcomes`, or is None without findings.
    """

    domain: str
    reports: list[dict[str, Any]]
    found: dict[str, Any] | None

    @property
    def tier(self) -> int | None:
        return self.found["tier"] if self.found else None


def by_domain(record: Row[Any]) -> list[OfDomain]:
    """What a record says, outcome domain by outcome domain: what was rated first."""
    rated: dict[str, list[dict[str, Any]]] = {}
    for report in record.effectiveness:
        if report["rating"]:
            rated.setdefault(report["domain"], []).append(report)
    found = {row["domain"]: row for row in record.outcomes}
    return [OfDomain(d, rated.get(d, []), found.get(d)) for d in dict.fromkeys([*rated, *found])]


def collections(session: Session) -> list[Row[Any]]:
    """The collections of findings whose intervention the source does not name; one statement."""
    statement = select(*IN_A_LIST).where(RECORDS.c.form == "collection")
    return list(session.execute(statement.order_by(RECORDS.c.id.desc())))


def findings_of(session: Session, record_id: int, cursor: Cursor, *, limit: int = 25) -> Slice:
    """A page of a record's findings, whole samples before subgroups; one statement."""
    statement = select(FINDINGS).where(FINDINGS.c.record_id == record_id)
    return page_of(session, statement, FINDINGS.c.id, cursor, limit=limit, descending=False)


def related(session: Session, record_id: int, *, limit: int = 20) -> list[Row[Any]]:
    """Other records with findings on the same interventions, as in a list; one statement."""
    shared = select(FINDINGS.c.intervention_key).where(
        FINDINGS.c.record_id == record_id, FINDINGS.c.intervention.not_in(NO_INTERVENTION)
    )
    own = select(RECORDS.c.key).where(RECORDS.c.id == record_id)
    others = select(FINDINGS.c.record_id).where(
        FINDINGS.c.intervention_key.in_(shared) | FINDINGS.c.intervention_key.in_(own),
        FINDINGS.c.intervention.not_in(NO_INTERVENTION),
    )
    statement = (
        select(*IN_A_LIST)
        .where(RECORDS.c.id.in_(others) | RECORDS.c.key.in_(shared), RECORDS.c.id != record_id)
        .order_by(RECORDS.c.id.desc())
        .limit(limit)
    )
    return list(session.execute(statement))


def month_of(exported: str) -> str:
    """When a source exported its data, in words: "2020-04" is "April 2020"."""
    return f"{date.fromisoformat(f'{exported}-01'):%B %Y}" if exported else ""


def search_documents(session: Session, _id: int | None = None) -> Iterator[Document]:
    """What the search reads of each record, by id; two statements.

    Records that say nothing (a report without a rating, and no findings) are left out, and so
    are collections of findings without a named intervention.
    """
    outcomes: dict[int, list[str]] = {}
    told = (
        select(FINDINGS.c.record_id, FINDINGS.c.outcome)
        .distinct()
        .order_by(FINDINGS.c.record_id, FINDINGS.c.outcome)
    )
    for record_id, outcome in session.execute(told):
        outcomes.setdefault(record_id, []).append(outcome)
    statement = select(RECORDS).where(RECORDS.c.form != "collection").order_by(RECORDS.c.id)
    for row in session.execute(statement):
        measured = outcomes.get(row.id, [])
        if not measured and not any(report["rating"] for report in row.effectiveness):
            continue
        keywords = (
            ", ".join(row.interventions),
            row.citation,
            ", ".join(TOPICS[topic] for topic in row.topics if topic in TOPICS),
            ", ".join(row.domains),
            ", ".join(FACETS["grade"].get(grade, grade) for grade in row.grades),
            ", ".join(row.settings),
            DESIGNS.get(row.design, row.design),
            row.rating,
            ", ".join(row.protocols),
            ", ".join(measured),
        )
        what = "One study" if row.form == "study" else "Findings on one intervention"
        yield Document(
            row.id,
            row.title,
            row.sentence,
            f"{what}, What Works Clearinghouse, {month_of(row.exported)}",
            keywords="\n".join(line for line in keywords if line),
        )
