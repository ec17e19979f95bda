"""What a brief says of its files: in the draft as it was typed, in a version for good."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from rpp.files.tables import TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnText:
    """A column of a table: what it holds, as its author explains it; `type` is a key of TYPES."""

    name: str
    type: str = "text"
    meaning: str = ""
    unit: str = ""
    missing: str = ""

    @property
    def type_name(self) -> str:
        return TYPES.get(self.type, TYPES["text"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file of a brief; what it holds never changes, what is said of it does with each draft.

    `type` is the ending of its name: "png". A picture with a `section` stands at the end of that
    part of the text, everything else among the appendices.
    """

    id: int
    name: str
    type: str
    size: int
    sha256: str
    # What stands below a picture, or names an appendix.
    title: str
    # What it shows, for those who do not see it; of an appendix what is in it.
    alt: str
    section: str = ""
    # Of a table.
    columns: list[ColumnText] = field(default_factory=list)
    rows: int = 0

    def place(self, parts: Collection[str]) -> str:
        """The part of the text in which it stands, "" among the appendices."""
        return self.section if self.is_picture and self.section in parts else ""

    @property
    def is_picture(self) -> bool:
        return self.type in PICTURES

    @property
    def is_table(self) -> bool:
        return self.type == "csv"

    @property
    def media_type(self) -> str:
        return MEDIA[self.type]

    @property
    def unexplained(self) -> list[str]:
        """The columns of which nobody said what they mean."""
        return [column.name for column in self.columns if not column.meaning.strip()]

    @property
    def told(self) -> Iterator[str]:
        """What is said of it, line by line, as two drafts are compared."""
        yield f"{self.title} ({self.name}, SHA-256 {self.sha256[:12]}…)"
        yield self.alt
        for one in self.columns:
            about = (one.type_name, one.meaning, one.unit, one.missing)
            yield f"{one.name}: {'; '.join(filter(None, about))}"

    @property
    def kilobytes(self) -> int:
        return max(1, round(self.size / 1024))


PICTURES = frozenset(("png", "svg"))
MEDIA = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "csv": "text/csv",
}
