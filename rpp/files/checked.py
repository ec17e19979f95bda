"""A file of any kind that may be attached, told by its name and by what it is."""

from dataclasses import dataclass, field

from rpp.files import pdf, png, svg, tables
from rpp.files.names import checked_name
from rpp.files.tables import Table

TYPES = ("png", "svg", "pdf", "csv")
MOST = max(png.MOST, svg.MOST, pdf.MOST, tables.MOST)
OTHER = "Choose a PNG or SVG picture, a PDF, or a table as CSV."


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as it may be kept: cleaned, with the names of what was left out of it."""

    name: str
    type: str
    data: bytes
    gone: list[str] = field(default_factory=list)
    # What a table holds.
    table: Table | None = None


def checked(name: str, data: bytes) -> Checked:
    """The file as it may be kept; DomainError on "file" with a sentence where it may not.

    It takes time: call it before a transaction begins.
    """
    name = checked_name(name, TYPES, OTHER)
    type_ = name.rpartition(".")[2].lower()
    if type_ == "pdf":
        return Checked(name, type_, pdf.checked(name, data).data)
    if type_ == "png":
        return Checked(name, type_, png.cleaned(data))
    if type_ == "svg":
        made, gone = svg.cleaned(data)
        return Checked(name, type_, made, gone)
    table = tables.read(data)
    return Checked(name, type_, tables.written(table), table=table)
