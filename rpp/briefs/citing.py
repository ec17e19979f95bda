"""How a brief is cited and cataloged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from rpp import addresses, dates
from rpp.briefs.details import facts, tagging
from rpp.briefs.details.schema import Contributor, Details, Resource
from rpp.briefs.details.words import CREDIT, LICENSES, SPDX
from rpp.briefs.queries import Seen
from rpp.briefs.versions import Version
from rpp.citations.work import Funding, Issued, Name, Related, Subject, Work
from rpp.concepts import schemes
from rpp.organizations.domains import STATES

PUBLISHER = "RPP Commons"
GENRE = "Practitioner brief"
CEDS = "CEDS"
CLASSIFIED = ("outcome", "design", "locale", "school_type", "program_type")
# What a brief is to the things that come with it, in the words of DataCite.
RELATIONS = {
    "data": "IsSupplementedBy",
    "code": "IsSupplementedBy",
    "instrument": "References",
    "registration": "References",
    "publication": "References",
}
Tags = Mapping[str, Sequence[str]]


class Where(NamedTuple):
    """Where a brief stands: what its citation names besides its version.

    `study_id` is None where it comes from no study, `problem_id` where the reader may not know of
    the problem, `superseded_by` where no newer brief replaces it.
    """

    id: int
    zone: str
    study_id: int | None
    problem_id: int | None
    superseded_by: int | None


def where(seen: Seen) -> Where:
    """Where a brief stands, as its viewer may know."""
    problem_id = seen.problem_id if seen.problem_title is not None else None
    return Where(seen.id, seen.zone, seen.study_id, problem_id, seen.superseded_by)


def work(brief: Where, version: Version, tags: Tags) -> Work:
    """A published version as others cite it; without named authors its districts made it."""
    spdx = SPDX.get(version.licence, version.licence)
    license = LICENSES.get(spdx)
    told = version.content.details
    about = {**tags, **tagging.tags(told)} if told else tags
    made = Work(
        id=f"brief-{brief.id}-v{version.number}",
        title=version.title,
        authors=_authors(version),
        issued=Issued.on(dates.date_in(version.published_at, brief.zone)),
        publisher=PUBLISHER,
        url=addresses.public("briefs.version", brief_id=brief.id, number=version.number),
        doi=version.doi,
        genre=GENRE,
        number=f"Brief {brief.id}",
        version=str(version.number),
        abstract=version.bottom_line,
        license=spdx,
        license_url=license.address if license else "",
        subjects=_words(about, ("subject",)),
        grades=_words(about, ("grade",)),
        related=tuple(_related(brief, version.number)),
        pdf_url=addresses.public("briefs.version_pdf", brief_id=brief.id, number=version.number),
    )
    return _described(made, told, about) if told else made


def _authors(version: Version) -> tuple[Name, ...]:
    """Its authors; of versions before details their names alone, or the districts that made it."""
    told, districts = version.content.details, version.content.basis.districts
    if told is not None:
        return tuple(_author(one) for one in told.authors)
    return tuple(Name.read(one.name, one.organization) for one in version.authors) or tuple(
        Name(one.full_name, is_organization=True) for one in districts
    )


def _author(one: Contributor) -> Name:
    name = Name.read(one.name, one.organization, one.ror or one.leaid)
    roles = tuple(f"{CREDIT}/{role}/" for role in one.roles)
    return replace(name, orcid=one.orcid, roles=roles)


def _described(made: Work, told: Details, about: Tags) -> Work:
    """A work with all that its details say."""
    return replace(
        made,
        keywords=tuple(told.keywords),
        classified=_words(about, CLASSIFIED),
        audience=_words(about, ("audience",)),
        contributors=tuple(
            Name(one.name, is_organization=True, identifier=one.ror or one.leaid)
            for one in told.organizations
        ),
        places=tuple(STATES[state] for state in told.states if state in STATES),
        studied=(told.studied_from, told.studied_until),
        population=facts.population(told.population),
        disclosure=facts.disclosure(told),
        funding=tuple(Funding(one.name, one.award, one.ror) for one in told.funding),
        related=(*made.related, *(_resource(one) for one in told.resources)),
    )


def _resource(one: Resource) -> Related:
    return Related(RELATIONS.get(one.kind, "References"), one.address)


def _words(tags: Tags, elements: Iterable[str]) -> tuple[Subject, ...]:
    """The words that tags stand for, each with its address and its scheme."""
    found = (
        (schemes.of_element(element), concept)
        for element in elements
        for code in tags.get(element, ())
        if (concept := schemes.find(element, code))
    )
    return tuple(
        Subject(concept.label, concept.address, CEDS if scheme.ceds else scheme.name)
        for scheme, concept in found
    )


def _related(brief: Where, number: int) -> Iterable[Related]:
    yield Related("IsVersionOf", addresses.public("briefs.show", brief_id=brief.id))
    if number > 1:
        before = addresses.public("briefs.version", brief_id=brief.id, number=number - 1)
        yield Related("IsNewVersionOf", before)
    if brief.study_id is not None:
        study = addresses.public("studies.show", study_id=brief.study_id)
        yield Related("IsDerivedFrom", study)
    if brief.problem_id is not None:
        problem = addresses.public("problems.show", problem_id=brief.problem_id)
        yield Related("References", problem)
    if brief.superseded_by is not None:
        newer = addresses.public("briefs.show", brief_id=brief.superseded_by)
        yield Related("IsObsoletedBy", newer)
