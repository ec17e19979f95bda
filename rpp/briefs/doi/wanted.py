"""What DataCite should know of each DOI of a brief, from how the brief stands now."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlmodel import Session

from rpp import addresses
from rpp.briefs import harvested
from rpp.briefs.doi.models import DOIS, BriefDoi
from rpp.briefs.models import Brief
from rpp.citations import metadata
from rpp.citations.metadata import Json
from rpp.citations.work import Related, Work

OUT = ("published", "superseded")
# Before these there is nothing to register: DataCite's mandatory properties.
MANDATORY = {
    "creators": "authors",
    "titles": "a title",
    "publisher": "a publisher",
    "publicationYear": "a year",
    "types": "a type",
}
# The relations of versions, which are told with their DOIs.
VERSIONS = ("IsVersionOf", "IsNewVersionOf", "HasVersion")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The state a DOI should be in, "" where it is not needed any more, and what is told of it."""

    state: str
    url: str
    told: Mapping[str, Json]
    lacks: str = ""

    @property
    def digest(self) -> str:
        """Of all that DataCite is told."""
        text = json.dumps([self.state, self.url, self.told], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


GONE = Wanted("", "", {})


def numbers(brief: Brief) -> list[int]:
    """The versions that should have DOIs, and 0 for all of them together."""
    if brief.status == "in_review":
        return [0, brief.current + 1]
    return list(range(brief.current + 1)) if brief.status in OUT else []


def wanted(session: Session, row: BriefDoi) -> Wanted:
    """What DataCite should know of this DOI; a few statements."""
    brief = session.get_one(Brief, row.brief_id)
    if row.number > brief.current or not brief.current:
        # Reserved for a version that is still to come: nothing of its text leaves the house.
        kept = brief.status in ("draft", "in_review")
        return Wanted("draft", _url(row), {}) if kept else GONE
    if brief.status == "withdrawn":
        # Nobody has cited what nobody could find; what was cited leads to the page that says why.
        if row.state in ("", "draft"):
            return GONE
        return Wanted("registered", _url(row), _told(session, row, brief))
    told = _told(session, row, brief)
    lacks = [words for name, words in MANDATORY.items() if not told.get(name)]
    return Wanted("findable", _url(row), told, ", ".join(lacks))


def _url(row: BriefDoi) -> str:
    if row.number:
        return addresses.absolute("briefs.version", brief_id=row.brief_id, number=row.number)
    return addresses.absolute("briefs.show", brief_id=row.brief_id)


def _told(session: Session, row: BriefDoi, brief: Brief) -> dict[str, Json]:
    work = harvested.of_version(session, row.brief_id, row.number or brief.current)
    others = _registered(session, row)
    related = tuple(one for one in work.related if one.relation not in VERSIONS)
    work = replace(work, doi=row.doi, url=_url(row), related=related)
    if not row.number:
        work = _of_all(work, brief)
    told = metadata.datacite(work)
    own = told.get("relatedIdentifiers")
    kept = own if isinstance(own, list) else []
    told["relatedIdentifiers"] = [*kept, *(_related(one) for one in _kin(row, others))]
    return told


def _of_all(work: Work, brief: Brief) -> Work:
    """The work whatever its version: it leads to the newest."""
    return replace(work, id=f"brief-{brief.id}", version="", pdf_url="")


def _registered(session: Session, row: BriefDoi) -> dict[int, str]:
    """The other DOIs of the brief that resolve, by version."""
    found = session.execute(
        select(DOIS.c.number, DOIS.c.doi)
        .where(
            DOIS.c.brief_id == row.brief_id,
            DOIS.c.id != row.id,
            DOIS.c.state.in_(("registered", "findable")),
        )
        .order_by(DOIS.c.number)
    )
    return {row.number: row.doi for row in found}


def _kin(row: BriefDoi, others: Mapping[int, str]) -> Sequence[Related]:
    if not row.number:
        return [Related("HasVersion", doi) for number, doi in others.items() if number]
    named = (("IsVersionOf", 0), ("IsNewVersionOf", row.number - 1))
    found = [
        Related(relation, others[number])
        for relation, number in named
        if number in others and (number or relation == "IsVersionOf")
    ]
    later = others.get(row.number + 1)
    return [*found, *([Related("IsPreviousVersionOf", later)] if later else [])]


def _related(one: Related) -> dict[str, Json]:
    return {
        "relatedIdentifier": one.address,
        "relatedIdentifierType": "DOI",
        "relationType": one.relation,
    }
