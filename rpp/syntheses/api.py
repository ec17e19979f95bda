"""Syntheses as programs read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from sqlalchemy import and_, select
from sqlmodel import Session

from rpp.db import columns
from rpp.networks.models import Network
from rpp.paging import Found, Statement
from rpp.policy import Viewer
from rpp.resources import Filter, Id, PageAddress, Path, Reference, Resource, one_of, said, to
from rpp.syntheses.life import LIFE
from rpp.syntheses.models import SYNTHESES, VERSIONS
from rpp.syntheses.published import FrozenStudy, Results

NETWORK = columns(Network)
NEWEST = and_(VERSIONS.c.synthesis_id == SYNTHESES.c.id, VERSIONS.c.number == SYNTHESES.c.current)


@dataclass(frozen=True, slots=True)
class IncludedForm:
    """A study that the newest version includes."""

    title: str
    year: int | None
    subject: Annotated[Reference | None, said("Where it is read here; null if it is not here.")]


@dataclass(frozen=True, slots=True)
class SynthesisForm:
    """A question whose evidence is kept up to date, as its newest version says."""

    id: int
    page: PageAddress
    title: Annotated[str, said("The question.")]
    status: Annotated[str, said("Where it stands in its life.")]
    network: Reference | None
    population: str
    intervention: str
    comparison: str
    outcome: str
    answer: Annotated[str, said("In plain words; empty before the first version.")]
    version: Annotated[int, said("The newest version; 0 before the first.")]
    changed_at: Annotated[datetime | None, said("When its newest version was published.")]
    change: Annotated[str, said("What that version changed, in words.")]
    estimate: Annotated[float | None, said("The average effect, in standard deviations.")]
    low: Annotated[float | None, said("Where its 95 percent interval begins.")]
    high: float | None
    expect_low: Annotated[float | None, said("What a new district can expect at least.")]
    expect_high: float | None
    studies: list[IncludedForm]


def _select(_viewer: Viewer) -> Statement:
    of, version = SYNTHESES.c, VERSIONS.c
    return select(
        *(of.id.label("id"), of.slug, of.title, of.status, of.network_id, NETWORK.slug),
        *(of.question, of.current, of.changed_at),
        *(version.said, version.change, version.results, version.studies),
    ).select_from(
        SYNTHESES.join(NETWORK.id.table, NETWORK.id == of.network_id).outerjoin(VERSIONS, NEWEST)
    )


def _forms(_session: Session, _viewer: Viewer, rows: Sequence[Found]) -> list[SynthesisForm]:
    return [_form(row) for row in rows]


def _form(row: Found) -> SynthesisForm:
    id_, slug, title, status, network_id, network_slug, asked, *version = row
    current, changed_at, told, change, results, studies = version
    numbers = results or Results()
    return SynthesisForm(
        *(id_, Path(f"/syntheses/{slug}"), title, status),
        to("network", network_id, f"/networks/{network_slug}"),
        *(asked.population, asked.intervention, asked.comparison, asked.outcome),
        *(told.answer if told else "", current, changed_at, change or ""),
        *(numbers.estimate, numbers.low, numbers.high, numbers.expect_low, numbers.expect_high),
        [_included(one) for one in studies or () if one.stands == "included"],
    )


def _included(one: FrozenStudy) -> IncludedForm:
    here = one.subject_kind in ("evidence", "study", "brief") and one.subject_id is not None
    return IncludedForm(one.title, one.year, to(one.subject_kind, one.subject_id) if here else None)


RESOURCE = Resource(
    name="syntheses",
    about="Questions whose evidence is kept up to date, with their average effects.",
    form=SynthesisForm,
    key=SYNTHESES.c.id,
    select=_select,
    forms=_forms,
    filters={
        "status": Filter(
            "Where it stands.",
            lambda value: SYNTHESES.c.status == value,
            one_of(state for state in LIFE.now if state != "deleted"),
        ),
        "network": Filter("Of this network.", lambda id_: SYNTHESES.c.network_id == id_, Id),
    },
)
