"""Who else may know of a brief before it is published: its reviewers, and stewards.

Of the table of briefs; nothing of it is for anyone else.
"""

from sqlalchemy import ColumnElement, Select, SelectBase, and_, exists, false, or_, select
from sqlmodel import col

from rpp.briefs.models import Brief
from rpp.briefs.review.models import REVIEWERS
from rpp.db import columns
from rpp.networks.models import Network, NetworkMembership, NetworkRole
from rpp.people.models import Person
from rpp.policy import Viewer

NETWORKS, PEOPLE = columns(Network), columns(Person)


def sees(viewer: Viewer) -> ColumnElement[bool]:
    """The viewer reviews the brief, or is a steward of where it belongs and it went to review."""
    if viewer.id is None:
        return false()
    mine = and_(
        REVIEWERS.c.person_id == viewer.id,
        REVIEWERS.c.status == "accepted",
        # While they belong where they were asked.
        REVIEWERS.c.organization_id.in_(sorted(viewer.member_of)),
    )
    reviews = _has_reviewer(mine)
    if not viewer.stewards:
        return reviews
    stewards = and_(in_networks(viewer.stewards), went_to_review())
    return or_(reviews, stewards)


def _has_reviewer(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    of_it = REVIEWERS.c.brief_id == col(Brief.id)
    found: ColumnElement[bool] = exists(
        select(REVIEWERS.c.id).where(of_it, *conditions).correlate(Brief)
    )
    return found


def went_to_review() -> ColumnElement[bool]:
    """The brief is in review, or somebody was asked to review it."""
    return or_(col(Brief.status) == "in_review", _has_reviewer())


def in_networks(networks: frozenset[int]) -> ColumnElement[bool]:
    """The brief belongs to one of these networks, by itself or by the organization it is of."""
    ids = sorted(networks)
    place = (
        select(col(NetworkMembership.organization_id))
        .where(
            col(NetworkMembership.network_id).in_(ids),
            col(NetworkMembership.status) == "active",
        )
        .scalar_subquery()
    )
    return or_(col(Brief.network_id).in_(ids), col(Brief.organization_id).in_(place))


def networks_of(brief: Brief) -> Select[int]:
    """Select the networks in which a brief finds its reviewers: its own, or its organization's."""
    if brief.network_id is not None:
        return select(NETWORKS.id).where(NETWORKS.id == brief.network_id)
    return select(col(NetworkMembership.network_id)).where(
        col(NetworkMembership.organization_id) == brief.organization_id,
        col(NetworkMembership.status) == "active",
    )


def people_of(*groups: SelectBase) -> Select[int]:
    """Select the people of any of these groups, each of which may be a union itself."""
    return select(PEOPLE.id).where(or_(*(PEOPLE.id.in_(group) for group in groups)))


def outsiders(brief: Brief) -> Select[int]:
    """Select the people besides its makers who may know of a brief that went to review."""
    reviewers = select(REVIEWERS.c.person_id).where(
        REVIEWERS.c.brief_id == brief.id, REVIEWERS.c.status == "accepted"
    )
    stewards = select(col(NetworkRole.person_id)).where(
        col(NetworkRole.network_id).in_(networks_of(brief)), col(NetworkRole.role) == "steward"
    )
    return people_of(reviewers, stewards)
