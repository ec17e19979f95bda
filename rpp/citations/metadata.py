"""A work as catalogs and search engines read it: DataCite, schema.org and Highwire tags."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from rpp.citations.work import Name, Subject, Work

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"
DATACITE = "http://datacite.org/schema/kernel-4"
ROR = "https://ror.org"
ORCID = "https://orcid.org"


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
            "titles": [{"title": work.title}],
            "publisher": {"name": work.publisher or "RPP Commons"},
            "publicationYear": str(work.issued.year) if work.issued else "",
            "dates": [{"date": work.issued.iso, "dateType": "Issued"}] if work.issued else [],
            "language": work.language,
            "version": work.version,
            "url": work.url,
            "subjects": [_subject(subject) for subject in (*work.subjects, *work.grades)],
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
            "descriptions": [{"description": work.abstract, "descriptionType": "Abstract"}]
            if work.abstract
            else [],
            "relatedIdentifiers": [
                {
                    "relatedIdentifier": one.address,
                    "relatedIdentifierType": "URL",
                    "relationType": one.relation,
                }
                for one in work.related
            ],
            "fundingReferences": [{"funderName": funder} for funder in work.funding],
            "schemaVersion": DATACITE,
        }
    )


def _alternate(value: str, kind: str) -> dict[str, Json]:
    return {"alternateIdentifier": value, "alternateIdentifierType": kind}


def _creator(name: Name) -> dict[str, Json]:
    if name.is_organization:
        return _known({"name": name.family, "nameType": "Organizational"})
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


def _affiliation(name: Name) -> dict[str, Json]:
    is_ror = name.affiliation_id.startswith(ROR)
    return _known(
        {
            "name": name.affiliation,
            "affiliationIdentifier": name.affiliation_id if is_ror else "",
            "affiliationIdentifierScheme": "ROR" if is_ror else "",
            "schemeUri": ROR if is_ror else "",
        }
    )


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
            "keywords": [subject.term for subject in work.subjects if not subject.iri],
            "about": [_term(subject) for subject in work.subjects if subject.iri],
            "audience": [
                {"@type": "EducationalAudience", "educationalRole": subject.term}
                for subject in work.audience
            ],
            "educationalAlignment": [_alignment(subject) for subject in work.grades],
            "isBasedOn": [
                one.address
                for one in work.related
                if one.relation in ("IsDerivedFrom", "IsBasedOn")
            ],
            "isPartOf": _known({"@type": "Periodical", "name": work.journal})
            if work.journal
            else None,
            "funder": [{"@type": "Organization", "name": funder} for funder in work.funding],
            "encoding": {
                "@type": "MediaObject",
                "contentUrl": work.pdf_url,
                "encodingFormat": "application/pdf",
            }
            if work.pdf_url
            else None,
        }
    )


def _agent(name: Name) -> dict[str, Json]:
    if name.is_organization:
        return {"@type": "Organization", "name": name.family}
    return _known(
        {
            "@type": "Person",
            "@id": f"{ORCID}/{name.orcid}" if name.orcid else "",
            "name": name.whole,
            "givenName": name.given,
            "familyName": name.family,
            "affiliation": _known(
                {
                    "@type": "Organization",
                    "@id": name.affiliation_id,
                    "name": name.affiliation,
                }
            )
            if name.affiliation
            else None,
        }
    )


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
    for subject in work.subjects:
        yield "citation_keywords", subject.term
