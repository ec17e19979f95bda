"""What the draft of a brief says: texts as they were typed."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any

from rpp import markup
from rpp.briefs.details.schema import Details
from rpp.briefs.files.texts import Attached
from rpp.briefs.sections import CARRIED, FORMATS, NEWEST, Format, carried

FIGURES = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in words, and what it counts."""

    value: str = ""
    label: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.value or self.label)


@dataclass(frozen=True, slots=True)
class ChartText:
    """A chart as it is typed; `rows` are the lines that `bars.read` reads."""

    title: str = ""
    unit: str = ""
    rows: str = ""


@dataclass(frozen=True, slots=True)
class Dissent:
    """What one partner sees differently: their own words, which no one else changes."""

    person_id: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What the form of a draft changes."""

    title: str = ""
    bottom_line: str = ""
    # By the keys of the draft's sections.
    parts: dict[str, str] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=lambda: [Figure()] * FIGURES)
    chart: ChartText = ChartText()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(Texts):
    """The draft of the next version, as it is saved: the parts also as HTML."""

    # The number of its set of sections; rows of the first releases do not name it.
    format: int = 1
    parts_html: dict[str, str] = field(default_factory=dict)
    # The version of the renderer that made it.
    markup_version: int = 0
    dissent: list[Dissent] = field(default_factory=list)
    files: list[Attached] = field(default_factory=list)
    # What catalogs say of it, and who made it; None until somebody saved that.
    details: Details | None = None
    # Until then: the members of the study who would be named, by id.
    authors: list[int] = field(default_factory=list)
    # The writer said that what looks like a student is none.
    not_a_student: bool = False

    def with_texts(self, texts: Texts, *, not_a_student: bool) -> "Draft":
        """This draft with other texts; its HTML is still that of the old ones."""
        values: dict[str, Any] = {one.name: getattr(texts, one.name) for one in fields(Texts)}
        values["parts"] = {key: texts.parts.get(key, "") for key in self.sections.keys}
        return replace(self, **values, not_a_student=not_a_student)

    @property
    def sections(self) -> Format:
        return FORMATS[self.format]

    def moved(self) -> "Draft":
        """This draft in the newest sections, with all that was written in those before."""
        if self.format == NEWEST.number:
            return self
        html = carried(self.parts_html)
        files = [replace(one, section=CARRIED.get(one.section, one.section)) for one in self.files]
        return replace(
            self, format=NEWEST.number, parts=carried(self.parts), parts_html=html, files=files
        )

    def with_details(self, details: Details, *, not_a_student: bool) -> "Draft":
        """This draft with other details."""
        return replace(self, details=details, not_a_student=not_a_student)

    def rendered(self) -> "Draft":
        """This draft with the HTML of its parts."""
        html = html_of({key: self.parts.get(key, "") for key in self.sections.keys})
        return replace(self, parts_html=html, markup_version=markup.VERSION)

    @property
    def html(self) -> dict[str, str]:
        """The parts as their readers saw them, anew only where the renderer changed since."""
        is_new = self.markup_version == markup.VERSION
        return self.parts_html if is_new else self.rendered().parts_html

    @property
    def written(self) -> Iterator[str]:
        """Every text that people wrote."""
        yield from (self.title, self.bottom_line, *self.parts.values())
        for figure in self.figures:
            yield from (figure.value, figure.label)
        yield from (self.chart.title, self.chart.unit, self.chart.rows)
        yield from (voice.text for voice in self.dissent)
        for file in self.files:
            yield from (file.title, file.alt, *(column.meaning for column in file.columns))
        yield from self.details.written if self.details else ()


def html_of(parts: dict[str, str]) -> dict[str, str]:
    """Texts by section as clean HTML."""
    return {key: markup.render(text) for key, text in parts.items()}


def blank(title: str = "") -> Draft:
    """An empty draft in the newest sections."""
    return Draft(title=title, format=NEWEST.number).rendered()
