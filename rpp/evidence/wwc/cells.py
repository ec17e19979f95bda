"""From bytes to cells: the records of a CSV file, and what stands in a cell."""

import csv
import html
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rpp.evidence.wwc.words import RATINGS

LARGEST_ID = 2**63 - 1
LARGEST_COUNT = 2**31 - 1  # what a database integer holds

# A quoted field may hold line ends; a stray quote must not swallow the rest of the file.
LONGEST_RECORD = 20  # lines


class Malformed(ValueError):
    """A row that cannot be read; the message says why."""


def records(data: bytes, delimiter: str = ",") -> Iterator[tuple[int, list[str] | Malformed]]:
    """The records of a CSV file with the line each begins on; a bad one spoils no other."""
    lines = data.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    at = 0
    while at < len(lines):
        end = at + 1
        outcome = _fields(lines[at:end], delimiter)
        while outcome is None and end < min(len(lines), at + LONGEST_RECORD):
            end += 1
            outcome = _fields(lines[at:end], delimiter)
        if outcome is None:
            outcome = Malformed("a quotation mark is never closed")
        if isinstance(outcome, Malformed):
            end = at + 1  # the lines it seemed to hold are tried on their own
        if outcome:
            yield at + 1, outcome
        at = end


def _fields(lines: list[bytes], delimiter: str) -> list[str] | Malformed | None:
    """The fields of one record; None while a quoted field is still open."""
    if any(b"\0" in line for line in lines):
        return Malformed("it contains a NUL byte")
    try:
        text = [line.decode("utf-8") for line in lines]
    except UnicodeDecodeError:
        return Malformed("it is not UTF-8 text")
    try:
        found = list(csv.reader(text, strict=True, delimiter=delimiter))
    except csv.Error as error:
        return None if "end of data" in str(error) else Malformed(f"it is not CSV: {error}")
    return found[0] if found else []


@dataclass
class Cells:
    """One record with its values by column name, in lower case."""

    values: dict[str, str]
    # The file of studies was exported in single precision: 0.04 stands there as .039999999.
    single_precision: bool = False

    def text(self, column: str) -> str:
        return clean(self.values.get(column, ""))

    def number(self, column: str) -> float | None:
        text = self.values.get(column, "").strip()
        if not text:
            return None
        if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", text):
            raise Malformed(f"{column} is not a number: {text[:40]!r}")
        value = float(f"{float(text):.7g}") if self.single_precision else float(text)
        if not math.isfinite(value):
            raise Malformed(f"{column} is too large: {text[:40]!r}")
        return value

    def count(self, column: str) -> int | None:
        """A size; 0 means unknown."""
        value = self.number(column)
        if value is None:
            return None
        if value < 0 or value != int(value) or value > LARGEST_COUNT:
            raise Malformed(f"{column} is not a count: {self.values[column][:40]!r}")
        return int(value) or None

    def identifier(self, column: str) -> int:
        text = self.values.get(column, "").strip()
        if not text:
            raise Malformed(f"{column} is missing")
        if not re.fullmatch(r"[0-9]{1,19}", text) or not 0 < int(text) <= LARGEST_ID:
            raise Malformed(f"{column} is not an identifier: {text[:40]!r}")
        return int(text)

    def truth(self, column: str) -> bool | None:
        text = self.values.get(column, "").strip().lower()
        if text in ("", "true", "false"):
            return {"true": True, "false": False}.get(text)
        return self.mark(column)

    def mark(self, column: str) -> bool:
        """A box that is ticked where the value is not 0."""
        return bool(self.number(column))

    def rating(self, column: str) -> str:
        text = self.text(column)
        try:
            return RATINGS[text.lower().removesuffix(".0")]
        except KeyError:
            raise Malformed(f"{column} is no rating that WWC gives: {text[:40]!r}") from None

    def tier(self, column: str) -> int | None:
        text = self.text(column)
        if not text:
            return None
        match = re.fullmatch(r"(?:ESSA )?Tier ([1-4])", text, re.IGNORECASE)
        if not match:
            raise Malformed(f"{column} is no ESSA tier: {text[:40]!r}")
        return int(match[1])

    def ticked(self, columns: dict[str, str]) -> tuple[str, ...]:
        return tuple(name for column, name in columns.items() if self.mark(column))

    def shares(self, columns: dict[str, str]) -> dict[str, float]:
        """The percentages that are given, by what `columns` call them."""
        found = {name: self.number(column) for name, column in columns.items()}
        return {name: share for name, share in found.items() if share is not None}


def clean(text: str) -> str:
    """Text without HTML entities and doubled space; "(Not applicable)" is no name."""
    text = " ".join(html.unescape(text).split())
    return "" if text.lower() == "(not applicable)" else text


def study_title(citation: str, publication: str) -> str:
    """The title in an APA citation: what stands between the year and the publication."""
    start = re.search(r"\((?:\d{4}[a-z]?\b[^)]*|in press|n\.d\.)\)[.,]?\s*", citation, re.I)
    if not start:
        return citation
    rest = citation[start.end() :]
    publication = publication.lstrip(". ")
    end = rest.find(publication) if publication else -1
    title = rest[:end] if end > 0 else rest
    return title.strip().rstrip(". ") or citation
