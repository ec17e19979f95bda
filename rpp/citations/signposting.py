"""FAIR Signposting: the typed links by which a machine finds a work's files and metadata.

https://signposting.org/FAIR/ level 1 (`Link` headers) and level 2 (a link set, RFC 9264).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from rpp.citations.identifiers import ORCID
from rpp.citations.work import Work

REPORT = "https://schema.org/Report"
# Servers and clients take some 8 KB of one header.
MOST = 8_000
PAGE = "https://schema.org/AboutPage"


@dataclass(frozen=True, slots=True)
class TypedLink:
    """A link with its relation, and the media type and profile of what it leads to."""

    relation: str
    href: str
    type: str = ""
    profile: str = ""

    @property
    def header(self) -> str:
        about = (("rel", self.relation), ("type", self.type), ("profile", self.profile))
        return "; ".join([f"<{self.href}>", *(f'{key}="{value}"' for key, value in about if value)])


def links(
    work: Work, described: Iterable[TypedLink], items: Iterable[TypedLink]
) -> list[TypedLink]:
    """What a work's page links to: itself for good, its authors, metadata, files and license."""
    cite = f"https://doi.org/{work.doi}" if work.doi else work.url
    authors = (f"{ORCID}/{name.orcid}" for name in work.authors if name.orcid)
    return [
        TypedLink("cite-as", cite),
        TypedLink("type", PAGE),
        TypedLink("type", REPORT),
        *(TypedLink("author", author) for author in authors),
        *described,
        *items,
        *([TypedLink("license", work.license_url)] if work.license_url else ()),
    ]


def header(found: Iterable[TypedLink]) -> str:
    """The value of the `Link` header, in less than `MOST` bytes.

    What does not fit is left to the link set: files before authors, the last ones first.
    """
    kept = list(found)
    length = sum(len(link.header) + 2 for link in kept)
    for relation in ("item", "author"):
        for link in reversed([one for one in kept if one.relation == relation]):
            if length < MOST:
                break
            kept.remove(link)
            length -= len(link.header) + 2
    return ", ".join(link.header for link in kept)


def linkset(anchor: str, found: Iterable[TypedLink]) -> str:
    """The links as `application/linkset+json`."""
    about: dict[str, list[dict[str, str]]] = {}
    for link in found:
        target = {"href": link.href, "type": link.type, "profile": link.profile}
        kept = {key: value for key, value in target.items() if value}
        about.setdefault(link.relation, []).append(kept)
    return json.dumps({"linkset": [{"anchor": anchor, **about}]}, indent=1)
