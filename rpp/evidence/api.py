"""Reviewed studies as programs read them: the source's word, kept as given."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Annotated

from sqlalchemy import select
from sqlmodel import Session

from rpp.evidence.facets import FACETS, carrying
from rpp.evidence.models import RECORDS, EvidenceRecord
from rpp.evidence.tiers.queries import Kept, kept
from rpp.paging import Found, Statement
from rpp.policy import Viewer
from rpp.resources import Filter, PageAddress, Path, Resource, Text, one_of, said


@dataclass(frozen=True, slots=True)
class TierForm:
    """The ESSA tier on one outcome domain, 1 (strong) to 4, before any district is asked."""

    domain: str
    tier: Annotated[int | None, said("What stands: as reviewed here, given, or computed.")]
    computed: Annotated[int | None, said("As the portal’s rules compute it.")]
    given: Annotated[int | None, said("The best that the source gives a finding there.")]
    reviewed: Annotated[bool, said("Whether two reviewers here decided what it stands on.")]
    significant_unfavorable: Annotated[int, said("Significant unfavorable findings there.")]
    missing: Annotated[list[str], said("Facts that nobody recorded, where they could decide.")]


def tier_form(one: Kept) -> TierForm:
    """A tier as programs read it."""
    return TierForm(
        one.domain,
        one.stands,
        one.tier,
        one.given,
        one.reviewed,
        one.unfavorable,
        one.missing,
    )


@dataclass(frozen=True, slots=True)
class EvidenceForm:
    """One reviewed study, intervention or imported publication. `form` says which it is."""

    id: int
    page: PageAddress
    key: Annotated[str, said("Its natural key, such as wwc:study:77027.")]
    source: str
    form: str
    title: str
    citation: str
    year: int | None
    eric_id: Annotated[str, said("May be empty.")]
    interventions: list[str]
    design: str
    rating: str
    essa_tier: Annotated[int | None, said("1 to 4 as the source gives it; null: it gives none.")]
    tiers: Annotated[list[TierForm], said("What stands on each outcome domain that has findings.")]
    topics: list[str]
    domains: list[str]
    grades: Annotated[list[str], said("CEDS codes of grades, the lowest first.")]
    sample_size: Annotated[int | None, said("Of its largest finding.")]
    finding_count: int
    sentence: Annotated[str, said("What it says, in one sentence of ours.")]
    sentences: Annotated[list[str], said("The same at length, sentence by sentence.")]
    authors: Annotated[list[str], said("As “Family, Given”; of imported publications alone.")]
    doi: Annotated[str, said("Of imported publications; may be empty.")]


# Those that are made of what is stored; the others are columns.
_MADE = ("id", "page", "tiers", "sentences", "authors", "doi")
_NAMES = [one.name for one in fields(EvidenceForm) if one.name not in _MADE]
_COLUMNS = [RECORDS.c[name] for name in _NAMES]


def _select(_viewer: Viewer) -> Statement:
    return select(
        RECORDS.c.id.label("id"), RECORDS.c.reference, RECORDS.c.sentences, *_COLUMNS
    ).where(RECORDS.c.form != "withdrawn")


def _forms(session: Session, _viewer: Viewer, rows: Sequence[Found]) -> list[EvidenceForm]:
    tiers = kept(session, [(EvidenceRecord.kind, row[0]) for row in rows])
    return [_form(row, tiers.get((EvidenceRecord.kind, row[0]), [])) for row in rows]


def _form(row: Found, tiers: Sequence[Kept]) -> EvidenceForm:
    id_, imported, sentences, *own = row
    authors, doi = (imported.authors, imported.doi) if imported else ([], "")
    said = [one.text for one in sentences]
    values = dict(zip(_NAMES, own, strict=True))
    return EvidenceForm(
        id=id_,
        page=Path(f"/evidence/{id_}"),
        tiers=[tier_form(one) for one in tiers],
        sentences=said,
        authors=authors,
        doi=doi,
        **values,
    )


def _of(facet: str, about: str) -> Filter:
    allowed = one_of(FACETS[facet])
    return Filter(about, lambda code: RECORDS.c.id.in_(carrying(facet, code)), allowed)


RESOURCE = Resource(
    name="evidence",
    about="Studies and interventions that outside sources reviewed, and publications that were "
    "imported and not reviewed (their form is “reference”).",
    form=EvidenceForm,
    key=RECORDS.c.id,
    select=_select,
    forms=_forms,
    filters={
        "source": Filter("From this source.", lambda value: RECORDS.c.source == value, Text),
        "eric_id": Filter("With this ERIC id.", lambda value: RECORDS.c.eric_id == value, Text),
        "form": _of("form", "Of this form."),
        "topic": _of("topic", "About this topic of its source."),
        "subject": _of("subject", "About this subject."),
        "grade": _of("grade", "About this grade."),
        "design": _of("design", "Of this design."),
        "tier": _of("tier", "Of this ESSA tier on one outcome or more."),
    },
)
