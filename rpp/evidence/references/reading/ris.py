"""RIS, as real programs write it; rispy reads each record once its lines are put in order."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import rispy

from rpp.evidence.references.reading import cleaning
from rpp.evidence.references.reading.entries import (
    LONGEST_LINE,
    Draft,
    Entry,
    Trouble,
    entry,
    note,
    trouble,
)

# The format's own form, and what some programs write instead: one blank, or none.
_STRICT = re.compile(r"\s{0,3}([A-Z][A-Z0-9])  -(?: (.*)|(.*))$")
_LOOSE = re.compile(r"\s{0,3}([A-Z][A-Z0-9])\s{0,4}-\s(.*)$|\s{0,3}([A-Z][A-Z0-9])\s{1,4}-()$")
# Texts that may go on for several lines.
_LONG = frozenset(("AB", "N2", "N1", "TI", "T1", "T2", "KW", "AD", "RN", "BT", "CT"))
_TITLES = frozenset(("TI", "T1", "CT", "BT"))
# What some programs write after the end of a record.
_AFTERWARDS = frozenset(("AB", "N2", "KW"))

_MAPPING = {**rispy.TAG_KEY_MAPPING, "BT": "book_title", "CT": "caption_title", "ED": "editors"}
_LISTS = ["A1", "A2", "A3", "A4", "AU", "ED", "KW", "N1", "UR", "SN", "DO", "L3", "M3", "AN"]
_READ = frozenset(_MAPPING)
# Of no use here, whoever writes them.
_QUIET = frozenset(("ER", "TY", "DB", "DP", "AD", "L1", "L2", "L4", "C1", "C2", "C3", "C4", "C5"))

_TYPES = {
    **dict.fromkeys(("JOUR", "EJOUR", "JFULL", "MGZN", "NEWS", "INPR", "ABST"), "article"),
    **dict.fromkeys(("BOOK", "EBOOK", "EDBOOK", "CLSWK"), "book"),
    **dict.fromkeys(("CHAP", "ECHAP", "ENCYC", "DICT"), "chapter"),
    **dict.fromkeys(("RPRT", "GOVDOC", "PAMP"), "report"),
    **dict.fromkeys(("CONF", "CPAPER"), "conference"),
    **dict.fromkeys(("DATA", "DBASE", "AGGR"), "dataset"),
    **dict.fromkeys(("ELEC", "BLOG", "ICOMM"), "webpage"),
    "THES": "thesis",
}


class Tagged(NamedTuple):
    """A line with its tag; lines that went on are joined to it."""

    line: int
    tag: str
    value: str


@dataclass(slots=True)
class Record:
    """The lines between two ends: those before its TY, and the rest."""

    line: int
    before: list[Tagged] = field(default_factory=list)
    after: list[Tagged] = field(default_factory=list)
    has_type: bool = False
    has_end: bool = False
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def open(self) -> list[Tagged]:
        return self.after if self.has_type else self.before

    def has(self, tags: frozenset[str], *, lines: Sequence[Tagged]) -> bool:
        return any(one.tag in tags for one in lines)


def read(lines: Sequence[str], troubles: list[Trouble]) -> Iterator[Entry]:
    """The entries of a RIS file, in their order; what concerns the file goes to `troubles`."""
    unknown: Counter[str] = Counter()
    for record in _settled(_records(lines, troubles)):
        tags = [*record.before, *record.after]
        unknown.update({one.tag for one in tags if one.tag not in _READ})
        yield _entry(record, tags)
    for tag, count in unknown.most_common(20):
        if tag not in _QUIET:
            many = "entry" if count == 1 else "entries"
            troubles.append(
                trouble(0, f"The tag {tag} of {count:,} {many} is not known.", "It was left out.")
            )


# --- lines to records ----------------------------------------------------------------------


def _records(lines: Sequence[str], troubles: list[Trouble]) -> Iterator[Record]:
    """Cut the lines at their ends; a TY within a record begins the next one."""
    tagged = _form(lines)
    record = Record(1)
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        found = tagged.match(text)
        tag, value = _parts(found) if found else ("", text.strip())
        if tag == "ER" and value and (record.before or record.after):
            # A line of a text that begins with "ER": an end has nothing after it.
            tag, value = "", text.strip()
        if not tag:
            _go_on(record, number, value, troubles)
        elif tag == "ER":
            record.has_end = True
            if record.before or record.after:
                yield record
            record = Record(number + 1)
        else:
            if tag == "TY" and record.has_type:
                record.troubles.append(
                    trouble(number, "A new record begins before the last one ended.", "Both kept.")
                )
                yield record
                record = Record(number)
            if not record.open and not record.has_type:
                record.line = number
            record.has_type = record.has_type or tag == "TY"
            record.open.append(Tagged(number, tag, value))
    if record.before or record.after:
        if record.has_type:
            record.troubles.append(
                trouble(record.open[-1].line, "The last record has no end (ER).", "Taken as it is.")
            )
        yield record


def _form(lines: Sequence[str]) -> re.Pattern[str]:
    """The form of a tag in this file: the format's own where it is used at all.

    In a file that keeps to it, a line of an abstract such as "ER - a new view" is no tag.
    """
    strict = any(found[1] == "TY" for line in lines if (found := _STRICT.match(line)))
    return _STRICT if strict else _LOOSE


def _parts(found: re.Match[str]) -> tuple[str, str]:
    groups = [one for one in found.groups() if one is not None]
    return groups[0], groups[1].strip() if len(groups) > 1 else ""


def _go_on(record: Record, number: int, value: str, troubles: list[Trouble]) -> None:
    """A line without a tag goes on with what stands before it."""
    if not record.open:
        note(troubles, trouble(number, "This line belongs to no record.", "Left out.", value))
        return
    last = record.open[-1]
    if len(last.value) > LONGEST_LINE:
        # Nobody's abstract: adding to it line by line would take for ever.
        note(record.troubles, trouble(number, "This text is too long.", "It was cut.", value))
        return
    if last.tag not in _LONG:
        if last.tag in ("AU", "A1", "A2", "ED") and ("," in value or ";" in value):
            record.open.append(Tagged(number, last.tag, value))
            done = "Taken as one more name."
        else:
            record.open[-1] = last._replace(value=f"{last.value} {value}".strip())
            done = f"Added to the line before it ({last.tag})."
        note(record.troubles, trouble(number, "This line has no tag.", done, value))
        return
    mark = "\n" if last.tag == "KW" else " "
    record.open[-1] = last._replace(value=f"{last.value}{mark}{value}".strip())


def _settled(records: Iterator[Record]) -> Iterator[Record]:
    """Give lines before a TY to the record they belong to."""
    previous: Record | None = None
    for record in records:
        spare = record.before if record.has_type else []
        if spare and record.has(_TITLES, lines=spare) and record.has(_TITLES, lines=record.after):
            # Two records, the first of them without a type.
            yield from _each(previous)
            previous = Record(spare[0].line, before=spare)
            record.before = []
        elif spare and previous is not None and _is_left_over(spare, previous):
            previous.after += spare
            previous.troubles.append(
                trouble(spare[0].line, "Lines stand after the end of the record.", "Kept with it.")
            )
            record.before = []
        elif spare:
            line = record.after[0].line
            record.troubles.append(
                trouble(line, "TY is not the first line of the record.", "The lines were kept.")
            )
        yield from _each(previous)
        previous = record
    yield from _each(previous)


def _each(record: Record | None) -> Iterator[Record]:
    if record is None:
        return
    if not record.has_type:
        record.troubles.append(
            trouble(record.line, "This record has no type (TY).", "Taken as a publication.")
        )
    yield record


def _is_left_over(spare: Sequence[Tagged], previous: Record) -> bool:
    """Whether lines between an end and a TY belong to what ended: it lacks just these."""
    tags = {one.tag for one in spare}
    return tags <= _AFTERWARDS and not tags & {one.tag for one in previous.after}


# --- a record to an entry ------------------------------------------------------------------


def _entry(record: Record, tags: Sequence[Tagged]) -> Entry:
    draft = Draft(record.line, troubles=record.troubles)
    said = _said(tags)
    kind = str(said.get("type_of_reference", "")).strip().upper()
    if kind and kind not in _TYPES and kind not in rispy.TYPE_OF_REFERENCE_MAPPING:
        draft.note(f"The type {kind[:20]} is not known.", "Taken as a publication.")
    draft.type = _TYPES.get(kind, "other")
    draft.authors = _names(draft, [*_all(said, "first_authors"), *_all(said, "authors")])
    draft.editors = _names(draft, _editors(said, draft.type))
    draft.keywords = _all(said, "keywords")
    draft.hints = [*_all(said, *_HINTS)]
    draft.texts = _texts(said, draft.type)
    return entry(draft)


def _said(tags: Sequence[Tagged]) -> dict[str, str | list[str]]:
    """What rispy reads in a record: one line a field, in the format's own form."""
    text = "\n".join(f"{one.tag}  - {one.value}" for one in _joined(tags) if one.tag != "TY")
    kind = next((one.value for one in tags if one.tag == "TY"), "GEN")
    # An address may hold a semicolon, at which rispy parts them.
    records = rispy.loads(
        f"TY  - {kind}\n{text}\nER  - \n",
        mapping=_MAPPING,
        list_tags=_LISTS,
        delimiter_tags_mapping={},
        skip_unknown_tags=True,
    )
    found: dict[str, str | list[str]] = records[0] if records else {}
    return found


def _joined(tags: Sequence[Tagged]) -> Iterator[Tagged]:
    """Abstracts in several lines of one tag as one: of others rispy keeps the first."""
    whole: dict[str, list[str]] = {}
    for one in tags:
        value = one.value if one.tag == "KW" else one.value.replace("\n", " ")
        if one.tag in ("AB", "N2"):
            whole.setdefault(one.tag, []).append(value)
        else:
            for part in value.split("\n"):
                yield one._replace(value=part)
    for tag, parts in whole.items():
        yield Tagged(0, tag, " ".join(parts))


_HINTS = ("urls", "L3", "type_of_work", "accession_number", "notes", "id", "note", "issn")


def _all(said: dict[str, str | list[str]], *names: str) -> list[str]:
    found: list[str] = []
    for name in names:
        value = said.get(name, [])
        found += [value] if isinstance(value, str) else value
    return found


def _one(said: dict[str, str | list[str]], *names: str) -> str:
    return next((text for text in _all(said, *names) if text.strip()), "")


def _editors(said: dict[str, str | list[str]], kind: str) -> list[str]:
    """A2 is an editor of what a chapter is in; of a journal it is anybody."""
    second = _all(said, "secondary_authors") if kind in ("chapter", "conference", "book") else []
    return [*_all(said, "editors"), *second]


def _texts(said: dict[str, str | list[str]], kind: str) -> dict[str, str]:
    title = _one(said, "title", "primary_title", "caption_title")
    book = _one(said, "book_title")
    inside = ("secondary_title", "alternate_title3", "journal_name", "alternate_title2")
    container = _one(said, *inside, "alternate_title1") or (book if title else "")
    first, last = _one(said, "start_page"), _one(said, "end_page")
    whole = f"{first}–{last}" if last and last not in first and first != last else first or last
    return {
        "title": title or book or _one(said, "short_title"),
        "container": container if kind != "book" or title != container else "",
        "publisher": _one(said, "publisher"),
        "volume": _one(said, "volume"),
        "issue": _one(said, "number"),
        "pages": whole,
        "year": _one(said, "year", "publication_year", "date"),
        "published": _one(said, "year", "publication_year", "date"),
        "doi": " ".join(_all(said, "doi")),
        "eric_id": _one(said, "accession_number"),
        "isbn": " ".join(_all(said, "issn")),
        "issn": " ".join(_all(said, "issn")),
        "url": " ".join(_all(said, "urls")),
        "abstract": max(_one(said, "abstract"), _one(said, "notes_abstract"), key=len),
        "language": _one(said, "language"),
    }


def _names(draft: Draft, given: Sequence[str]) -> list[str]:
    """The people of some lines: several on one line, or one spelled character by character, too."""
    if len(given) > 8 and sum(len(one) <= 1 for one in given) > len(given) * 0.9:
        # A list of another program, written down character by character.
        whole = "".join(one or " " for one in given)
        names = re.findall(r"['\"]([^'\"]{2,200})['\"]", whole) or [whole]
        draft.note("The names are spelled one character at a time.", "Put together again.", whole)
        return [re.sub(r",(?=\S)", ", ", name) for name in names]
    return [part for one in given for part in cleaning.parted(one, ";")]
