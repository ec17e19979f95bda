"""Opening networks, who belongs to them, and who serves them."""

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from rpp import clock, dates, db, history, markup
from rpp.errors import DomainError
from rpp.forms import NOT_OFFERED
from rpp.networks.candidates import candidates
from rpp.networks.life import LIFE, Action
from rpp.networks.models import ROLES, Network, NetworkMembership, NetworkRole
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.verbs import Facts


def create_network(
    session: Session,
    actor: Viewer,
    *,
    name: str,
    slug: str,
    purpose: str,
    about: str,
    timezone: str,
    steward_email: str,
) -> Network:
    """Open a network with its first steward, who must have an account."""
    if not dates.is_zone(timezone):
        raise DomainError("Choose a time zone.", "timezone")
    steward = _person(session, steward_email, "steward_email")
    network = Network(
        name=name,
        slug=slug,
        purpose=purpose,
        about=about,
        about_html=markup.render(about),
        markup_version=markup.VERSION,
        timezone=timezone,
        created_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(network)
    except IntegrityError:
        taken = session.exec(select(Network.id).where(Network.name == name)).first()
        field = "name" if taken else "slug"
        raise DomainError("Another network has this already. Choose another.", field) from None
    history.record(session, network, "created", actor.id)
    _give(session, actor, network, steward, "steward")
    return network


def edit_network(
    session: Session, actor: Viewer, network_id: int, purpose: str, about: str
) -> Network:
    """Change what a network says about itself."""
    network = db.lock(session, Network, network_id)
    network.purpose, network.about = purpose, about
    network.about_html, network.markup_version = markup.render(about), markup.VERSION
    session.add(network)
    history.record(session, network, "edited", actor.id)
    return network


# --- organizations -------------------------------------------------------------------------


def apply(
    session: Session, actor: Viewer, network_id: int, organization_id: int | None
) -> NetworkMembership:
    """Ask to bring an organization that one leads into a network."""
    if organization_id not in actor.leads or organization_id is None:
        raise DomainError("Choose an organization that you lead.", "organization")
    organization = session.get_one(Organization, organization_id)
    membership = session.exec(
        select(NetworkMembership)
        .where(
            NetworkMembership.network_id == network_id,
            NetworkMembership.organization_id == organization_id,
        )
        .with_for_update()
    ).first()
    waiting = DomainError(f"{organization.name} is already waiting for an answer.", "organization")
    if membership is None:
        membership = NetworkMembership(
            network_id=network_id, organization_id=organization_id, status_since=clock.now()
        )
        try:
            with session.begin_nested():
                session.add(membership)
        except IntegrityError:
            raise waiting from None
        history.record(
            session, membership, "requested", actor.id, organization_id=organization_id,
            private=True, detail=_names(session, membership),
        )  # fmt: skip
        return membership
    if membership.status == "active":
        raise DomainError(f"{organization.name} is already in this network.", "organization")
    if membership.status == "pending":
        raise waiting
    history.move(
        session, membership, "pending", "requested", actor.id,
        organization_id=organization_id, private=True, detail=_names(session, membership),
    )  # fmt: skip
    return membership


def admit(session: Session, actor: Viewer, membership_id: int) -> NetworkMembership:
    """Let an organization that asked join the network."""
    return _decide(session, actor, membership_id, "active", "admitted")


def refuse(session: Session, actor: Viewer, membership_id: int, reason: str) -> NetworkMembership:
    """Refuse an organization, with a reason that its leaders read."""
    reason = reason.replace("\x00", "").strip()
    if not reason:
        raise DomainError("Give a reason. The leaders of the organization read it.")
    if len(reason) > 500:
        raise DomainError("Please give the reason in at most 500 characters.")
    return _decide(session, actor, membership_id, "refused", "refused", reason)


def _decide(
    session: Session, actor: Viewer, membership_id: int, to: str, verb: str, reason: str = ""
) -> NetworkMembership:
    membership = db.lock(session, NetworkMembership, membership_id)
    LIFE.require(membership, Action.ADMIT if to == "active" else Action.REFUSE)
    history.move(
        session, membership, to, verb, actor.id, reason=reason, private=verb == "refused",
        organization_id=membership.organization_id, detail=_names(session, membership),
    )  # fmt: skip
    return membership


def end(session: Session, actor: Viewer, membership_id: int) -> NetworkMembership:
    """End an organization's place in the network: its leader leaves, or a steward ends it."""
    membership = db.lock(session, NetworkMembership, membership_id)
    LIFE.require(membership, Action.END)
    history.move(
        session, membership, "ended", "ended", actor.id,
        organization_id=membership.organization_id, detail=_names(session, membership),
    )  # fmt: skip
    return membership


def _names(session: Session, membership: NetworkMembership) -> Facts:
    """Both as they are called now."""
    return {
        "network_id": membership.network_id,
        "network": session.get_one(Network, membership.network_id).name,
        "organization": session.get_one(Organization, membership.organization_id).name,
    }


# --- those who serve -----------------------------------------------------------------------


def give_role(
    session: Session,
    actor: Viewer,
    network_id: int,
    role: str,
    *,
    email: str = "",
    person_id: int | None = None,
) -> NetworkRole:
    """Give a person a role: one chosen by name, or one by their address."""
    if role not in ROLES:
        raise DomainError("Choose one of the roles.", "role")
    network = db.lock(session, Network, network_id)
    if person_id is None:
        return _give(session, actor, network, _person(session, email, "email"), role)
    if person_id not in {one.id for one in candidates(session, network_id)}:
        raise DomainError(NOT_OFFERED, "person")
    return _give(session, actor, network, session.get_one(Person, person_id), role, "person")


def _give(
    session: Session,
    actor: Viewer,
    network: Network,
    person: Person,
    role: str,
    field: str = "email",
) -> NetworkRole:
    assert network.id is not None
    assert person.id is not None
    given = NetworkRole(network_id=network.id, person_id=person.id, role=role, since=clock.now())
    try:
        with session.begin_nested():
            session.add(given)
    except IntegrityError:
        raise DomainError(f"{person.name} is already {ROLES[role]}.", field) from None
    detail = _role(network, person, role)
    history.record(session, network, "role_given", actor.id, detail=detail)
    return given


def _role(network: Network, person: Person, role: str) -> Facts:
    return {"person_id": person.id, "name": person.name, "role": role, "network": network.name}


def end_role(session: Session, actor: Viewer, network_id: int, role_id: int) -> Network:
    """Take a part from a person; a network keeps one steward."""
    network = db.lock(session, Network, network_id)
    given = session.get(NetworkRole, role_id)
    if given is None or given.network_id != network_id:
        raise DomainError("Someone has already ended this.")
    if given.role == "steward":
        stewards = session.exec(
            select(NetworkRole.id).where(
                NetworkRole.network_id == network_id, NetworkRole.role == "steward"
            )
        ).all()
        if len(stewards) < 2:
            raise DomainError("Name another steward first: a network needs one.")
    person = session.get_one(Person, given.person_id)
    session.execute(delete(NetworkRole).where(col(NetworkRole.id) == role_id))
    detail = _role(network, person, given.role)
    history.record(session, network, "role_ended", actor.id, detail=detail)
    return network


def _person(session: Session, email: str, field: str) -> Person:
    person = session.exec(select(Person).where(Person.email == email)).first()
    if person is None or person.confirmed_at is None:
        raise DomainError(
            "No account has this address yet. Ask the person to sign up first.", field
        )
    return person
