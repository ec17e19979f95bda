"""A CSV file of effects, or of what they are computed of; each row that does not fit is named."""

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rpp import sheets
from rpp.errors import DomainError
from rpp.evidence.pooling.checking import LARGEST, LARGEST_VARIANCE, SMALLEST_VARIANCE
from rpp.evidence.pooling.raw import Impossible, log_odds, log_risk, of_counts, of_means
from rpp.files import tables

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "."})

HINT = (
    "It takes columns yi and vi (or sei); or m1i, sd1i, n1i, m2i, sd2i, n2i; or the counts "
    "ai, bi, ci, di (also tpos, tneg, cpos, cneg; or ai, n1i, ci, n2i), perhaps with --measure."
)
# What is computed of counts where nobody names a measure, and what is said then.
USUAL = "RR"
UNNAMED = (
    "No measure was named, so counts are compared by their risk ratio (RR), as its logarithm. "
    "--measure names another."
)


class LeftOut(NamedTuple):
    """A row that gives no effect: its line in the file, and why."""

    line: int
    why: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.why}"


@dataclass(slots=True)
class Rows:
    """The effects of a file, with their lines; `measure` a key of `wording.UNITS`."""

    measure: str = ""
    yi: list[float] = field(default_factory=list)
    vi: list[float] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    # None where the file has no such column.
    clusters: list[str] | None = None
    note: str = ""
    left_out: list[LeftOut] = field(default_factory=list)


class Form(NamedTuple):
    """One way to give effects: the columns it takes, and the effect with its variance."""

    columns: tuple[str, ...]
    measure: str
    effect: Callable[..., tuple[float, float]]


def _plain(yi: float, vi: float) -> tuple[float, float]:
    if vi <= 0:
        raise Impossible("a variance must be above zero")
    return yi, vi


def _with_error(yi: float, sei: float) -> tuple[float, float]:
    if sei <= 0:
        raise Impossible("a standard error must be above zero")
    return yi, sei**2


def _of_totals(by: Callable[..., tuple[float, float]]) -> Callable[..., tuple[float, float]]:
    def effect(ai: float, n1i: float, ci: float, n2i: float) -> tuple[float, float]:
        return by(ai, n1i - ai, ci, n2i - ci)

    return effect


def _forms(measure: str) -> Iterator[Form]:
    yield Form(("yi", "vi"), measure, _plain)
    yield Form(("yi", "sei"), measure, _with_error)
    yield Form(("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i"), "SMD", of_means)
    named = measure or USUAL
    by = {"RR": log_risk, "OR": log_odds, "SMD": of_counts}[named]
    for columns in (("ai", "bi", "ci", "di"), ("tpos", "tneg", "cpos", "cneg")):
        yield Form(columns, named, by)
    yield Form(("ai", "n1i", "ci", "n2i"), named, _of_totals(by))


def read(data: bytes, measure: str = "", cluster: str = "cluster") -> Rows:
    """The effects of a CSV file; DomainError with a sentence where no row can be read at all.

    Commas, semicolons (then also with decimal commas) and tabs; with or without a byte-order
    mark. A row with a missing value, or one that cannot be, is left out and named by its line.
    """
    text = tables.decoded(data)
    delimiter = tables.delimiter(text)
    lines = _numbered(text, delimiter)
    _, first = next(lines, (0, []))
    head = [cell.strip().lower() for cell in first]
    form = next((one for one in _forms(measure) if set(one.columns) <= set(head)), None)
    if form is None:
        raise DomainError(f"This file names no columns that give effects. {HINT}", "file")
    belongs = cluster.strip().lower()
    note = UNNAMED if form.measure == USUAL and not measure else ""
    found = Rows(form.measure, clusters=[] if belongs in head else None, note=note)
    for line, cells in lines:
        row = dict(zip(head, cells, strict=False))
        _take(found, form, line, row, row.get(belongs, ""), delimiter == ";")
    return found


def _numbered(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Lines that hold something, each with the number of the line that it begins on."""
    reader = sheets.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error:
        raise DomainError(tables.NOT_A_TABLE, "file") from None


def _take(
    found: Rows,
    form: Form,
    line: int,
    cells: Mapping[str, str],
    cluster: str,
    decimal_comma: bool,
) -> None:
    try:
        values = [_value(cells, name, decimal_comma) for name in form.columns]
        y, v = _possible(*form.effect(*values))
        if found.clusters is not None and cluster.strip().lower() in MISSING:
            raise Impossible("cluster is missing")
    except Impossible as reason:
        found.left_out.append(LeftOut(line, f"{reason}."))
        return
    found.yi.append(y)
    found.vi.append(v)
    found.lines.append(line)
    if found.clusters is not None:
        found.clusters.append(cluster.strip())


def _possible(y: float, v: float) -> tuple[float, float]:
    if abs(y) > LARGEST:
        raise Impossible(f"the effect is too large to be one: {y:g}")
    if not SMALLEST_VARIANCE <= v <= LARGEST_VARIANCE:
        raise Impossible(f"the variance is too small or too large to be one: {v:g}")
    return y, v


def _value(cells: Mapping[str, str], name: str, decimal_comma: bool) -> float:
    text = cells.get(name, "").strip().strip("\"'").replace("−", "-").strip()
    if text.lower() in MISSING:
        raise Impossible(f"{name} is missing")
    try:
        value = float(_with_a_point(text, decimal_comma))
    except ValueError:
        raise Impossible(f"{name} is not a number: {text[:40]}") from None
    if not math.isfinite(value):
        raise Impossible(f"{name} is not a number: {text[:40]}")
    return value


def _with_a_point(text: str, decimal_comma: bool) -> str:
    """The same number without marks of thousands; of both marks the last is the decimal one."""
    if decimal_comma and text.rfind(",") > text.rfind("."):
        return text.replace(".", "").replace(",", ".")
    return text.replace(",", "")


def named(lines: Sequence[LeftOut]) -> list[dict[str, int | str]]:
    """Rows that were left out, for machines."""
    return [{"line": line, "why": why} for line, why in lines]
