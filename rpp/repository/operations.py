"""Keeps what is listed true, in the transaction of what happens."""

from collections.abc import Collection, Iterator, Sequence
from secrets import token_hex
from typing import Any

from sqlalchemy import bindparam, insert, select, text, update
from sqlmodel import Session

from rpp import kinds
from rpp.history import Recorded
from rpp.paging import Statement
from rpp.repository.models import CHANGES, ENTRIES
from rpp.shelf import Listed

CHUNK = 1000
# A row of `repository_entry` as the database takes it, by column.
_Row = dict[str, Any]
STATED = ("gone", "issued", "version", "facets")


def on_event(session: Session, recorded: Recorded) -> None:
    """After an event, list its thing as it is now; an event about no single thing is about all."""
    kind = kinds.shelved().get(recorded.event.kind)
    if kind:
        id_ = recorded.event.subject_id
        note(session, kind.name, [id_] if id_ else None)


def note(session: Session, name: str, ids: Collection[int] | None = None) -> int:
    """Compare things of a kind (None: all) with their entries, and write what changed; how many."""
    shelf = kinds.shelved()[name].shelf
    kept = {row.subject_id: row for row in session.execute(_entries(name, ids))}
    new, changed = list[_Row](), list[_Row]()
    for one in shelf.listed(session, ids) if shelf else ():
        values, row = _values(name, one), kept.pop(one.id, None)
        if row is None:
            new.append(values)
        elif any(getattr(row, column) != values[column] for column in STATED):
            changed.append({"at": row.id, **{column: values[column] for column in STATED}})
    changed += [
        {"at": row.id, "gone": True, "issued": row.issued, "version": row.version, "facets": []}
        for row in kept.values()
        if not row.gone
    ]
    if new or changed:
        _write(session, new, changed)
    return len(new) + len(changed)


def _entries(name: str, ids: Collection[int] | None) -> Statement:
    columns = (ENTRIES.c.id, ENTRIES.c.subject_id, *(ENTRIES.c[column] for column in STATED))
    statement = select(*columns).where(ENTRIES.c.kind == name)
    return statement if ids is None else statement.where(ENTRIES.c.subject_id.in_(ids))


def _values(name: str, one: Listed) -> _Row:
    facets = {"kind": (name,), **one.facets}
    return {
        "kind": name,
        "subject_id": one.id,
        "gone": False,
        "issued": one.issued.toordinal(),
        "version": int(one.changed_at.timestamp() * 1_000_000),
        "facets": sorted({f"{facet}:{code}" for facet, codes in facets.items() for code in codes}),
    }


def _write(session: Session, new: list[_Row], changed: list[_Row]) -> None:
    """Write entries under one change, which nobody else makes meanwhile."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE repository_change IN SHARE ROW EXCLUSIVE MODE"))
    made = session.execute(insert(CHANGES).values(stamp=token_hex(8)).returning(CHANGES.c.id))
    change = {"change_id": made.scalar_one()}
    for rows in _chunks(new):
        session.execute(insert(ENTRIES), [row | change for row in rows])
    restate = (
        update(ENTRIES)
        .where(ENTRIES.c.id == bindparam("at"))
        .values({column: bindparam(column) for column in (*STATED, "change_id")})
    )
    for rows in _chunks(changed):
        session.execute(restate, [row | change for row in rows])


def _chunks(rows: Sequence[_Row]) -> Iterator[Sequence[_Row]]:
    for at in range(0, len(rows), CHUNK):
        yield rows[at : at + CHUNK]


def refresh(session: Session) -> int:
    """Compare everything with its entry; return how many changed."""
    return sum(note(session, name) for name in kinds.shelved())
