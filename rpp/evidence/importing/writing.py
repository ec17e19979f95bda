"""What an import leaves in the database: rows by natural key, and the tags that find them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Table, bindparam, select
from sqlmodel import Session

from rpp.clock import now
from rpp.evidence.importing.report import Changes
from rpp.evidence.importing.values import RecordValues
from rpp.evidence.models import FINDINGS, RECORDS, EvidenceRecord
from rpp.evidence.topics import EFFECTIVENESS, RATINGS, SUBJECT_OF_TOPIC
from rpp.vocabulary import Tag

TAGS: Table = Tag.__table__  # type: ignore[attr-defined]
CHUNK = 1000  # rows a statement


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


V = TypeVar("V", bound=Keyed)
# A row as the database takes it, by column.
_Row = dict[str, Any]


@dataclass(frozen=True)
class Kept(Generic[V]):
    """A row that an earlier import left."""

    id: int
    values: V


def existing(
    session: Session, table: Table, kind: type[V], mine: ColumnElement[bool]
) -> dict[str, Kept[V]]:
    """The rows that an earlier import left, by natural key; one statement."""
    names = _columns(kind)
    rows = session.execute(select(table.c.id, *(table.c[name] for name in names)).where(mine))
    kept = (Kept(id_, kind(**dict(zip(names, row, strict=True)))) for id_, *row in rows)
    return {one.values.key: one for one in kept}


def _columns(kind: type[Any]) -> list[str]:
    return [one.name for one in fields(kind)]


def save_records(
    session: Session, records: Mapping[str, RecordValues], old: Mapping[str, Kept[RecordValues]]
) -> Changes:
    """Insert and update records; the newest studies get the highest ids, bare reports the lowest.

    Records are listed by descending id.
    """
    moment = now()
    return _save(
        session,
        RECORDS,
        records,
        old,
        lambda record: (record.form == "study", record.year or 0, record.finding_count, record.key),
        inserted={"imported_at": moment, "updated_at": moment},
        updated={"updated_at": moment},
    )


def save_findings(
    session: Session,
    findings: Mapping[str, V],
    old: Mapping[str, Kept[V]],
    order: Callable[[V], Any],
) -> Changes:
    """Insert findings in `order` and update those that differ; they are listed by id."""
    return _save(session, FINDINGS, findings, old, order, inserted={}, updated={})


def _save(
    session: Session,
    table: Table,
    rows: Mapping[str, V],
    old: Mapping[str, Kept[V]],
    order: Callable[[V], Any],
    *,
    inserted: dict[str, datetime],
    updated: dict[str, datetime],
) -> Changes:
    """Insert what is new, in `order`, and update what differs; a few statements for all rows."""
    new = sorted((rows[key] for key in rows.keys() - old.keys()), key=order)
    differing = [
        vars(values) | updated | {"row_id": old[key].id}
        for key, values in rows.items()
        if key in old and old[key].values != values
    ]
    for chunk in _chunks([vars(values) | inserted for values in new]):
        session.execute(table.insert(), chunk)
    if differing:
        names = differing[0].keys() - {"row_id"}
        update = (
            table.update()
            .where(table.c.id == bindparam("row_id"))
            .values({name: bindparam(name) for name in names})
        )
        for chunk in _chunks(differing):
            session.execute(update, chunk)
    return Changes(len(new), len(differing), len(rows) - len(new) - len(differing))


def _chunks(rows: list[_Row]) -> Iterator[list[_Row]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def tag(session: Session, records: Mapping[int, RecordValues]) -> None:
    """Write the tags by which the records are found, and take away those that no longer hold."""
    kind = EvidenceRecord.kind
    wanted = {(id_, *tag) for id_, values in records.items() for tag in _tags(values)}
    columns = (TAGS.c.subject_id, TAGS.c.element, TAGS.c.code)
    # The tier is told by what is computed, too: evidence/tiers keeps its tag.
    mine = TAGS.c.kind == kind, TAGS.c.element != "tier"
    held = {
        (id_, element, code)
        for id_, element, code in session.execute(select(*columns).where(*mine))
        if id_ in records
    }
    rows = [
        {"kind": kind, "subject_id": id_, "element": element, "code": code}
        for id_, element, code in sorted(wanted - held)
    ]
    for chunk in _chunks(rows):
        session.execute(TAGS.insert(), chunk)
    gone = [{"id_": id_, "el": element, "co": code} for id_, element, code in held - wanted]
    delete = TAGS.delete().where(
        TAGS.c.kind == kind,
        TAGS.c.subject_id == bindparam("id_"),
        TAGS.c.element == bindparam("el"),
        TAGS.c.code == bindparam("co"),
    )
    for chunk in _chunks(gone):
        session.execute(delete, chunk)


def _tags(record: RecordValues) -> Iterator[tuple[str, str]]:
    if record.form == "collection":  # in no list, and in no count of one
        return
    yield "form", record.form
    for topic in record.topics:
        yield "topic", topic
        if topic in SUBJECT_OF_TOPIC:
            yield "subject", SUBJECT_OF_TOPIC[topic]
    for grade in record.grades:
        yield "grade", grade
    if record.design:
        yield "design", record.design[:40]
    for code, rating in RATINGS.items():
        if record.rating == rating:
            yield "rating", code
    ratings = {row.rating for row in record.effectiveness}
    for code, rating in EFFECTIVENESS.items():
        if rating in ratings:
            yield "effect", code
