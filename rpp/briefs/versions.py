"""A published version as it is read, and the draft that it was made of."""

from dataclasses import dataclass
from datetime import datetime

from rpp.briefs import bars
from rpp.briefs.published import Author, Content, Frozen
from rpp.briefs.texts import FIGURES, ChartText, Dissent, Draft, Figure


@dataclass(frozen=True, slots=True)
class Version:
    """A published version."""

    number: int
    title: str
    bottom_line: str
    content: Content
    parts_html: dict[str, str]
    markup_version: int
    authors: list[Author]
    correction: str
    licence: str
    text_hash: str
    published_at: datetime
    # "" until DataCite has registered one.
    doi: str

    @property
    def frozen(self) -> Frozen:
        """What its publication froze."""
        return Frozen(self.title, self.bottom_line, self.content, self.authors)

    def as_draft(self, *, not_a_student: bool) -> Draft:
        """The draft that it was made of; whether a passage was confirmed it does not keep."""
        content, people = self.content, self.content.basis.people
        return Draft(
            title=self.title,
            bottom_line=self.bottom_line,
            format=content.format,
            parts=content.parts,
            parts_html=self.parts_html,
            markup_version=self.markup_version,
            figures=content.figures or [Figure()] * FIGURES,
            chart=self._chart_text,
            authors=people.authors,
            details=content.details,
            dissent=[
                Dissent(person_id, voice.text)
                for person_id, voice in zip(people.dissent, content.dissent, strict=True)
            ],
            files=content.files,
            not_a_student=not_a_student,
        )

    @property
    def _chart_text(self) -> ChartText:
        chart = self.content.chart
        return ChartText(chart.title, chart.unit, bars.typed(chart.rows)) if chart else ChartText()
