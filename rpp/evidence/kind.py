"""What the other rooms know of reviewed studies: they are everyone's."""

from sqlalchemy import select
from sqlmodel import Session

from rpp import kinds
from rpp.evidence import documents
from rpp.evidence.api import RESOURCE
from rpp.evidence.models import RECORDS, EvidenceRecord
from rpp.evidence.verbs import EVIDENCE


def _citable(session: Session, record_id: int) -> str | None:
    record = session.get(EvidenceRecord, record_id)
    return record.title if record and record.form != "withdrawn" else None


kinds.register(
    kinds.Kind(
        "evidence",
        readers=kinds.everyone,
        verbs=EVIDENCE,
        address=("evidence.record", "record_id"),
        citable=_citable,
        pages=lambda: select(RECORDS.c.id).where(RECORDS.c.form != "withdrawn"),
        one="Evidence",
        many="Studies and publications",
        documents=documents.search_documents,
        # An import is recorded, not each of its records.
        indexed_whole=True,
        api=RESOURCE,
    )
)
