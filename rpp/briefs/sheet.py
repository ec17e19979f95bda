"""A brief as its page shows it: a published version, or the draft of the next one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import NamedTuple

from markupsafe import Markup

from rpp.briefs import bars, published
from rpp.briefs.chart import Chart, drawn
from rpp.briefs.details.facts import license_name
from rpp.briefs.details.schema import Details
from rpp.briefs.files.texts import Attached
from rpp.briefs.published import LICENCE, Author, Basis, Organization, Voice
from rpp.briefs.review.printed import Review
from rpp.briefs.sections import FORMATS, Format, Section
from rpp.briefs.states import DESIGNS
from rpp.briefs.texts import ChartText, Draft, Figure
from rpp.briefs.versions import Version
from rpp.studies.models import DESIGNS as DESIGN_NAMES

WORDS_A_MINUTE = 200


class Part(NamedTuple):
    """One section of the text, as safe HTML; see `Section` for what follows it."""

    key: str
    title: str
    html: Markup
    chart: bool = False
    dissent: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that stands on one version's page, and nothing that can change later."""

    number: int
    title: str
    # "" in the format that asks none.
    question: Markup
    # What the short answer is called, and what it is.
    answer: str
    bottom_line: str
    figures: list[tuple[str, str]]
    parts: list[Part]
    chart: Chart | None
    dissent: list[Voice]
    authors: list[Author]
    basis: Basis
    minutes: int
    files: Sequence[Attached] = ()
    # None in versions of before there were any, and until somebody saved those of a draft.
    details: Details | None = None
    published_at: datetime | None = None
    correction: str = ""
    licence: str = LICENCE
    text_hash: str = ""
    review: Review | None = None

    @property
    def keys(self) -> list[str]:
        """The keys of its parts."""
        return [part.key for part in self.parts]

    @property
    def districts(self) -> list[Organization]:
        return self.basis.districts

    @property
    def places(self) -> list[Organization]:
        """Whose it is: the districts where it was tried, or who else made it."""
        return self.basis.districts or self.basis.organizations

    @property
    def design(self) -> str:
        return DESIGN_NAMES.get(self.basis.design, "")

    @property
    def design_words(self) -> str:
        return DESIGNS.get(self.basis.design, "")


def of_version(version: Version) -> Sheet:
    """The sheet of a published version."""
    content = version.content
    return Sheet(
        number=version.number,
        title=version.title,
        question=_question(version.parts_html),
        answer=FORMATS[content.format].answer,
        bottom_line=version.bottom_line,
        figures=_figures(content.figures),
        parts=_parts(version.parts_html, FORMATS[content.format]),
        chart=drawn(content.chart),
        dissent=content.dissent,
        authors=version.authors,
        basis=content.basis,
        minutes=_minutes(version.bottom_line, content.parts, content.dissent),
        files=content.files,
        details=content.details,
        published_at=version.published_at,
        correction=version.correction,
        licence=version.licence,
        text_hash=version.text_hash,
        review=content.review,
    )


def of_draft(
    number: int,
    draft: Draft,
    dissent: list[Voice],
    authors: list[Author],
    basis: Basis,
    details: Details | None = None,
) -> Sheet:
    """The sheet of a draft as it stands; `number` is that of the version it would become."""
    return Sheet(
        number=number,
        title=draft.title,
        question=_question(draft.parts_html),
        answer=draft.sections.answer,
        bottom_line=draft.bottom_line,
        figures=_figures(draft.figures),
        parts=_parts(draft.parts_html, draft.sections),
        chart=drawn(_drawable(draft.chart)),
        dissent=dissent,
        authors=authors,
        basis=basis,
        minutes=_minutes(draft.bottom_line, draft.parts, dissent),
        files=draft.files,
        details=details,
        licence=license_name(details),
    )


def _drawable(chart: ChartText) -> published.Chart | None:
    """A chart that cannot be drawn yet is left out."""
    try:
        return published.Chart(chart.title, chart.unit, bars.read(chart.rows))
    except bars.ChartError:
        return None


def _question(parts_html: Mapping[str, str]) -> Markup:
    return _html(parts_html, "question")


def _html(parts_html: Mapping[str, str], key: str) -> Markup:
    # Cleaned by rpp.markup when it was written.
    return Markup(parts_html.get(key, ""))  # noqa: S704


def _parts(parts_html: Mapping[str, str], format_: Format) -> list[Part]:
    """The sections below the question; those that a brief need not have only where written."""
    return [
        _part(section, parts_html)
        for section in format_.sections
        if section.key != "question" and (section.required or parts_html.get(section.key))
    ]


def _part(section: Section, parts_html: Mapping[str, str]) -> Part:
    html = _html(parts_html, section.key)
    return Part(section.key, section.title, html, section.chart, section.dissent)


def _figures(figures: Sequence[Figure]) -> list[tuple[str, str]]:
    return [(one.value, one.label) for one in figures if not one.is_empty]


def _minutes(bottom_line: str, parts: Mapping[str, str], voices: Iterable[Voice]) -> int:
    """How long it takes to read, in whole minutes, at least one."""
    texts = [bottom_line, *parts.values(), *(voice.text for voice in voices)]
    return max(1, ceil(sum(len(text.split()) for text in texts) / WORDS_A_MINUTE))
