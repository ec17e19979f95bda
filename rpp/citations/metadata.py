"""A work as catalogs and search engines read it: DataCite, schema.org and Highwire tags."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

from rpp.citations.identifiers import DOI, ORCID, ROR
from rpp.citations.work import Funding, Name, Related, Subject, Work

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"
DATACITE = "http://datacite.org/schema/kernel-4"
NCES = "https://nces.ed.gov/ccd/"


def _known(about: Mapping[str, Any]) -> dict[str, Json]:
    return {key: value for key, value in about.items() if value not in ("", None, [], {})}


# --- DataCite 4 ----------------------------------------------------------------------------


def datacite(work: Work) -> dict[str, Json]:
    """A work in DataCite's JSON, schema 4.6; what has no DOI yet names its address instead."""
    return _known(
        {
            "doi": work.doi,
            "alternateIdentifiers": [
                {"alternateIdentifier": work.id, "alternateIdentifierType": "Local"},
                *([_alternate(work.eric, "ERIC")] if work.eric else ()),
            ],
            "types": {
                "resourceTypeGeneral": "JournalArticle" if work.journal else "Report",
                "resourceType": work.genre or "Report",
            },
            "creators": [_creator(name) for name in work.authors],
            "contributors": [
                {**_creator(name), "contributorType": "Other"} for name in work.contributors
            ],
            "titles": [{"title": work.title}],
            "publisher": {"name": work.publisher or "RPP Commons"},
            "publicationYear": str(work.issued.year) if work.issued else "",
            "dates": [{"date": date, "dateType": kind} for kind, date in dates(work)],
            "language": work.language,
            "version": work.version,
            "url": work.url,
            "subjects": [_subject(subject) for subject in work.about],
            "rightsList": [
                {
                    "rights": work.license,
                    "rightsUri": work.license_url,
                    "rightsIdentifier": work.license,
                    "rightsIdentifierScheme": "SPDX",
                    "schemeUri": "https://spdx.org/licenses/",
                }
            ]
            if work.license
            else [],
            "descriptions": [
                {"description": text, "descriptionType": kind} for kind, text in descriptions(work)
            ],
            "relatedIdentifiers": [_related(one) for one in work.related],
            "geoLocations": [{"geoLocationPlace": place} for place in work.places],
            "fundingReferences": [_funding(one) for one in work.funding],
            "schemaVersion": DATACITE,
        }
    )


def dates(work: Work) -> list[tuple[str, str]]:
    """When it came out and when it was studied, in the words of DataCite."""
    told = (("Issued", work.issued.iso if work.issued else ""), ("Collected", work.span))
    return [(kind, date) for kind, date in told if date]


def descriptions(work: Work) -> list[tuple[str, str]]:
    """What is said of a work, in the words of DataCite."""
    told = (
        ("Abstract", work.abstract),
        ("Methods", work.population),
        ("Other", work.disclosure),
    )
    return [(kind, text) for kind, text in told if text]


def related(one: Related) -> tuple[str, str]:
    """The kind of another work's identifier, and the identifier: a DOI without its address."""
    if one.address.startswith(f"{DOI}/"):
        return "DOI", one.address.removeprefix(f"{DOI}/")
    return "URL", one.address


def _related(one: Related) -> dict[str, Json]:
    kind, identifier = related(one)
    return {
        "relatedIdentifier": identifier,
        "relatedIdentifierType": kind,
        "relationType": one.relation,
    }


def _funding(one: Funding) -> dict[str, Json]:
    return _known(
        {
            "funderName": one.name,
            "funderIdentifier": one.ror,
            "funderIdentifierType": "ROR" if one.ror else "",
            "awardNumber": one.award,
        }
    )


def _alternate(value: str, kind: str) -> dict[str, Json]:
    return {"alternateIdentifier": value, "alternateIdentifierType": kind}


def _creator(name: Name) -> dict[str, Json]:
    if name.is_organization:
        return _known(
            {
                "name": name.family,
                "nameType": "Organizational",
                "nameIdentifiers": [
                    {
                        "nameIdentifier": name.identifier,
                        "nameIdentifierScheme": scheme.name,
                        "schemeUri": scheme.address,
                    }
                    for scheme in schemes_of(name.identifier)
                ],
            }
        )
    return _known(
        {
            "name": name.reversed,
            "nameType": "Personal",
            "givenName": name.given,
            "familyName": name.family,
            "nameIdentifiers": [
                {
                    "nameIdentifier": f"{ORCID}/{name.orcid}",
                    "nameIdentifierScheme": "ORCID",
                    "schemeUri": ORCID,
                }
            ]
            if name.orcid
            else [],
            "affiliation": [_affiliation(name)] if name.affiliation else [],
        }
    )


class IdScheme(NamedTuple):
    """A scheme of identifiers of organizations."""

    name: str
    address: str


def schemes_of(identifier: str) -> list[IdScheme]:
    """The scheme of an organization's identifier; none where it has none."""
    if not identifier:
        return []
    is_ror = identifier.startswith(ROR)
    return [IdScheme("ROR", ROR) if is_ror else IdScheme("NCES LEAID", NCES)]


def _affiliation(name: Name) -> dict[str, Json]:
    found: dict[str, Json] = {"name": name.affiliation}
    for scheme in schemes_of(name.affiliation_id):
        found |= {
            "affiliationIdentifier": name.affiliation_id,
            "affiliationIdentifierScheme": scheme.name,
            "schemeUri": scheme.address,
        }
    return found


def _subject(subject: Subject) -> dict[str, Json]:
    return _known(
        {
            "subject": subject.term,
            "valueUri": subject.iri,
            "subjectScheme": subject.scheme,
        }
    )


def datacite_json(work: Work) -> str:
    """The text of `datacite`."""
    return json.dumps(datacite(work), ensure_ascii=False, indent=1)


# --- schema.org ----------------------------------------------------------------------------


def schema_org(work: Work) -> dict[str, Json]:
    """A work as schema.org says it, with LRMI's alignments to grades (`educationalAlignment`)."""
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "ScholarlyArticle" if work.journal else "Report",
            "@id": f"https://doi.org/{work.doi}" if work.doi else work.url,
            "url": work.url,
            "identifier": [f"https://doi.org/{work.doi}", work.id] if work.doi else [work.id],
            "name": work.title,
            "headline": work.title,
            "author": [_agent(name) for name in work.authors],
            "datePublished": work.issued.iso if work.issued else "",
            "version": work.version,
            "reportNumber": "" if work.journal else work.number,
            "license": work.license_url,
            "publisher": _known({"@type": "Organization", "name": work.publisher}),
            "description": work.abstract,
            "inLanguage": work.language,
            "keywords": list(work.words),
            "about": [
                _term(subject) for subject in (*work.subjects, *work.classified) if subject.iri
            ],
            "audience": [_audience(subject) for subject in work.audience],
            "contributor": [
                *(_agent(name) for name in work.contributors),
                *(_role(name) for name in work.authors if name.roles),
            ],
            "spatialCoverage": list(work.places),
            "temporalCoverage": work.span,
            "educationalAlignment": [_alignment(subject) for subject in work.grades],
            "isBasedOn": [
                one.address
                for one in work.related
                if one.relation in ("IsDerivedFrom", "IsBasedOn")
            ],
            "isPartOf": _known({"@type": "Periodical", "name": work.journal})
            if work.journal
            else None,
            "funder": [_funder(one) for one in work.funding],
            "funding": [
                {"@type": "Grant", "identifier": one.award, "funder": _funder(one)}
                for one in work.funding
                if one.award
            ],
            "encoding": {
                "@type": "MediaObject",
                "contentUrl": work.pdf_url,
                "encodingFormat": "application/pdf",
            }
            if work.pdf_url
            else None,
        }
    )


def _funder(one: Funding) -> dict[str, Json]:
    return _known({"@type": "Organization", "@id": one.ror, "name": one.name})


def _audience(subject: Subject) -> dict[str, Json]:
    return _known(
        {"@type": "EducationalAudience", "@id": subject.iri, "educationalRole": subject.term}
    )


def _organization(name: str, identifier: str) -> dict[str, Json]:
    """An organization: its ROR address stands for it, a LEAID is one of its properties."""
    is_leaid = identifier and not identifier.startswith(ROR)
    leaid = {"@type": "PropertyValue", "propertyID": "NCES LEAID", "value": identifier}
    return _known(
        {
            "@type": "Organization",
            "@id": "" if is_leaid else identifier,
            "name": name,
            "identifier": leaid if is_leaid else None,
        }
    )


def _agent(name: Name) -> dict[str, Json]:
    if name.is_organization:
        return _organization(name.family, name.identifier)
    return _known(
        {
            "@type": "Person",
            "@id": f"{ORCID}/{name.orcid}" if name.orcid else "",
            "name": name.whole,
            "givenName": name.given,
            "familyName": name.family,
            "affiliation": _organization(name.affiliation, name.affiliation_id)
            if name.affiliation
            else None,
        }
    )


def _role(name: Name) -> dict[str, Json]:
    """What an author did in the work, by the addresses of CRediT."""
    return {"@type": "Role", "roleName": list(name.roles), "contributor": _agent(name)}


def _term(subject: Subject) -> dict[str, Json]:
    return _known(
        {
            "@type": "DefinedTerm",
            "@id": subject.iri,
            "name": subject.term,
            "inDefinedTermSet": subject.scheme,
        }
    )


def _alignment(grade: Subject) -> dict[str, Json]:
    return _known(
        {
            "@type": "AlignmentObject",
            "alignmentType": "educationalLevel",
            "educationalFramework": grade.scheme,
            "targetName": grade.term,
            "targetUrl": grade.iri,
        }
    )


def json_ld(work: Work) -> str:
    """The text of `schema_org`, safe within a `<script>`: nothing in it ends the element."""
    text = json.dumps(schema_org(work), ensure_ascii=False, indent=1)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


# --- Highwire ------------------------------------------------------------------------------


def highwire(work: Work) -> Iterable[tuple[str, str]]:
    """The `citation_…` tags that Google Scholar and reference managers read from a page's head."""
    yield "citation_title", work.title
    for name in work.authors:
        yield "citation_author", name.reversed
        if name.affiliation:
            yield "citation_author_institution", name.affiliation
        if name.orcid:
            yield "citation_author_orcid", f"{ORCID}/{name.orcid}"
    if work.issued:
        yield "citation_publication_date", work.issued.iso.replace("-", "/")
    others = (
        ("citation_journal_title", work.journal),
        ("citation_technical_report_institution", "" if work.journal else work.publisher),
        ("citation_technical_report_number", "" if work.journal else work.number),
        ("citation_doi", work.doi),
        ("citation_abstract_html_url", work.url),
        ("citation_pdf_url", work.pdf_url),
        ("citation_language", work.language),
    )
    yield from ((tag, value) for tag, value in others if value)
    for word in work.words:
        yield "citation_keywords", word
