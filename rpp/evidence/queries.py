"""Read the evidence: lists, one record, its findings. Everything here is public."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, literal, select
from sqlmodel import Session

from rpp import history
from rpp.db import columns_of
from rpp.evidence.models import FINDINGS, RECORDS, EvidenceRecord
from rpp.evidence.outcomes import Outcome
from rpp.evidence.ratings.models import DECISIONS
from rpp.evidence.topics import FORMS, NO_INTERVENTION
from rpp.paging import Cursor, Slice, page_of


@dataclass(frozen=True, slots=True)
class Listed:
    """A record in a list."""

    id: int
    source: str
    form: str
    title: str
    year: int | None
    rating: str
    essa_tier: int | None
    grades: list[str]
    finding_count: int
    outcomes: list[Outcome]
    sentence: str
    publication: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding on the page of its record; what its numbers are: see `EvidenceFinding`."""

    id: int
    intervention: str
    comparison: str
    outcome: str
    domain: str
    period: str
    sample: str
    is_subgroup: bool
    n_total: int | None
    n_intervention: int | None
    n_comparison: int | None
    clusters_intervention: int | None
    clusters_comparison: int | None
    mean_intervention: float | None
    mean_comparison: float | None
    sd_intervention: float | None
    sd_comparison: float | None
    effect_size: float | None
    effect_size_study: float | None
    improvement_index: float | None
    direction: str
    p_value: float | None
    significant: bool | None
    rating: str
    essa_tier: int | None
    unit: str
    note: str
    flag: str


@dataclass(frozen=True, slots=True)
class Totals:
    """How much there is in all."""

    studies: int = 0
    interventions: int = 0
    findings: int = 0
    publications: int = 0  # that were imported and not reviewed


IN_A_LIST = select(*columns_of(Listed, RECORDS))


def version(session: Session, record_id: int = 0) -> tuple[int, int, int]:
    """Numbers that grow with every import that changed something, with what happened to one
    record, and with every rating that is decided; one statement."""
    kind = EvidenceRecord.kind
    imports, own = (history.version_columns(kind, literal(id_))[0] for id_ in (0, record_id))
    decided = select(func.max(DECISIONS.c.id)).scalar_subquery()
    row = session.execute(select(imports, own, decided)).one()
    return row[0] or 0, row[1] or 0, row[2] or 0


def totals(session: Session) -> Totals:
    """How many studies, interventions and findings there are; one statement."""
    form = RECORDS.c.form
    counted = select(form, func.count(), func.sum(RECORDS.c.finding_count)).group_by(form)
    rows = session.execute(counted).all()
    records = {form: n for form, n, _ in rows}
    studies, interventions = records.get("study", 0), records.get("intervention", 0)
    return Totals(studies, interventions, sum(n for *_, n in rows), records.get("reference", 0))


def record(session: Session, record_id: int) -> EvidenceRecord | None:
    """One record, or None."""
    return session.get(EvidenceRecord, record_id)


def collections(session: Session) -> list[Listed]:
    """The collections of findings whose intervention the source does not name; one statement."""
    statement = IN_A_LIST.where(RECORDS.c.form == "collection").order_by(RECORDS.c.id.desc())
    return [Listed(*row) for row in session.execute(statement)]


def of_ids(session: Session, ids: Collection[int]) -> list[Listed]:
    """Some records, as in a list; one statement."""
    statement = IN_A_LIST.where(RECORDS.c.id.in_(ids), RECORDS.c.form.in_(FORMS))
    return [Listed(*row) for row in session.execute(statement)]


def findings_of(
    session: Session, record_id: int, cursor: Cursor, *, limit: int = 25
) -> Slice[Finding]:
    """A page of a record's findings, whole samples before subgroups; one statement."""
    statement = select(*columns_of(Finding, FINDINGS)).where(FINDINGS.c.record_id == record_id)
    found = page_of(session, statement, FINDINGS.c.id, cursor, limit=limit, descending=False)
    return found.of(Finding)


def related(session: Session, record_id: int, *, limit: int = 20) -> list[Listed]:
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
        IN_A_LIST.where(
            RECORDS.c.id.in_(others) | RECORDS.c.key.in_(shared), RECORDS.c.id != record_id
        )
        .order_by(RECORDS.c.id.desc())
        .limit(limit)
    )
    return [Listed(*row) for row in session.execute(statement)]
