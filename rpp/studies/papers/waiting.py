"""Texts that wait for signatures: who can still sign, and the one reminder after a week."""

from datetime import timedelta

from sqlalchemy import Executable, and_, func, or_, select
from sqlmodel import Session, col

from rpp import clock, jobs
from rpp.history import Event, only
from rpp.organizations.models import Appointment
from rpp.studies.lifecycle.audit import held, record
from rpp.studies.lifecycle.life import RUNNING
from rpp.studies.models import Amendment, Signature, Study, StudyPartner

REMIND_AFTER = timedelta(days=7)
FROZEN = ("frozen", "amendment_frozen")
REMINDED = "signatures_awaited"


def awaited(session: Session, study: Study, text_hash: str) -> set[int]:
    """Who can sign a frozen text for a party that nobody has signed for yet."""
    signed = select(col(Signature.party)).where(
        col(Signature.study_id) == study.id,
        col(Signature.text_hash) == text_hash,
        col(Signature.void_at).is_(None),
    )
    parties = set(session.execute(signed).scalars())
    districts = (
        select(col(StudyPartner.organization_id), col(Appointment.person_id))
        .join(
            Appointment,
            and_(
                col(Appointment.organization_id) == col(StudyPartner.organization_id),
                col(Appointment.role) == "signatory",
                col(Appointment.ended_at).is_(None),
            ),
        )
        .where(col(StudyPartner.study_id) == study.id, col(StudyPartner.left_at).is_(None))
    )
    people = {
        person_id
        for organization_id, person_id in session.execute(districts)
        if f"lea:{organization_id}" not in parties
    }
    return people if "lead" in parties else people | {study.lead_id}


def remind(session: Session) -> int:
    """Remind those whose signature is missing a week after a text was frozen, once for each text.

    Returns how many texts.
    """
    found = session.execute(_due()).scalars().all()
    return sum(_reminded(session, study_id) for study_id in found)


def _reminded(session: Session, study_id: int) -> bool:
    study = held(session, study_id)
    # Asked again now that the study is held: another worker may have reminded, or all signed.
    frozen = session.execute(_due(study_id, of_event=True)).scalars().first()
    if not isinstance(frozen, Event):
        return False
    number = frozen.detail.get("number")
    record(
        session,
        study,
        REMINDED,
        None,
        text_hash=frozen.text_hash,
        private=True,
        detail={"number": number} if number else {},
        audience=only(awaited(session, study, frozen.text_hash)),
    )
    return True


def _due(study_id: int | None = None, *, of_event: bool = False) -> Executable:
    """Studies with a text frozen a week ago that waits, and that nobody was reminded of since."""
    newest = (
        select(func.max(col(Event.id)))
        .where(
            col(Event.kind) == "study",
            col(Event.subject_id) == col(Study.id),
            col(Event.verb).in_((*FROZEN, REMINDED)),
        )
        .correlate(Study)
        .scalar_subquery()
    )
    signing = select(col(Amendment.study_id)).where(col(Amendment.status) == "signing")
    return (
        select(Event if of_event else col(Study.id))
        .select_from(Study)
        .join(Event, col(Event.id) == newest)
        .where(
            col(Event.verb).in_(FROZEN),
            col(Event.at) <= clock.now() - REMIND_AFTER,
            or_(
                col(Study.status) == "frozen",
                and_(col(Study.status).in_(RUNNING), col(Study.id).in_(signing)),
            ),
            *([col(Study.id) == study_id] if study_id is not None else []),
        )
        .order_by(col(Study.id))
        .limit(200)
    )


jobs.register("remind of signatures", remind)
