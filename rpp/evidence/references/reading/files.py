"""One door for files of references: which format it is, and what it says."""

import re
from collections.abc import Iterator

from rpp.errors import DomainError
from rpp.evidence.references.reading import bibtex, decoding, eric, ris, tables
from rpp.evidence.references.reading.entries import (
    MOST_ENTRIES,
    Entry,
    ReadFile,
    Trouble,
    trouble,
)

FORMATS = {"ris": "RIS", "bibtex": "BibTeX", "eric": "ERIC’s JSON", "csv": "CSV"}
_RIS = re.compile(r"^\s{0,3}TY\s{0,4}-\s", re.MULTILINE)


def read(data: bytes, format: str = "", encoding: str = "") -> ReadFile:
    """What a file says; its format is found out where none is given.

    Raises DomainError on "file" where nothing of it can be read, with the reason in words.
    """
    text = decoding.decoded(data, encoding, cut=not _is_json(data, format))
    format = format or _format(text.lines)
    troubles = list(text.troubles)
    entries = list(_bounded(_entries(format, text.lines, troubles), troubles))
    if not entries:
        raise DomainError(_nothing(format, troubles), "file")
    return ReadFile(format, text.encoding, entries, sorted(troubles, key=lambda one: one.line))


def _is_json(data: bytes, format: str) -> bool:
    # A whole answer of ERIC may be one line.
    first = data[:200].strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1]
    return format == "eric" or (not format and first in (b"{", b"["))


def _format(lines: list[str]) -> str:
    head = "\n".join(lines[:2_000])
    first = head.lstrip()[:1]
    if first in ("{", "["):
        return "eric"
    if _RIS.search(head):
        return "ris"
    return "bibtex" if re.search(r"^\s*@\s*\w+\s*[{(]", head, re.MULTILINE) else "csv"


def _entries(format: str, lines: list[str], troubles: list[Trouble]) -> Iterator[Entry]:
    if format == "eric":
        return eric.read("\n".join(lines), troubles)
    readers = {"ris": ris.read, "bibtex": bibtex.read, "csv": tables.read}
    return readers[format](lines, troubles)


def _bounded(entries: Iterator[Entry], troubles: list[Trouble]) -> Iterator[Entry]:
    for number, one in enumerate(entries):
        if number == MOST_ENTRIES:
            troubles.append(
                trouble(
                    one.line,
                    f"The file has more than {MOST_ENTRIES:,} entries.",
                    "The rest was left out: split the file.",
                )
            )
            return
        yield one


def _nothing(format: str, troubles: list[Trouble]) -> str:
    first = next(iter(troubles), None)
    why = f" Line {first.line}: {first.what} {first.done}" if first and first.line else ""
    if first and not first.line:
        why = f" {first.what}"
    return f"No reference was found in this file, read as {FORMATS[format]}.{why}"
