"""What the other rooms know of networks, and of who belongs where."""

from sqlalchemy import ColumnElement, Select, or_, select
from sqlmodel import Session, col

from rpp import kinds
from rpp.db import columns
from rpp.history import Event
from rpp.kinds import ByEmail, Telling
from rpp.networks.models import Network, NetworkMembership, NetworkRole
from rpp.networks.operations import ROLES
from rpp.organizations.kind import leaders, name_of
from rpp.organizations.models import Membership
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
    name, page = name_of(session, where), kinds.href("organization", where)
    if event.verb == "requested":
        return Telling(_deciders(session, where), f"asks to join {name}.", f"{page}/manage")
    said = {
        "joined": f"let you join {name}.",
        "refused": f"did not let you join {name}.",
        "ended": f"ended your membership in {name}.",
    }.get(event.verb, "")
    return Telling({membership.person_id}, said, page, email=_of_answer(event, name))


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
    name, page = name_of(session, place.organization_id), f"/networks/{network.slug}"
    if event.verb == "requested":
        asks = f"asks that {name} joins {network.name}."
        return Telling(stewards(session, network.id), asks, f"{page}/steward")
    said = {
        "admitted": f"admitted {name} to {network.name}.",
        "refused": f"did not admit {name} to {network.name}.",
        "ended": f"ended the membership of {name} in {network.name}.",
    }.get(event.verb, "")
    answer = _of_answer_to_district(event, name, network.name)
    return Telling(leaders(session, [place.organization_id]), said, page, email=answer)


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


def _tell_of_role(_session: Session, event: Event, network: Network) -> Telling | None:
    """A person who was named steward or broker, or is no longer, hears of it."""
    if event.verb not in ("role_given", "role_ended"):
        return None
    page, role, who = f"/networks/{network.slug}", event.detail["role"], {event.detail["person_id"]}
    if event.verb == "role_ended":
        return Telling(who, f"ended your role as {role} of {network.name}.", page)
    page = f"{page}/steward" if role == ROLES["steward"] else page
    named = ByEmail(
        "membership",
        f"You are now {role} of {network.name}",
        "you were given this role",
        "What waits for you stands on your own page after you sign in.",
    )
    return Telling(who, f"named you {role} of {network.name}.", page, email=named)


kinds.register(kinds.Kind("network", readers=kinds.everyone, tell=_tell_of_role))
kinds.register(
    kinds.Kind(
        "membership",
        readers=_memberships,
        insiders=_own_memberships,
        tell=_tell_of_membership,
    )
)
kinds.register(
    kinds.Kind("network membership", readers=_places, insiders=_own_places, tell=_tell_of_place)
)
