"""Bring the tiers that are kept up to date with what they stand on."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TypedDict

from sqlalchemy import bindparam, delete, exists, insert, or_, select, update
from sqlmodel import Session

from rpp.clock import now
from rpp.evidence.findings import subjects
from rpp.evidence.models import FINDINGS, RECORDS, EvidenceRecord
from rpp.evidence.rules import essa_2023
from rpp.evidence.tiers import computing
from rpp.evidence.tiers.models import TIERS
from rpp.evidence.tiers.queries import Kept, Subject, best, kept
from rpp.vocabulary import Tag

# Raised with the rules: what was computed by earlier ones is computed anew.
FORM = 1
CHUNK = 500
# Records that a source reviewed, with findings or without.
REVIEWED = ("study", "intervention", "collection")


class Row(TypedDict):
    """What is computed of one subject on one domain, by column."""

    subject_kind: str
    subject_id: int
    domain: str
    position: int
    tier: int | None
    given: int | None
    rule_set: str
    reviewed: bool
    favorable: int
    unfavorable: int
    missing: list[str]
    form: int


@dataclass(frozen=True, slots=True)
class Change:
    """A tier that stands otherwise than before on one domain; None: none."""

    domain: str
    before: int | None
    after: int | None
    reviewed: bool

    @property
    def facts(self) -> dict[str, str | int | bool | None]:
        """What its event holds."""
        return asdict(self)


Hearer = Callable[[Session, Subject, list[Change]], None]
_hearers: list[Hearer] = []


def heard_by(hearer: Hearer) -> None:
    """Have `hearer` called in the transaction after a tier stands otherwise, also at first."""
    if hearer not in _hearers:
        _hearers.append(hearer)


def refresh(session: Session, *subjects: Subject) -> int:
    """Compute the tiers of subjects anew and keep them; return of how many they changed.

    A tier that stood and stands otherwise is an event of its subject.
    """
    changed = 0
    for some in _chunks(sorted(set(subjects))):
        before = kept(session, some)
        changed += _write(session, some, before)
        after = kept(session, some)
        _tag(session, some, after)
        for subject in some:
            was, now_is = before.get(subject, []), after.get(subject, [])
            changes = _changes(was, now_is)
            # First tiers are no change, nor is it one that it may not be known any more.
            _tell(session, subject, changes if was and now_is else [])
            for hearer in _hearers if changes else ():
                hearer(session, subject, changes)
    return changed


def refresh_records(session: Session, ids: Collection[int] | None = None) -> int:
    """The same of evidence records (None: of all that a source reviewed or that had a tier)."""
    if ids is None:
        had = select(TIERS.c.subject_id).where(TIERS.c.subject_kind == EvidenceRecord.kind)
        reviewed = select(RECORDS.c.id).where(RECORDS.c.form.in_(REVIEWED))
        ids = list(session.execute(reviewed.union(had)).scalars())
    return refresh(session, *((EvidenceRecord.kind, id_) for id_ in ids))


def is_behind(session: Session) -> bool:
    """Whether records have findings and no tiers, or tiers by earlier rules."""
    of_record = TIERS.c.subject_id == RECORDS.c.id, TIERS.c.subject_kind == EvidenceRecord.kind
    lacking = select(RECORDS.c.id).where(
        exists(select(FINDINGS.c.id).where(FINDINGS.c.record_id == RECORDS.c.id)),
        ~exists(select(TIERS.c.id).where(*of_record)),
    )
    old = select(TIERS.c.id).where(TIERS.c.form != FORM)
    return any(session.execute(one.limit(1)).first() for one in (lacking, old))


def _write(session: Session, some: list[Subject], before: dict[Subject, list[Kept]]) -> int:
    rows = {(row["subject_kind"], row["subject_id"], row["domain"]): row for row in
            _computed(session, some)}  # fmt: skip
    held = _held(session, some)
    new = [row for key, row in rows.items() if key not in held]
    differing = [
        {**row, "at": held[key][0]}
        for key, row in rows.items()
        if key in held and held[key][1] != row
    ]
    gone = [held[key][0] for key in held.keys() - rows.keys()]
    moment = now()
    if new:
        session.execute(insert(TIERS), [{**row, "since": moment} for row in new])
    if differing:
        statement = (
            update(TIERS)
            .where(TIERS.c.id == bindparam("at"))
            .values({name: bindparam(name) for name in (*Row.__annotations__, "since")})
        )
        session.execute(statement, [{**row, "since": moment} for row in differing])
    if gone:
        session.execute(delete(TIERS).where(TIERS.c.id.in_(gone)))
    return len({row["subject_id"] for row in (*new, *differing)})


def _held(session: Session, some: list[Subject]) -> dict[tuple[str, int, str], tuple[int, Row]]:
    names = list(Row.__annotations__)
    kinds = {kind for kind, _ in some}
    statement = select(TIERS.c.id, *(TIERS.c[name] for name in names)).where(
        or_(
            *(
                (TIERS.c.subject_kind == kind)
                & TIERS.c.subject_id.in_([id_ for name, id_ in some if name == kind])
                for kind in sorted(kinds)
            )
        )
    )
    found = {}
    for id_, *values in session.execute(statement):
        row = Row(**dict(zip(names, values, strict=True)))  # type: ignore[typeddict-item]
        found[row["subject_kind"], row["subject_id"], row["domain"]] = (id_, row)
    return found


def _computed(session: Session, some: list[Subject]) -> Iterator[Row]:
    for (kind, id_), rated in computing.of(session, some).items():
        for position, one in enumerate(rated.tiers):
            yield Row(
                subject_kind=kind,
                subject_id=id_,
                domain=one.domain,
                position=position,
                tier=one.tier,
                given=rated.given.get(one.domain),
                rule_set=essa_2023.RULES.code,
                reviewed=rated.is_reviewed,
                favorable=len(one.favorable),
                unfavorable=len(one.unfavorable),
                missing=list(one.missing),
                form=FORM,
            )


def _tell(session: Session, subject: Subject, changes: list[Change]) -> None:
    """Record what stands otherwise."""
    for change in changes:
        subjects.record(session, subject, "tier_changed", None, detail=change.facts)


def _changes(before: list[Kept], after: list[Kept]) -> list[Change]:
    """What stands otherwise than before, domain by domain."""
    stood = {one.domain: one.stands for one in before}
    stands = {one.domain: one for one in after}
    found = []
    for domain in dict.fromkeys((*stood, *stands)):
        one = stands.get(domain)
        now_stands = one.stands if one else None
        # A tier on an outcome takes the place of that of the study as a whole.
        replaced = not domain and not one and any(each.stands for each in after)
        if stood.get(domain) != now_stands and not replaced:
            reviewed = bool(one and one.reviewed)
            found.append(Change(domain, stood.get(domain), now_stands, reviewed))
    return found


def _tag(session: Session, some: list[Subject], after: dict[Subject, list[Kept]]) -> None:
    """Let records be found by the best tier that stands: lists and the search read tags."""
    tags = Tag.__table__  # type: ignore[attr-defined]
    ids = [id_ for kind, id_ in some if kind == EvidenceRecord.kind]
    if not ids:
        return
    of_ids = select(RECORDS.c.id, RECORDS.c.form).where(RECORDS.c.id.in_(ids))
    forms: dict[int, str] = dict(session.execute(of_ids).all())
    # A collection is in no list. Of a publication nobody says a tier before it has findings.
    listed = [
        id_
        for id_, form in forms.items()
        if form in ("study", "intervention")
        or (form != "collection" and after.get((EvidenceRecord.kind, id_)))
    ]
    mine = (tags.c.kind == EvidenceRecord.kind, tags.c.element == "tier")
    tagged = select(tags.c.subject_id, tags.c.code).where(*mine, tags.c.subject_id.in_(ids))
    held: dict[int, str] = dict(session.execute(tagged).all())
    wanted = {
        id_: str(best(after.get((EvidenceRecord.kind, id_), [])).tier or "none") for id_ in listed
    }
    gone = [id_ for id_, code in held.items() if wanted.get(id_) != code]
    if gone:
        session.execute(delete(tags).where(*mine, tags.c.subject_id.in_(gone)))
    new = [
        {"kind": EvidenceRecord.kind, "subject_id": id_, "element": "tier", "code": code}
        for id_, code in sorted(wanted.items())
        if held.get(id_) != code
    ]
    if new:
        session.execute(insert(tags), new)


def _chunks(subjects: Iterable[Subject]) -> Iterator[list[Subject]]:
    rows = list(subjects)
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
