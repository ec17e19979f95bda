"""What the other rooms know of reviewed studies: they are everyone's."""

from collections.abc import Collection

from sqlalchemy import null, select
from sqlmodel import Session

from rpp import history, kinds
from rpp.evidence import documents, quotable, shelved
from rpp.evidence.api import RESOURCE
from rpp.evidence.models import RECORDS, EvidenceRecord
from rpp.evidence.references import running
from rpp.evidence.tiers import hearing
from rpp.evidence.verbs import EVIDENCE
from rpp.kinds import Subject
from rpp.policy import Viewer


def _citable(session: Session, record_id: int) -> str | None:
    record = session.get(EvidenceRecord, record_id)
    return record.title if record and record.form != "withdrawn" else None


def _named(session: Session, _viewer: Viewer, ids: Collection[int]) -> list[Subject]:
    """All of them, save what its source withdrew."""
    statement = select(RECORDS.c.id, RECORDS.c.title, null()).where(
        RECORDS.c.id.in_(ids), RECORDS.c.form != "withdrawn"
    )
    return kinds.subjects(session, "evidence", statement)


kinds.register(
    kinds.Kind(
        "evidence",
        readers=kinds.everyone,
        verbs=EVIDENCE,
        address=("evidence.record", "record_id"),
        citable=_citable,
        named=_named,
        pages=lambda: select(RECORDS.c.id).where(RECORDS.c.form != "withdrawn"),
        one="Evidence",
        many="Studies and publications",
        documents=documents.search_documents,
        quotable=quotable.sources,
        shelf=shelved.SHELF,
        # An import is recorded, not each of its records.
        indexed_whole=True,
        changed=running.changed,
        documents_of=documents.documents_of,
        api=RESOURCE,
    )
)
history.listen(hearing.on_event)
