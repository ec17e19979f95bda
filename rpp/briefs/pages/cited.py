"""How a brief's page says that it can be cited: to people, and to the machines that read it."""

from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from rpp.citations import metadata, styles
from rpp.citations.styles import Reference
from rpp.citations.work import Work
from rpp.layout import Link


class Styled(NamedTuple):
    """A reference in one style, and an id for its words."""

    id: str
    style: str
    reference: Reference


@dataclass(frozen=True, slots=True)
class Citation:
    """A published version as it is cited."""

    address: str
    license: Link
    styles: list[Styled]
    files: list[Link]
    # For the page's head.
    tags: list[tuple[str, str]]
    json_ld: Markup


FILES = {
    "BibTeX": "bib",
    "RIS (EndNote, Zotero)": "ris",
    "CSL-JSON": "csl.json",
    "DataCite": "datacite.json",
    "JSON-LD": "jsonld",
}


def citation(work: Work, href: str) -> Citation:
    """The citation of the version at the path `href`, and the files that hold it."""
    return Citation(
        address=work.url,
        license=Link(work.license, work.license_url),
        styles=referenced(work),
        files=[Link(label, f"{href}.{form}") for label, form in FILES.items()],
        tags=list(metadata.highwire(work)),
        # It is JSON whose signs of HTML are escaped.
        json_ld=Markup(metadata.json_ld(work)),  # noqa: S704
    )


def referenced(work: Work) -> list[Styled]:
    """The reference to a work, in the styles that people use."""
    return [
        Styled("cite-apa", "APA", styles.apa(work)),
        Styled("cite-chicago", "Chicago", styles.chicago(work)),
    ]
