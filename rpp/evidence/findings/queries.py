"""Reads the facts of findings, for those who may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, Table, func, select
from sqlmodel import Session

from rpp.evidence.findings import subjects
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.models import RECORDED, REVISIONS
from rpp.evidence.findings.reading import BY_PLACE, SOURCE, of_source_row
from rpp.evidence.findings.subjects import Subject
from rpp.evidence.models import FINDINGS
from rpp.people.models import Person
from rpp.policy import Viewer

PEOPLE: Table = Person.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A finding as it was recorded; `removed_at` of one that was removed."""

    id: int
    subject_kind: str
    subject_id: int
    of_key: str | None
    position: int
    facts: Contrast
    recorded_at: datetime
    removed_at: datetime | None
    recorded_by: str

    @property
    def subject(self) -> Subject:
        return self.subject_kind, self.subject_id


class Revision(NamedTuple):
    """Facts that somebody replaced, and why."""

    number: int
    facts: Contrast
    changed_at: datetime
    reason: str
    changed_by: str


_OWN = ("id", "subject_kind", "subject_id", "of_key", "position", "facts")
IN_FULL = select(
    *(RECORDED.c[name] for name in (*_OWN, "recorded_at", "removed_at")), PEOPLE.c.name
).join(PEOPLE, PEOPLE.c.id == RECORDED.c.recorded_by)


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """The findings that a viewer may read, removed ones too."""
    return subjects.readable(viewer, RECORDED.c.subject_kind, RECORDED.c.subject_id)


def ids_for(viewer: Viewer) -> Select[int]:
    """Selects the ids of the findings that a viewer may read."""
    return select(RECORDED.c.id).where(visible_to(viewer))


def finding(session: Session, viewer: Viewer, finding_id: int) -> Recorded | None:
    """A finding that the viewer may read; one statement."""
    statement = IN_FULL.where(RECORDED.c.id == finding_id, visible_to(viewer))
    row = session.execute(statement).one_or_none()
    return Recorded(*row) if row else None


def of_subject(session: Session, subject: Subject) -> list[Recorded]:
    """What was recorded of a subject and stands, in its order; one statement."""
    kind, id_ = subject
    statement = IN_FULL.where(
        RECORDED.c.subject_kind == kind,
        RECORDED.c.subject_id == id_,
        RECORDED.c.removed_at.is_(None),
    )
    return [Recorded(*row) for row in session.execute(statement.order_by(*BY_PLACE))]


def counted(session: Session, subject: Subject) -> int:
    """How many findings of a subject were recorded; one statement."""
    kind, id_ = subject
    statement = select(func.count()).where(
        RECORDED.c.subject_kind == kind,
        RECORDED.c.subject_id == id_,
        RECORDED.c.removed_at.is_(None),
    )
    return int(session.execute(statement).scalar_one())


def revisions(session: Session, finding_id: int) -> list[Revision]:
    """Earlier facts of a finding, the newest first; one statement."""
    statement = (
        select(
            *(REVISIONS.c[name] for name in ("number", "facts", "changed_at", "reason")),
            PEOPLE.c.name,
        )
        .join(PEOPLE, PEOPLE.c.id == REVISIONS.c.changed_by)
        .where(REVISIONS.c.finding_id == finding_id)
        .order_by(REVISIONS.c.number.desc())
    )
    return [Revision(*row) for row in session.execute(statement)]


class Given(NamedTuple):
    """A finding of a source, of which record, and by whose number it was completed here."""

    contrast: Contrast
    record_id: int
    completed: int | None


def given(session: Session, finding_id: int) -> Given | None:
    """A finding of a source by its number there in `evidence_finding`; two statements."""
    row = session.execute(SOURCE.where(FINDINGS.c.id == finding_id)).one_or_none()
    if row is None:
        return None
    contrast = of_source_row(row)
    ours = select(RECORDED.c.id).where(
        RECORDED.c.subject_kind == "evidence",
        RECORDED.c.subject_id == row[0],
        RECORDED.c.of_key == contrast.key,
    )
    return Given(contrast, row[0], session.execute(ours).scalar_one_or_none())


def of_keys(session: Session, keys: Sequence[str]) -> dict[str, int]:
    """The numbers of findings of sources by their keys; one statement."""
    statement = select(FINDINGS.c.key, FINDINGS.c.id).where(FINDINGS.c.key.in_(keys))
    return {row.key: row.id for row in session.execute(statement)}
