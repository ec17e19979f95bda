"""What the districts of a study did with its brief: asked 6 and 12 months after publication."""

from calendar import monthrange
from datetime import datetime

from sqlalchemy import exists, select, union
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from rpp import clock, history, jobs
from rpp.briefs.models import Brief
from rpp.briefs.uses.models import USES, BriefUse
from rpp.briefs.uses.queries import co_leads
from rpp.organizations.kind import members
from rpp.organizations.models import Appointment, Membership, Organization
from rpp.studies.models import StudyPartner

MONTHS = (6, 12)
AT_ONCE = 500


def months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months earlier, or the last of that month: August 31, February 28."""
    at = moment.year * 12 + moment.month - 1 - months
    year, month = at // 12, at % 12 + 1
    day = min(moment.day, monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day)


def ask_due(session: Session) -> int:
    """Ask each LEA that took part in a published study and did not leave; return how many.

    The later question comes first: who is asked late is asked once.
    """
    return sum(_ask(session, month) for month in reversed(MONTHS))


def _ask(session: Session, month: int) -> int:
    asked = exists().where(
        USES.c.brief_id == col(Brief.id),
        USES.c.organization_id == col(StudyPartner.organization_id),
        USES.c.asked_month >= month,
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
    brief, now = session.get_one(Brief, brief_id), clock.now()
    question = BriefUse(
        brief_id=brief_id,
        version=brief.current,
        organization_id=organization_id,
        status="asked",
        status_since=now,
        asked_month=month,
        asked_at=now,
    )
    try:
        with session.begin_nested():
            session.add(question)
    except IntegrityError:
        # Another worker asked at the same moment.
        return False
    history.record(
        session,
        question,
        "asked",
        None,
        organization_id=organization_id,
        detail={"title": brief.title, "organization": name, "month": month},
        audience=history.only(_speakers(session, brief.study_id, organization_id)),
        private=True,
    )
    return True


jobs.register("ask what districts did with briefs", ask_due)


def _speakers(session: Session, study_id: int | None, organization_id: int) -> list[int]:
    """Who speaks for an LEA: its leaders and signatories, and its co-leads in the study."""
    leading = members([organization_id], col(Membership.role) == "leader")
    signatories = select(col(Appointment.person_id)).where(
        col(Appointment.organization_id) == organization_id,
        col(Appointment.role) == "signatory",
        col(Appointment.ended_at).is_(None),
    )
    all_of_them = union(leading, signatories, co_leads(study_id, organization_id))
    return sorted(session.execute(all_of_them).scalars())
