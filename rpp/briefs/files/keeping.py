"""Which files of a brief stay: those that a version holds for good, those of the draft for now."""

from sqlalchemy import select, update
from sqlmodel import Session, col

from rpp.briefs.files.models import FILES, BriefFile
from rpp.briefs.models import Brief
from rpp.files import store


def freeze_files(session: Session, brief: Brief) -> None:
    """The version that was just published holds the files of its draft for good."""
    held = [file.id for file in brief.draft.files]
    if held:
        session.execute(
            update(FILES)
            .where(FILES.c.brief_id == brief.id, FILES.c.id.in_(held), FILES.c.version.is_(None))
            .values(version=brief.current)
        )


def let_go_of_files(session: Session, brief: Brief) -> None:
    """Remove the files that neither a version nor the draft holds: rows now, bytes afterwards."""
    held = {file.id for file in brief.draft.files}
    rows = session.execute(
        select(BriefFile).where(
            col(BriefFile.brief_id) == brief.id, col(BriefFile.version).is_(None)
        )
    )
    for row in list(rows.scalars()):
        if row.id not in held:
            session.delete(row)
            store.drop(session, row.stored)
    session.flush()
