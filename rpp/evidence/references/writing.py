"""Writes entries into the evidence records: some at a time, each identifier held by one record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session

from rpp.citations import styles
from rpp.clock import now
from rpp.evidence.importing.values import RecordValues
from rpp.evidence.models import RECORDS, EvidenceRecord
from rpp.evidence.references import claims, matching
from rpp.evidence.references.claims import Claim
from rpp.evidence.references.finding import Key, compared_records, holders, keys_of
from rpp.evidence.references.identifiers import proving
from rpp.evidence.references.matching import Compared
from rpp.evidence.references.models import IDENTIFIERS, ROWS, Candidate
from rpp.evidence.references.reference import Reference
from rpp.evidence.sentences import FORM
from rpp.evidence.sentences.publications import of_reference
from rpp.vocabulary import Tag

TAGS = Tag.__table__  # type: ignore[attr-defined]
AT_ONCE = 500  # records a statement
SHORT = 300
# Which entries describe a record.
DESCRIBES = ("added", "merged")
_Values = dict[str, Any]


class Row(NamedTuple):
    """An entry as it is written."""

    id: int
    import_id: int
    number: int
    reference: Reference
    fingerprint: str
    candidates: list[Candidate]
    decision: str
    chosen: int | None


ROW = select(*(ROWS.c[name] for name in Row._fields))


@dataclass(slots=True)
class Target:
    """The record that some entries describe: one that is here, or one to be made."""

    record_id: int | None = None
    compared: Compared | None = None
    rows: list[Row] = field(default_factory=list)
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What some entries describe; `held` was held already, `left` wait for another entry."""

    targets: list[Target]
    held: set[Key]
    left: int

    @property
    def made(self) -> list[Target]:
        return [target for target in self.targets if target.is_new]


class Written(NamedTuple):
    """How many entries made a record, joined one, and wait for another entry."""

    added: int = 0
    merged: int = 0
    left: int = 0


def write(session: Session, rows: Sequence[Row]) -> Written:
    """Write some entries of an import, in their order; flushes, never commits.

    Whoever writes the same at the same time is settled by the key of `evidence_identifier`: what
    another one has claimed meanwhile is joined.
    """
    plan = _planned(session, rows)
    _insert(session, plan.made)
    lost = _claim(session, plan)
    _remove(session, lost)
    of_record: dict[int, list[Row]] = {}
    for target in plan.targets:
        assert target.record_id is not None
        holder = lost.get(target.record_id, target.record_id)
        of_record.setdefault(holder, []).extend(target.rows)
    fresh = {target.record_id for target in plan.made}
    added, merged = _settle(session, of_record, fresh)
    joined = [id_ for id_, rows_ in of_record.items() if id_ not in fresh or len(rows_) > 1]
    compose(session, joined)
    return Written(added, merged, plan.left)


# --- which record an entry describes -------------------------------------------------------


def _planned(session: Session, rows: Sequence[Row]) -> Plan:
    """What each entry describes."""
    held = holders(
        session, (key for row in rows for key in keys_of(row.reference, row.fingerprint))
    )
    chosen = {row.id: row.candidates[row.chosen] for row in rows if row.chosen is not None}
    by_number = _written(session, rows, chosen.values())
    here = {one.record_id for one in chosen.values() if one.record_id is not None}
    here |= set(by_number.values()) | set(held.values())
    compared = compared_records(session, here)
    targets: dict[int, Target] = {id_: Target(id_, compared[id_]) for id_ in sorted(compared)}
    at = {key: targets[id_] for key, id_ in held.items() if id_ in targets}
    places = {number: targets[id_] for number, id_ in by_number.items() if id_ in targets}
    new: list[Target] = []
    left = 0
    for row in rows:
        if row.decision == "same" and row.id in chosen:
            one = chosen[row.id]
            target = targets.get(one.record_id or 0) or places.get(one.number or 0)
        else:
            target = _target(row, at)
            if target is None:
                target = Target(compared=Compared.of(row.reference), is_new=True)
                new.append(target)
        if target is None:
            left += 1
            continue
        target.rows.append(row)
        places[row.number] = target
        for key in keys_of(row.reference, row.fingerprint):
            at.setdefault(key, target)
    used = [target for target in targets.values() if target.rows]
    return Plan([*used, *new], set(held), left)


def _written(session: Session, rows: Sequence[Row], chosen: Iterable[Candidate]) -> dict[int, int]:
    """The records of the earlier entries that a person said some are the same as, by number."""
    numbers = {one.number for one in chosen if one.number is not None}
    if not numbers or not rows:
        return {}
    found = session.execute(
        select(ROWS.c.number, ROWS.c.record_id).where(
            ROWS.c.import_id == rows[0].import_id,
            ROWS.c.number.in_(numbers),
            ROWS.c.outcome.in_(DESCRIBES),
        )
    )
    return {row[0]: row[1] for row in found}


def _target(row: Row, at: Mapping[Key, Target]) -> Target | None:
    """What has its very words, or one of its numbers under a title that is not unlike."""
    if found := at.get(("words", row.fingerprint)):
        return found
    if row.decision == "different":
        return None
    own = Compared.of(row.reference)
    for key in proving(row.reference):
        found = at.get(key)
        if found and found.compared and not matching.are_unlike(own, found.compared):
            return found
    return None


# --- records -------------------------------------------------------------------------------


def _insert(session: Session, made: Sequence[Target]) -> None:
    """Make the records, and give the targets their ids."""
    if not made:
        return
    moment = {"imported_at": now(), "updated_at": now()}
    values = [
        {
            **vars(values_of(_key(target.rows[0]), target.rows[0].reference)),
            "reference": target.rows[0].reference,
            **moment,
        }
        for target in made
    ]
    statement = insert(RECORDS).returning(RECORDS.c.id, sort_by_parameter_order=True)
    ids = session.execute(statement, values).scalars().all()
    for target, id_ in zip(made, ids, strict=True):
        target.record_id = id_
    tags = {"kind": EvidenceRecord.kind, "element": "form", "code": "reference"}
    session.execute(insert(TAGS), [{**tags, "subject_id": id_} for id_ in ids])


def _key(row: Row) -> str:
    return f"import:{row.import_id}:{row.number}"


def values_of(key: str, one: Reference) -> RecordValues:
    """A record that says what a reference says, and nothing of how good it is."""
    return RecordValues(
        key=key,
        source="import",
        exported="",
        form="reference",
        title=one.title,
        citation=str(styles.apa(one.work)),
        publication=one.container,
        published=one.published,
        year=one.year,
        eric_id=one.eric_id,
        sentence=shortened(one.abstract),
        sentences=of_reference(one),
        sentences_form=FORM,
        title_key=matching.title_key(one.title),
        author_key=matching.author_key(one.surname, one.year),
        interventions=[],
        outcomes=[],
        protocols=[],
        domains=[],
        topics=[],
        sample_size=None,
        essa_tier=None,
        finding_count=0,
    )


def shortened(text: str) -> str:
    """The first sentences of a text, up to SHORT characters; a long first one is cut at a word."""
    text = " ".join(text.split())
    if len(text) <= SHORT:
        return text
    head = text[:SHORT]
    end = max(head.rfind(mark) for mark in (". ", "? ", "! "))
    return head[: end + 1] if end > SHORT // 3 else f"{head[: head.rfind(' ')]} …"


def composed(said: Sequence[Reference]) -> Reference:
    """What several files say of one publication: the first of them, and what it leaves out."""
    first, *others = said
    names = [name for name in Reference.__dataclass_fields__ if name not in ("type", "keywords")]
    for other in others:
        gaps = {
            name: getattr(other, name)
            for name in names
            if getattr(first, name) in ("", None, [], 0) and getattr(other, name)
        }
        kind = other.type if first.type == "other" else first.type
        words = list(dict.fromkeys([*first.keywords, *other.keywords]))[:100]
        first = replace(first, **gaps, type=kind, keywords=words)
    return first


def refresh(session: Session) -> int:
    """Make the sentences of publications anew that earlier rules made; return how many."""
    old = RECORDS.c.form == "reference", RECORDS.c.sentences_form != FORM
    statement = (
        select(RECORDS.c.id, RECORDS.c.title, RECORDS.c.reference).where(*old).limit(AT_ONCE)
    )
    write = (
        update(RECORDS)
        .where(RECORDS.c.id == bindparam("row_id"))
        .values(sentences=bindparam("said"), sentences_form=FORM)
    )
    count = 0
    while rows := session.execute(statement).all():
        said = [
            {"row_id": id_, "said": of_reference(reference or Reference(title))}
            for id_, title, reference in rows
        ]
        session.execute(write, said)
        count += len(rows)
    return count


def compose(session: Session, record_ids: Sequence[int]) -> None:
    """Make records anew of all entries that describe them; a few statements.

    What a source of reviews says of a record stays its word: only the reference beside it changes.
    """
    if not record_ids:
        return
    said: dict[int, list[Reference]] = {}
    statement = select(ROWS.c.record_id, ROWS.c.reference).where(
        ROWS.c.record_id.in_(record_ids), ROWS.c.outcome.in_(DESCRIBES)
    )
    for record_id, reference in session.execute(statement.order_by(ROWS.c.id)):
        said.setdefault(record_id, []).append(reference)
    records = session.execute(
        select(RECORDS.c.id, RECORDS.c.key, RECORDS.c.source).where(RECORDS.c.id.in_(record_ids))
    )
    own: list[_Values] = []
    beside: list[_Values] = []
    for id_, key, source in records:
        whole = composed(said[id_]) if said.get(id_) else None
        about = {"row_id": id_, "reference": whole, "updated_at": now()}
        if source != "import":
            beside.append(about)
        elif whole is not None:
            own.append({**vars(values_of(key, whole)), **about})
    for values in (own, beside):
        if values:
            names = values[0].keys() - {"row_id"}
            session.execute(
                update(RECORDS)
                .where(RECORDS.c.id == bindparam("row_id"))
                .values({name: bindparam(name) for name in names}),
                values,
            )


# --- identifiers ---------------------------------------------------------------------------


def _claim(session: Session, plan: Plan) -> dict[int, int]:
    """Claim what the entries bring; records just made that another writer made first, by id."""
    wanted = [
        claim
        for one in plan.targets
        for row in one.rows
        for claim in brought(row, one.record_id or 0)
    ]
    claims.take(session, wanted)
    held = holders(session, (claim[:2] for claim in wanted))
    ours = {target.record_id for target in plan.targets}
    # What nobody held when we looked, and now somebody else does.
    raced = {key: id_ for key, id_ in held.items() if key not in plan.held and id_ not in ours}
    compared = compared_records(session, raced.values()) if raced else {}
    lost: dict[int, int] = {}
    for target in plan.made:
        for row in target.rows:
            for key in keys_of(row.reference, row.fingerprint):
                if key in raced and _is_one(row, key, compared[raced[key]]):
                    lost[target.record_id or 0] = raced[key]
    return lost


def brought(row: Row, record_id: int) -> list[Claim]:
    """The identifiers that an entry brings to its record."""
    keys = keys_of(row.reference, row.fingerprint)
    return [Claim(*key, record_id, row.id) for key in keys]


def _is_one(row: Row, key: Key, other: Compared) -> bool:
    """Whether an entry is what holds one of its keys."""
    if key[0] == "words":
        return True
    unlike = matching.are_unlike(Compared.of(row.reference), other)
    return row.decision != "different" and not unlike


def _remove(session: Session, lost: Mapping[int, int]) -> None:
    """Take away records that another writer made first; what they claimed goes to those."""
    for record_id, holder in lost.items():
        session.execute(
            update(IDENTIFIERS).where(IDENTIFIERS.c.record_id == record_id).values(record_id=holder)
        )
    if lost:
        of_kind = TAGS.c.kind == EvidenceRecord.kind
        session.execute(delete(TAGS).where(of_kind, TAGS.c.subject_id.in_(lost)))
        session.execute(delete(RECORDS).where(RECORDS.c.id.in_(lost)))


def _settle(
    session: Session, of_record: Mapping[int, Sequence[Row]], fresh: set[int | None]
) -> tuple[int, int]:
    """Note what became of each entry: the first of a new record added it."""
    values = [
        {
            "row_id": row.id,
            "record_id": record_id,
            "outcome": "added" if record_id in fresh and not place else "merged",
        }
        for record_id, rows in of_record.items()
        for place, row in enumerate(rows)
    ]
    if values:
        session.execute(
            update(ROWS)
            .where(ROWS.c.id == bindparam("row_id"))
            .values(record_id=bindparam("record_id"), outcome=bindparam("outcome")),
            values,
        )
    added = sum(one["outcome"] == "added" for one in values)
    return added, len(values) - added
