"""Organizations as programs read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field
from sqlalchemy import select
from sqlmodel import Session

from rpp.db import columns
from rpp.organizations.models import KINDS, Organization
from rpp.paging import Found, Statement
from rpp.policy import Viewer
from rpp.resources import Filter, PageAddress, Path, Resource, Text, one_of, said

ORGANIZATION = columns(Organization)
State = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Leaid = Annotated[str, Field(pattern=r"^[0-9]{7}$")]


@dataclass(frozen=True, slots=True)
class OrganizationForm:
    """A school district from the NCES directory, a research organization from ROR, or another."""

    id: int
    page: PageAddress
    name: str
    type: Annotated[str, said(f"One of {', '.join(KINDS)}.")]
    city: str
    state: Annotated[str, said("The state, as AL; may be empty.")]
    county: str
    leaid: Annotated[str | None, said("The NCES LEAID of a district, seven digits.")]
    ror: Annotated[str | None, said("The ROR address of a research organization.")]
    locale: Annotated[int | None, said("The NCES locale code, 11 to 43.")]
    enrollment: Annotated[int | None, said("How many students it has.")]
    website: str


def _select(_viewer: Viewer) -> Statement:
    one = ORGANIZATION
    return select(
        one.id.label("id"),
        *(one.name, one.type, one.city, one.state, one.county, one.leaid, one.ror),
        *(one.locale, one.enrollment, one.website),
    )


def _forms(_session: Session, _viewer: Viewer, rows: Sequence[Found]) -> list[OrganizationForm]:
    return [OrganizationForm(id_, Path(f"/organizations/{id_}"), *row) for id_, *row in rows]


RESOURCE = Resource(
    name="organizations",
    about="Districts, research organizations, state agencies and others.",
    form=OrganizationForm,
    key=ORGANIZATION.id,
    select=_select,
    forms=_forms,
    filters={
        "type": Filter("Of this type.", lambda v: ORGANIZATION.type == v, one_of(KINDS)),
        "state": Filter("In this state.", lambda v: ORGANIZATION.state == v, State),
        "leaid": Filter("With this LEAID.", lambda v: ORGANIZATION.leaid == v, Leaid),
        "ror": Filter("With this ROR address.", lambda v: ORGANIZATION.ror == v, Text),
    },
)
