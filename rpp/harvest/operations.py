"""Keeps the records true, in the transaction of what happens: no harvester waits for a batch."""

from collections.abc import Collection
from hashlib import sha256

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from rpp import clock, kinds
from rpp.citations import xml
from rpp.harvest.models import RECORDS, SETS
from rpp.history import Recorded
from rpp.kinds import Harvested

CHUNK = 200


def on_event(session: Session, recorded: Recorded) -> None:
    """After an event, note whether its thing says something else to machines now."""
    kind = kinds.harvested().get(recorded.event.kind)
    if kind:
        note(session, kind.name, [recorded.event.subject_id])


def note(session: Session, kind: str, ids: Collection[int]) -> int:
    """Compare things with their records, and write what is new, changed or gone; how many."""
    works = kinds.harvested()[kind].works
    found = works(session, ids) if works else {}
    of_them = RECORDS.c.kind == kind, RECORDS.c.subject_id.in_(ids)
    kept = {row.subject_id: row for row in session.execute(select(RECORDS).where(*of_them))}
    changes = 0
    for id_ in sorted({*found, *kept}):
        thing, row = found.get(id_), kept.get(id_)
        digest = _digest(thing) if thing else ""
        if row is not None and (row.digest, row.deleted) == (digest, thing is None):
            continue
        changes += 1
        values = {
            "changed_at": clock.now().replace(microsecond=0),
            "deleted": thing is None,
            "digest": digest,
        }
        if row is None:
            about = {"kind": kind, "subject_id": id_, **values}
            made = session.execute(insert(RECORDS).values(about).returning(RECORDS.c.id))
            record_id = made.scalar_one()
        else:
            record_id = row.id
            session.execute(update(RECORDS).where(RECORDS.c.id == record_id).values(values))
        if thing:
            _put_in_sets(session, record_id, thing.sets)
    return changes


def _digest(thing: Harvested) -> str:
    said = xml.text(xml.datacite(thing.work)) + xml.text(xml.dublin_core(thing.work))
    return sha256((said + "\n".join(sorted(thing.sets))).encode()).hexdigest()


def _put_in_sets(session: Session, record_id: int, specs: Collection[str]) -> None:
    session.execute(delete(SETS).where(SETS.c.record_id == record_id))
    if specs:
        rows = [{"spec": spec, "record_id": record_id} for spec in sorted(set(specs))]
        session.execute(insert(SETS), rows)


def refresh(session: Session) -> int:
    """Compare everything with its records; return how many changed."""
    changes = 0
    for kind in kinds.harvested().values():
        kept = select(RECORDS.c.subject_id).where(RECORDS.c.kind == kind.name)
        ids = set(session.execute(kept).scalars())
        if (readable := kind.open_ids) is not None:
            ids.update(session.execute(readable).scalars())
        every = sorted(ids)
        for at in range(0, len(every), CHUNK):
            changes += note(session, kind.name, every[at : at + CHUNK])
    return changes
