"""Briefs as programs read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from pydantic import TypeAdapter
from sqlalchemy import JSON, ColumnElement, func, select, type_coerce
from sqlmodel import Session

from rpp import vocabulary
from rpp.briefs.details.schema import Details
from rpp.briefs.life import LIFE
from rpp.briefs.models import BRIEFS, NEWEST, ORIGINS, VERSIONS
from rpp.briefs.published import Author
from rpp.db import AnyColumn, columns
from rpp.networks.models import Network
from rpp.paging import Found, Statement
from rpp.policy import Viewer
from rpp.resources import Filter, Id, PageAddress, Path, Reference, Resource, one_of, said, to
from rpp.vocabulary import GRADES, SUBJECTS, tagged

NETWORK = columns(Network)
DETAILS = TypeAdapter(Details)


@dataclass(frozen=True, slots=True)
class AuthorForm:
    """Someone who made a brief, as they were called when it was published."""

    name: str
    organization: str
    role: str


@dataclass(frozen=True, slots=True)
class BriefForm:
    """A practitioner brief as its newest version says. `version` is 0 before the first one."""

    id: int
    page: PageAddress
    type: Annotated[str, said(f"One of {', '.join(ORIGINS)}, or a type that came later.")]
    title: str
    status: Annotated[str, said("Where it stands in its life.")]
    bottom_line: Annotated[str, said("The answer in a sentence or two; empty once withdrawn.")]
    version: int
    published_at: Annotated[datetime | None, said("When its newest version was published.")]
    doi: Annotated[str, said("Of its newest version, once DataCite registered it; may be empty.")]
    doi_of_all: Annotated[str, said("Of all its versions, likewise.")]
    authors: list[AuthorForm]
    license: str
    subjects: Annotated[list[str], said("Codes of the vocabulary.")]
    grades: Annotated[list[str], said("CEDS codes of grades, the lowest first.")]
    network: Reference | None
    problem: Annotated[Reference | None, said("The problem it answers.")]
    study: Annotated[Reference | None, said("The study it reports.")]
    organization: Annotated[Reference | None, said("Who deposited it, where that was one.")]
    superseded_by: Annotated[Reference | None, said("The brief that replaces it.")]
    text: Annotated[str, said("Where the whole text is read; empty before the first version.")]
    metadata: Annotated[str, said("Where its record for catalogs is read; may be empty.")]
    details: Annotated[
        Details | None, said("What it says of itself, as it is deposited; of a draft so far.")
    ]


def _select(_viewer: Viewer) -> Statement:
    version, brief = VERSIONS.c, BRIEFS.c
    return (
        select(
            brief.id.label("id"),
            brief.type,
            func.coalesce(version.title, brief.title),
            brief.status,
            func.coalesce(version.bottom_line, brief.bottom_line),
            *(brief.current, version.published_at, version.doi, brief.doi),
            *(version.authors, version.licence),
            *(_details(version.content), _details(brief.draft)),
            *(brief.network_id, NETWORK.slug, brief.problem_id, brief.study_id),
            *(
                brief.organization_id,
                brief.superseded_by,
                vocabulary.tags_column("brief", brief.id),
            ),
        )
        .select_from(BRIEFS)
        .outerjoin(VERSIONS, NEWEST)
        .outerjoin(NETWORK.id.table, NETWORK.id == brief.network_id)
    )


def _forms(_session: Session, _viewer: Viewer, rows: Sequence[Found]) -> list[BriefForm]:
    return [_form(row) for row in rows]


def _form(row: Found) -> BriefForm:
    id_, type_, title, status, bottom_line, version, published_at, doi, of_all, *rest = row
    authors, license_, published, drafted, *rest = rest
    network_id, slug, problem_id, study_id, *rest = rest
    organization_id, superseded_by, tagged_as = rest
    tags, page, gone = vocabulary.tags_in(tagged_as), Path(f"/briefs/{id_}"), status == "withdrawn"
    reads = f"{page}/v{version}" if version and not gone else ""
    return BriefForm(
        *(id_, page, type_, title, status),
        bottom_line="" if gone else bottom_line,
        version=version,
        published_at=published_at,
        doi=doi or "",
        doi_of_all=of_all,
        authors=[_author(one) for one in authors or ()],
        license=license_ or "",
        subjects=tags.get("subject", []),
        grades=tags.get("grade", []),
        network=to("network", network_id, f"/networks/{slug}"),
        problem=to("problem", problem_id),
        study=to("study", study_id),
        organization=to("organization", organization_id),
        superseded_by=to("brief", superseded_by),
        text=Path(f"{reads}/text.json") if reads else "",
        details=None if gone else _read(published if version else drafted),
        metadata=Path(f"{reads}.datacite.json") if reads else "",
    )


def _details(column: AnyColumn) -> ColumnElement[Mapping[str, object] | None]:
    """The details alone of a draft or a version, which hold long texts as well."""
    found: ColumnElement[Mapping[str, object] | None] = type_coerce(column, JSON)["details"]
    return found


def _read(stored: Mapping[str, object] | None) -> Details | None:
    """The details as they were stored; which accounts its authors have is nobody's business."""
    if stored is None:
        return None
    told = DETAILS.validate_python(stored)
    return replace(told, authors=[replace(one, person_id=None) for one in told.authors])


def _author(one: Author) -> AuthorForm:
    return AuthorForm(one.name, one.organization, one.role)


def _tagged(element: str, about: str, codes: dict[str, str]) -> Filter:
    return Filter(
        about, lambda code: BRIEFS.c.id.in_(tagged("brief", element, [code])), one_of(codes)
    )


RESOURCE = Resource(
    name="briefs",
    about="What finished studies learned, and what was deposited beside them.",
    form=BriefForm,
    key=BRIEFS.c.id,
    select=_select,
    forms=_forms,
    filters={
        "type": Filter("Of this type.", lambda value: BRIEFS.c.type == value, one_of(ORIGINS)),
        "status": Filter(
            "Where it stands.",
            lambda value: BRIEFS.c.status == value,
            one_of(state for state in LIFE.now if state != "deleted"),
        ),
        "network": Filter("Of this network.", lambda id_: BRIEFS.c.network_id == id_, Id),
        "problem": Filter("On this problem.", lambda id_: BRIEFS.c.problem_id == id_, Id),
        "study": Filter("On this study.", lambda id_: BRIEFS.c.study_id == id_, Id),
        "subject": _tagged("subject", "About this subject.", SUBJECTS),
        "grade": _tagged("grade", "About this grade.", GRADES),
    },
)
