"""Who recorded or published a claim about a program cannot rate the evidence on it."""

from collections.abc import Collection, Mapping

from sqlalchemy import or_, select
from sqlmodel import Session, col

from rpp.claims.register.models import ClaimRecord, ClaimVersion
from rpp.evidence.ratings import subjects
from rpp.evidence.ratings.reading import Subject

WHY = "You recorded or published a claim about its program."


def _claimed(
    session: Session, things: Collection[Subject], person_id: int
) -> Mapping[Subject, list[str]]:
    ids = sorted(id_ for kind, id_ in things if kind == "evidence")
    rows = session.execute(
        select(col(ClaimRecord.record_id))
        .join(ClaimVersion, col(ClaimVersion.claim_id) == col(ClaimRecord.claim_id))
        .where(
            col(ClaimRecord.record_id).in_(ids),
            or_(
                col(ClaimVersion.written_by) == person_id,
                col(ClaimVersion.published_by) == person_id,
            ),
        )
        .distinct()
    )
    return {("evidence", id_): [WHY] for id_ in rows.scalars()}


subjects.bar(_claimed)
