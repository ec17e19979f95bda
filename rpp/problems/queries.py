"""Reads problems: each list and page filtered by what the reader may know of."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlmodel import Session, col

from rpp import history, vocabulary
from rpp.networks.models import Network, NetworkMembership
from rpp.organizations.models import Organization
from rpp.paging import Cursor, Slice, page_of
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.problems.models import Answer, LocalContext, MergeProposal, Problem
from rpp.vocabulary import tagged

PAGE = 25
IN_THE_OPEN = ("open", "prioritized", "answered", "merged", "retired", "resolved")


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """What the viewer may know of: her LEA's, what her network's stewards triage, what opened."""
    opened = col(Problem.opened_at).is_not(None)
    conditions = [and_(opened, col(Problem.audience) == "public")]
    if networks := viewer.readable_networks:
        conditions.append(and_(opened, col(Problem.network_id).in_(sorted(networks))))
    if viewer.leas:
        conditions.append(col(Problem.organization_id).in_(sorted(viewer.leas)))
    if viewer.stewards:
        triaged = col(Problem.network_id).in_(sorted(viewer.stewards))
        conditions.append(and_(triaged, col(Problem.status) != "draft"))
    return or_(*conditions)


def problem(session: Session, viewer: Viewer, problem_id: int) -> Problem | None:
    """One problem to act on, if the viewer may know of it."""
    statement = select(Problem).where(col(Problem.id) == problem_id, visible_to(viewer))
    return session.execute(statement).scalars().first()


def shown(session: Session, viewer: Viewer, problem_id: int) -> Any | None:
    """One problem with its district, network and author, as a row of columns."""
    statement = (
        select(
            col(Problem.id),
            col(Problem.status),
            col(Problem.status_since),
            col(Problem.title),
            col(Problem.summary),
            col(Problem.affected),
            col(Problem.evidence),
            col(Problem.tried),
            col(Problem.plan),
            col(Problem.plan_url),
            col(Problem.audience),
            col(Problem.reason),
            col(Problem.reason_code),
            col(Problem.merged_into_id),
            col(Problem.created_at),
            col(Problem.saved_at),
            col(Problem.submitted_at),
            col(Problem.opened_at),
            col(Problem.organization_id),
            col(Problem.network_id),
            col(Problem.author_id),
            col(Organization.name).label("organization"),
            col(Organization.state),
            col(Network.name).label("network"),
            col(Network.slug).label("network_slug"),
            col(Person.name).label("author"),
        )
        .join(Organization, col(Organization.id) == col(Problem.organization_id))
        .outerjoin(Network, col(Network.id) == col(Problem.network_id))
        .join(Person, col(Person.id) == col(Problem.author_id))
        .where(col(Problem.id) == problem_id, visible_to(viewer))
    )
    return session.execute(statement).first()


def version(session: Session, viewer: Viewer, problem_id: int) -> tuple[int, int] | None:
    """The version key of a problem the viewer may see, in one statement."""
    statement = history.version_statement("problem", problem_id)
    row = session.execute(
        statement.select_from(Problem).where(col(Problem.id) == problem_id, visible_to(viewer))
    ).first()
    return history.version_from(row) if row else None


def contexts(session: Session, problem_id: int) -> list[Any]:
    """Each LEA's local context of a problem, in the order they came."""
    statement = (
        select(
            col(LocalContext.id),
            col(LocalContext.organization_id),
            col(LocalContext.differs),
            col(LocalContext.body),
            col(LocalContext.added_at),
            col(Organization.name),
            col(Organization.state),
            col(Organization.locale),
            col(Organization.enrollment),
        )
        .join(Organization, col(Organization.id) == col(LocalContext.organization_id))
        .where(col(LocalContext.problem_id) == problem_id)
        .order_by(col(LocalContext.id))
    )
    return list(session.execute(statement))


def events(session: Session, problem_id: int, *, private: bool) -> list[Any]:
    """The history of a problem, oldest first."""
    return list(session.execute(history.timeline_statement("problem", problem_id, private=private)))


def answers(session: Session, problem_id: int) -> list[Answer]:
    """What answered a problem."""
    statement = select(Answer).where(col(Answer.problem_id) == problem_id)
    return list(session.execute(statement.order_by(col(Answer.id))).scalars())


def own_context(session: Session, viewer: Viewer, problem_id: int) -> LocalContext | None:
    """The context that the viewer's LEA has added already."""
    statement = select(LocalContext).where(
        col(LocalContext.problem_id) == problem_id,
        col(LocalContext.organization_id).in_(sorted(viewer.leas)),
    )
    return session.execute(statement.order_by(col(LocalContext.id))).scalars().first()


ROW: Any = (
    col(Problem.id).label("id"),
    col(Problem.title),
    col(Problem.summary),
    col(Problem.status),
    col(Problem.status_since),
    col(Problem.opened_at),
    col(Problem.organization_id),
    col(Organization.name).label("organization"),
    col(Organization.state),
    col(Network.name).label("network"),
)


def _rows() -> Any:
    return (
        select(*ROW)
        .join(Organization, col(Organization.id) == col(Problem.organization_id))
        .outerjoin(Network, col(Network.id) == col(Problem.network_id))
    )


def listed(
    session: Session,
    viewer: Viewer,
    cursor: Cursor,
    *,
    network_id: int | None = None,
    organization_id: int | None = None,
    status: str = "",
    subject: str = "",
    band: str = "",
    state: str = "",
    limit: int = PAGE,
) -> Slice:
    """One page of problems, newest first; without a status those in the open."""
    statement = _rows().where(visible_to(viewer))
    if status:
        statement = statement.where(col(Problem.status) == status)
    else:
        statement = statement.where(col(Problem.status).in_(IN_THE_OPEN))
    if network_id is not None:
        statement = statement.where(col(Problem.network_id) == network_id)
    if organization_id is not None:
        shared = select(col(LocalContext.problem_id)).where(
            col(LocalContext.organization_id) == organization_id
        )
        own = col(Problem.organization_id) == organization_id
        statement = statement.where(or_(own, col(Problem.id).in_(shared)))
    if subject:
        statement = statement.where(col(Problem.id).in_(tagged("problem", "subject", [subject])))
    if band:
        grades = vocabulary.BANDS.get(band, ())
        statement = statement.where(col(Problem.id).in_(tagged("problem", "grade", grades)))
    if state:
        statement = statement.where(col(Organization.state) == state)
    return page_of(session, statement, col(Problem.id), cursor, limit=limit)


def shared_by(session: Session, problem_ids: Iterable[int]) -> dict[int, int]:
    """How many LEAs added their context to each of these problems."""
    statement = (
        select(col(LocalContext.problem_id), func.count())
        .where(col(LocalContext.problem_id).in_(list(problem_ids)))
        .group_by(col(LocalContext.problem_id))
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def mine(session: Session, viewer: Viewer, limit: int = 10) -> list[Any]:
    """The problems a person wrote, last saved first."""
    statement = _rows().where(col(Problem.author_id) == viewer.id)
    return list(
        session.execute(
            statement.order_by(col(Problem.saved_at).desc(), col(Problem.id).desc()).limit(limit)
        )
    )


def to_triage(session: Session, viewer: Viewer) -> list[Any]:
    """Submitted problems that wait for this steward, the longest waiting first."""
    statement = _rows().where(
        col(Problem.status) == "submitted", col(Problem.network_id).in_(sorted(viewer.stewards))
    )
    return list(session.execute(statement.order_by(col(Problem.status_since), col(Problem.id))))


def merges_to_settle(session: Session, viewer: Viewer) -> list[Any]:
    """Merge proposals that wait for the consent of an LEA the viewer leads."""
    return _merges(
        session,
        col(MergeProposal.status) == "proposed",
        or_(
            and_(
                col(MergeProposal.from_consent_by).is_(None),
                _SOURCE.organization_id.in_(sorted(viewer.leads)),
            ),
            and_(
                col(MergeProposal.into_consent_by).is_(None),
                _TARGET.organization_id.in_(sorted(viewer.leads)),
            ),
        )
        if viewer.leads
        else false(),
    )


def merges_of(session: Session, problem_id: int) -> list[Any]:
    """Merge proposals of a problem that are open or in force."""
    return _merges(
        session,
        col(MergeProposal.status).in_(("proposed", "merged")),
        or_(col(MergeProposal.from_id) == problem_id, col(MergeProposal.into_id) == problem_id),
    )


_SOURCE: Any = Problem.__table__.alias("source").c  # type: ignore[attr-defined]
_TARGET: Any = Problem.__table__.alias("target").c  # type: ignore[attr-defined]


def _merges(session: Session, *conditions: Any) -> list[Any]:
    source, target = _SOURCE.id.table, _TARGET.id.table
    statement = (
        select(
            col(MergeProposal.id),
            col(MergeProposal.from_id),
            col(MergeProposal.into_id),
            col(MergeProposal.reason),
            col(MergeProposal.status),
            col(MergeProposal.from_consent_by),
            col(MergeProposal.into_consent_by),
            source.c.title.label("from_title"),
            target.c.title.label("into_title"),
            source.c.organization_id.label("from_organization_id"),
            target.c.organization_id.label("into_organization_id"),
        )
        .join(source, source.c.id == col(MergeProposal.from_id))
        .join(target, target.c.id == col(MergeProposal.into_id))
        .where(*conditions)
        .order_by(col(MergeProposal.id))
    )
    return list(session.execute(statement))


def networks_of(session: Session, organization_ids: Iterable[int]) -> list[tuple[int, str]]:
    """The networks in which these LEAs may post, by name."""
    statement = (
        select(col(Network.id), col(Network.name))
        .join(NetworkMembership, col(NetworkMembership.network_id) == col(Network.id))
        .where(
            col(NetworkMembership.organization_id).in_(sorted(organization_ids)),
            col(NetworkMembership.status) == "active",
        )
        .distinct()
        .order_by(col(Network.name))
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


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


def latest_open(session: Session, viewer: Viewer) -> Any | None:
    """The newest open problem the viewer may see."""
    statement = _rows().where(visible_to(viewer), col(Problem.status) == "open")
    return session.execute(statement.order_by(col(Problem.id).desc()).limit(1)).first()


def titles(session: Session, viewer: Viewer, problem_ids: Iterable[int]) -> dict[int, str]:
    """Titles of those problems that the viewer may see."""
    statement = select(col(Problem.id), col(Problem.title)).where(
        col(Problem.id).in_(list(problem_ids)), visible_to(viewer)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def search_documents(
    session: Session, problem_id: int | None = None
) -> list[tuple[int, str, str, str, int | None]]:
    """What search may hold: (id, title, body, line, network where only that may read it)."""
    statement = (
        select(
            *(col(Problem.id), col(Problem.title), col(Problem.summary), col(Problem.affected)),
            *(col(Problem.evidence), col(Problem.tried), col(Problem.audience)),
            *(col(Problem.network_id), col(Organization.name), col(Organization.state)),
        )
        .join(Organization, col(Organization.id) == col(Problem.organization_id))
        .where(
            col(Problem.opened_at).is_not(None),
            col(Problem.status).in_(IN_THE_OPEN),
            col(Problem.id) == problem_id if problem_id is not None else true(),
        )
    )
    return [
        (
            id_,
            title,
            "\n".join(filter(None, (summary, affected, evidence, tried))),
            f"{name}, {state}",
            network_id if audience == "network" else None,
        )
        for id_, title, summary, affected, evidence, tried, audience, network_id, name, state in (
            session.execute(statement)
        )
    ]
