"""Joining organizations, deciding who joins, leaving, and who leads."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from rpp import db, history, policy
from rpp.errors import DomainError
from rpp.organizations import appointing, domains, names
from rpp.organizations.held import facts_of, held_membership, own_membership
from rpp.organizations.life import LIFE, Action
from rpp.organizations.models import KINDS, Appointment, Membership, Organization
from rpp.organizations.queries import claims, decisions, members
from rpp.policy import Viewer

# --- membership ----------------------------------------------------------------------------


def ask_to_join(
    session: Session, actor: Viewer, organization_id: int, note: str = ""
) -> Membership:
    """Ask to join; joined at once where the verified mail domain shows that they belong there."""
    assert actor.id is not None
    membership = own_membership(session, actor.id, organization_id)
    if membership.status == "active":
        raise DomainError("You are already a member of this organization.")
    at_once = claims.belongs_by_mail(session, actor.email, organization_id)
    at_once = at_once and not _sent_away(session, membership)
    waits = membership.id is not None and membership.status == "pending"
    if waits and not at_once:
        raise DomainError("Your request is already waiting for an answer.")
    membership.note, membership.role = note, "member"
    if membership.id is None:
        try:
            with session.begin_nested():
                session.add(membership)
        except IntegrityError:
            raise DomainError("Your request is already waiting for an answer.") from None
    if at_once:
        facts = facts_of(session, membership, by="mail", domain=domains.of(actor.email))
        history.move(
            session, membership, "active", "joined", actor.id,
            organization_id=organization_id, detail=facts,
        )  # fmt: skip
        return membership
    facts = facts_of(session, membership)
    if membership.status == "pending":
        history.record(
            session, membership, "requested", actor.id,
            organization_id=organization_id, private=True, detail=facts,
        )  # fmt: skip
    else:
        history.move(
            session, membership, "pending", "requested", actor.id,
            organization_id=organization_id, private=True, detail=facts,
        )  # fmt: skip
    return membership


def _sent_away(session: Session, membership: Membership) -> bool:
    """Whether a person refused or ended this before: the mail domain does not overrule people."""
    if membership.status != "ended":
        return membership.status == "refused"
    last = session.exec(
        select(history.Event.actor_id)
        .where(
            history.Event.kind == Membership.kind,
            history.Event.subject_id == membership.id,
            history.Event.verb == "ended",
        )
        .order_by(col(history.Event.id).desc())
        .limit(1)
    ).first()
    return last is not None and last != membership.person_id


def take_back(session: Session, actor: Viewer, organization_id: int) -> Membership:
    """Take back a request that still waits."""
    assert actor.id is not None
    membership = own_membership(session, actor.id, organization_id)
    if membership.id is None:
        raise DomainError("You have no request waiting here.")
    LIFE.require(membership, Action.TAKE_BACK)
    history.move(
        session, membership, "ended", "taken_back", actor.id,
        organization_id=organization_id, private=True, detail=facts_of(session, membership),
    )  # fmt: skip
    return membership


def approve(session: Session, actor: Viewer, membership_id: int, role: str) -> Membership:
    """Let a person who asked join, as a member or as a leader."""
    membership = db.lock(session, Membership, membership_id)
    if role not in ("member", "leader"):
        raise DomainError("Say whether the person joins as a member or as a leader.")
    LIFE.require(membership, Action.APPROVE)
    if role == "leader":
        about = decisions.ties(session, membership.organization_id, about=membership.person_id)
        if not policy.may(actor, "organization.make_leader", about):
            raise DomainError(
                "This organization has a leader, who decides who else leads it. Approve the "
                "person as a member."
            )
    membership.role = role
    history.move(
        session, membership, "active", "joined", actor.id,
        organization_id=membership.organization_id,
        detail=facts_of(session, membership, role=role),
    )  # fmt: skip
    return membership


def refuse(session: Session, actor: Viewer, membership_id: int, reason: str) -> Membership:
    """Refuse a request, with a reason that the person reads."""
    membership = db.lock(session, Membership, membership_id)
    LIFE.require(membership, Action.REFUSE)
    history.move(
        session, membership, "refused", "refused", actor.id, reason=_reason(reason),
        organization_id=membership.organization_id, private=True,
        detail=facts_of(session, membership),
    )  # fmt: skip
    return membership


def _reason(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise DomainError("Give a reason. The person who asked reads it.")
    if len(text) > 500:
        raise DomainError("Please give the reason in at most 500 characters.")
    return text


def end_membership(session: Session, actor: Viewer, membership_id: int) -> Membership:
    """End a membership: their own, or as a leader; their appointments end with it."""
    membership = held_membership(session, membership_id)
    LIFE.require(membership, Action.END)
    for appointment in session.exec(
        select(Appointment)
        .where(
            Appointment.organization_id == membership.organization_id,
            Appointment.person_id == membership.person_id,
            col(Appointment.ended_at).is_(None),
        )
        .with_for_update()
    ).all():
        appointing.end(session, actor, appointment, "ended")
    membership.role = "member"
    history.move(
        session, membership, "ended", "ended", actor.id,
        organization_id=membership.organization_id, detail=facts_of(session, membership),
    )  # fmt: skip
    return membership


def leave(session: Session, actor: Viewer, organization_id: int) -> Membership:
    """Leave an organization."""
    assert actor.id is not None
    mine = members.my_membership(session, actor.id, organization_id)
    if mine is None:
        raise DomainError("You are not a member of this organization.")
    return end_membership(session, actor, mine.id)


def set_leader(session: Session, actor: Viewer, membership_id: int, leader: bool) -> Membership:
    """Make a member a leader, or a leader a member; one leader always remains."""
    membership = held_membership(session, membership_id)
    LIFE.require(membership, Action.LEAD)
    role = "leader" if leader else "member"
    if membership.role == role:
        return membership
    if not leader:
        ties = decisions.ties(session, membership.organization_id, about=membership.person_id)
        if ties is None or not ties.has_leader:
            raise DomainError("Make someone else a leader first: there must be at least one.")
    membership.role = role
    session.add(membership)
    history.record(
        session, membership, "made_leader" if leader else "unmade_leader", actor.id,
        organization_id=membership.organization_id, detail=facts_of(session, membership),
    )  # fmt: skip
    return membership


# --- the directory -------------------------------------------------------------------------


def add_organization(
    session: Session,
    actor: Viewer,
    *,
    type: str,
    name: str,
    city: str,
    state: str,
    website: str,
) -> Organization:
    """Add an organization that stands in no directory."""
    if type not in KINDS:
        raise DomainError("Choose what kind of organization it is.", "type")
    finder = names.finder_text(name, city=city, state=state)
    twin = session.exec(select(Organization).where(Organization.finder == finder)).first()
    if twin is not None:
        raise DomainError(f"{name} in {city} is already in the portal.", "name")
    organization = Organization(
        type=type, name=name, city=city, state=state, website=website, finder=finder
    )
    session.add(organization)
    history.record(session, organization, "added", actor.id)
    return organization
