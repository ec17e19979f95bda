"""Reads problems: each list and page filtered by what the reader may know of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlmodel import Session, col

from rpp import history, vocabulary
from rpp.db import columns
from rpp.networks.models import Network, NetworkMembership
from rpp.organizations.models import Organization
from rpp.paging import Cursor, Slice, page_of
from rpp.people.models import Person
from rpp.policy import ANYONE, Viewer
from rpp.problems.models import Answer, LocalContext, MergeProposal, Problem
from rpp.vocabulary import tagged
from rpp.words import Document

PAGE = 25
IN_THE_OPEN = ("open", "prioritized", "answered", "merged", "retired", "resolved")


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """What the viewer may know of: own LEAs, what their networks' stewards triage, what opened.

    A draft whose author waits to be let in is the author's alone.
    """
    return _visible(columns(Problem), **_sight(viewer))


def _sight(viewer: Viewer) -> dict[str, list[int]]:
    """Through what they see more than everyone: ids of their networks and districts."""
    return {
        "networks": sorted(viewer.readable_networks),
        "leas": sorted(viewer.leas),
        "stewarded": sorted(viewer.stewards),
        "own": [viewer.id] if viewer.id is not None else [],
    }


def _visible(
    problem: Any,
    networks: Sequence[Any],
    leas: Sequence[Any],
    stewarded: Sequence[Any],
    own: Sequence[Any],
) -> ColumnElement[bool]:
    """The rule of `visible_to`, over ids or over parameters that stand for them."""
    opened = problem.opened_at.is_not(None)
    conditions = [and_(opened, problem.audience == "public")]
    if networks:
        conditions.append(and_(opened, problem.network_id.in_(networks)))
    kept = problem.status != "deleted"
    if leas:
        shared = problem.author_waits.is_(False)
        conditions.append(and_(problem.organization_id.in_(leas), shared, kept))
    if own:
        conditions.append(and_(problem.author_id.in_(own), problem.author_waits, kept))
    if stewarded:
        sent = problem.status.not_in(("draft", "deleted"))
        conditions.append(and_(problem.network_id.in_(stewarded), sent))
    return or_(*conditions)


# How many ids the sight of a viewer is made of: statements are built once for each.
Shape = tuple[int, ...]


def bound_viewer(viewer: Viewer) -> tuple[Shape, dict[str, int]]:
    """The shape of a viewer's sight, and its ids under the names of `visible_bound`."""
    sight = _sight(viewer)
    named = {f"{name}_{at}": id_ for name, ids in sight.items() for at, id_ in enumerate(ids)}
    return tuple(map(len, sight.values())), named


def visible_bound(shape: Shape, problem: Any = None) -> ColumnElement[bool]:
    """`visible_to` for all viewers of a shape; `problem`: the columns of an alias."""
    names = zip(_sight(ANYONE), shape, strict=True)
    return _visible(
        columns(Problem) if problem is None else problem,
        *([bindparam(f"{name}_{at}", type_=Integer) for at in range(size)] for name, size in names),
    )


def problem(session: Session, viewer: Viewer, problem_id: int) -> Problem | None:
    """One problem to act on, if the viewer may know of it."""
    statement = select(Problem).where(col(Problem.id) == problem_id, visible_to(viewer))
    return session.execute(statement).scalars().first()


def shown(session: Session, viewer: Viewer, problem_id: int) -> Any | None:
    """One problem with its district, network and author, its tags and its version, as a row."""
    shape, told = bound_viewer(viewer)
    return session.execute(_shown(shape), {"problem": problem_id, **told}).first()


def _asked() -> Any:
    return bindparam("problem", type_=Integer)


@lru_cache(200)
def _shown(shape: Shape) -> Any:
    problem, organization = columns(Problem), columns(Organization)
    network, author = columns(Network), columns(Person)
    context, merge = columns(LocalContext), columns(MergeProposal)
    merges = or_(merge.from_id == problem.id, merge.into_id == problem.id)
    return (
        select(
            problem.id,
            problem.status,
            problem.status_since,
            problem.title,
            problem.summary,
            problem.affected,
            problem.evidence,
            problem.tried,
            problem.plan,
            problem.plan_url,
            problem.audience,
            problem.reason,
            problem.reason_code,
            problem.merged_into_id,
            problem.created_at,
            problem.saved_at,
            problem.submitted_at,
            problem.opened_at,
            problem.organization_id,
            problem.network_id,
            problem.author_id,
            problem.author_waits,
            organization.name.label("organization"),
            organization.state,
            network.name.label("network"),
            network.slug.label("network_slug"),
            network.timezone.label("zone"),
            author.name.label("author"),
            vocabulary.tags_column("problem", problem.id),
            # Most have neither, and then need not be asked for them.
            exists().where(context.problem_id == problem.id).label("has_contexts"),
            exists().where(merges).label("has_merges"),
            *history.version_columns("problem", problem.id),
        )
        .select_from(
            problem.id.table.join(organization.id.table, organization.id == problem.organization_id)
            .outerjoin(network.id.table, network.id == problem.network_id)
            .join(author.id.table, author.id == problem.author_id)
        )
        .where(problem.id == _asked(), visible_bound(shape))
    )


def version(session: Session, viewer: Viewer, problem_id: int) -> tuple[Any, Any] | None:
    """The version of a problem that the viewer may see, as `shown` tells it too."""
    shape, told = bound_viewer(viewer)
    row = session.execute(_version(shape), {"problem": problem_id, **told}).first()
    return (row[0], row[1]) if row else None


@lru_cache(200)
def _version(shape: Shape) -> Any:
    problem = columns(Problem)
    return select(*history.version_columns("problem", problem.id)).where(
        problem.id == _asked(), visible_bound(shape)
    )


def contexts(session: Session, problem_id: int) -> list[Any]:
    """Each LEA's local context of a problem, in the order they came."""
    return list(session.execute(_contexts(), {"problem": problem_id}))


@cache
def _contexts() -> Any:
    context, organization = columns(LocalContext), columns(Organization)
    return (
        select(
            context.id,
            context.organization_id,
            context.differs,
            context.body,
            context.added_at,
            organization.name,
            organization.state,
            organization.locale,
            organization.enrollment,
        )
        .join_from(
            context.id.table, organization.id.table, organization.id == context.organization_id
        )
        .where(context.problem_id == _asked())
        .order_by(context.id)
    )


def events(session: Session, problem_id: int, *, private: bool) -> list[Any]:
    """The history of a problem, oldest first."""
    return history.timeline(session, "problem", problem_id, private=private)


def answers(session: Session, problem_id: int) -> list[Any]:
    """What answered a problem, how it fits, and who said so."""
    answer, person = columns(Answer), columns(Person)
    statement = (
        select(*answer, person.name)
        .join_from(answer.id.table, person.id.table, person.id == answer.linked_by)
        .where(answer.problem_id == problem_id)
    )
    return list(session.execute(statement.order_by(answer.id)))


def own_context(session: Session, viewer: Viewer, problem_id: int) -> LocalContext | None:
    """The context that the viewer's LEA has added already."""
    statement = select(LocalContext).where(
        col(LocalContext.problem_id) == problem_id,
        col(LocalContext.organization_id).in_(sorted(viewer.leas)),
    )
    return session.execute(statement.order_by(col(LocalContext.id))).scalars().first()


def saved_context(session: Session, problem_id: int, organization_id: int) -> dict[str, Any]:
    """What an LEA's context says, as its form shows it; empty where it added none."""
    context = columns(LocalContext)
    row = session.execute(
        select(context.differs, context.body).where(
            context.problem_id == problem_id, context.organization_id == organization_id
        )
    ).first()
    said = row._asdict() if row else {"differs": "", "body": ""}
    return said | {"organization_id": organization_id}


def draft(session: Session, problem_id: int) -> dict[str, Any]:
    """What is saved of a problem, as its form shows it."""
    problem = session.get_one(Problem, problem_id)
    tags = vocabulary.tags_of(session, "problem", problem_id)
    return {name: getattr(problem, name) for name in FORM} | {
        "grades": tags.get("grade", []),
        "subject": (tags.get("subject") or [""])[0],
    }


FORM = (
    *("organization_id", "title", "summary", "affected", "evidence", "tried"),
    *("plan", "plan_url", "network_id", "audience"),
)


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
    col(Network.timezone).label("zone"),
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
) -> Slice[Any]:
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
    return page_of(session, statement, col(Problem.id), cursor, limit=limit, count=True)


def shared_by(session: Session, problem_ids: Iterable[int]) -> dict[int, int]:
    """How many LEAs added their context to each of these problems."""
    statement = (
        select(col(LocalContext.problem_id), func.count())
        .where(col(LocalContext.problem_id).in_(list(problem_ids)))
        .group_by(col(LocalContext.problem_id))
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def mine(session: Session, viewer: Viewer, limit: int = 10) -> list[Any]:
    """The problems a person wrote and may still see, last saved first."""
    statement = _rows().where(col(Problem.author_id) == viewer.id, visible_to(viewer))
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
    merge = columns(MergeProposal)
    waiting = or_(
        and_(merge.from_consent_by.is_(None), _SOURCE.organization_id.in_(sorted(viewer.leads))),
        and_(merge.into_consent_by.is_(None), _TARGET.organization_id.in_(sorted(viewer.leads))),
    )
    sight = _sight(viewer)
    known = (_visible(p, **sight) for p in (_SOURCE, _TARGET))
    return list(session.execute(_merges(merge.status == "proposed", waiting, *known)))


def merges_of(session: Session, viewer: Viewer, problem_id: int) -> list[Any]:
    """A problem's merge proposals, open or in force, if the viewer may know of the other one."""
    shape, told = bound_viewer(viewer)
    return list(session.execute(_merges_of(shape), {"problem": problem_id, **told}))


@lru_cache(200)
def _merges_of(shape: Shape) -> Any:
    merge = columns(MergeProposal)
    return _merges(
        merge.status.in_(("proposed", "merged")),
        or_(merge.from_id == _asked(), merge.into_id == _asked()),
        *(or_(p.id == _asked(), visible_bound(shape, p)) for p in (_SOURCE, _TARGET)),
    )


_SOURCE: Any = Problem.__table__.alias("source").c  # type: ignore[attr-defined]
_TARGET: Any = Problem.__table__.alias("target").c  # type: ignore[attr-defined]


def _merges(*conditions: Any) -> Any:
    merge, source, target = columns(MergeProposal), _SOURCE.id.table, _TARGET.id.table
    return (
        select(
            merge.id,
            merge.from_id,
            merge.into_id,
            merge.reason,
            merge.status,
            merge.from_consent_by,
            merge.into_consent_by,
            source.c.title.label("from_title"),
            target.c.title.label("into_title"),
            source.c.organization_id.label("from_organization_id"),
            target.c.organization_id.label("into_organization_id"),
        )
        .select_from(
            merge.id.table.join(source, source.c.id == merge.from_id).join(
                target, target.c.id == merge.into_id
            )
        )
        .where(*conditions)
        .order_by(merge.id)
    )


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


@dataclass(frozen=True)
class Offer:
    """A network that a district could join, to hand its problem to."""

    name: str
    slug: str
    purpose: str
    districts: int
    nearby: int
    asked: int


def offered_networks(session: Session, organization_id: int, limit: int = 8) -> list[Offer]:
    """Networks that a district could join, those with districts of its own state first.

    `asked`: its leader has asked already, and a steward answers.
    """
    place, organization = columns(NetworkMembership), columns(Organization)
    home = select(organization.state).where(organization.id == organization_id).scalar_subquery()
    counted = (
        select(
            place.network_id,
            func.sum(
                case((and_(place.status == "active", organization.type == "lea"), 1), else_=0)
            ).label("districts"),
            func.sum(
                case((and_(place.status == "active", organization.state == home), 1), else_=0)
            ).label("nearby"),
            func.sum(
                case(
                    (and_(place.status == "pending", organization.id == organization_id), 1),
                    else_=0,
                )
            ).label("asked"),
        )
        .join_from(place.id.table, organization.id.table, organization.id == place.organization_id)
        .group_by(place.network_id)
        .subquery()
    )
    asked, nearby = func.coalesce(counted.c.asked, 0), func.coalesce(counted.c.nearby, 0)
    districts = func.coalesce(counted.c.districts, 0)
    rows = session.execute(
        select(col(Network.name), col(Network.slug), col(Network.purpose), districts, nearby, asked)
        .outerjoin(counted, counted.c.network_id == col(Network.id))
        .order_by(asked.desc(), nearby.desc(), districts.desc(), col(Network.id))
        .limit(limit)
    )
    return [Offer(*row) for row in rows]


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


def standings(session: Session, problem_ids: Iterable[int]) -> dict[int, Any]:
    """Where each of these problems stands: its status, network and district."""
    statement = select(
        col(Problem.id), col(Problem.status), col(Problem.network_id), col(Problem.organization_id)
    ).where(col(Problem.id).in_(list(problem_ids)))
    return {row.id: row for row in session.execute(statement)}


def search_documents(session: Session, problem_id: int | None = None) -> list[Document]:
    """What search may hold of problems that opened; an answered one tells what is known."""
    statement = (
        select(
            *(col(Problem.id), col(Problem.title), col(Problem.summary), col(Problem.affected)),
            *(col(Problem.evidence), col(Problem.tried), col(Problem.audience)),
            *(col(Problem.status), col(Problem.network_id)),
            *(col(Organization.name), col(Organization.state)),
        )
        .join(Organization, col(Organization.id) == col(Problem.organization_id))
        .where(
            col(Problem.opened_at).is_not(None),
            col(Problem.status).in_(IN_THE_OPEN),
            col(Problem.id) == problem_id if problem_id is not None else true(),
        )
    )
    return [
        Document(
            row.id,
            row.title,
            "\n".join(filter(None, (row.summary, row.affected, row.evidence, row.tried))),
            f"{row.name}, {row.state}",
            row.network_id if row.audience == "network" else None,
            known=row.status in ("answered", "resolved"),
        )
        for row in session.execute(statement)
    ]
