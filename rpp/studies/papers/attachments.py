"""Papers attached to agreements: PDF files, kept for the partners alone."""

import hashlib

from sqlalchemy import Table, select
from sqlmodel import Session, col

from rpp import clock
from rpp.files import store
from rpp.files.pdf import Paper
from rpp.studies.models import Attachment

ATTACHMENTS: Table = Attachment.__table__  # type: ignore[attr-defined]


def keep(
    session: Session,
    paper: Paper,
    study_id: int,
    *,
    agreement_id: int | None = None,
    signed_text_id: int | None = None,
    actor_id: int | None = None,
) -> Attachment:
    """Store a paper: its file first, then its row, so that no row ever lacks its file."""
    attachment = Attachment(
        study_id=study_id,
        agreement_id=agreement_id,
        signed_text_id=signed_text_id,
        name=paper.name,
        size=len(paper.data),
        sha256=hashlib.sha256(paper.data).hexdigest(),
        stored=store.put(paper.data),
        added_by=actor_id,
        added_at=clock.now(),
    )
    session.add(attachment)
    session.flush()
    return attachment


def drop(session: Session, agreement_id: int) -> bool:
    """Remove the paper of an agreement: its row now, its file once that is committed."""
    rows = session.execute(select(Attachment).where(col(Attachment.agreement_id) == agreement_id))
    found = list(rows.scalars())
    for attachment in found:
        session.delete(attachment)
        store.drop(session, attachment.stored)
    session.flush()
    return bool(found)


store.register(ATTACHMENTS, "study")
