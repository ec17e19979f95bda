"""A brief as its page shows it: a published version, or the draft of the next one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from rpp.briefs import content
from rpp.briefs.chart import Chart, drawn
from rpp.briefs.models import LICENCE, PARTS
from rpp.briefs.queries import Seen
from rpp.briefs.states import DESIGNS
from rpp.studies.models import DESIGNS as DESIGN_NAMES


@dataclass(frozen=True)
class Sheet:
    """Everything that stands on one version's page, and nothing that can change later."""

    number: int
    title: str
    bottom_line: str
    figures: list[tuple[str, str]]
    parts: list[tuple[str, str, Markup]]
    chart: Chart | None
    dissent: list[dict[str, str]]
    authors: list[dict[str, str]]
    basis: dict[str, Any]
    minutes: int
    published_at: datetime | None = None
    correction: str = ""
    licence: str = LICENCE
    text_hash: str = ""

    @property
    def districts(self) -> list[dict[str, Any]]:
        answer: list[dict[str, Any]] = self.basis["districts"]
        return answer

    @property
    def design(self) -> str:
        return DESIGN_NAMES.get(self.basis["design"], "")

    @property
    def design_words(self) -> str:
        return DESIGNS.get(self.basis["design"], "")

    @property
    def cited_authors(self) -> str:
        names = content.cited_authors([author["name"] for author in self.authors])
        return names or ", ".join(district["name"] for district in self.districts)


def _parts(parts_html: Mapping[str, str]) -> list[tuple[str, str, Markup]]:
    # Cleaned by rpp.markup when it was written.
    return [(key, title, Markup(parts_html.get(key, ""))) for key, title in PARTS.items()]  # noqa: S704


def _figures(figures: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    return [(f["value"], f["label"]) for f in figures if f["value"] or f["label"]]


def of_version(row: Any) -> Sheet:
    """The sheet of a published version."""
    frozen = row.content
    return Sheet(
        number=row.number,
        title=row.title,
        bottom_line=row.bottom_line,
        figures=_figures(frozen["figures"]),
        parts=_parts(row.parts_html),
        chart=drawn(frozen["chart"]),
        dissent=frozen["dissent"],
        authors=row.authors,
        basis=frozen["basis"],
        minutes=content.minutes(row.bottom_line, frozen["parts"], frozen["dissent"]),
        published_at=row.published_at,
        correction=row.correction,
        licence=row.licence,
        text_hash=row.text_hash,
    )


def of_draft(
    seen: Seen,
    dissent: list[dict[str, str]],
    authors: list[dict[str, str]],
    basis: dict[str, Any],
) -> Sheet:
    """The sheet of a draft as it stands; a chart that cannot be drawn yet is left out."""
    draft = seen.draft
    try:
        rows = content.chart_rows(draft["chart"]["rows"])
    except content.ChartError:
        rows = []
    return Sheet(
        number=seen.current + 1,
        title=draft["title"],
        bottom_line=draft["bottom_line"],
        figures=_figures(draft["figures"]),
        parts=_parts(draft["parts_html"]),
        chart=drawn(draft["chart"] | {"rows": rows}),
        dissent=dissent,
        authors=authors,
        basis=basis,
        minutes=content.minutes(draft["bottom_line"], draft["parts"], dissent),
    )
