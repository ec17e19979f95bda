"""Findings as programs read them: the facts that were recorded here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from sqlalchemy import and_, select
from sqlmodel import Session

from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.models import RECORDED
from rpp.evidence.models import RECORDS
from rpp.paging import Found, Statement
from rpp.policy import Viewer
from rpp.resources import Filter, Id, PageAddress, Path, Reference, Resource, one_of, said, to


@dataclass(frozen=True, slots=True)
class FindingForm:
    """One contrast on one outcome, as facts that somebody recorded here."""

    id: int
    page: PageAddress
    of: Annotated[Reference | None, said("The study or the record that it is a finding of.")]
    completes: Annotated[str, said("The key of the source’s finding that it tells in full.")]
    facts: Annotated[
        Contrast,
        said(
            "What was recorded; null and “” mean that it was not. Shares are 0 to 1, percents 100."
        ),
    ]


def _select(_viewer: Viewer) -> Statement:
    columns = ("subject_kind", "subject_id", "of_key", "facts")
    of_record = and_(RECORDED.c.subject_kind == "evidence", RECORDS.c.id == RECORDED.c.subject_id)
    return (
        select(RECORDED.c.id.label("id"), *(RECORDED.c[name] for name in columns), RECORDS.c.key)
        .outerjoin(RECORDS, of_record)
        .where(RECORDED.c.removed_at.is_(None))
    )


def _forms(_session: Session, _viewer: Viewer, rows: Sequence[Found]) -> list[FindingForm]:
    return [_form(*row) for row in rows]


def _form(
    id_: int,
    kind: str,
    subject_id: int,
    of_key: str | None,
    facts: Contrast,
    record_key: str | None,
) -> FindingForm:
    key = of_key if of_key and kind == "evidence" else ""
    return FindingForm(
        id=id_,
        page=Path(f"/findings/{id_}"),
        of=to(kind, subject_id),
        completes=key,
        facts=replace(
            facts,
            key=key or f"finding:{id_}",
            study_key=facts.study_key or record_key or f"{kind}:{subject_id}",
        ),
    )


RESOURCE = Resource(
    name="findings",
    about="Findings as facts: one contrast on one outcome each, recorded here of studies run here "
    "and of records of other sources.",
    form=FindingForm,
    key=RECORDED.c.id,
    select=_select,
    forms=_forms,
    filters={
        "of": Filter(
            "Of a study (“study”) or of a record (“evidence”).",
            lambda value: RECORDED.c.subject_kind == value,
            one_of(("study", "evidence")),
        ),
        "of_id": Filter(
            "Of the study or the record with this id.",
            lambda value: RECORDED.c.subject_id == value,
            Id,
        ),
    },
)
