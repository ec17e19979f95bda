"""A work in XML: Dublin Core and DataCite 4.6, for harvesters."""

import re
from collections.abc import Iterable

from lxml import etree

from rpp.citations.identifiers import ORCID
from rpp.citations.metadata import dates, descriptions, related, schemes_of
from rpp.citations.work import Funding, Name, Work

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
DATACITE = "http://datacite.org/schema/kernel-4"
DATACITE_XSD = "https://schema.datacite.org/meta/kernel-4.6/metadata.xsd"
OAI_DC_XSD = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
# What no XML document may hold, not even escaped (XML 1.0, 2.2).
FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Element = etree._Element


def clean(text: str) -> str:
    """A text without the signs that XML forbids."""
    return FORBIDDEN.sub("", text)


def text(element: Element) -> str:
    """An element as a string."""
    return str(etree.tostring(element, encoding="unicode"))


def add(parent: Element, tag: str, words: str = "", **attributes: str) -> Element:
    """Add an element of the parent's namespace, with words in it."""
    namespace = etree.QName(parent).namespace
    made = etree.SubElement(
        parent,
        f"{{{namespace}}}{tag}",
        {key: clean(value) for key, value in attributes.items() if value},
    )
    if words:
        made.text = clean(words)
    return made


def _root(tag: str, namespace: str, schema: str, nsmap: dict[str | None, str]) -> Element:
    prefixes: dict[str | None, str] = {**nsmap, "xsi": XSI}
    where = {f"{{{XSI}}}schemaLocation": f"{namespace} {schema}"}
    return etree.Element(f"{{{namespace}}}{tag}", where, nsmap=prefixes)  # type: ignore[arg-type]


def dublin_core(work: Work) -> Element:
    """A work as unqualified Dublin Core, the format that every repository speaks."""
    root = _root("dc", OAI_DC, OAI_DC_XSD, {"oai_dc": OAI_DC, "dc": DC})
    for tag, words in _dublin_core(work):
        if words:
            etree.SubElement(root, f"{{{DC}}}{tag}").text = clean(words)
    return root


def _dublin_core(work: Work) -> Iterable[tuple[str, str]]:
    yield "title", work.title
    for name in work.authors:
        yield "creator", name.reversed
    for subject in work.about:
        yield "subject", subject.term
    for _, text in descriptions(work):
        yield "description", text
    for name in work.contributors:
        yield "contributor", name.family
    for place in work.places:
        yield "coverage", place
    yield "publisher", work.publisher
    yield "date", work.issued.iso if work.issued else ""
    yield "coverage", work.span
    yield "type", work.genre
    yield "identifier", f"https://doi.org/{work.doi}" if work.doi else ""
    yield "identifier", work.url
    yield "language", work.language
    for one in work.related:
        yield "relation", one.address
    yield "rights", work.license_url or work.license


def datacite(work: Work) -> Element:
    """A work as DataCite 4.6 says it; without a DOI it is identified by its address."""
    root = _root("resource", DATACITE, DATACITE_XSD, {None: DATACITE})
    kind, value = ("DOI", work.doi) if work.doi else ("URL", work.url)
    add(root, "identifier", value, identifierType=kind)
    creators = add(root, "creators")
    for name in work.authors:
        _creator(add(creators, "creator"), name)
    add(add(root, "titles"), "title", work.title).set(f"{{{XML}}}lang", work.language)
    add(root, "publisher", work.publisher)
    add(root, "publicationYear", str(work.issued.year) if work.issued else "")
    add(root, "resourceType", work.genre or "Report", resourceTypeGeneral="Report")
    if work.contributors:
        contributors = add(root, "contributors")
        for name in work.contributors:
            _contributor(add(contributors, "contributor", contributorType="Other"), name)
    if work.about:
        subjects = add(root, "subjects")
        for subject in work.about:
            about = {"subjectScheme": subject.scheme, "valueURI": subject.iri}
            add(subjects, "subject", subject.term, **about)
    if told := dates(work):
        parent = add(root, "dates")
        for kind, date in told:
            add(parent, "date", date, dateType=kind)
    add(root, "language", work.language)
    alternates = add(root, "alternateIdentifiers")
    add(alternates, "alternateIdentifier", work.id, alternateIdentifierType="Local")
    if work.related:
        others = add(root, "relatedIdentifiers")
        for one in work.related:
            kind, identifier = related(one)
            about = {"relatedIdentifierType": kind, "relationType": one.relation}
            add(others, "relatedIdentifier", identifier, **about)
    if work.version:
        add(root, "version", work.version)
    if work.license:
        spdx = {
            "rightsURI": work.license_url,
            "rightsIdentifier": work.license,
            "rightsIdentifierScheme": "SPDX",
            "schemeURI": "https://spdx.org/licenses/",
        }
        add(add(root, "rightsList"), "rights", work.license, **spdx)
    if said := descriptions(work):
        parent = add(root, "descriptions")
        for kind, text in said:
            add(parent, "description", text, descriptionType=kind)
    if work.places:
        parent = add(root, "geoLocations")
        for place in work.places:
            add(add(parent, "geoLocation"), "geoLocationPlace", place)
    if work.funding:
        references = add(root, "fundingReferences")
        for funding in work.funding:
            _funding(add(references, "fundingReference"), funding)
    return root


def _funding(reference: Element, one: Funding) -> None:
    add(reference, "funderName", one.name)
    if one.ror:
        add(reference, "funderIdentifier", one.ror, funderIdentifierType="ROR")
    if one.award:
        add(reference, "awardNumber", one.award)


def _contributor(contributor: Element, name: Name) -> None:
    add(contributor, "contributorName", name.reversed, nameType="Organizational")
    _identifier(contributor, name)


def _identifier(parent: Element, name: Name) -> None:
    for scheme in schemes_of(name.identifier):
        about = {"nameIdentifierScheme": scheme.name, "schemeURI": scheme.address}
        add(parent, "nameIdentifier", name.identifier, **about)


def _creator(creator: Element, name: Name) -> None:
    kind = "Organizational" if name.is_organization else "Personal"
    add(creator, "creatorName", name.reversed, nameType=kind)
    if name.given:
        add(creator, "givenName", name.given)
        add(creator, "familyName", name.family)
    if name.orcid:
        scheme = {"nameIdentifierScheme": "ORCID", "schemeURI": ORCID}
        add(creator, "nameIdentifier", f"{ORCID}/{name.orcid}", **scheme)
    _identifier(creator, name)
    if name.affiliation:
        told: dict[str, str] = {}
        for of_it in schemes_of(name.affiliation_id):
            told = {
                "affiliationIdentifier": name.affiliation_id,
                "affiliationIdentifierScheme": of_it.name,
                "schemeURI": of_it.address,
            }
        add(creator, "affiliation", name.affiliation, **told)
