"""Reads what the search may hold of problems."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, true
from sqlmodel import Session, col

from rpp import dates, vocabulary
from rpp.networks.models import Network
from rpp.organizations import facets
from rpp.organizations.facets import PLACE, Place
from rpp.organizations.models import Organization
from rpp.problems.models import LocalContext, Problem
from rpp.problems.queries.lists import IN_THE_OPEN
from rpp.words import Document


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    title: str
    summary: str
    affected: str
    evidence: str
    tried: str
    audience: str
    status: str
    network_id: int | None
    opened_at: datetime
    zone: str | None
    tags: str | None
    organization: str
    leaid: str | None
    state: str
    locale: int | None
    enrollment: int | None


def search_documents(session: Session, problem_id: int | None = None) -> list[Document]:
    """What search may hold of problems that opened; an answered one tells what is known.

    Two statements.
    """
    statement = (
        select(
            *(col(Problem.id), col(Problem.title), col(Problem.summary), col(Problem.affected)),
            *(col(Problem.evidence), col(Problem.tried), col(Problem.audience)),
            *(col(Problem.status), col(Problem.network_id), col(Problem.opened_at)),
            *(col(Network.timezone), vocabulary.tags_column("problem", col(Problem.id))),
            *(col(Organization.name), *PLACE),
        )
        .join(Organization, col(Organization.id) == col(Problem.organization_id))
        .outerjoin(Network, col(Network.id) == col(Problem.network_id))
        .where(
            col(Problem.opened_at).is_not(None),
            col(Problem.status).in_(IN_THE_OPEN),
            col(Problem.id) == problem_id if problem_id is not None else true(),
        )
    )
    rows = [_Row(*row) for row in session.execute(statement)]
    sharing = _sharing(session, [row.id for row in rows])
    return [_document(row, sharing.get(row.id, [])) for row in rows]


def _sharing(session: Session, problem_ids: Collection[int]) -> dict[int, list[Place]]:
    """The districts that added how a problem looks at home, by problem."""
    statement = (
        select(col(LocalContext.problem_id), *PLACE)
        .join(Organization, col(Organization.id) == col(LocalContext.organization_id))
        .where(col(LocalContext.problem_id).in_(problem_ids))
        .order_by(col(LocalContext.id))
    )
    found: dict[int, list[Place]] = {}
    for id_, *told in session.execute(statement):
        found.setdefault(id_, []).append(Place(*told))
    return found


def _document(row: _Row, sharing: Collection[Place]) -> Document:
    own = Place(row.leaid, row.state, row.locale, row.enrollment)
    opened = dates.date_in(row.opened_at, row.zone or dates.site_zone())
    tags = vocabulary.tags_in(row.tags)
    return Document(
        row.id,
        row.title,
        "\n".join(filter(None, (row.summary, row.affected, row.evidence, row.tried))),
        f"{row.organization}, {row.state}",
        row.network_id if row.audience == "network" else None,
        known=row.status in ("answered", "resolved"),
        facets={
            **{name: tags[name] for name in ("subject", "grade") if name in tags},
            **facets.of([own, *sharing]),
            "network": [str(row.network_id)] if row.network_id else [],
            "year": [str(opened.year)],
        },
        issued=opened,
    )
