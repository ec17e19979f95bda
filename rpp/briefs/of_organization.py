"""A deposited brief: a report that an organization made, and puts here itself.

Its members write it; whoever began the deposit publishes it, or a leader of the organization.
"""

from sqlalchemy import ColumnElement, SelectBase, and_, case, literal, or_, select, union
from sqlmodel import Session, col

from rpp.briefs import types
from rpp.briefs.makers import Maker, Makers, in_order, named_in
from rpp.briefs.models import Brief
from rpp.briefs.published import Basis
from rpp.briefs.published import Organization as Named
from rpp.briefs.texts import Draft
from rpp.briefs.types import Origin, Source, given
from rpp.layout import Link
from rpp.organizations.kind import members
from rpp.organizations.models import Membership, Organization
from rpp.people.models import Person
from rpp.policy import Viewer


def _belongs(viewer: Viewer) -> ColumnElement[bool]:
    return col(Brief.organization_id).in_(sorted(viewer.member_of))


def _part(viewer: Viewer) -> ColumnElement[str]:
    leads = col(Brief.organization_id).in_(sorted(viewer.leads))
    return case(
        (_belongs(viewer) & (leads | (col(Brief.begun_by) == viewer.id)), literal("lead")),
        (_belongs(viewer), literal("member")),
        else_=literal(""),
    )


def _insiders(origin: Origin) -> SelectBase:
    return members([given(origin.organization_id)])


def _members(origin: Origin) -> SelectBase:
    """Whoever began it, who is not lost when they leave, and the organization's leaders."""
    begun = select(col(Person.id)).where(col(Person.id) == origin.begun_by)
    return union(begun, members([given(origin.organization_id)], col(Membership.role) == "leader"))


def _makers(session: Session, origin: Origin, draft: Draft) -> Makers:
    """The members of the organization, and those whom the draft names; one statement."""
    belongs = and_(
        col(Membership.person_id) == col(Person.id),
        col(Membership.organization_id) == origin.organization_id,
        col(Membership.status) == "active",
    )
    rows = session.execute(
        select(
            col(Person.id),
            col(Person.name),
            col(Person.title),
            literal(None),
            col(Organization.name),
            col(Organization.type),
            col(Organization.ror),
            col(Organization.leaid),
        )
        .select_from(Person)
        .outerjoin(Membership, belongs)
        .outerjoin(Organization, col(Organization.id) == col(Membership.organization_id))
        .where(or_(col(Membership.id).is_not(None), col(Person.id).in_(named_in(draft))))
        .order_by(col(Person.name), col(Person.id))
    )
    return in_order(Maker(*row) for row in rows)


def _basis(session: Session, origin: Origin) -> Basis:
    organization = session.get_one(Organization, given(origin.organization_id))
    named = Named(given(organization.id), organization.name, organization.state)
    is_district = organization.type == "lea"
    return Basis("", "", None, districts=[named] if is_district else [], organizations=[named])


def _source(_origin: Origin, basis: Basis) -> Source:
    [organization] = basis.organizations
    return Source("deposited by", Link(organization.name, f"/organizations/{organization.id}"))


types.register(
    types.BriefType(
        name="deposited",
        words=types.Words(
            "Deposited report",
            "the members of its organization",
            "whoever deposited it, or a leader of the organization,",
            "Put what your report says into these sections.",
            standing="An organization made it and put it here itself. No study here stands behind "
            "it.",
        ),
        part=_part,
        takes_part=_belongs,
        insiders=_insiders,
        members=_members,
        owners=_members,
        makers=_makers,
        basis=_basis,
        source=_source,
    )
)
