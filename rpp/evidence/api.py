"""Reviewed studies as programs read them: the source's word, kept as given."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Annotated

from sqlalchemy import select
from sqlmodel import Session

from rpp.evidence.facets import FACETS, carrying
from rpp.evidence.models import RECORDS
from rpp.paging import Found, Statement
from rpp.policy import Viewer
from rpp.resources import Filter, PageAddress, Path, Resource, Text, one_of, said


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
    topics: list[str]
    domains: list[str]
    grades: Annotated[list[str], said("CEDS codes of grades, the lowest first.")]
    sample_size: Annotated[int | None, said("Of its largest finding.")]
    finding_count: int
    sentence: Annotated[str, said("What it says, in one sentence of ours.")]
    sentences: Annotated[list[str], said("The same at length, sentence by sentence.")]
    authors: Annotated[list[str], said("As “Family, Given”; of imported publications alone.")]
    doi: Annotated[str, said("Of imported publications; may be empty.")]


# In the order of the form, without its page; the last three are made of what is stored.
_MADE = ("id", "page", "sentences", "authors", "doi")
_COLUMNS = [RECORDS.c[one.name] for one in fields(EvidenceForm) if one.name not in _MADE]


def _select(_viewer: Viewer) -> Statement:
    return select(
        RECORDS.c.id.label("id"), RECORDS.c.reference, RECORDS.c.sentences, *_COLUMNS
    ).where(RECORDS.c.form != "withdrawn")


def _forms(_session: Session, _viewer: Viewer, rows: Sequence[Found]) -> list[EvidenceForm]:
    return [_form(row) for row in rows]


def _form(row: Found) -> EvidenceForm:
    id_, imported, sentences, *own = row
    authors, doi = (imported.authors, imported.doi) if imported else ([], "")
    said = [one.text for one in sentences]
    return EvidenceForm(*(id_, Path(f"/evidence/{id_}"), *own, said, authors, doi))


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
        "tier": _of("tier", "Of this ESSA tier, as its source gives it."),
    },
)
