"""Findings of any subject as contrasts, in a fixed number of statements."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select
from sqlmodel import Session

from rpp.db import columns_of
from rpp.evidence.findings.columns import contrast_of, values_of
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.models import RECORDED
from rpp.evidence.findings.of_wwc import OfStudy, contrast, of_rows
from rpp.evidence.findings.subjects import Subject
from rpp.evidence.models import FINDINGS, RECORDS

__all__ = ["Subject", "contrasts_of", "of_rows"]

BY_PLACE = (RECORDED.c.position, RECORDED.c.id)


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


SOURCE = select(
    FINDINGS.c.record_id, *columns_of(_Row, FINDINGS), *columns_of(_Record, RECORDS)
).join(RECORDS, RECORDS.c.id == FINDINGS.c.record_id)
CUT = 1 + len(fields(_Row))


def contrasts_of(session: Session, subjects: Collection[Subject]) -> dict[Subject, list[Contrast]]:
    """The findings of each of these subjects, in their order; one without has an empty list.

    What was recorded here of a finding of the source stands in its place, under its key, with the
    source's own figures beside it. Those of a study that is not published are its insiders': who
    asks for others asks `subjects.readable` first. Two statements.
    """
    found: dict[Subject, list[Contrast]] = {subject: [] for subject in subjects}
    given = of_sources(session, [id_ for kind, id_ in found if kind == "evidence"])
    for subject, recorded in _recorded(session, found).items():
        own = given.get(subject, [])
        completed = {one.of_key: one for one in recorded if one.of_key}
        found[subject] = [
            *(complete(one, completed[one.key]) if one.key in completed else one for one in own),
            *(_alone(one, subject) for one in recorded if one.of_key not in {c.key for c in own}),
        ]
    return found


def of_sources(session: Session, ids: Sequence[int]) -> dict[Subject, list[Contrast]]:
    """The findings that sources gave of records; one statement."""
    found: dict[Subject, list[Contrast]] = {("evidence", id_): [] for id_ in ids}
    if not ids:
        return found
    statement = SOURCE.where(FINDINGS.c.record_id.in_(ids))
    for row in session.execute(statement.order_by(FINDINGS.c.record_id, FINDINGS.c.id)):
        found["evidence", row[0]].append(of_source_row(row))
    return found


def of_source_row(row: Any) -> Contrast:
    """A row of SOURCE as a contrast."""
    finding, record = _Row(*row[1:CUT]), _Record(*row[CUT:])
    return contrast(finding, _study(finding, record))


class _Recorded(NamedTuple):
    """What was recorded of a finding; `study_key` is that of its record."""

    id: int
    of_key: str | None
    facts: Contrast
    study_key: str | None


def _recorded(session: Session, wanted: Collection[Subject]) -> dict[Subject, list[_Recorded]]:
    """What was recorded of some subjects; one statement."""
    found: dict[Subject, list[_Recorded]] = {subject: [] for subject in wanted}
    by_kind: dict[str, list[int]] = {}
    for kind, id_ in wanted:
        by_kind.setdefault(kind, []).append(id_)
    if not by_kind:
        return found
    mine = or_(
        *(
            and_(RECORDED.c.subject_kind == kind, RECORDED.c.subject_id.in_(ids))
            for kind, ids in by_kind.items()
        )
    )
    of_record = and_(RECORDED.c.subject_kind == "evidence", RECORDS.c.id == RECORDED.c.subject_id)
    statement = (
        select(
            RECORDED.c.subject_kind,
            RECORDED.c.subject_id,
            *(RECORDED.c[name] for name in ("id", "of_key", "facts")),
            RECORDS.c.key,
        )
        .outerjoin(RECORDS, of_record)
        .where(mine, RECORDED.c.removed_at.is_(None))
        .order_by(RECORDED.c.subject_kind, RECORDED.c.subject_id, *BY_PLACE)
    )
    for kind, id_, *row in session.execute(statement):
        found[kind, id_].append(_Recorded(*row))
    return found


def complete(given: Contrast, one: _Recorded) -> Contrast:
    """A finding of the source with the facts that were recorded of it."""
    return contrast_of(values_of(one.facts), given)


def _alone(one: _Recorded, subject: Subject) -> Contrast:
    return replace(
        one.facts, key=f"finding:{one.id}", study_key=one.study_key or f"{subject[0]}:{subject[1]}"
    )


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
