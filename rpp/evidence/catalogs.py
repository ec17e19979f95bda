"""What catalogs say of a publication, for the pages of all records that they describe."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from rpp import dates
from rpp.evidence.references.models import LICENSES
from rpp.evidence.references.queries import Source
from rpp.evidence.references.reading.files import FORMATS
from rpp.evidence.references.reference import Reference
from rpp.layout import several

DOI = "https://doi.org/"
ERIC = "https://eric.ed.gov/?id="
MOST_NAMED = 40


class Fact(NamedTuple):
    """A term, and what is so; `href` leads to where it is from."""

    term: str
    words: str
    href: str = ""


class From(NamedTuple):
    """A file that describes the publication: which, from where, under which license."""

    words: str
    license: str


@dataclass(frozen=True, slots=True)
class Catalog:
    """What catalogs say of a publication, and which files said it."""

    abstract: list[str]
    facts: list[Fact]
    sources: list[From]


def catalog(said: Reference, sources: Sequence[Source]) -> Catalog:
    """What catalogs say, with the files it is from."""
    facts = [
        Fact("Authors", _people(said.authors, said.more_authors)),
        Fact("Editors", _people(said.editors)),
        Fact("In", ", ".join(filter(None, (said.container, _place(said))))),
        Fact("Publisher", said.publisher),
        Fact("Published", said.published or str(said.year or "")),
        Fact("Peer reviewed", _peer_reviewed(said.peer_reviewed)),
        Fact("DOI", said.doi, DOI + quote(said.doi, safe="/")),
        Fact("ERIC", said.eric_id, ERIC + quote(said.eric_id, safe="")),
        Fact("ISBN", said.isbn),
        Fact("ISSN", said.issn),
        Fact("Language", said.language),
        Fact("Keywords", ", ".join(said.keywords)),
    ]
    return Catalog(
        abstract=said.abstract.split("\n") if said.abstract else [],
        facts=[fact for fact in facts if fact.words],
        sources=[_source(one) for one in sources],
    )


def _people(names: Sequence[str], more: int = 0) -> str:
    beyond = len(names) - MOST_NAMED + more
    words = "; ".join(names[:MOST_NAMED])
    return f"{words}; and {several(beyond, 'other')}" if beyond > 0 else words


def _place(said: Reference) -> str:
    issue = f"({said.issue})" if said.issue else ""
    return ", ".join(filter(None, (f"{said.volume}{issue}", said.pages)))


def _peer_reviewed(value: bool | None) -> str:
    if value is None:
        return ""
    return "Yes, the catalog says" if value else "No, the catalog says"


def _source(one: Source) -> From:
    place = f"line {one.line} of {one.name} ({FORMATS[one.format]})"
    origin = f", from {one.origin}" if one.origin else ""
    license = LICENSES.get(one.license, "") if one.license else "license not known"
    return From(f"{day(one.received_at)}: {place}{origin}", license)


def day(moment: datetime) -> str:
    return dates.day_in(moment, dates.site_zone())
