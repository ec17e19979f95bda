"""Who recorded or corrected the findings of a subject cannot rate it."""

from collections.abc import Collection, Mapping

from sqlalchemy import or_, select, tuple_
from sqlmodel import Session, col

from rpp.evidence.findings.models import Finding, FindingRevision
from rpp.evidence.ratings import subjects
from rpp.evidence.ratings.reading import Subject

WHY = "You recorded findings of it."


def _recorded(
    session: Session, things: Collection[Subject], person_id: int
) -> Mapping[Subject, list[str]]:
    corrected = select(col(FindingRevision.finding_id)).where(
        col(FindingRevision.changed_by) == person_id
    )
    rows = session.execute(
        select(col(Finding.subject_kind), col(Finding.subject_id))
        .where(
            tuple_(col(Finding.subject_kind), col(Finding.subject_id)).in_(sorted(things)),
            or_(col(Finding.recorded_by) == person_id, col(Finding.id).in_(corrected)),
        )
        .distinct()
    )
    return {(kind, id_): [WHY] for kind, id_ in rows}


subjects.bar(_recorded)
