"""What the districts of a study did with its brief, asked 6 and 12 months after publication."""

from calendar import monthrange
from datetime import datetime

from sqlalchemy import exists, select, union
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from rpp import clock, db, history, jobs
from rpp.briefs.adoptions import co_leads
from rpp.briefs.life import LIFE, Action
from rpp.briefs.models import ADOPTIONS, Adoption, Brief
from rpp.briefs.types import given
from rpp.errors import DomainError
from rpp.organizations.models import Appointment, Membership, Organization
from rpp.policy import Viewer
from rpp.studies.models import StudyPartner

MONTHS = (6, 12)
AT_ONCE = 500


def months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months earlier, or the last of that month: August 31, February 28."""
    at = moment.year * 12 + moment.month - 1 - months
    year, month = at // 12, at % 12 + 1
    day = min(moment.day, monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day)


# --- asking --------------------------------------------------------------------------------


def ask_due(session: Session) -> int:
    """Ask each LEA that took part in a published study and did not leave; return how many.

    The later question comes first: who is asked late is asked once.
    """
    return sum(_ask(session, month) for month in reversed(MONTHS))


def _ask(session: Session, month: int) -> int:
    asked = exists().where(
        col(Adoption.brief_id) == col(Brief.id),
        col(Adoption.organization_id) == col(StudyPartner.organization_id),
        col(Adoption.month) >= month,
    )
    due = session.execute(
        select(col(Brief.id), col(StudyPartner.organization_id), col(Organization.name))
        .join(StudyPartner, col(StudyPartner.study_id) == col(Brief.study_id))
        .join(Organization, col(Organization.id) == col(StudyPartner.organization_id))
        .where(
            col(Brief.status) == "published",
            col(Brief.published_at) <= months_before(clock.now(), month),
            col(StudyPartner.left_at).is_(None),
            ~asked,
        )
        .order_by(col(Brief.id), col(StudyPartner.id))
        .limit(AT_ONCE)
    ).all()
    return sum(_ask_one(session, row.id, row.organization_id, row.name, month) for row in due)


def _ask_one(session: Session, brief_id: int, organization_id: int, name: str, month: int) -> bool:
    question = Adoption(
        brief_id=brief_id, organization_id=organization_id, month=month, asked_at=clock.now()
    )
    try:
        with session.begin_nested():
            session.add(question)
    except IntegrityError:
        # Another worker asked at the same moment.
        return False
    brief = session.get_one(Brief, brief_id)
    speakers = _speakers(session, given(brief.study_id), organization_id)
    history.record(
        session,
        brief,
        "adoption_asked",
        None,
        organization_id=organization_id,
        detail={"organization": name, "month": month},
        audience=history.only(speakers, f"/adoption/{organization_id}"),
        private=True,
    )
    return True


jobs.register("ask what districts did with briefs", ask_due)


def _speakers(session: Session, study_id: int, organization_id: int) -> list[int]:
    """Who speaks for an LEA: its leaders and signatories, and its co-leads in the study."""
    leaders = select(col(Membership.person_id)).where(
        col(Membership.organization_id) == organization_id,
        col(Membership.role) == "leader",
        col(Membership.status) == "active",
    )
    signatories = select(col(Appointment.person_id)).where(
        col(Appointment.organization_id) == organization_id,
        col(Appointment.role) == "signatory",
        col(Appointment.ended_at).is_(None),
    )
    all_of_them = union(leaders, signatories, co_leads(study_id, organization_id))
    return sorted(session.execute(all_of_them).scalars())


# --- answering -----------------------------------------------------------------------------


def answer_adoption(
    session: Session, actor: Viewer, brief_id: int, organization_id: int, answer: str, why: str
) -> Adoption:
    """Say for an LEA what it did with a brief, and why; again to change it, until asked anew."""
    if answer not in ADOPTIONS:
        raise DomainError("Choose what your district did.", "answer")
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.ADOPT)
    newest = (
        select(Adoption)
        .where(col(Adoption.brief_id) == brief_id, col(Adoption.organization_id) == organization_id)
        .order_by(col(Adoption.month).desc())
        .limit(1)
    )
    held = session.execute(newest).scalars().first()
    if held is None:
        raise DomainError("Your district was not asked about this brief yet.")
    verb = "adoption_changed" if held.answer else "adoption_answered"
    held.answer, held.why = answer, why
    held.answered_by, held.answered_at = actor.id, clock.now()
    session.add(held)
    organization = session.get_one(Organization, organization_id)
    detail = {"organization": organization.name, "answer": answer}
    history.record(session, brief, verb, actor.id, organization_id=organization_id, detail=detail)
    found: Adoption = held
    return found
