"""Claims as programs read them: what is out, in its newest version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from sqlalchemy import select
from sqlmodel import Session

from rpp.claims.register.content import STANDINGS
from rpp.claims.register.life import PUBLIC
from rpp.claims.register.models import CLAIMS, VERSIONS
from rpp.claims.register.queries import NEWEST
from rpp.paging import Found, Statement
from rpp.policy import Viewer
from rpp.resources import Filter, PageAddress, Path, Reference, Resource, one_of, said, to


@dataclass(frozen=True, slots=True)
class PartForm:
    """A part of the claim, as the check judged it when it was recorded."""

    kind: str
    words: str
    verdict: Annotated[str, said("supported, overstated, unsupported, contradicted or unchecked.")]
    why: str


@dataclass(frozen=True, slots=True)
class ClaimForm:
    """What somebody claims of a program, and what was verified."""

    id: int
    page: PageAddress
    title: str
    status: Annotated[str, said("published, correcting (a correction waits) or withdrawn.")]
    version: int
    product: str
    claimant: Annotated[str, said("Who says it.")]
    quote: Annotated[str, said("The exact words.")]
    address: Annotated[str, said("Where they stood.")]
    archive: Annotated[str, said("A copy kept elsewhere; may be empty.")]
    seen_on: date | None
    verdict: Annotated[str, said("unverified does not mean that it is false.")]
    reasons: str
    interest: Annotated[str, said("What its writer declares.")]
    change: Annotated[str, said("What changed since the version before.")]
    parts: list[PartForm]
    records: Annotated[list[Reference | None], said("Evidence records on the program.")]
    sha256: str
    published_at: datetime


def _select(_viewer: Viewer) -> Statement:
    return (
        select(
            *(CLAIMS.c.id, CLAIMS.c.title, CLAIMS.c.status, CLAIMS.c.current),
            *(VERSIONS.c.content, VERSIONS.c.sha256, VERSIONS.c.published_at),
        )
        .join_from(CLAIMS, VERSIONS, NEWEST)
        .where(CLAIMS.c.status.in_(PUBLIC))
    )


def _forms(_session: Session, _viewer: Viewer, rows: Sequence[Found]) -> list[ClaimForm]:
    return [_form(row) for row in rows]


def _form(row: Found) -> ClaimForm:
    id_, title, status, number, told, sha256, at = row
    return ClaimForm(
        *(id_, Path(f"/claims/{id_}"), title, status, number),
        *(told.product, told.claimant, told.quote, told.address, told.archive, told.seen_on),
        *(told.verdict, told.reasons, told.interest, told.change),
        [PartForm(one.kind, one.words, one.verdict, one.why) for one in told.parts],
        [to("evidence", one) for one in told.records],
        *(sha256, at),
    )


RESOURCE = Resource(
    name="claims",
    about="What is claimed of programs, beside what was verified.",
    form=ClaimForm,
    key=CLAIMS.c.id,
    select=_select,
    forms=_forms,
    filters={
        "verdict": Filter(
            "What was verified.",
            lambda value: CLAIMS.c.verdict == value,
            one_of(STANDINGS),
        ),
    },
)
