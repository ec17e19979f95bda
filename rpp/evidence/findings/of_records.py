"""Findings of evidence records: everyone's, and completed by those who serve the evidence."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlmodel import Session

from rpp.evidence.findings import reading
from rpp.evidence.findings.subjects import About, Begun, SubjectKind, register
from rpp.evidence.models import RECORDS
from rpp.policy import Viewer


@dataclass(frozen=True, slots=True)
class OfRecord:
    """A record as the history names it."""

    id: int
    kind: str = "evidence"


def _readers(_viewer: Viewer) -> Select[int]:
    return select(RECORDS.c.id).where(RECORDS.c.form != "withdrawn")


def _about(session: Session, _viewer: Viewer, record_id: int) -> About | None:
    statement = select(RECORDS.c.title).where(
        RECORDS.c.id == record_id, RECORDS.c.form != "withdrawn"
    )
    title = session.execute(statement).scalar_one_or_none()
    if title is None:
        return None
    href = f"/evidence/{record_id}"
    return About("evidence", record_id, title, href, f"Record {record_id}")


def _begun(session: Session, ids: Collection[int]) -> dict[int, list[Begun]]:
    """What the source gave, which people here may complete."""
    given = reading.of_sources(session, list(ids))
    return {
        id_: [Begun(one.key, one.outcome, one) for one in found]
        for (_, id_), found in given.items()
    }


def _touched(_session: Session, record_id: int) -> OfRecord:
    return OfRecord(record_id)


register(SubjectKind("evidence", _readers, _about, _begun, _touched))
