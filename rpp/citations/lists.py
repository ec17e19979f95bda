"""Many works as one file, piece by piece: the same fields as the formats of one work."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rpp.citations import formats
from rpp.citations.work import Work
from rpp.sheets import harmless

Write = Callable[[Iterable[Work]], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of a list of works: how it is called, its media type, what writes it."""

    label: str
    type: str
    write: Write


# What a table says of each work, by the heads of its columns.
COLUMNS: dict[str, Callable[[Work], str]] = {
    "id": lambda work: work.id,
    "type": lambda work: work.genre,
    "title": lambda work: work.title,
    "authors": lambda work: "; ".join(name.reversed for name in work.authors),
    "issued": lambda work: work.issued.iso if work.issued else "",
    "publisher": lambda work: work.publisher,
    "journal": lambda work: work.journal,
    "volume": lambda work: work.volume,
    "issue": lambda work: work.issue,
    "pages": lambda work: work.pages,
    "number": lambda work: work.number,
    "version": lambda work: work.version,
    "doi": lambda work: work.doi,
    "eric": lambda work: work.eric,
    "url": lambda work: work.url,
    "license": lambda work: work.license,
    "subjects": lambda work: "; ".join(subject.term for subject in work.subjects),
    "grades": lambda work: "; ".join(grade.term for grade in work.grades),
    "funding": lambda work: "; ".join(str(funder) for funder in work.funding),
    "abstract": lambda work: work.abstract,
    "language": lambda work: work.language,
}


def table(works: Iterable[Work]) -> Iterator[str]:
    """CSV (RFC 4180) in UTF-8 with a mark, as spreadsheets expect; no cell is a formula."""
    yield "\ufeff" + _line(COLUMNS)
    for work in works:
        yield _line(harmless(" ".join(say(work).split())) for say in COLUMNS.values())


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def ris(works: Iterable[Work]) -> Iterator[str]:
    """RIS records, one after the other."""
    return (formats.ris(work) for work in works)


def bibtex(works: Iterable[Work]) -> Iterator[str]:
    """BibTeX entries, with an empty line between two."""
    return (f"{formats.bibtex(work)}\n" for work in works)


def csl_json(works: Iterable[Work]) -> Iterator[str]:
    """One list of CSL-JSON items."""
    before = "[\n"
    for work in works:
        yield before + json.dumps(formats.csl(work), ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


FORMATS = {
    "csv": Format("CSV", "text/csv", table),
    "ris": Format("RIS", "application/x-research-info-systems", ris),
    "bib": Format("BibTeX", "application/x-bibtex", bibtex),
    "json": Format("JSON", "application/json", csl_json),
}
