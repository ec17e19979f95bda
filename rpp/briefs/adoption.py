"""What the districts of a study did with its brief, asked 6 and 12 months after publication."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, or_, select, union
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp import clock, db, history, jobs
from rpp.briefs.life import LIFE, Action
from rpp.briefs.models import ADOPTIONS, Adoption, Brief
from rpp.briefs.states import ADOPTED
from rpp.errors import DomainError
from rpp.networks.models import Network
from rpp.organizations.models import Appointment, Membership, Organization
from rpp.policy import Viewer
from rpp.studies.models import StudyMember, StudyPartner
from rpp.studies.visibility import in_standing

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
    detail = {
        "organization": name,
        "month": month,
        "tell": _speakers(session, brief.study_id, organization_id),
    }
    history.record(
        session,
        brief,
        "adoption_asked",
        None,
        organization_id=organization_id,
        detail=detail,
        private=True,
    )
    return True


jobs.register("ask what districts did with briefs", ask_due)


def _co_lead(member: Any, study_id: Any, organization_id: Any) -> tuple[Any, ...]:
    """That a member (or their alias) is a co-lead for one LEA in a study."""
    return (
        col(member.study_id) == study_id,
        col(member.organization_id) == organization_id,
        col(member.role) == "co_lead",
        in_standing(member),
    )


def _co_leads(study_id: int, organization_id: int) -> Any:
    """Select the people who are co-leads for one LEA in a study."""
    return select(col(StudyMember.person_id)).where(
        *_co_lead(StudyMember, study_id, organization_id)
    )


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
    all_of_them = union(leaders, signatories, _co_leads(study_id, organization_id))
    return sorted(session.execute(all_of_them).scalars())


# --- answering -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """The newest question to one LEA about one brief, with what the policy asks about it."""

    row: Row[Any]
    organization_id: int
    co_lead_ids: frozenset[int]
    # What the LEA said when it was asked before, if it was.
    before: Row[Any] | None

    @property
    def is_open(self) -> bool:
        """It can be answered, or the answer changed, while the brief stands."""
        answer: bool = self.row.status == "published"
        return answer


def question(session: Session, brief_id: int, organization_id: int) -> Question | None:
    """The newest question to this LEA about this brief; two statements."""
    rows = session.execute(
        select(
            Adoption.__table__,  # type: ignore[attr-defined]
            col(Brief.title),
            col(Brief.status),
            col(Brief.study_id),
            col(Brief.published_at),
            col(Organization.name).label("organization"),
            col(Network.timezone).label("zone"),
        )
        .join(Brief, col(Brief.id) == col(Adoption.brief_id))
        .join(Network, col(Network.id) == col(Brief.network_id))
        .join(Organization, col(Organization.id) == col(Adoption.organization_id))
        .where(col(Adoption.brief_id) == brief_id, col(Adoption.organization_id) == organization_id)
        .order_by(col(Adoption.month).desc())
    ).all()
    if not rows:
        return None
    leads = session.execute(_co_leads(rows[0].study_id, organization_id)).scalars()
    before = next((row for row in rows[1:] if row.answer), None)
    return Question(rows[0], organization_id, frozenset(leads), before)


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
    detail = {"organization": organization.name, "answer": ADOPTED[answer].label.lower()}
    history.record(session, brief, verb, actor.id, organization_id=organization_id, detail=detail)
    found: Adoption = held
    return found


def answered(session: Session, brief_id: int, organization_id: int) -> dict[str, str]:
    """What an LEA answered when it was asked last, as its form shows it."""
    found = question(session, brief_id, organization_id)
    return {"answer": found.row.answer, "why": found.row.why} if found else {}


# --- reading -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Adoptions:
    """What the districts said, and how many were asked."""

    answers: Sequence[Row[Any]]
    asked: int
    # By answer: how many districts gave it last.
    last: dict[str, int]

    @property
    def answered(self) -> int:
        return sum(self.last.values())


def adoptions(session: Session, brief_id: int) -> Adoptions:
    """What each district did with the brief, by name and date; one statement."""
    rows = session.execute(
        select(
            col(Adoption.organization_id),
            col(Adoption.month),
            col(Adoption.answer),
            col(Adoption.why),
            col(Adoption.answered_at),
            col(Organization.name),
            col(Organization.state),
        )
        .join(Organization, col(Organization.id) == col(Adoption.organization_id))
        .where(col(Adoption.brief_id) == brief_id)
        .order_by(col(Organization.name), col(Organization.id), col(Adoption.month))
    ).all()
    answers = [row for row in rows if row.answer]
    last = {row.organization_id: row.answer for row in answers}
    counted = {answer: list(last.values()).count(answer) for answer in ADOPTIONS}
    return Adoptions(answers, len({row.organization_id for row in rows}), counted)


def waiting_for(session: Session, viewer: Viewer) -> list[dict[str, Any]]:
    """The questions that wait for the viewer's answer, the oldest first; one statement."""
    if viewer.id is None:
        return []
    later = aliased(Adoption)
    superseded = exists().where(
        col(later.brief_id) == col(Adoption.brief_id),
        col(later.organization_id) == col(Adoption.organization_id),
        col(later.month) > col(Adoption.month),
    )
    member = aliased(StudyMember)
    leads = (
        exists()
        .where(*_co_lead(member, col(Brief.study_id), col(Adoption.organization_id)))
        .where(col(member.person_id) == viewer.id)
    )
    offices = sorted(viewer.leads | viewer.signs_for)
    rows = session.execute(
        select(
            col(Brief.id),
            col(Brief.title),
            col(Adoption.month),
            col(Adoption.organization_id),
            col(Organization.name).label("organization"),
        )
        .select_from(Adoption)
        .join(Brief, col(Brief.id) == col(Adoption.brief_id))
        .join(Organization, col(Organization.id) == col(Adoption.organization_id))
        .where(
            col(Adoption.answer) == "",
            col(Brief.status) == "published",
            ~superseded,
            or_(col(Adoption.organization_id).in_(offices), leads),
        )
        .order_by(col(Adoption.asked_at), col(Adoption.id))
        .limit(50)
    )
    return [
        {
            "title": f"Say what {row.organization} did with “{row.title}”",
            "sentence": (
                f"It was published {row.month} months ago. Others learn as much from a "
                f"no as from a yes."
            ),
            "href": f"/briefs/{row.id}/adoption/{row.organization_id}",
            "due": None,
            "button": "Answer for your district",
        }
        for row in rows
    ]
