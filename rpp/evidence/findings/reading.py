"""Findings of any subject as contrasts, in a fixed number of statements."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import select
from sqlmodel import Session

from rpp.db import columns_of
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.of_wwc import OfStudy, contrast, of_rows
from rpp.evidence.models import FINDINGS, RECORDS

__all__ = ["Subject", "contrasts_of", "of_rows"]

# Of which thing findings are: ("evidence", record id) or ("study", study id).
Subject = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of `evidence_finding`."""

    key: str
    study_key: str
    review_key: str
    intervention_key: str
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
    p_value: float | None
    p_value_study: float | None
    icc: float | None
    significant: bool | None
    rating: str
    essa_tier: int | None
    unit: str
    measured_by: str


@dataclass(frozen=True, slots=True)
class _Record:
    """What a row of `evidence_record` says of the study or the intervention."""

    form: str
    key: str
    design: str
    rating: str
    standards_version: str
    multisite: bool | None
    grades: list[str]
    settings: list[str]
    school_types: list[str]
    demographics: dict[str, float]
    international: bool


def contrasts_of(session: Session, subjects: Collection[Subject]) -> dict[Subject, list[Contrast]]:
    """The findings of each of these subjects, in their order; one without has an empty list."""
    found: dict[Subject, list[Contrast]] = {subject: [] for subject in subjects}
    _of_records(session, [id_ for kind, id_ in found if kind == "evidence"], found)
    return found


def _of_records(session: Session, ids: Sequence[int], found: dict[Subject, list[Contrast]]) -> None:
    """The findings that sources gave of records; one statement."""
    if not ids:
        return
    own, of = columns_of(_Row, FINDINGS), columns_of(_Record, RECORDS)
    statement = (
        select(FINDINGS.c.record_id, *own, *of)
        .join(RECORDS, RECORDS.c.id == FINDINGS.c.record_id)
        .where(FINDINGS.c.record_id.in_(ids))
        .order_by(FINDINGS.c.record_id, FINDINGS.c.id)
    )
    cut = 1 + len(fields(_Row))
    for row in session.execute(statement):
        finding, record = _Row(*row[1:cut]), _Record(*row[cut:])
        found["evidence", row[0]].append(contrast(finding, _study(finding, record)))


def _study(finding: _Row, record: _Record) -> OfStudy:
    """A study is known where the source cites it: an intervention's record speaks of many."""
    if record.form != "study":
        return OfStudy(study_key=finding.study_key)
    return OfStudy(
        record.key,
        record.design,
        record.rating,
        record.standards_version,
        record.multisite,
        record.grades,
        record.settings,
        record.school_types,
        record.demographics,
        record.international,
    )
