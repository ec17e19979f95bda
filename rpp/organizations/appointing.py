"""Whom organizations appoint: delegates, who vote, and signatories, who sign."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from rpp import clock, db, history
from rpp.errors import DomainError
from rpp.organizations.held import facts_of, own_membership
from rpp.organizations.life import LIFE, Action
from rpp.organizations.models import Appointment, Organization
from rpp.policy import Viewer

APPOINTED = {"delegate": "Delegate", "signatory": "Signatory"}


def offices(type_: str) -> dict[str, str]:
    """Whom an organization of this type appoints, by role: only school districts vote."""
    return {role: name for role, name in APPOINTED.items() if role != "delegate" or type_ == "lea"}


def appoint(
    session: Session, actor: Viewer, organization_id: int, person_id: int, role: str
) -> Appointment:
    """Appoint a member; a new delegate replaces the one before, signatories may be several."""
    organization = db.lock(session, Organization, organization_id)
    if role not in APPOINTED:
        raise DomainError("Choose delegate or signatory.", "role")
    if role == "delegate" and organization.type != "lea":
        raise DomainError("Only school districts vote, so only they have a delegate.", "role")
    membership = own_membership(session, person_id, organization_id)
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
            end(session, actor, one, "replaced", by_person_id=person_id)
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
        organization_id=organization_id, detail=facts_of(session, appointment, role=role),
    )  # fmt: skip
    return appointment


def end_appointment(session: Session, actor: Viewer, appointment_id: int) -> Appointment:
    """End an appointment without a successor."""
    appointment = db.lock(session, Appointment, appointment_id)
    if appointment.ended_at is not None:
        raise DomainError("This appointment has already ended.")
    end(session, actor, appointment, "ended")
    return appointment


def end(session: Session, actor: Viewer, appointment: Appointment, verb: str, **more: int) -> None:
    """End an appointment that is held; `verb` says how, `more` are facts of that."""
    appointment.ended_at = clock.now()
    session.add(appointment)
    history.record(
        session, appointment, verb, actor.id, organization_id=appointment.organization_id,
        detail=facts_of(session, appointment, role=appointment.role, **more),
    )  # fmt: skip
