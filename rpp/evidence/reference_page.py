"""What the page of a publication says that was imported and that nobody reviewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from rpp.evidence.catalogs import DOI, ERIC, Catalog, catalog, day
from rpp.evidence.models import EvidenceRecord
from rpp.evidence.references.queries import Source
from rpp.evidence.references.reference import TYPES, Reference
from rpp.evidence.sentence import Sentence
from rpp.layout import Link, several


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """An imported publication as its page shows it."""

    title: str
    type: str
    since: str
    byline: list[str]
    said: list[Sentence]
    citation: str
    read: Link | None
    catalog: Catalog
    findings: str  # the address of what was recorded of them
    rated: str  # the address of its ratings


def reference_page(record: EvidenceRecord, sources: Sequence[Source]) -> ReferencePage:
    """The page of a publication, with the entries that describe it."""
    said = record.reference or Reference(record.title)
    return ReferencePage(
        title=record.title,
        type=TYPES[said.type],
        since=day(record.imported_at),
        byline=[
            words
            for words in (_named(said), str(said.year or said.published), said.container)
            if words
        ],
        said=record.sentences,
        citation=record.citation,
        read=_read(said),
        catalog=catalog(said, sources),
        findings=f"/findings/of/evidence/{record.id}",
        rated=f"/ratings/of/evidence/{record.id}",
    )


def _named(said: Reference) -> str:
    authors = said.authors or said.editors
    if len(authors) <= 3:
        return "; ".join(authors)
    return f"{authors[0]} and {several(len(authors) - 1 + said.more_authors, 'other')}"


def _read(said: Reference) -> Link | None:
    if said.doi:
        return Link("Read it at its DOI", DOI + quote(said.doi, safe="/"))
    if said.eric_id:
        return Link("Look at it in ERIC", ERIC + quote(said.eric_id, safe=""))
    return Link("Read it where it is", said.url) if said.url else None
