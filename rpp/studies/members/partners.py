"""Who takes part in a study: invitations, and a district that leaves."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from rpp import clock, dates
from rpp.errors import DomainError
from rpp.networks.models import Network, NetworkMembership
from rpp.networks.zones import zone_of
from rpp.organizations.models import Organization
from rpp.people import emails
from rpp.people.forms import address
from rpp.people.models import Person
from rpp.people.sessions import digest
from rpp.policy import Viewer
from rpp.studies import parts
from rpp.studies.lifecycle import guards
from rpp.studies.lifecycle.audit import held, move, record
from rpp.studies.lifecycle.life import ENDED, LIFE, WRITING, Action
from rpp.studies.models import GRANTS, Study, StudyInvitation, StudyMember, StudyPartner
from rpp.studies.parts import a_role
from rpp.studies.text import queries as texts
from rpp.studies.visibility import in_standing

VALID = timedelta(days=14)


def _demand_ground(session: Session, study: Study) -> None:
    """Refuse while the proposal does not say what is already known."""
    assert study.id is not None
    known = texts.sections(session, study.id)
    guards.demand([guards.before_inviting(known, parts.references(session, study.id))])


def invite(
    session: Session,
    actor: Viewer,
    study_id: int,
    *,
    organization_id: int,
    email: str,
    role: str,
    person_id: int | None = None,
    link: Callable[[str], str] | None = None,
) -> StudyInvitation:
    """Invite one e-mail address to one role on behalf of one organization, for 14 days.

    `person_id`: whose address it is, where that person was chosen by name.
    `link` turns the secret token into the address that the e-mail holds; without it no e-mail.
    """
    study = held(session, study_id)
    LIFE.require(study, Action.INVITE)
    email, typed = address(email), "email" if person_id is None else "person"
    organization = session.get(Organization, organization_id)
    if organization is None:
        raise DomainError("Choose an organization from the list.", "organization_id")
    if role not in GRANTS:
        raise DomainError("Choose a role from the list.", "role")
    _may_bring(session, study, organization, role)
    if role == "co_lead" and study.status == "proposal":
        _demand_ground(session, study)
    if _is_member(session, study_id, email):
        raise DomainError("This person already takes part in the study.", typed)
    now = clock.now()
    for earlier in session.exec(
        select(StudyInvitation).where(
            StudyInvitation.study_id == study_id,
            StudyInvitation.email == email,
            col(StudyInvitation.used_at).is_(None),
            col(StudyInvitation.revoked_at).is_(None),
        )
    ):
        if earlier.expires_at > now:
            raise DomainError(
                f"This {'address' if person_id is None else 'person'} has an open invitation. "
                "Cancel it before you send another.",
                typed,
            )
        earlier.revoked_at = now
    session.flush()
    token = secrets.token_urlsafe(32)
    assert actor.id is not None
    invitation = StudyInvitation(
        study_id=study_id,
        organization_id=organization_id,
        email=email,
        person_id=person_id,
        role=role,
        token_hash=digest(token),
        invited_by=actor.id,
        expires_at=now + VALID,
    )
    try:
        with session.begin_nested():
            session.add(invitation)
    except IntegrityError as error:
        raise DomainError("This address was invited a moment ago.", "email") from error
    if link:
        how = "your e-mail address" if person_id is None else "name"
        emails.tell_address(
            session,
            email,
            "invitation",
            f"{actor.name} invites you to a study",
            "study_invitation",
            why=f"{actor.name} invited you by {how}",
            inviter=actor.name,
            organization=organization.name,
            role=a_role(role),
            until=dates.stamp_in(invitation.expires_at, zone_of(session, study.network_id)),
            link=link(token),
        )
    detail = {
        "organization": organization.name,
        "role": role,
        "invitation_id": invitation.id,
    }
    record(
        session,
        study,
        "invited",
        actor.id,
        organization_id=organization_id,
        detail=detail,
        private=True,
    )
    return invitation


def _may_bring(session: Session, study: Study, organization: Organization, role: str) -> None:
    """Refuse what this organization cannot be in this study."""
    assert study.id is not None
    assert organization.id is not None
    if role == "co_lead":
        if organization.type != "lea":
            raise DomainError("A co-lead must be from a district.", "organization_id")
        if not _is_partner(session, study.id, organization.id):
            _open_to_districts(study)
            _in_network(session, study, organization)
    elif (role == "practitioner" or (role == "member" and organization.type == "lea")) and (
        not _is_partner(session, study.id, organization.id)
    ):
        raise DomainError(
            f"{organization.name} has no co-lead in this study yet. Invite one first.",
            "organization_id",
        )


def _open_to_districts(study: Study) -> None:
    if study.status not in WRITING:
        raise DomainError(
            "A district can join while the text is being written. The lead researcher or a "
            "district co-lead can reopen a frozen text.",
            "organization_id",
        )


def _in_network(session: Session, study: Study, organization: Organization) -> None:
    """Refuse a district outside the study's network."""
    belongs = session.exec(
        select(NetworkMembership.id).where(
            NetworkMembership.network_id == study.network_id,
            NetworkMembership.organization_id == organization.id,
            NetworkMembership.status == "active",
        )
    ).first()
    if belongs is None:
        network = session.get(Network, study.network_id)
        assert network is not None
        raise DomainError(
            f"{organization.name} is not in {network.name}. It can apply to join the network.",
            "organization_id",
        )


def _is_partner(session: Session, study_id: int, organization_id: int) -> bool:
    statement = select(StudyPartner.id).where(
        StudyPartner.study_id == study_id,
        StudyPartner.organization_id == organization_id,
        col(StudyPartner.left_at).is_(None),
    )
    return session.exec(statement).first() is not None


def _is_member(session: Session, study_id: int, email: str) -> bool:
    statement = (
        select(StudyMember.id)
        .join(Person, col(Person.id) == col(StudyMember.person_id))
        .where(StudyMember.study_id == study_id, Person.email == email, in_standing(StudyMember))
    )
    return session.exec(statement).first() is not None


def revoke_invitation(
    session: Session, actor: Viewer, study_id: int, invitation_id: int
) -> StudyInvitation:
    """Take an open invitation back; its link stops working."""
    study = held(session, study_id)
    invitation = session.get(StudyInvitation, invitation_id, populate_existing=True)
    if invitation is None or invitation.study_id != study_id:
        raise DomainError("There is no such invitation in this study.")
    if invitation.used_at is not None:
        raise DomainError("The invitation was already accepted.")
    if invitation.revoked_at is None:
        invitation.revoked_at = clock.now()
        session.flush()
        organization = session.get(Organization, invitation.organization_id)
        assert organization is not None
        record(
            session,
            study,
            "invitation_revoked",
            actor.id,
            detail={"organization": organization.name},
            private=True,
        )
    return invitation


def accept_invitation(session: Session, actor: Viewer, invitation_id: int) -> Study:
    """Take part as the invitation says, once, by the account it is addressed to.

    A district's first co-lead makes the district a partner, and begins the co-design.
    """
    invitation = session.get(StudyInvitation, invitation_id)
    if invitation is None or actor.id is None or invitation.email != actor.email:
        raise DomainError("This invitation is for another address.")
    study = held(session, invitation.study_id)
    session.refresh(invitation)
    now = clock.now()
    if invitation.used_at is not None:
        raise DomainError("This invitation was already accepted.")
    if invitation.revoked_at is not None:
        raise DomainError("This invitation was canceled.")
    if invitation.expires_at <= now:
        raise DomainError("This invitation has expired. Ask for a new one.")
    if study.status in ENDED:
        raise DomainError("The study has ended.")
    person = session.get(Person, actor.id)
    assert person is not None
    assert study.id is not None
    if person.confirmed_at is None:
        raise DomainError("Confirm your e-mail address first; the link is in the e-mail.")
    organization = session.get(Organization, invitation.organization_id)
    assert organization is not None
    if organization.id not in actor.member_of:
        raise DomainError(
            f"You are invited for {organization.name}, but you are not a member of it here "
            f"yet. Join it on its page; then this invitation works."
        )
    _may_bring(session, study, organization, invitation.role)
    if invitation.role == "co_lead" and study.status == "proposal":
        # With them the co-design begins: what was linked then may have been taken out.
        _demand_ground(session, study)
    invitation.used_at = now
    if invitation.role == "co_lead":
        _make_partner(session, study.id, invitation.organization_id)
    # Who left the organization they once came for may come again for another.
    before = session.exec(
        select(StudyMember).where(
            StudyMember.study_id == study.id,
            StudyMember.person_id == actor.id,
            ~in_standing(StudyMember),
        )
    ).first()
    member = before or StudyMember(
        study_id=study.id,
        person_id=actor.id,
        organization_id=invitation.organization_id,
        role=invitation.role,
        since=now,
    )
    member.organization_id, member.role = invitation.organization_id, invitation.role
    member.since, member.left_at = now, None
    try:
        with session.begin_nested():
            session.add(member)
    except IntegrityError as error:
        raise DomainError("You already take part in this study.") from error
    detail = {"organization": organization.name, "role": invitation.role}
    record(session, study, "joined", actor.id, organization_id=organization.id, detail=detail)
    if invitation.role == "co_lead" and study.status == "proposal":
        move(session, study, "co_design", "co_design_started", actor.id)
    return study


def _make_partner(session: Session, study_id: int, organization_id: int) -> None:
    statement = select(StudyPartner).where(
        StudyPartner.study_id == study_id, StudyPartner.organization_id == organization_id
    )
    partner = session.exec(statement).first()
    if partner is None:
        partner = StudyPartner(
            study_id=study_id, organization_id=organization_id, joined_at=clock.now()
        )
    partner.left_at = None
    session.add(partner)
    session.flush()


def leave_study(
    session: Session, actor: Viewer, study_id: int, organization_id: int, reason: str
) -> Study:
    """Say that a district leaves; the study goes on, and says so.

    Possible while the text is being written, and again once the findings are shared.
    """
    study = held(session, study_id)
    LIFE.require(study, Action.LEAVE)
    partner = session.exec(
        select(StudyPartner).where(
            StudyPartner.study_id == study_id,
            StudyPartner.organization_id == organization_id,
            col(StudyPartner.left_at).is_(None),
        )
    ).first()
    if partner is None:
        raise DomainError("This district does not take part.")
    if not speaks_for(session, actor, study_id, organization_id):
        raise DomainError(
            "Only the district’s co-lead, leader or signatory can say that it leaves."
        )
    others = session.exec(
        select(StudyPartner.id).where(
            StudyPartner.study_id == study_id,
            StudyPartner.id != partner.id,
            col(StudyPartner.left_at).is_(None),
        )
    ).first()
    if others is None and study.status != "co_design":
        raise DomainError(
            "It is the only district of the study, so the study cannot continue without it."
        )
    partner.left_at = clock.now()
    organization = session.get(Organization, organization_id)
    assert organization is not None
    record(
        session,
        study,
        "partner_left",
        actor.id,
        organization_id=organization_id,
        reason=reason,
        detail={"organization": organization.name},
    )
    return study


def speaks_for(session: Session, actor: Viewer, study_id: int, organization_id: int) -> bool:
    """Whether the person is the district's co-lead here, or its leader or signatory."""
    if organization_id in actor.leads | actor.signs_for:
        return True
    statement = select(StudyMember.id).where(
        StudyMember.study_id == study_id,
        StudyMember.person_id == actor.id,
        StudyMember.organization_id == organization_id,
        StudyMember.role == "co_lead",
        in_standing(StudyMember),
    )
    return session.exec(statement).first() is not None
