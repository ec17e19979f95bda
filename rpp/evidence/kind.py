"""What the other rooms know of reviewed studies: they are everyone's."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session

from rpp import kinds
from rpp.evidence import queries
from rpp.evidence.models import EvidenceRecord


def _citable(session: Session, record_id: int) -> str | None:
    record = session.get(EvidenceRecord, record_id)
    return record.title if record else None


def _documents(session: Session, _id: int | None = None) -> Iterable[Any]:
    for id_, title, body, *_ in queries.search_documents(session):
        yield id_, title, body, "Reviewed study, What Works Clearinghouse", None


kinds.register(
    kinds.Kind(
        "evidence",
        readers=kinds.everyone,
        address=("evidence.record", "record_id"),
        citable=_citable,
        one="Reviewed study",
        many="Reviewed studies",
        documents=_documents,
        # An import is recorded, not each of its records.
        indexed_whole=True,
    )
)
