"""What each entry of a file is: new, here already, or for a person to decide."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlmodel import Session

from rpp.evidence.models import RECORDS
from rpp.evidence.references import identifiers, matching
from rpp.evidence.references.matching import Compared
from rpp.evidence.references.models import IDENTIFIERS, Candidate
from rpp.evidence.references.reading.entries import Entry, Trouble, trouble
from rpp.evidence.references.reference import Reference

# Of one key, and of one entry: who has more to compare has none that tells.
MOST_COMPARED = 50
MOST_CANDIDATES = 5
# A scheme and a value, as `evidence_identifier` has them.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """An entry, and what it is: new, same (as its only candidate), ask, refused."""

    number: int
    entry: Entry
    found: str
    candidates: list[Candidate] = field(default_factory=list)
    fingerprint: str = ""
    troubles: list[Trouble] = field(default_factory=list)


@dataclass(slots=True)
class Seen:
    """What was read of a file before an entry, by what later entries are found by."""

    numbers: dict[Key, int] = field(default_factory=dict)
    compared: dict[int, Compared] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)
    by_key: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    said: Counter[str] = field(default_factory=Counter)

    def add(self, number: int, line: int, one: Reference, keys: Sequence[Key]) -> None:
        """Remember an entry."""
        compared = Compared.of(one)
        self.compared[number], self.lines[number] = compared, line
        for key in keys:
            self.numbers.setdefault(key, number)
        for words in _keys(compared):
            if len(self.by_key[words]) < MOST_COMPARED:
                self.by_key[words].append(number)

    def fingerprint(self, one: Reference) -> str:
        """What tells the entry; two that say too little are told apart by their count."""
        plain = matching.fingerprint(one)
        if not matching.says_little(one):
            return plain
        self.said[plain] += 1
        return matching.fingerprint(one, self.said[plain] - 1)


@dataclass(frozen=True, slots=True)
class Known:
    """What is here of what some entries may be: records by identifier, and by title or author."""

    holders: dict[Key, int]
    compared: dict[int, Compared]
    by_key: dict[str, list[int]]


def _keys(one: Compared) -> list[str]:
    """By what an entry is compared; a generic title alone is no reason to."""
    title = "" if one.is_generic else matching.title_key(one.title)
    author = matching.author_key(one.surname, one.year)
    return [words for words in (title and f"t:{title}", author and f"a:{author}") if words]


def keys_of(one: Reference, fingerprint: str) -> list[Key]:
    """All that names a reference, its own words included."""
    return [*identifiers.proving(one), ("words", fingerprint)]


def holders(session: Session, keys: Iterable[Key]) -> dict[Key, int]:
    """Which records hold these identifiers; one statement."""
    wanted = set(keys)
    statement = select(IDENTIFIERS.c.scheme, IDENTIFIERS.c.value, IDENTIFIERS.c.record_id)
    rows = session.execute(statement.where(IDENTIFIERS.c.value.in_({value for _, value in wanted})))
    return {(scheme, value): id_ for scheme, value, id_ in rows if (scheme, value) in wanted}


def compared_records(session: Session, ids: Iterable[int]) -> dict[int, Compared]:
    """Records as they are compared; one statement."""
    rows = session.execute(_COMPARED.where(RECORDS.c.id.in_(set(ids))))
    return {id_: _compared(*row) for id_, *row, _, _ in rows}


_COMPARED = select(
    *(RECORDS.c[name] for name in ("id", "title", "year", "eric_id", "citation", "reference")),
    *(RECORDS.c[name] for name in ("title_key", "author_key")),
)


def _compared(
    title: str, year: int | None, eric_id: str, citation: str, reference: Reference | None
) -> Compared:
    if reference is not None and reference.title == title:
        return Compared.of(reference)
    return Compared(title, year, matching.cited_surname(citation), eric_id=eric_id)


def known(session: Session, entries: Sequence[tuple[Reference, str]]) -> Known:
    """What is here of what these references (with their fingerprints) may be; three statements."""
    keys = [key for one, print_ in entries for key in keys_of(one, print_)]
    held = holders(session, keys)
    words = {key for one, _ in entries for key in _keys(Compared.of(one))}
    titles = {key[2:] for key in words if key.startswith("t:")}
    authors = {key[2:] for key in words if key.startswith("a:")}
    alike = or_(RECORDS.c.title_key.in_(titles), RECORDS.c.author_key.in_(authors))
    statement = _COMPARED.where(alike, RECORDS.c.form.in_(("reference", "study")))
    compared: dict[int, Compared] = {}
    by_key: defaultdict[str, list[int]] = defaultdict(list)
    for id_, *row, title, author in session.execute(statement):
        compared[id_] = _compared(*row)
        for key in (f"t:{title}", f"a:{author}"):
            if len(by_key[key]) < MOST_COMPARED:
                by_key[key].append(id_)
    missing = set(held.values()) - compared.keys()
    compared |= compared_records(session, missing)
    return Known(held, compared, dict(by_key))


def found(session: Session, first: int, entries: Sequence[Entry], seen: Seen) -> list[Found]:
    """What some entries of a file are, the first of them number `first`; `seen` grows with them."""
    prints = [seen.fingerprint(one.reference) if one.reference else "" for one in entries]
    said = [(one.reference, p) for one, p in zip(entries, prints, strict=True) if one.reference]
    here = known(session, said)
    answer = []
    for number, (one, print_) in enumerate(zip(entries, prints, strict=True), first):
        if one.reference is None:
            answer.append(Found(number, one, "refused", troubles=one.troubles))
            continue
        keys = keys_of(one.reference, print_)
        answer.append(_found(number, one, one.reference, print_, here, seen))
        seen.add(number, one.line, one.reference, keys)
    return answer


def _found(
    number: int, one: Entry, reference: Reference, print_: str, here: Known, seen: Seen
) -> Found:
    told = list(one.troubles)
    own = Compared.of(reference)
    words = ("words", print_)
    if words in here.holders:
        same = [Candidate("same", record_id=here.holders[words])]
        return Found(number, one, "same", same, print_, told)
    if words in seen.numbers:
        same = [Candidate("same", number=seen.numbers[words])]
        return Found(number, one, "same", same, print_, told)

    proven, unlike = _proven(reference, own, here, seen)
    if identifiers.is_of_container(reference):
        told.append(
            trouble(one.line, "The DOI is that of what it is in.", "It proves nothing.",
                    reference.doi)
        )  # fmt: skip
    if len(proven) == 1 and not unlike:
        return Found(number, one, "same", proven, print_, told)
    if len(proven) > 1:
        candidates = [Candidate("several", *_place(one)) for one in proven]
        return Found(number, one, "ask", candidates, print_, told)
    if unlike and reference.type in identifiers.PARTS:
        what = "Another entry with another title has this DOI: that of what both are in."
        told.append(trouble(one.line, what, "It proves nothing.", reference.doi))
        unlike = []
    candidates = [*proven, *unlike, *_suggested(own, here, seen)]
    distinct = list({_place(one): one for one in reversed(candidates)}.values())[::-1]
    fate = "ask" if distinct else "new"
    return Found(number, one, fate, distinct[:MOST_CANDIDATES], print_, told)


def _place(one: Candidate) -> tuple[int | None, int | None]:
    return one.record_id, one.number


def _proven(
    reference: Reference, own: Compared, here: Known, seen: Seen
) -> tuple[list[Candidate], list[Candidate]]:
    """What has one of its numbers: those that it therefore is, and those with another title."""
    same: dict[tuple[int | None, int | None], Candidate] = {}
    unlike: dict[tuple[int | None, int | None], Candidate] = {}
    for key in identifiers.proving(reference):
        record, number = here.holders.get(key), seen.numbers.get(key)
        if record is not None:
            other, one = here.compared[record], Candidate("same", record_id=record)
        elif number is not None:
            other, one = seen.compared[number], Candidate("same", number=number)
        else:
            continue
        if matching.are_unlike(own, other):
            unlike[_place(one)] = Candidate("number", *_place(one))
        else:
            same[_place(one)] = one
    return list(same.values()), list(unlike.values())


def _suggested(own: Compared, here: Known, seen: Seen) -> list[Candidate]:
    found: list[Candidate] = []
    for key in _keys(own):
        for id_ in here.by_key.get(key, ()):
            if why := matching.suggests(own, here.compared[id_]):
                found.append(Candidate(why, record_id=id_))
        for number in seen.by_key.get(key, ()):
            if why := matching.suggests(own, seen.compared[number]):
                found.append(Candidate(why, number=number))
    return found
