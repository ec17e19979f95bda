"""Undoes an import, as long as nothing refers to what it made."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select, update
from sqlmodel import Session

from rpp import db, history
from rpp.clock import now
from rpp.errors import DomainError
from rpp.evidence.models import RECORDS, EvidenceRecord
from rpp.evidence.references import claims, running, uses, writing
from rpp.evidence.references.life import LIFE, Action
from rpp.evidence.references.models import ROWS, ReferenceImport
from rpp.policy import Viewer
from rpp.vocabulary import Tag

TAGS = Tag.__table__  # type: ignore[attr-defined]
CHUNK = 500
SHOWN = 5


def undo(session: Session, actor: Viewer, import_id: int) -> ReferenceImport:
    """Undo an import: its records go, and what it added to others.

    A record that another import describes as well stays with what that one says. A number that
    was an address keeps its page, which says that it is gone. Refused where anything refers to a
    record that would go.
    """
    one = db.lock(session, ReferenceImport, import_id)
    LIFE.require(one, Action.UNDO)
    mine = (ROWS.c.import_id == import_id) & ROWS.c.outcome.in_(writing.DESCRIBES)
    ids = sorted(session.execute(select(ROWS.c.record_id).where(mine).distinct()).scalars())
    others = select(ROWS.c.record_id).where(
        ROWS.c.import_id != import_id, ROWS.c.outcome.in_(writing.DESCRIBES)
    )
    going = session.execute(
        select(RECORDS.c.id).where(
            RECORDS.c.source == "import",
            RECORDS.c.id.in_(select(ROWS.c.record_id).where(mine)),
            RECORDS.c.id.not_in(others),
        )
    )
    gone = set(going.scalars())
    _refuse_what_is_used(session, gone)
    session.execute(update(ROWS).where(mine).values(outcome="back"))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        claims.release(session, chunk)
        _withdraw(session, gone.intersection(chunk))
        stays = [id_ for id_ in chunk if id_ not in gone]
        _reclaim(session, stays)
        writing.compose(session, stays)
    about = {"file": one.name, "records": len(gone)}
    history.move(session, one, "undone", "undone", actor.id, detail=about)
    running.announce(session, actor.id, -len(gone), import_id)
    return one


def _refuse_what_is_used(session: Session, gone: Collection[int]) -> None:
    used: set[int] = set()
    for start in range(0, len(ids := sorted(gone)), CHUNK):
        used |= uses.referred(session, ids[start : start + CHUNK])
    if not used:
        return
    first = list(
        session.execute(
            select(RECORDS.c.title).where(RECORDS.c.id.in_(sorted(used)[:SHOWN]))
        ).scalars()
    )
    more = f", and {len(used) - SHOWN:,} more" if len(used) > SHOWN else ""
    titles = "; ".join(f"“{title}”" for title in first)
    raise DomainError(
        f"This cannot be undone: problems or studies refer to {len(used):,} of its records "
        f"({titles}{more})."
    )


def _withdraw(session: Session, ids: Collection[int]) -> None:
    """Leave of each record its number and its title: an address never leads to something else."""
    if not ids:
        return
    session.execute(
        update(RECORDS)
        .where(RECORDS.c.id.in_(ids))
        .values(
            form="withdrawn", reference=None, sentence="", sentences=[],
            title_key="", author_key="", updated_at=now(),
        )
    )  # fmt: skip
    session.execute(
        delete(TAGS).where(TAGS.c.kind == EvidenceRecord.kind, TAGS.c.subject_id.in_(ids))
    )


def _reclaim(session: Session, ids: Sequence[int]) -> None:
    """Give records what the entries that still describe them bring."""
    if not ids:
        return
    statement = writing.ROW.add_columns(ROWS.c.record_id).where(
        ROWS.c.record_id.in_(ids), ROWS.c.outcome.in_(writing.DESCRIBES)
    )
    rows = session.execute(statement.order_by(ROWS.c.id))
    claims.take(
        session,
        (
            claim
            for *row, record_id in rows
            for claim in writing.brought(writing.Row(*row), record_id)
        ),
    )
