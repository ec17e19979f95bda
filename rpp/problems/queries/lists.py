"""Reads lists of problems, and how many there are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from rpp import ranking, vocabulary
from rpp.db import columns
from rpp.networks.models import Network
from rpp.organizations.models import Organization
from rpp.paging import Cursor, Slice, page_of
from rpp.policy import Viewer
from rpp.problems.models import LocalContext, Problem
from rpp.problems.queries.sight import visible_to
from rpp.vocabulary import tagged

PAGE = 25
UNANSWERED = ("open", "prioritized")
IN_THE_OPEN = ("open", "prioritized", "answered", "merged", "retired", "resolved")


class ProblemRow(NamedTuple):
    """A problem in a list."""

    id: int
    title: str
    summary: str
    status: str
    status_since: datetime
    organization_id: int
    organization: str
    state: str
    network: str | None
    zone: str | None


_PROBLEM, _ORGANIZATION, _NETWORK = columns(Problem), columns(Organization), columns(Network)
_ROWS = (
    select(
        *(_PROBLEM.id, _PROBLEM.title, _PROBLEM.summary, _PROBLEM.status, _PROBLEM.status_since),
        *(_PROBLEM.organization_id, _ORGANIZATION.name, _ORGANIZATION.state),
        *(_NETWORK.name, _NETWORK.timezone),
    )
    .join_from(
        _PROBLEM.id.table,
        _ORGANIZATION.id.table,
        _ORGANIZATION.id == _PROBLEM.organization_id,
    )
    .outerjoin(_NETWORK.id.table, _NETWORK.id == _PROBLEM.network_id)
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of problems is narrowed to; without a status it holds those in the open.

    `band` is a name of `vocabulary.BANDS`, `state` two letters, `query` words to find.
    """

    network_id: int | None = None
    organization_id: int | None = None
    status: str = ""
    subject: str = ""
    band: str = ""
    state: str = ""
    query: str = ""

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        if self.status:
            yield _PROBLEM.status == self.status
        else:
            yield _PROBLEM.status.in_(IN_THE_OPEN)
        if self.network_id is not None:
            yield _PROBLEM.network_id == self.network_id
        if self.organization_id is not None:
            shared = select(col(LocalContext.problem_id)).where(
                col(LocalContext.organization_id) == self.organization_id
            )
            own = _PROBLEM.organization_id == self.organization_id
            yield or_(own, _PROBLEM.id.in_(shared))
        if self.subject:
            yield _PROBLEM.id.in_(tagged("problem", "subject", [self.subject]))
        if self.band:
            grades = vocabulary.BANDS.get(self.band, ())
            yield _PROBLEM.id.in_(tagged("problem", "grade", grades))
        if self.state:
            yield _ORGANIZATION.state == self.state


def listed(
    session: Session, viewer: Viewer, cursor: Cursor, filters: Filters, limit: int = PAGE
) -> Slice[ProblemRow]:
    """One page of problems, newest first; those with some words best match first."""
    statement, key = _ROWS.where(visible_to(viewer), *filters.conditions()), col(Problem.id)
    if filters.query:
        own = _PROBLEM.status.not_in(IN_THE_OPEN), _PROBLEM.title
        found = ranking.page_of(
            *(session, viewer, Problem.kind, filters.query, statement, key, cursor),
            limit=limit,
            own=own,
        )
    else:
        found = page_of(session, statement, key, cursor, limit=limit, count=True)
    return found.of(ProblemRow)


def left_by(session: Session, filters: Filters, problem_ids: Iterable[int]) -> set[int]:
    """Those of these problems that the filters leave; who may see them is asked elsewhere."""
    statement = (
        select(_PROBLEM.id)
        .join_from(
            _PROBLEM.id.table,
            _ORGANIZATION.id.table,
            _ORGANIZATION.id == _PROBLEM.organization_id,
        )
        .where(_PROBLEM.id.in_(list(problem_ids)), *filters.conditions())
    )
    return set(session.execute(statement).scalars())


def unanswered(session: Session, viewer: Viewer, subject: str, limit: int = 5) -> list[ProblemRow]:
    """The newest problems on a subject that are open and that nobody has answered."""
    statement = _ROWS.where(
        visible_to(viewer),
        _PROBLEM.status.in_(UNANSWERED),
        _PROBLEM.id.in_(tagged("problem", "subject", [subject])),
    )
    newest = statement.order_by(_PROBLEM.id.desc()).limit(limit)
    return [ProblemRow(*row) for row in session.execute(newest)]


def shared_by(session: Session, problem_ids: Iterable[int]) -> dict[int, int]:
    """How many LEAs added their context to each of these problems."""
    statement = (
        select(col(LocalContext.problem_id), func.count())
        .where(col(LocalContext.problem_id).in_(list(problem_ids)))
        .group_by(col(LocalContext.problem_id))
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def mine(session: Session, viewer: Viewer, limit: int = 10) -> list[ProblemRow]:
    """The problems a person wrote and may still see, last saved first."""
    statement = _ROWS.where(_PROBLEM.author_id == viewer.id, visible_to(viewer))
    newest = statement.order_by(_PROBLEM.saved_at.desc(), _PROBLEM.id.desc()).limit(limit)
    return [ProblemRow(*row) for row in session.execute(newest)]


def to_triage(session: Session, viewer: Viewer) -> list[ProblemRow]:
    """Submitted problems that wait for this steward, the longest waiting first."""
    statement = _ROWS.where(
        _PROBLEM.status == "submitted", _PROBLEM.network_id.in_(sorted(viewer.stewards))
    )
    longest = statement.order_by(_PROBLEM.status_since, _PROBLEM.id)
    return [ProblemRow(*row) for row in session.execute(longest)]


def network_names(session: Session) -> list[tuple[int, str]]:
    """All networks by name, to filter by."""
    return [
        (row[0], row[1])
        for row in session.execute(
            select(col(Network.id), col(Network.name)).order_by(col(Network.name))
        )
    ]


def counts(session: Session, viewer: Viewer) -> dict[str, int]:
    """How many problems stand in each status, of those the viewer may see."""
    statement = (
        select(col(Problem.status), func.count()).where(visible_to(viewer)).group_by(Problem.status)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def latest_open(session: Session, viewer: Viewer) -> ProblemRow | None:
    """The newest open problem the viewer may see."""
    statement = _ROWS.where(visible_to(viewer), _PROBLEM.status == "open")
    row = session.execute(statement.order_by(_PROBLEM.id.desc()).limit(1)).first()
    return ProblemRow(*row) if row else None


class StatusRow(NamedTuple):
    """The status of a problem, and where it belongs."""

    id: int
    status: str
    network_id: int | None
    organization_id: int


def statuses(session: Session, problem_ids: Iterable[int]) -> dict[int, StatusRow]:
    """The status of each of these problems, by id."""
    statement = select(
        *(_PROBLEM.id, _PROBLEM.status, _PROBLEM.network_id, _PROBLEM.organization_id)
    ).where(_PROBLEM.id.in_(list(problem_ids)))
    return {row[0]: StatusRow(*row) for row in session.execute(statement)}
