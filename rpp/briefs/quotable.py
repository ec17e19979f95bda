"""What may be quoted of published briefs: their newest version, section by section."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Label, select
from sqlmodel import Session, col

from rpp import vocabulary
from rpp.briefs.models import NEWEST, VERSIONS, Brief
from rpp.briefs.published import Content
from rpp.briefs.queries import visible_to
from rpp.briefs.sections import FORMATS
from rpp.policy import Viewer
from rpp.quotable import Passage, Source, blocks
from rpp.studies.models import DESIGNS

# Locales of NCES begin with one of these; what evidence records call them.
SETTINGS = {"City": "urban", "Suburban": "suburban", "Town": "town", "Rural": "rural"}


@dataclass(frozen=True, slots=True)
class _Newest:
    id: int
    number: int
    title: str
    bottom_line: str
    content: Content
    parts_html: dict[str, str]
    tags: str | None


def sources(session: Session, viewer: Viewer, ids: Collection[int]) -> Iterator[Source]:
    """Those of these briefs that are published; one statement."""
    tags: Label[str | None] = vocabulary.tags_column("brief", col(Brief.id))
    statement = (
        select(
            *(col(Brief.id), VERSIONS.c.number, VERSIONS.c.title, VERSIONS.c.bottom_line),
            *(VERSIONS.c.content, VERSIONS.c.parts_html, tags),
        )
        .join(VERSIONS, NEWEST)
        .where(col(Brief.id).in_(ids), col(Brief.status) == "published", visible_to(viewer))
    )
    for row in session.execute(statement):
        yield _source(_Newest(*row))


def _source(brief: _Newest) -> Source:
    content = brief.content
    details = content.details
    locales = details.locales if details else []
    settings = [
        word for start, word in SETTINGS.items() if any(s.startswith(start) for s in locales)
    ]
    grades = vocabulary.tags_in(brief.tags).get("grade", []) or (details.grades if details else [])
    return Source(
        brief.id,
        brief.title,
        f"/briefs/{brief.id}/v{brief.number}",
        tuple(_passages(brief)),
        version=brief.number,
        design=DESIGNS.get(content.basis.design, ""),
        sample=f"{content.basis.sample:,} in its largest sample" if content.basis.sample else "",
        setting="; ".join(one.full_name for one in content.basis.districts),
        grades=tuple(grades),
        settings=tuple(settings),
        about="\n".join(
            (
                *blocks(brief.parts_html.get("question", "")),
                content.basis.study,
                *(details.keywords if details else ()),
            )
        ),
    )


def _passages(brief: _Newest) -> Iterator[Passage]:
    """The texts that are shown; the question that a brief asks is no answer."""
    sections = FORMATS[brief.content.format]
    yield Passage(" ".join(brief.bottom_line.split()), sections.answer, "line-title")
    for section in sections.sections:
        if section.key in ("question", "references"):
            continue
        for text in blocks(brief.parts_html.get(section.key, "")):
            yield Passage(text, section.title, f"part-{section.key}")
        if section.dissent:
            for voice in brief.content.dissent:
                text = " ".join(voice.text.split())
                yield Passage(text, f"{voice.name} sees it differently", f"part-{section.key}")
