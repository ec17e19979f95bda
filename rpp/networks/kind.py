"""What the other rooms know of networks, and of who belongs where."""

from sqlalchemy import ColumnElement, Select, or_, select
from sqlmodel import Session, col

from rpp import kinds
from rpp.db import columns
from rpp.history import Event
from rpp.kinds import ByEmail, Telling
from rpp.networks.models import Network, NetworkMembership, NetworkRole
from rpp.networks.verbs import NETWORK, PLACE, role_name
from rpp.organizations.kind import leaders
from rpp.organizations.models import Membership
from rpp.organizations.verbs import MEMBERSHIP
from rpp.people.models import Person
from rpp.policy import Viewer


def stewards(session: Session, network_id: int | None) -> set[int]:
    """Who is steward of a network now."""
    statement = select(col(NetworkRole.person_id)).where(
        col(NetworkRole.network_id) == network_id, col(NetworkRole.role) == "steward"
    )
    return set(session.execute(statement).scalars())


# --- who belongs to an organization --------------------------------------------------------


def _memberships(viewer: Viewer) -> Select[int] | None:
    """Members are known to all who are signed in, requests to those who ask and who decide."""
    if viewer.is_admin:
        return None
    conditions = [_decided_by(viewer)]
    if viewer.id is not None:
        conditions.append(col(Membership.status) == "active")
    return select(columns(Membership).id).where(or_(*conditions))


def _own_memberships(viewer: Viewer) -> Select[int] | None:
    """Requests and refusals, also of those who are members by now."""
    return None if viewer.is_admin else select(columns(Membership).id).where(_decided_by(viewer))


def _decided_by(viewer: Viewer) -> ColumnElement[bool]:
    served = select(col(NetworkMembership.organization_id)).where(
        col(NetworkMembership.network_id).in_(sorted(viewer.stewards)),
        col(NetworkMembership.status) == "active",
    )
    return or_(
        col(Membership.person_id) == viewer.id,
        col(Membership.organization_id).in_(sorted(viewer.leads)),
        col(Membership.organization_id).in_(served),
    )


def _tell_of_membership(session: Session, event: Event, membership: Membership) -> Telling:
    where = membership.organization_id
    page = kinds.href("organization", where)
    if event.verb == "requested":
        return Telling(_deciders(session, where), f"{page}/manage")
    answer = _of_answer(event, event.detail["organization"])
    return Telling({membership.person_id}, page, email=answer)


def _of_answer(event: Event, name: str) -> ByEmail | None:
    """The answer to a request to join, for who asked."""
    why = f"you asked to join {name}"
    if event.verb == "joined":
        then = "What waits for you stands on your own page after you sign in."
        return ByEmail("membership", f"You now belong to {name}", why, then)
    if event.verb == "refused":
        subject = f"Your request to join {name} was not approved"
        return ByEmail("membership", subject, why, f"The reason:\n{event.reason}")
    return None


def _deciders(session: Session, organization_id: int) -> set[int]:
    """Who decides about a request: leaders and stewards, where there are none the operator."""
    networks = select(col(NetworkMembership.network_id)).where(
        col(NetworkMembership.organization_id) == organization_id,
        col(NetworkMembership.status) == "active",
    )
    serving = select(col(NetworkRole.person_id)).where(
        col(NetworkRole.network_id).in_(networks), col(NetworkRole.role) == "steward"
    )
    people = leaders(session, [organization_id]) | set(session.execute(serving).scalars())
    admins = select(col(Person.id)).where(col(Person.is_admin).is_(True))
    return people or set(session.execute(admins).scalars())


# --- which organization belongs to a network -----------------------------------------------


def _places(viewer: Viewer) -> Select[int] | None:
    """Who is or was in a network is open to all; who asks, to those who ask and who decide."""
    if viewer.is_admin:
        return None
    return select(columns(NetworkMembership).id).where(
        or_(_placed_by(viewer), col(NetworkMembership.status).in_(("active", "ended")))
    )


def _own_places(viewer: Viewer) -> Select[int] | None:
    return (
        None if viewer.is_admin else select(columns(NetworkMembership).id).where(_placed_by(viewer))
    )


def _placed_by(viewer: Viewer) -> ColumnElement[bool]:
    return or_(
        col(NetworkMembership.organization_id).in_(sorted(viewer.leads)),
        col(NetworkMembership.network_id).in_(sorted(viewer.stewards)),
    )


def _tell_of_place(session: Session, event: Event, place: NetworkMembership) -> Telling:
    network = session.get_one(Network, place.network_id)
    page = f"/networks/{network.slug}"
    if event.verb == "requested":
        return Telling(stewards(session, network.id), f"{page}/steward")
    answer = _of_answer_to_district(event, event.detail["organization"], network.name)
    return Telling(leaders(session, [place.organization_id]), page, email=answer)


def _of_answer_to_district(event: Event, name: str, network: str) -> ByEmail | None:
    """The answer to a district's request, for its leaders."""
    why = f"you lead {name}"
    if event.verb == "admitted":
        then = "Its people can now post problems there, and vote in its rounds."
        return ByEmail("membership", f"{name} is now in {network}", why, then)
    if event.verb == "refused":
        subject = f"The request of {name} to join {network} was not approved"
        return ByEmail("membership", subject, why, f"The reason:\n{event.reason}")
    return None


# --- who serves it -------------------------------------------------------------------------


def _tell_of_role(_session: Session, event: Event, network: Network) -> Telling:
    """A person who was named steward or broker, or is no longer, is told."""
    page, facts = f"/networks/{network.slug}", event.detail
    if event.verb == "role_ended":
        return Telling({facts["person_id"]}, page)
    named = ByEmail(
        "membership",
        f"You are now {role_name(facts)} of {network.name}",
        "you were given this role",
        "What waits for you stands on your own page after you sign in.",
    )
    page = {"steward": f"{page}/steward", "reviewer": "/ratings"}.get(facts["role"], page)
    return Telling({facts["person_id"]}, page, email=named)


kinds.register(kinds.Kind("network", readers=kinds.everyone, verbs=NETWORK, tell=_tell_of_role))
kinds.register(
    kinds.Kind(
        "membership",
        readers=_memberships,
        verbs=MEMBERSHIP,
        insiders=_own_memberships,
        tell=_tell_of_membership,
    )
)
kinds.register(
    kinds.Kind(
        "network membership",
        readers=_places,
        verbs=PLACE,
        insiders=_own_places,
        tell=_tell_of_place,
    )
)
