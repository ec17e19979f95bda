"""Problems as programs read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from sqlalchemy import select
from sqlmodel import Session

from rpp import vocabulary
from rpp.db import columns
from rpp.networks.models import Network
from rpp.paging import Found, Statement
from rpp.policy import Viewer
from rpp.problems.life import LIFE
from rpp.problems.models import Problem
from rpp.resources import Filter, Id, PageAddress, Path, Reference, Resource, one_of, said, to
from rpp.vocabulary import GRADES, SUBJECTS, tagged

PROBLEM, NETWORK = columns(Problem), columns(Network)
STATUSES = one_of(state for state in LIFE.now if state != "deleted")


@dataclass(frozen=True, slots=True)
class ProblemForm:
    """A problem of practice, as one district tells it. Longer texts are Markdown."""

    id: int
    page: PageAddress
    title: str
    status: Annotated[str, said("Where it stands in its life.")]
    summary: str
    affected: Annotated[str, said("Whom it affects.")]
    evidence: Annotated[str, said("How the district knows.")]
    tried: Annotated[str, said("What was tried before.")]
    audience: Annotated[str, said("Who reads it once it is open: public or network.")]
    organization: Annotated[Reference | None, said("The district that posted it.")]
    network: Reference | None
    subject: Annotated[str, said("A code of the vocabulary; may be empty.")]
    grades: Annotated[list[str], said("CEDS codes of grades, the lowest first.")]
    opened_at: Annotated[datetime | None, said("When its network opened it.")]
    merged_into: Annotated[Reference | None, said("The problem that it is now part of.")]


def _select(_viewer: Viewer) -> Statement:
    return select(
        PROBLEM.id.label("id"),
        *(PROBLEM.title, PROBLEM.status, PROBLEM.summary, PROBLEM.affected, PROBLEM.evidence),
        *(PROBLEM.tried, PROBLEM.audience, PROBLEM.organization_id, PROBLEM.network_id),
        *(NETWORK.slug, PROBLEM.opened_at, PROBLEM.merged_into_id),
        vocabulary.tags_column("problem", PROBLEM.id),
    ).join_from(PROBLEM.id.table, NETWORK.id.table, NETWORK.id == PROBLEM.network_id, isouter=True)


def _form(row: Found) -> ProblemForm:
    id_, title, status, summary, affected, evidence, tried, audience, *rest = row
    organization_id, network_id, slug, opened_at, merged_into_id, tagged_as = rest
    tags = vocabulary.tags_in(tagged_as)
    return ProblemForm(
        id_,
        Path(f"/problems/{id_}"),
        *(title, status, summary, affected, evidence, tried, audience),
        organization=to("organization", organization_id),
        network=to("network", network_id, f"/networks/{slug}"),
        subject=next(iter(tags.get("subject", ())), ""),
        grades=tags.get("grade", []),
        opened_at=opened_at,
        merged_into=to("problem", merged_into_id),
    )


def _forms(_session: Session, _viewer: Viewer, rows: Sequence[Found]) -> list[ProblemForm]:
    return [_form(row) for row in rows]


RESOURCE = Resource(
    name="problems",
    about="Problems of practice that districts posted.",
    form=ProblemForm,
    key=PROBLEM.id,
    select=_select,
    forms=_forms,
    filters={
        "status": Filter("Where it stands.", lambda value: PROBLEM.status == value, STATUSES),
        "network": Filter("Of this network.", lambda id_: PROBLEM.network_id == id_, Id),
        "organization": Filter("Of this district.", lambda id_: PROBLEM.organization_id == id_, Id),
        "subject": Filter(
            "About this subject.",
            lambda code: PROBLEM.id.in_(tagged("problem", "subject", [code])),
            one_of(SUBJECTS),
        ),
        "grade": Filter(
            "About this grade.",
            lambda code: PROBLEM.id.in_(tagged("problem", "grade", [code])),
            one_of(GRADES),
        ),
    },
)
