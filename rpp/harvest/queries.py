"""Reads the records in the order of their changes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session

from rpp import kinds
from rpp.db import columns_of
from rpp.harvest.models import RECORDS, SETS
from rpp.kinds import Harvested


@dataclass(frozen=True, slots=True)
class Record:
    """A record of the repository."""

    id: int
    kind: str
    subject_id: int
    changed_at: datetime
    deleted: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records: changed in a span of time (both ends included), in a set; None for any."""

    since: datetime | None = None
    until: datetime | None = None
    spec: str = ""


def changed(
    session: Session, wanted: Wanted, after: tuple[datetime, int] | None, limit: int
) -> list[Record]:
    """Records in the order of their changes, those after a place in it; one statement."""
    statement = select(*columns_of(Record, RECORDS)).order_by(RECORDS.c.changed_at, RECORDS.c.id)
    if wanted.since:
        statement = statement.where(RECORDS.c.changed_at >= wanted.since)
    if wanted.until:
        statement = statement.where(RECORDS.c.changed_at <= wanted.until)
    if wanted.spec:
        within = select(SETS.c.record_id).where(SETS.c.spec == wanted.spec)
        statement = statement.where(RECORDS.c.id.in_(within))
    if after:
        moment, id_ = after
        later = and_(RECORDS.c.changed_at == moment, RECORDS.c.id > id_)
        statement = statement.where(or_(RECORDS.c.changed_at > moment, later))
    return [Record(*row) for row in session.execute(statement.limit(limit))]


def record(session: Session, kind: str, subject_id: int) -> Record | None:
    """The record of a thing, if anyone could ever read it."""
    statement = select(*columns_of(Record, RECORDS))
    row = session.execute(
        statement.where(RECORDS.c.kind == kind, RECORDS.c.subject_id == subject_id)
    ).first()
    return Record(*row) if row is not None else None


def sets_of(session: Session, ids: Collection[int]) -> dict[int, list[str]]:
    """The sets of records, by their ids; one statement."""
    found: dict[int, list[str]] = {}
    statement = select(SETS.c.record_id, SETS.c.spec).where(SETS.c.record_id.in_(ids))
    for record_id, spec in session.execute(statement.order_by(SETS.c.spec)):
        found.setdefault(record_id, []).append(spec)
    return found


def works_of(session: Session, records: Iterable[Record]) -> dict[tuple[str, int], Harvested]:
    """What those records that are not deleted say now; a few statements for each kind."""
    ids: dict[str, list[int]] = {}
    for one in records:
        if not one.deleted:
            ids.setdefault(one.kind, []).append(one.subject_id)
    found: dict[tuple[str, int], Harvested] = {}
    for name, kind in kinds.harvested().items():
        if kind.works and name in ids:
            works = kind.works(session, ids[name])
            found |= {(name, id_): thing for id_, thing in works.items()}
    return found


def newest(session: Session, spec: str, limit: int) -> list[Record]:
    """What came into the repository last and is still there, in a set or in all; one statement."""
    statement = select(*columns_of(Record, RECORDS)).where(RECORDS.c.deleted.is_(False))
    if spec:
        within = select(SETS.c.record_id).where(SETS.c.spec == spec)
        statement = statement.where(RECORDS.c.id.in_(within))
    rows = session.execute(statement.order_by(RECORDS.c.id.desc()).limit(limit))
    return [Record(*row) for row in rows]


def mapped(session: Session) -> list[tuple[str, int]]:
    """The kinds whose pages anyone may find, each with the highest id; one statement for each."""
    found = []
    for name, ids in kinds.mapped().items():
        (column,) = ids.subquery().c
        found.append((name, session.execute(select(func.max(column))).scalar() or 0))
    return [(name, highest) for name, highest in found if highest]


def readable(session: Session, name: str, first: int, last: int) -> list[int]:
    """The ids of a kind, within these, whose pages anyone may read; one statement."""
    (column,) = kinds.mapped()[name].subquery().c
    statement = select(column).where(column.between(first, last)).order_by(column)
    return list(session.execute(statement).scalars())


def earliest(session: Session) -> datetime | None:
    """When the oldest record changed last; None while there is none."""
    answer: datetime | None = session.execute(select(func.min(RECORDS.c.changed_at))).scalar()
    return answer


def sets(session: Session) -> list[tuple[str, str]]:
    """The sets that have records, with their names, by spec."""
    used = set(session.execute(select(SETS.c.spec).distinct()).scalars())
    named = {
        spec: name
        for kind in kinds.harvested().values()
        if kind.sets
        for spec, name in kind.sets(session)
    }
    return [(spec, named.get(spec, spec)) for spec in sorted(used)]
