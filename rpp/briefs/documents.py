"""What the search holds of published briefs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import dates, vocabulary
from rpp.briefs import tiered
from rpp.briefs.models import NEWEST, VERSIONS, Brief
from rpp.briefs.published import Author, Content
from rpp.briefs.queries import zone
from rpp.briefs.repository import line
from rpp.evidence.tiers.queries import NONE, Best, beside
from rpp.networks.models import Network
from rpp.organizations import facets
from rpp.organizations.facets import Codes, Place
from rpp.words import Document

# The four types of places, by how the names of CEDS's locales begin.
TYPES = {"City": "city", "Subu": "suburb", "Town": "town", "Rura": "rural"}


@dataclass(frozen=True, slots=True)
class Searched:
    """What a brief is found by."""

    id: int
    type: str
    title: str
    bottom_line: str
    content: Content
    authors: list[Author]
    network_id: int | None
    published_at: datetime
    zone: str
    tags: str | None


def search_documents(session: Session, brief_id: int | None = None) -> Iterator[Document]:
    """What search may hold of published briefs; everyone may find them. Two statements."""
    statement = (
        select(
            col(Brief.id),
            col(Brief.type),
            VERSIONS.c.title,
            VERSIONS.c.bottom_line,
            VERSIONS.c.content,
            VERSIONS.c.authors,
            col(Brief.network_id),
            col(Brief.published_at),
            zone(),
            vocabulary.tags_column("brief", col(Brief.id)),
        )
        .join(VERSIONS, NEWEST)
        .outerjoin(Network, col(Network.id) == col(Brief.network_id))
        .where(col(Brief.status) == "published")
        .order_by(col(Brief.published_seq))
    )
    if brief_id is not None:
        statement = statement.where(col(Brief.id) == brief_id)
    briefs = [Searched(*row) for row in session.execute(statement)]
    named = {one.id for brief in briefs for one in brief.content.basis.districts}
    places = facets.places(session, named)
    tiers = tiered.best_of(session, None if brief_id is None else [brief_id])
    for brief in briefs:
        yield _document(brief, places, tiers.get(brief.id, NONE))


def _facets(brief: Searched, places: Mapping[int, Place], issued: date, best: Best) -> Codes:
    """Its tags, and whose it is: of its districts, or else of where its details say it was done."""
    tags = vocabulary.tags_in(brief.tags)
    locales = [TYPES[code[:4]] for code in tags.get("locale", ()) if code[:4] in TYPES]
    details = brief.content.details
    districts = (places[one.id] for one in brief.content.basis.districts if one.id in places)
    return facets.joined(
        {name: tags[name] for name in ("subject", "grade", "design") if name in tags},
        facets.of(districts),
        {"locale": locales, "state": details.states if details else []},
        {"tier": tiered.codes(best), **beside(best), "year": [str(issued.year)]},
        {"network": [str(brief.network_id)] if brief.network_id else []},
    )


def _document(brief: Searched, places: Mapping[int, Place], best: Best) -> Document:
    issued = dates.date_in(brief.published_at, brief.zone)
    content, basis = brief.content, brief.content.basis
    body = (
        brief.bottom_line,
        *content.parts.values(),
        *(voice.text for voice in content.dissent),
    )
    keywords = (
        *(f"{figure.value} {figure.label}" for figure in content.figures),
        basis.study,
        *(one.full_name for one in (*basis.districts, *basis.organizations)),
        *(author.name for author in brief.authors),
        *(content.details.keywords if content.details else ()),
    )
    return Document(
        brief.id,
        brief.title,
        "\n".join(filter(None, body)),
        line(brief.type, len(basis.districts), basis.sample),
        keywords="\n".join(filter(None, keywords)),
        facets=_facets(brief, places, issued, best),
        issued=issued,
    )
