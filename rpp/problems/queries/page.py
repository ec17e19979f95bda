"""Reads what the page of a problem shows."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Executable, Integer, bindparam, exists, or_, select
from sqlmodel import Session

from rpp import history, vocabulary
from rpp.db import columns
from rpp.networks.models import Network
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.problems.models import Answer, LocalContext, MergeProposal, Problem
from rpp.problems.queries.sight import Shape, bound_viewer, visible_bound


class Shown(NamedTuple):
    """A problem with its district, network and author, its tags and its version."""

    id: int
    status: str
    status_since: datetime
    title: str
    summary: str
    affected: str
    evidence: str
    tried: str
    plan: str
    plan_url: str
    audience: str
    reason: str
    merged_into_id: int | None
    opened_at: datetime | None
    organization_id: int
    network_id: int | None
    author_id: int
    author_waits: bool
    organization: str
    state: str
    network: str | None
    network_slug: str | None
    zone: str | None
    author: str
    tags: str | None
    has_contexts: bool
    has_merges: bool
    last_event: int | None
    last_talk: int | None


_ASKED = bindparam("problem", type_=Integer)


def shown(session: Session, viewer: Viewer, problem_id: int) -> Shown | None:
    """One problem as its page shows it, if the viewer may know of it."""
    shape, ids = bound_viewer(viewer)
    row = session.execute(_shown(shape), {"problem": problem_id, **ids}).first()
    return Shown(*row) if row else None


@lru_cache(200)
def _shown(shape: Shape) -> Executable:
    problem, organization = columns(Problem), columns(Organization)
    network, author = columns(Network), columns(Person)
    context, merge = columns(LocalContext), columns(MergeProposal)
    merges = or_(merge.from_id == problem.id, merge.into_id == problem.id)
    return (
        select(
            *(problem.id, problem.status, problem.status_since, problem.title, problem.summary),
            *(problem.affected, problem.evidence, problem.tried, problem.plan, problem.plan_url),
            *(problem.audience, problem.reason, problem.merged_into_id, problem.opened_at),
            *(problem.organization_id, problem.network_id),
            *(problem.author_id, problem.author_waits),
            *(organization.name, organization.state),
            *(network.name, network.slug, network.timezone),
            author.name,
            vocabulary.tags_column("problem", problem.id),
            # Most have neither, and then need not be asked for them.
            exists().where(context.problem_id == problem.id),
            exists().where(merges),
            *history.version_columns("problem", problem.id),
        )
        .select_from(
            problem.id.table.join(organization.id.table, organization.id == problem.organization_id)
            .outerjoin(network.id.table, network.id == problem.network_id)
            .join(author.id.table, author.id == problem.author_id)
        )
        .where(problem.id == _ASKED, visible_bound(shape))
    )


class ContextRow(NamedTuple):
    """What a problem looks like in one district."""

    organization_id: int
    differs: str
    body: str
    name: str
    state: str
    locale: int | None
    enrollment: int | None


def contexts(session: Session, problem_id: int) -> list[ContextRow]:
    """Each LEA's local context of a problem, in the order they came."""
    return [ContextRow(*row) for row in session.execute(_CONTEXTS, {"problem": problem_id})]


_CONTEXT, _ORGANIZATION = columns(LocalContext), columns(Organization)
_CONTEXTS = (
    select(
        *(_CONTEXT.organization_id, _CONTEXT.differs, _CONTEXT.body),
        *(_ORGANIZATION.name, _ORGANIZATION.state),
        *(_ORGANIZATION.locale, _ORGANIZATION.enrollment),
    )
    .join_from(
        _CONTEXT.id.table,
        _ORGANIZATION.id.table,
        _ORGANIZATION.id == _CONTEXT.organization_id,
    )
    .where(_CONTEXT.problem_id == _ASKED)
    .order_by(_CONTEXT.id)
)


class AnswerRow(NamedTuple):
    """What answered a problem, how it fits, and who said so."""

    source_kind: str
    source_id: int
    title: str
    why_it_fits: str
    linked_at: datetime
    linked_by: str


def answers(session: Session, problem_id: int) -> list[AnswerRow]:
    """What answered a problem, first to last."""
    answer, person = columns(Answer), columns(Person)
    statement = (
        select(
            *(answer.source_kind, answer.source_id, answer.title, answer.why_it_fits),
            *(answer.linked_at, person.name),
        )
        .join_from(answer.id.table, person.id.table, person.id == answer.linked_by)
        .where(answer.problem_id == problem_id)
    )
    return [AnswerRow(*row) for row in session.execute(statement.order_by(answer.id))]
