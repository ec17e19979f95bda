"""What an import came to, line by line: for the page, for a file and for the command."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from rpp.evidence.references.models import ROWS, ReferenceImport
from rpp.evidence.references.reading.entries import Trouble
from rpp.sheets import harmless

HEADER = ("line", "entry", "what", "what was done", "text")
FOUND = {
    "new": "New.",
    "same": "Here already.",
    "ask": "It may be the same as another.",
    "refused": "Not understood.",
}
OUTCOMES = {
    "added": "Added.",
    "merged": "Joined with what is here.",
    "back": "Undone.",
}
OPEN = "Left for a person to decide."


class Line(NamedTuple):
    """One line of the report; `entry` is the place of the entry in the file, 0 for none."""

    line: int
    entry: int
    what: str
    done: str
    text: str


def troubles(number: int, found: Iterable[Trouble]) -> Iterator[Line]:
    """What was not understood of one entry (0: of the file)."""
    for one in found:
        yield Line(one.line, number, one.what, one.done, one.text)


def fate(line: int, number: int, found: str, outcome: str, title: str) -> Line:
    """What an entry is, and what was done with it."""
    undone = {"new": "Not written yet.", "same": "Not written yet.", "ask": OPEN}
    return Line(line, number, FOUND[found], OUTCOMES.get(outcome, undone.get(found, "")), title)


def lines(session: Session, one: ReferenceImport) -> Iterator[Line]:
    """The whole report of an import: what concerns the file, then entry by entry."""
    yield from troubles(0, one.troubles)
    columns = (ROWS.c.number, ROWS.c.line, ROWS.c.found, ROWS.c.outcome, ROWS.c.reference)
    statement = select(*columns, ROWS.c.troubles).where(ROWS.c.import_id == one.id)
    for number, line, found, outcome, reference, told in session.execute(
        statement.order_by(ROWS.c.number)
    ):
        yield from troubles(number, told)
        yield fate(line, number, found, outcome, reference.title if reference else "")


def as_csv(told: Iterable[Line]) -> str:
    """A report as a file for a spreadsheet, which takes none of its cells for a formula."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(HEADER)
    for one in told:
        texts: Sequence[str] = [harmless(text) for text in (one.what, one.done, one.text)]
        rows.writerow((one.line or "", one.entry or "", *texts))
    return f"\ufeff{out.getvalue()}"
