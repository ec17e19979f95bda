"""Reads what is written: drafts and contexts as their forms show them, networks to post in."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import and_, case, func, select
from sqlmodel import Session, col

from rpp import vocabulary
from rpp.db import columns
from rpp.networks.models import Network, NetworkMembership
from rpp.organizations.models import Organization
from rpp.policy import Viewer
from rpp.problems.models import LocalContext, Problem

# A value of a form, by the kinds that the forms of problems have.
Value = str | int | list[str] | None


def own_context(session: Session, viewer: Viewer, problem_id: int) -> LocalContext | None:
    """The context that the viewer's LEA has added already."""
    statement = select(LocalContext).where(
        col(LocalContext.problem_id) == problem_id,
        col(LocalContext.organization_id).in_(sorted(viewer.leas)),
    )
    return session.execute(statement.order_by(col(LocalContext.id))).scalars().first()


def saved_context(session: Session, problem_id: int, organization_id: int) -> dict[str, Value]:
    """What an LEA's context says, as its form shows it; empty where it added none."""
    context = columns(LocalContext)
    row = session.execute(
        select(context.differs, context.body).where(
            context.problem_id == problem_id, context.organization_id == organization_id
        )
    ).first()
    differs, body = row or ("", "")
    return {"differs": differs, "body": body, "organization_id": organization_id}


def draft(session: Session, problem_id: int) -> dict[str, Value]:
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


class Offer(NamedTuple):
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
