"""The pages of a brief's files: pictures and appendices, and the table of one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rpp.briefs.files.texts import Attached, ColumnText
from rpp.briefs.pages.writing import crumbs
from rpp.briefs.queries import Seen
from rpp.briefs.sections import Format
from rpp.files.tables import Table
from rpp.layout import Link, several

# So many rows of a table are shown.
SHOWN = 50
KINDS = {"png": "PNG picture", "svg": "SVG drawing", "pdf": "PDF", "csv": "table as CSV"}


@dataclass(frozen=True, slots=True)
class Filed:
    """A file as a page shows it."""

    id: int
    title: str
    alt: str
    # "Download (PDF, 120 KB)".
    download: Link
    picture: str = ""
    table: Link | None = None
    where: str = ""
    needs: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class FilesPart:
    """The files of one sheet: pictures by the part in whose text they stand, and appendices."""

    pictures: dict[str, list[Filed]]
    appendices: list[Filed]


def files_part(files: Sequence[Attached], parts: Collection[str], base: str) -> FilesPart:
    """The files of a sheet with these parts, whose addresses begin with `base`."""
    pictures: dict[str, list[Filed]] = {}
    appendices: list[Filed] = []
    for file in files:
        place = file.place(parts)
        (pictures.setdefault(place, []) if place else appendices).append(_filed(file, base))
    return FilesPart(pictures, appendices)


def base_of(seen: Seen, number: int) -> str:
    """Where the files of a version are found, or those of the draft where `number` is 0."""
    return f"{seen.href}/v{number}/files" if number else f"{seen.href}/files"


def _filed(file: Attached, base: str, sections: Format | None = None) -> Filed:
    titles = {one.key: one.title for one in sections.sections} if sections else {}
    href = f"{base}/{file.id}"
    kind = KINDS[file.type]
    rows = f", {several(file.rows, 'row')}" if file.is_table else ""
    unsaid = len(file.unexplained)
    return Filed(
        id=file.id,
        title=file.title,
        alt=file.alt,
        download=Link(f"Download {file.name}", href),
        picture=href if file.is_picture else "",
        table=Link("Preview and data dictionary", f"{href}/table") if file.is_table else None,
        where=f"In “{titles[file.section]}”" if file.section in titles else "",
        needs=f"{several(unsaid, 'column')} not explained yet" if unsaid else "",
        about=f"{kind}{rows}, {file.kilobytes:,} KB",
    )


@dataclass(frozen=True, slots=True)
class FilesPage:
    """The page on which the files of a draft are added and described."""

    href: str
    crumbs: list[Link]
    files: list[Filed]
    may_change: bool


def files_page(seen: Seen, *, may_change: bool) -> FilesPage:
    """The files of a brief's draft."""
    base = base_of(seen, 0)
    return FilesPage(
        base,
        crumbs(seen),
        [_filed(one, base, seen.draft.sections) for one in seen.draft.files],
        may_change,
    )


@dataclass(frozen=True, slots=True)
class DescribePage:
    """The page on which a file of the draft is described; fields of columns by their names."""

    crumbs: list[Link]
    title: str
    file: Filed
    back: str
    columns: list[tuple[str, list[str]]]


def describe_page(seen: Seen, file: Attached, fields: Sequence[str]) -> DescribePage:
    """The page of one file of a draft."""
    base = base_of(seen, 0)
    columns = [
        (column.name, [f"c{n}_{name}" for name in fields]) for n, column in enumerate(file.columns)
    ]
    way = [*crumbs(seen), Link("Pictures and appendices", base)]
    return DescribePage(way, file.name, _filed(file, base), base, columns)


@dataclass(frozen=True, slots=True)
class TablePage:
    """A table of a brief: its first rows, and what its columns mean."""

    crumbs: list[Link]
    title: str
    alt: str
    about: str
    download: Link
    head: list[str]
    rows: list[list[str]]
    shown: str
    dictionary: list[ColumnText]
    text_hash: str


def table_page(seen: Seen, number: int, file: Attached, table: Table) -> TablePage:
    """The page of one table of a version, or of the draft."""
    made = _filed(file, base_of(seen, number))
    version = Link(f"Version {number}", f"{seen.href}/v{number}") if number else None
    first = len(table.rows)
    shown = f"The first {first} of {file.rows:,} rows" if first < file.rows else "All rows"
    return TablePage(
        [*crumbs(seen), *([version] if version else [])],
        file.title,
        file.alt,
        made.about,
        made.download,
        table.head,
        table.rows,
        shown,
        file.columns,
        file.sha256,
    )
