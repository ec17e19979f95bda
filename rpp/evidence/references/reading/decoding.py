"""Bytes to text, by an honest order of tries; which lines needed one is told."""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from rpp.errors import DomainError
from rpp.evidence.references.reading.entries import (
    LONGEST_LINE,
    MOST_BYTES,
    MOST_TROUBLES,
    Trouble,
    trouble,
)

# What a person may choose where the file does not tell.
ENCODINGS = {
    "": "Find out from the file",
    "utf-8": "UTF-8",
    "cp1252": "Windows (Western European)",
    "mac-roman": "Macintosh (Western European)",
    "iso8859-15": "Latin-9",
    "utf-16": "UTF-16",
}
# Longest first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ENDS = re.compile(r"\r\n|\n|\r")
_NOT_TEXT = (b"PK\x03\x04", b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")

TOO_LARGE = f"This file is larger than {MOST_BYTES // 1024**2} MB. Split it and import the parts."
EMPTY = "This file is empty. Export the references again and choose that file."
NOT_TEXT = (
    "This is not a text file of references. Export from your program as RIS, BibTeX or CSV, "
    "or save the answer of ERIC as JSON."
)


class Text(NamedTuple):
    """The lines of a file, how they were written down, and where that was unclear."""

    lines: list[str]
    encoding: str
    troubles: list[Trouble]


def decoded(data: bytes, encoding: str = "", *, cut: bool = True) -> Text:
    """The text of a file, each line without its end; `encoding` where a person chose one.

    Without: a byte-order mark, then UTF-16 by its zeros, then UTF-8, and a line that is no UTF-8
    is Windows-1252, as in files put together from several. `cut` says that no line may be longer
    than LONGEST_LINE. Raises DomainError on "file" in words.
    """
    check(data)
    mark, found = next(((m, name) for m, name in _MARKS if data.startswith(m)), (b"", ""))
    found = found or encoding or _by_zeros(data)
    data = data[len(mark) :]
    troubles: list[Trouble] = []
    if found and found != "utf-8":
        text = data.decode(found, "replace")
        if "\ufffd" in text:
            troubles.append(
                trouble(0, f"Some characters are not {found.upper()}.", "They show as \ufffd.")
            )
        lines = _ENDS.split(text)
    else:
        lines, found = _by_lines(data, troubles)
    if _is_binary(lines):
        raise DomainError(NOT_TEXT, "file")
    return Text(list(_bounded(lines, troubles)) if cut else lines, found, troubles)


def check(data: bytes) -> None:
    """Refuse what is too large, empty or plainly another kind of file: DomainError on "file"."""
    if len(data) > MOST_BYTES:
        raise DomainError(TOO_LARGE, "file")
    if not data.strip(b"\0 \t\r\n"):
        raise DomainError(EMPTY, "file")
    if data.startswith(_NOT_TEXT):
        raise DomainError(NOT_TEXT, "file")


def _by_zeros(data: bytes) -> str:
    """UTF-16 without a mark: every other byte of what is mostly Latin letters is zero."""
    head = data[:4_000]
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > len(head) // 4 else ""


def _by_lines(data: bytes, troubles: list[Trouble]) -> tuple[list[str], str]:
    try:
        return _ENDS.split(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        pass
    lines, others = [], 0
    for number, line in enumerate(re.split(rb"\r\n|\n|\r", data), 1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(_western(line))
            others += 1
            if len(troubles) < MOST_TROUBLES:
                troubles.append(
                    trouble(number, "This line is not UTF-8.", "Read as Windows-1252.", lines[-1])
                )
    if others > len(troubles):
        troubles.append(trouble(0, f"In all {others:,} lines are not UTF-8.", "Read alike."))
    return lines, "cp1252" if others > 1 else "utf-8"


def _western(line: bytes) -> str:
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _is_binary(lines: list[str]) -> bool:
    head = "".join(lines[:50])[:4_000]
    strange = sum((c < " " and c != "\t") or c == "\ufffd" for c in head)
    return strange * 5 > len(head)


def _bounded(lines: list[str], troubles: list[Trouble]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE and len(troubles) < MOST_TROUBLES:
            what = f"This line has {len(line):,} characters."
            troubles.append(
                trouble(number, what, f"It was cut after {LONGEST_LINE:,}.", line[:120])
            )
        yield line[:LONGEST_LINE]
