"""Findings as a table: the header of files, how a finding is written, how rows are read."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rpp import sheets
from rpp.errors import DomainError
from rpp.evidence.findings import texts
from rpp.evidence.findings.columns import COLUMNS, NUMBERS, Value, values_of
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.subjects import Subject
from rpp.evidence.wwc.cells import Malformed, records

MOST_BYTES = 1_000_000
MOST_ROWS = 500
# What stands before the facts, and after them; the latter are not read.
FIRST: Mapping[str, str] = {
    "of": "The study or record, for example “evidence/33”. Empty in a file for one of them.",
    "key": "Names the finding, for example “finding:12” or “wwc:finding:9”. Empty for a new one.",
}
LAST: Mapping[str, str] = {
    "wwc_effect_size": "As the What Works Clearinghouse computed it.",
    "wwc_p": "Its p-value.",
    "wwc_improvement_index": "Its improvement index, in percentile points.",
    "wwc_significant": "Whether it calls the finding significant.",
    "wwc_rating": "Its rating of the finding.",
    "wwc_study_rating": "Its rating of the study.",
    "wwc_tier": "Its ESSA tier, 1 to 4.",
    "title": "The title of the study or record.",
    "page": "The address of its page.",
}
HEADER = (*FIRST, *COLUMNS, *LAST)
REMARK = "#"  # begins a row that is for people alone
DELIMITERS = (",", ";", "\t")


def cells(one: Contrast, subject: Subject, title: str, page: str) -> list[str]:
    """A finding as a row of HEADER; numbers with all their figures, texts that are no formula."""
    kind, id_ = subject
    values = values_of(one)
    own = [
        written if column.type in NUMBERS else guarded(written)
        for name, column in COLUMNS.items()
        for written in [texts.plainly(values[name])]
    ]
    wwc = one.said_by("wwc")
    theirs: list[Value] = [None] * 7
    if wwc:
        theirs = [wwc.effect_size, wwc.p_value, wwc.improvement_index, wwc.significant]
        theirs += [wwc.rating, wwc.study_rating, wwc.tier]
    said = [texts.plainly(value) for value in theirs]
    return [f"{kind}/{id_}", one.key, *own, *said, guarded(title), page]


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula; `bare` gives it back as it was."""
    return f"'{text}" if _is_guarded(text) else text


def bare(text: str) -> str:
    """A text without the mark that `guarded` put before it."""
    return text[1:] if text.startswith("'") and _is_guarded(text) else text


def _is_guarded(text: str) -> bool:
    inner = text.lstrip("'")
    return sheets.harmless(inner) != inner


def written(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The text of a file of these rows, piece by piece."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in rows:
        writer.writerow(row)
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def template() -> str:
    """An empty file, with a row that explains each column."""
    help_ = [FIRST["of"], FIRST["key"], *(one.help for one in COLUMNS.values()), *LAST.values()]
    help_[0] = f"{REMARK} {help_[0]}"
    return "".join(written([help_]))


class Trouble(NamedTuple):
    """What is wrong with a row: its line, the column ("" for all of it), and why."""

    line: int
    column: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: the values that it gives, by column; what it lacks it leaves as it is."""

    line: int
    of: str
    key: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file says."""

    rows: list[Row] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    # Columns that are not known here.
    unknown: list[str] = field(default_factory=list)


def read(data: bytes) -> Sheet:
    """Read a file of findings; DomainError on "file" where it cannot be one."""
    if len(data) > MOST_BYTES:
        raise DomainError("The file is larger than 1 MB. Divide it.", "file")
    plain = _decoded(data)
    if not plain.strip():
        raise DomainError("The file is empty.", "file")
    delimiter = _delimiter(plain)
    found = records(plain, delimiter)
    _, header = next(found, (1, []))
    if isinstance(header, Malformed):
        raise DomainError(f"The header cannot be read: {header}.", "file")
    columns = _columns(header)
    sheet = Sheet(unknown=[name for name in columns if name and name not in HEADER])
    for line, record in found:
        if not isinstance(record, Malformed):
            if not any(cell.strip() for cell in record) or record[0].startswith(REMARK):
                continue
            if len(sheet.rows) + len(sheet.troubles) >= MOST_ROWS:
                raise DomainError(f"Up to {MOST_ROWS} findings in one file. Divide it.", "file")
        _take(sheet, line, columns, record, commas=delimiter == ",")
    if not sheet.rows and not sheet.troubles:
        raise DomainError("The file has a header and no findings.", "file")
    return sheet


def _decoded(data: bytes) -> bytes:
    """The file as UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16").encode()
        except UnicodeDecodeError:
            data = b"\xff"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DomainError(
            "The file is not UTF-8 text. In a spreadsheet, save it as “CSV UTF-8”.", "file"
        ) from error
    return data.removeprefix(codecs.BOM_UTF8)


def _delimiter(data: bytes) -> str:
    """What stands between the columns: whatever makes the most known ones of the header."""
    head = data.lstrip().split(b"\n", 1)[0].decode()

    def known(one: str) -> int:
        names = {_name(name) for name in head.split(one)}
        return len(names & set(HEADER))

    return max(DELIMITERS, key=known)


def _name(cell: str) -> str:
    return cell.strip().strip('"').strip().lower()


def _columns(header: Sequence[str]) -> list[str]:
    names = [_name(cell) for cell in header]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise DomainError(f"The header has a column twice: {', '.join(twice)}.", "file")
    if not {"outcome", "key"} & set(names):
        raise DomainError(
            "The first line must name the columns, and one of them must be “outcome”. The "
            "template has them all.",
            "file",
        )
    return names


def _take(
    sheet: Sheet, line: int, columns: Sequence[str], record: list[str] | Malformed, *, commas: bool
) -> None:
    if isinstance(record, Malformed):
        sheet.troubles.append(Trouble(line, "", f"{str(record).capitalize()}."))
        return
    beyond = [cell for cell in record[len(columns) :] if cell.strip()]
    if len(record) < len(columns) or beyond:
        words = f"{len(columns)} columns expected, {len(record)} found."
        sheet.troubles.append(Trouble(line, "", words))
        return
    given = dict(zip(columns, record, strict=False))
    values: dict[str, Value] = {}
    wrong = []
    for name, column in COLUMNS.items():
        if name not in given:
            continue
        try:
            values[name] = texts.read(column, bare(given[name]), commas=commas)
        except texts.Unreadable as reason:
            wrong.append(Trouble(line, name, str(reason)))
    sheet.troubles.extend(wrong)
    if not wrong:
        of, key = (given.get(name, "").strip() for name in FIRST)
        sheet.rows.append(Row(line, of, key, values))
