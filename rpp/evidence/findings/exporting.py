"""Files of findings: of one study or record, or of all that anyone may read."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select, union
from sqlmodel import Session

from rpp import addresses, db, history, kinds
from rpp.db import columns
from rpp.evidence import queries as evidence
from rpp.evidence.findings import queries, reading, subjects, table
from rpp.evidence.findings.models import RECORDED, Finding
from rpp.evidence.findings.subjects import Subject
from rpp.evidence.models import FINDINGS
from rpp.policy import ANYONE, Viewer

CHUNK = 100  # studies and records read at once


def of_subject(session: Session, viewer: Viewer, subject: Subject) -> str:
    """The file of one study or record, for whoever may read its findings."""
    return "".join(table.written(_rows(session, viewer, [subject])))


def public(session: Session) -> list[Subject]:
    """All whose findings anyone may read; one statement for each kind."""
    found: list[Subject] = []
    for kind in subjects.every():
        mine = select(RECORDED.c.subject_id).where(
            RECORDED.c.subject_kind == kind.name, RECORDED.c.removed_at.is_(None)
        )
        ids = union(mine, select(FINDINGS.c.record_id)) if kind.name == "evidence" else mine
        of_it = ids.subquery()
        (column,) = of_it.c
        statement = select(column).distinct().order_by(column)
        readers = kind.readers(ANYONE)
        if readers is not None:
            statement = statement.where(column.in_(readers))
        found += [(kind.name, id_) for id_ in session.execute(statement).scalars()]
    return found


def version(session: Session) -> tuple[int, int]:
    """Numbers that grow with what anyone may read of findings, and with nothing else."""
    event = columns(history.Event)
    last = select(func.max(event.id)).where(
        event.kind == Finding.kind, event.subject_id.in_(queries.ids_for(ANYONE))
    )
    return evidence.version(session)[0], session.execute(last).scalar() or 0


def of_all(wanted: Sequence[Subject]) -> Iterator[str]:
    """The file of many, piece by piece, each read in a session of its own."""
    return table.written(_some(wanted))


def _some(wanted: Sequence[Subject]) -> Iterator[list[str]]:
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        with db.reading_replica() as session:
            # What is withdrawn meanwhile is left out.
            found = list(_rows(session, ANYONE, chunk))
        yield from found


def _rows(session: Session, viewer: Viewer, wanted: Sequence[Subject]) -> Iterator[list[str]]:
    named = kinds.named(session, viewer, wanted)
    contrasts = reading.contrasts_of(session, list(named))
    for subject in wanted:
        if subject in named:
            one = named[subject]
            page = addresses.of(one.href)
            for contrast in contrasts[subject]:
                yield table.cells(contrast, subject, one.title, page)
