"""Joining organizations, deciding about members, appointing, and mail domains."""

from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from rpp import clock, db, history, policy
from rpp.errors import DomainError
from rpp.organizations import domains, names
from rpp.organizations.life import LIFE, Action
from rpp.organizations.models import KINDS, Appointment, EmailDomain, Membership, Organization
from rpp.organizations.queries import claims, decisions, members
from rpp.policy import Viewer

APPOINTED = {"delegate": "Delegate", "signatory": "Signatory"}


def offices(type_: str) -> dict[str, str]:
    """Whom an organization of this type appoints, by role: only school districts vote."""
    return {role: name for role, name in APPOINTED.items() if role != "delegate" or type_ == "lea"}


# --- membership ----------------------------------------------------------------------------


def ask_to_join(
    session: Session, actor: Viewer, organization_id: int, note: str = ""
) -> Membership:
    """Ask to join; joined at once where the verified mail domain shows that they belong there."""
    assert actor.id is not None
    membership = _membership(session, actor.id, organization_id)
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
    detail = _about(session, membership)
    about: dict[str, Any] = {"organization_id": organization_id, "detail": detail}
    if at_once:
        detail |= {"by": "mail", "domain": domains.of(actor.email)}
        history.move(session, membership, "active", "joined", actor.id, **about)
    elif membership.status == "pending":
        history.record(session, membership, "requested", actor.id, private=True, **about)
    else:
        history.move(session, membership, "pending", "requested", actor.id, private=True, **about)
    return membership


def _about(session: Session, held: Membership | Appointment) -> dict[str, Any]:
    """Whose it is, and the organization as it is called now."""
    organization = session.get_one(Organization, held.organization_id)
    return {"person_id": held.person_id, "organization": organization.name}


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


def _membership(session: Session, person_id: int, organization_id: int) -> Membership:
    """The person's row in the organization, held; a new one, not saved yet, where there is none."""
    found = session.exec(
        select(Membership)
        .where(Membership.person_id == person_id, Membership.organization_id == organization_id)
        .with_for_update()
    ).first()
    return found or Membership(
        person_id=person_id, organization_id=organization_id, status_since=clock.now()
    )


def take_back(session: Session, actor: Viewer, organization_id: int) -> Membership:
    """Take back a request that still waits."""
    assert actor.id is not None
    membership = _membership(session, actor.id, organization_id)
    if membership.id is None:
        raise DomainError("You have no request waiting here.")
    LIFE.require(membership, Action.TAKE_BACK)
    history.move(
        session, membership, "ended", "taken_back", actor.id,
        organization_id=organization_id, private=True, detail={"person_id": actor.id},
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
        detail=_about(session, membership) | {"role": role},
    )  # fmt: skip
    return membership


def refuse(session: Session, actor: Viewer, membership_id: int, reason: str) -> Membership:
    """Refuse a request, with a reason that the person reads."""
    membership = db.lock(session, Membership, membership_id)
    LIFE.require(membership, Action.REFUSE)
    history.move(
        session, membership, "refused", "refused", actor.id, reason=_reason(reason),
        organization_id=membership.organization_id, private=True,
        detail=_about(session, membership),
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
    membership = _held(session, membership_id)
    LIFE.require(membership, Action.END)
    detail = _about(session, membership)
    about = {"organization_id": membership.organization_id, "detail": detail}
    for appointment in session.exec(
        select(Appointment)
        .where(
            Appointment.organization_id == membership.organization_id,
            Appointment.person_id == membership.person_id,
            col(Appointment.ended_at).is_(None),
        )
        .with_for_update()
    ).all():
        _end(session, actor, appointment, "ended")
    membership.role = "member"
    history.move(session, membership, "ended", "ended", actor.id, **about)
    return membership


def leave(session: Session, actor: Viewer, organization_id: int) -> Membership:
    """Leave an organization."""
    assert actor.id is not None
    mine = members.my_membership(session, actor.id, organization_id)
    if mine is None:
        raise DomainError("You are not a member of this organization.")
    return end_membership(session, actor, mine.id)


def _held(session: Session, membership_id: int) -> Membership:
    """A membership, its organization held first: all who change both take them in this order."""
    organization_id = session.exec(
        select(Membership.organization_id).where(Membership.id == membership_id)
    ).one()
    db.lock(session, Organization, organization_id)
    return db.lock(session, Membership, membership_id)


def set_leader(session: Session, actor: Viewer, membership_id: int, leader: bool) -> Membership:
    """Make a member a leader, or a leader a member; one leader always remains."""
    membership = _held(session, membership_id)
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
        organization_id=membership.organization_id, detail={"person_id": membership.person_id},
    )  # fmt: skip
    return membership


# --- appointments --------------------------------------------------------------------------


def appoint(
    session: Session, actor: Viewer, organization_id: int, person_id: int, role: str
) -> Appointment:
    """Appoint a member; a new delegate replaces the one before, signatories may be several."""
    organization = db.lock(session, Organization, organization_id)
    if role not in APPOINTED:
        raise DomainError("Choose delegate or signatory.", "role")
    if role == "delegate" and organization.type != "lea":
        raise DomainError("Only school districts vote, so only they have a delegate.", "role")
    membership = _membership(session, person_id, organization_id)
    if membership.id is None or not LIFE.allows(membership, Action.APPOINT):
        raise DomainError(f"Choose a member of {organization.name}.", "person")
    before = session.exec(
        select(Appointment).where(
            Appointment.organization_id == organization_id,
            Appointment.role == role,
            col(Appointment.ended_at).is_(None),
        )
    ).all()
    if any(one.person_id == person_id for one in before):
        raise DomainError(f"This person is already {role}.", "person")
    if role == "delegate":
        for one in before:
            _end(session, actor, one, "replaced", {"by_person_id": person_id})
    appointment = Appointment(
        organization_id=organization_id,
        person_id=person_id,
        role=role,
        appointed_by=actor.id,
        appointed_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(appointment)
    except IntegrityError:
        raise DomainError("Someone else just appointed a delegate. Reload the page.") from None
    history.record(
        session, appointment, "appointed", actor.id,
        organization_id=organization_id, detail=_about(session, appointment) | {"role": role},
    )  # fmt: skip
    return appointment


def end_appointment(session: Session, actor: Viewer, appointment_id: int) -> Appointment:
    """End an appointment without a successor."""
    appointment = db.lock(session, Appointment, appointment_id)
    if appointment.ended_at is not None:
        raise DomainError("This appointment has already ended.")
    _end(session, actor, appointment, "ended")
    return appointment


def _end(
    session: Session,
    actor: Viewer,
    appointment: Appointment,
    verb: str,
    more: dict[str, Any] | None = None,
) -> None:
    appointment.ended_at = clock.now()
    session.add(appointment)
    detail = _about(session, appointment) | {"role": appointment.role}
    history.record(
        session, appointment, verb, actor.id,
        organization_id=appointment.organization_id, detail=detail | (more or {}),
    )  # fmt: skip


# --- mail domains --------------------------------------------------------------------------


def claim_domain(session: Session, actor: Viewer, organization_id: int, domain: str) -> EmailDomain:
    """Say that a mail domain is the organization's; an administrator then verifies it."""
    domain = domains.clean(domain)
    if not domain:
        raise DomainError("Give an e-mail domain, for example albertville.k12.al.us.", "domain")
    if domains.shared(domain):
        raise DomainError(
            f"Many organizations share {domain}, so it cannot show who works at yours.", "domain"
        )
    claim = EmailDomain(organization_id=organization_id, domain=domain, claimed_by=actor.id)
    try:
        with session.begin_nested():
            session.add(claim)
    except IntegrityError:
        raise DomainError(f"{domain} is already on your list.", "domain") from None
    _of_domain(session, actor, claim, "domain_claimed")
    return claim


def verify_domain(session: Session, actor: Viewer, domain_id: int) -> EmailDomain:
    """Confirm that a domain belongs to the organization that claims it, and to no other."""
    claim = db.lock(session, EmailDomain, domain_id)
    if claim.verified_at is not None:
        raise DomainError("Someone has already verified this domain.")
    if domains.shared(claim.domain):
        raise DomainError(f"Many organizations share {claim.domain}. Do not verify it.")
    try:
        with session.begin_nested():
            claim.verified_at, claim.verified_by = clock.now(), actor.id
            session.add(claim)
    except IntegrityError:
        raise DomainError(
            f"{claim.domain} was verified for another organization. It can belong to only one."
        ) from None
    _of_domain(session, actor, claim, "domain_verified")
    return claim


def refuse_domain(session: Session, actor: Viewer, domain_id: int) -> EmailDomain:
    """Refuse a claim, or take back a verification: nobody joins by this domain any more."""
    return _remove_domain(session, actor, domain_id, "domain_refused")


def drop_domain(session: Session, actor: Viewer, domain_id: int) -> EmailDomain:
    """Give up a domain of one's own organization."""
    return _remove_domain(session, actor, domain_id, "domain_dropped")


def _remove_domain(session: Session, actor: Viewer, domain_id: int, verb: str) -> EmailDomain:
    claim = db.lock(session, EmailDomain, domain_id)
    _of_domain(session, actor, claim, verb)
    session.execute(delete(EmailDomain).where(col(EmailDomain.id) == domain_id))
    return claim


def _of_domain(session: Session, actor: Viewer, claim: EmailDomain, verb: str) -> None:
    organization = session.get_one(Organization, claim.organization_id)
    history.record(
        session, organization, verb, actor.id,
        organization_id=organization.id, detail={"domain": claim.domain}, private=True,
    )  # fmt: skip


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
