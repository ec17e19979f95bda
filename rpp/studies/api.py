"""Studies as programs read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from sqlalchemy import select
from sqlmodel import Session

from rpp.db import columns
from rpp.networks.models import Network
from rpp.paging import Found, Statement
from rpp.policy import Viewer
from rpp.resources import Filter, Id, PageAddress, Path, Reference, Resource, one_of, said, to
from rpp.studies.lifecycle.states import STATES
from rpp.studies.models import Study, StudyPartner

STUDY, PARTNER, NETWORK = columns(Study), columns(StudyPartner), columns(Network)


@dataclass(frozen=True, slots=True)
class StudyForm:
    """A study, from proposal to findings. Until it is signed only those who take part read it."""

    id: int
    page: PageAddress
    title: str
    status: str
    design: Annotated[str, said("A code of the design; may be empty.")]
    problem: Annotated[Reference | None, said("The problem it was proposed on.")]
    network: Reference | None
    organization: Annotated[Reference | None, said("Whose researcher leads it.")]
    districts: Annotated[list[Reference], said("The districts that take part now.")]
    signed_at: datetime | None
    findings_shared_at: datetime | None
    brief: Annotated[Reference | None, said("The brief that reports it.")]


def _select(_viewer: Viewer) -> Statement:
    return select(
        STUDY.id.label("id"),
        *(STUDY.title, STUDY.status, STUDY.design, STUDY.problem_id, STUDY.network_id),
        *(NETWORK.slug, STUDY.organization_id, STUDY.signed_at, STUDY.shared_at, STUDY.brief_id),
    ).join_from(STUDY.id.table, NETWORK.id.table, NETWORK.id == STUDY.network_id)


def _forms(session: Session, _viewer: Viewer, rows: Sequence[Found]) -> list[StudyForm]:
    districts: dict[int, list[Reference]] = {}
    taking_part = select(PARTNER.study_id, PARTNER.organization_id).where(
        PARTNER.study_id.in_([row.id for row in rows]), PARTNER.left_at.is_(None)
    )
    for study_id, organization_id in session.execute(taking_part.order_by(PARTNER.id)):
        one = Reference("organization", organization_id)
        districts.setdefault(study_id, []).append(one)
    return [_form(row, districts.get(row.id, [])) for row in rows]


def _form(row: Found, districts: list[Reference]) -> StudyForm:
    id_, title, status, design, problem_id, network_id, slug, organization_id, *rest = row
    signed_at, shared_at, brief_id = rest
    return StudyForm(
        *(id_, Path(f"/studies/{id_}"), title, status, design),
        problem=to("problem", problem_id),
        network=to("network", network_id, f"/networks/{slug}"),
        organization=to("organization", organization_id),
        districts=districts,
        signed_at=signed_at,
        findings_shared_at=shared_at,
        brief=to("brief", brief_id),
    )


RESOURCE = Resource(
    name="studies",
    about="Studies that districts and researchers do together.",
    form=StudyForm,
    key=STUDY.id,
    select=_select,
    forms=_forms,
    filters={
        "status": Filter("Where it stands.", lambda v: STUDY.status == v, one_of(STATES)),
        "network": Filter("Of this network.", lambda id_: STUDY.network_id == id_, Id),
        "problem": Filter("Proposed on this problem.", lambda id_: STUDY.problem_id == id_, Id),
        "district": Filter(
            "In which this district takes part.",
            lambda id_: STUDY.id.in_(
                select(PARTNER.study_id).where(
                    PARTNER.organization_id == id_, PARTNER.left_at.is_(None)
                )
            ),
            Id,
        ),
    },
)
