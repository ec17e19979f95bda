"""CSV tables: read as spreadsheets write them, and written anew in one plain form."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rpp import sheets
from rpp.errors import DomainError
from rpp.sheets import harmless

MOST = 5 * 1024**2
ROWS = 50_000
COLUMNS = 100
CELL = 4_000
DELIMITERS = (",", ";", "\t", "|")

TOO_LARGE = "This table is larger than 5 MB. Attach a part of it, or a summary."
NOT_A_TABLE = (
    "This is not a table we can read. In your spreadsheet program, save it as “CSV UTF-8” and "
    "choose that."
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NUMBER = re.compile(r"[-+−]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?([eE][-+]?\d+)?\s*%?\Z")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4})\Z")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is kept: the names of its columns, and its rows, each of so many cells."""

    head: list[str]
    rows: list[list[str]]

    def guessed(self, column: int) -> str:
        """What a column seems to hold, a key of TYPES."""
        cells = [row[column].strip() for row in self.rows[:500] if row[column].strip()]
        if cells and all(is_number(cell) for cell in cells):
            return "number"
        if cells and all(_DATE.match(cell) for cell in cells):
            return "date"
        return "text"


# What a column may hold.
TYPES = {"number": "Number", "text": "Text", "date": "Date", "code": "Code, one of a list"}


def is_number(cell: str) -> bool:
    """Whether a cell is a number as people write it: "1,534", "−3.1", "62%"."""
    text = cell.strip()
    return bool(text.strip("+-−%. ")) and _NUMBER.match(text) is not None


def safe(cell: str) -> str:
    """A cell that is `harmless`; numbers stay numbers."""
    return cell if is_number(cell) else harmless(cell)


def written(table: Table) -> bytes:
    """The table as UTF-8 with commas and safe cells."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(safe, table.head))
    writer.writerows([safe(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode()


def read(data: bytes) -> Table:
    """A table whose first line names its columns; DomainError on "file" with a sentence."""
    if len(data) > MOST:
        raise DomainError(TOO_LARGE, "file")
    lines = list(_lines(decoded(data)))
    if len(lines) < 2:
        raise DomainError(
            "This table has no rows. Its first line names the columns, and rows follow.", "file"
        )
    head = [cell.strip() for cell in lines[0]]
    while head and not head[-1]:
        head.pop()
    _demand_head(head)
    rows = []
    for at, line in enumerate(lines[1:], 2):
        if any(cell.strip() for cell in line[len(head) :]):
            raise DomainError(
                f"Line {at} of this table has more cells than the first line names columns.", "file"
            )
        rows.append((line + [""] * len(head))[: len(head)])
    return Table(head, rows)


def first(data: bytes, rows: int) -> Table:
    """The first rows of a table that is `written`."""
    reader = csv.reader(io.StringIO(data.decode(), newline=""))
    head = next(reader)
    return Table(head, list(islice(reader, rows)))


def _demand_head(head: Sequence[str]) -> None:
    if not 1 <= len(head) <= COLUMNS:
        raise DomainError(f"A table has between 1 and {COLUMNS} columns.", "file")
    if not all(head):
        raise DomainError("Each column needs a name in the first line of the table.", "file")
    twice = next((name for name in head if head.count(name) > 1), "")
    if twice:
        raise DomainError(f"Two columns are named “{twice}”. Give each its own name.", "file")


def decoded(data: bytes) -> str:
    """The text of a file as spreadsheets write it; DomainError where it is none."""
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        # What spreadsheets in the United States write where they write no UTF-8.
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            raise DomainError(NOT_A_TABLE, "file") from None
    if any(sign < " " and sign not in "\t\r\n" for sign in text):
        raise DomainError(NOT_A_TABLE, "file")
    return text


def _lines(text: str) -> Iterator[list[str]]:
    """The lines that hold something; the delimiter is the one that divides most of them alike."""
    reader = sheets.reader(io.StringIO(text, newline=""), delimiter=delimiter(text), strict=True)
    try:
        for number, line in enumerate(line for line in reader if any(map(str.strip, line))):
            if number > ROWS:
                raise DomainError(f"A table has at most {ROWS:,} rows. Attach a summary.", "file")
            if any(len(cell) > CELL for cell in line):
                raise DomainError(f"A cell has at most {CELL:,} characters.", "file")
            yield line
    except csv.Error:
        raise DomainError(NOT_A_TABLE, "file") from None


def delimiter(text: str) -> str:
    """What parts the cells: the sign that divides most lines alike."""
    sample = "\n".join(text.splitlines()[:40])

    def divides(sign: str) -> tuple[int, int]:
        rows = [row for row in csv.reader(io.StringIO(sample), delimiter=sign) if row]
        wide = len(rows[0]) if rows else 1
        alike = sum(len(row) == wide for row in rows)
        return (alike if wide > 1 else 0, wide)

    return max(DELIMITERS, key=divides)
