"""CSV, as spreadsheets save it: the columns are known by their headers, in any order."""

import csv
import re
from collections.abc import Iterator, Sequence
from typing import Final

from rpp import sheets
from rpp.evidence.references.reading import cleaning
from rpp.evidence.references.reading.entries import (
    Draft,
    Entry,
    Trouble,
    entry,
    note,
    trouble,
)
from rpp.evidence.references.reference import TYPES

# Each column by its own name, and by what other programs call it.
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "title": ("article title", "document title", "ti", "name"),
    "authors": ("author", "author(s)", "author names", "creators", "creator", "au"),
    "year": ("publication year", "publicationdateyear", "pub year", "date of publication", "py"),
    "published": ("date", "publication date", "date published"),
    "type": ("item type", "document type", "publication type", "publicationtype", "kind"),
    "container": (
        *("journal", "source title", "publication title", "journal title", "book title"),
        *("source", "journal/book", "publication name", "secondary title"),
    ),
    "publisher": ("institution",),
    "volume": ("vol", "vol."),
    "issue": ("number", "no.", "journal issue"),
    "pages": ("page", "page range", "page numbers"),
    "doi": ("digital object identifier", "doi link"),
    "eric_id": ("eric", "eric number", "eric id", "eric accession number", "accession number"),
    "isbn": (),
    "issn": (),
    "url": ("link", "links", "web address", "full text url", "urls"),
    "abstract": ("abstract note", "description", "summary"),
    "keywords": (
        *("author keywords", "descriptors", "subject", "subjects", "tags", "manual tags"),
        *("index keywords", "automatic tags"),
    ),
    "language": ("language of original document",),
    "editors": ("editor", "editor(s)"),
}
_NAMES = {alias: name for name, aliases in COLUMNS.items() for alias in (name, *aliases)}
_TYPES = (
    ("journal", "article"),
    ("article", "article"),
    ("chapter", "chapter"),
    ("section", "chapter"),
    ("book", "book"),
    ("thesis", "thesis"),
    ("dissertation", "thesis"),
    ("conference", "conference"),
    ("report", "report"),
    ("data", "dataset"),
    ("web", "webpage"),
)
_MARKS = (",", ";", "\t", "|")
# What a spreadsheet makes of a long number.
_SHORTENED = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE)


def read(lines: Sequence[str], troubles: list[Trouble]) -> Iterator[Entry]:
    """The entries of a table; without a column of titles there are none, and `troubles` says so."""
    mark, skipped = _mark(lines)
    rows = _rows(lines[skipped:], mark, skipped, troubles)
    header = next((cells for _, cells in rows if any(cells)), [])
    names = [_NAMES.get(_plain(cell), "") for cell in header]
    if "title" not in names:
        known = ", ".join(COLUMNS)
        shown = mark.join(header)
        troubles.append(
            trouble(
                skipped + 1,
                "No column is headed “title”.",
                f"Nothing was read. The columns that are known: {known}.",
                shown,
            )
        )
        return
    for cell, name in zip(header, names, strict=True):
        if not name and cell.strip():
            what = f"The column “{cell[:60]}” is not known."
            troubles.append(trouble(skipped + 1, what, "Left out."))
    for line, cells in rows:
        if any(cell.strip() for cell in cells):
            yield _entry(line, names, cells)


def _plain(cell: str) -> str:
    return " ".join(cleaning.line(cell).lower().replace("_", " ").split()).replace(
        "eric id", "eric_id"
    )


def _mark(lines: Sequence[str]) -> tuple[str, int]:
    """What parts the cells, and how many lines stand before the header."""
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    said = re.fullmatch(r"\s*sep=(.)\s*", lines[first] if lines else "", re.IGNORECASE)
    if said:
        return said[1], first + 1
    head = lines[first] if lines else ""
    known = {mark: sum(_plain(cell) in _NAMES for cell in _cells(head, mark)) for mark in _MARKS}
    return max(_MARKS, key=lambda mark: (known[mark], head.count(mark))), first


def _cells(line: str, mark: str) -> list[str]:
    return [cell.strip(" \"'") for cell in line.split(mark)]


def _rows(
    lines: Sequence[str], mark: str, skipped: int, troubles: list[Trouble]
) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins."""
    reader = sheets.reader((f"{line}\n".replace("\0", "") for line in lines), delimiter=mark)
    while True:
        begins = reader.line_num + 1 + skipped
        try:
            yield begins, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            note(troubles, trouble(begins, f"This row is no CSV: {error}.", "Left out."))


def _entry(line: int, names: Sequence[str], cells: Sequence[str]) -> Entry:
    draft = Draft(line)
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        draft.note("This row has more cells than the header.", "The rest was left out.")
    texts: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        # Of two columns for one thing, the first that says something.
        if name == "keywords" and texts.get(name):
            texts[name] += f"; {cell}"
        elif name and cell.strip() and not texts.get(name):
            texts[name] = cell
    for name in ("isbn", "doi", "issn", "eric_id"):
        if _SHORTENED.fullmatch(texts.get(name, "").strip()):
            draft.note(f"A spreadsheet shortened the {name}.", "It was left out.", texts.pop(name))
    texts["year"] = re.sub(r"^(\d{4})[.,]0+$", r"\1", texts.get("year", "").strip())
    texts.setdefault("published", texts["year"])
    draft.type = _type(texts.pop("type", ""))
    draft.authors = _people(texts.pop("authors", ""))
    draft.editors = _people(texts.pop("editors", ""))
    words = texts.pop("keywords", "")
    draft.keywords = [words if ";" in words or "|" in words else words.replace(",", ";")]
    draft.hints = [texts.get("url", "")]
    draft.texts = texts
    return entry(draft)


def _type(given: str) -> str:
    said = given.strip().lower()
    if said in TYPES:
        return said
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", given).lower()
    return next((kind for words, kind in _TYPES if words in spaced), "other")


def _people(text: str) -> list[str]:
    """Names parted by semicolons, bars or "and"; a lone comma parts family and given name."""
    if ";" in text or "|" in text or "\n" in text:
        return cleaning.parted(text)
    parts = re.split(r"\s+(?:and|&)\s+", text)
    if len(parts) > 1:
        return [one.strip(" ,") for one in parts]
    several = [one.strip() for one in text.split(",")]
    # "Ada King, Bo Lee": each is a whole name already.
    return several if len(several) > 1 and all(" " in one for one in several) else [text]
