"""Reads what the districts of a study did with its brief, and what they are asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp.briefs.models import ADOPTIONS, Adoption, Brief
from rpp.briefs.queries import zone
from rpp.networks.models import Network
from rpp.organizations.models import Organization
from rpp.policy import Viewer
from rpp.studies.desk import Waiting
from rpp.studies.models import StudyMember
from rpp.studies.visibility import in_standing


def co_leads(study_id: int | None, organization_id: int) -> Select[int]:
    """Select the people who are co-leads for one LEA in a study."""
    member = StudyMember
    statement: Select[int] = select(col(member.person_id)).where(
        col(member.study_id) == study_id,
        col(member.organization_id) == organization_id,
        col(member.role) == "co_lead",
        in_standing(member),
    )
    return statement


@dataclass(frozen=True, slots=True)
class Asked:
    """An LEA was asked about a brief, and what it said, if it did."""

    month: int
    answer: str
    why: str
    answered_at: datetime | None
    title: str
    status: str
    study_id: int | None
    published_at: datetime
    organization: str
    zone: str


@dataclass(frozen=True, slots=True)
class Question:
    """The newest question to one LEA about one brief, with what the policy asks about it."""

    brief_id: int
    organization_id: int
    asked: Asked
    co_lead_ids: frozenset[int]
    # When it was asked before and answered.
    before: Asked | None

    @property
    def is_open(self) -> bool:
        """It can be answered, or the answer changed, while the brief stands."""
        return self.asked.status == "published"


def question(session: Session, brief_id: int, organization_id: int) -> Question | None:
    """The newest question to this LEA about this brief; two statements."""
    rows = session.execute(
        select(
            col(Adoption.month),
            col(Adoption.answer),
            col(Adoption.why),
            col(Adoption.answered_at),
            col(Brief.title),
            col(Brief.status),
            col(Brief.study_id),
            col(Brief.published_at),
            col(Organization.name),
            zone(),
        )
        .join(Brief, col(Brief.id) == col(Adoption.brief_id))
        .outerjoin(Network, col(Network.id) == col(Brief.network_id))
        .join(Organization, col(Organization.id) == col(Adoption.organization_id))
        .where(col(Adoption.brief_id) == brief_id, col(Adoption.organization_id) == organization_id)
        .order_by(col(Adoption.month).desc())
    )
    asked = [Asked(*row) for row in rows]
    if not asked:
        return None
    newest, *earlier = asked
    leads = session.execute(co_leads(newest.study_id, organization_id)).scalars()
    before = next((one for one in earlier if one.answer), None)
    return Question(brief_id, organization_id, newest, frozenset(leads), before)


def answered(session: Session, brief_id: int, organization_id: int) -> dict[str, str]:
    """What an LEA answered when it was asked last, as its form shows it."""
    found = question(session, brief_id, organization_id)
    return {"answer": found.asked.answer, "why": found.asked.why} if found else {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one district said, and when."""

    organization_id: int
    name: str
    state: str
    month: int
    answer: str
    why: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Adoptions:
    """What the districts said, and how many were asked."""

    answers: Sequence[Answer]
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
            col(Organization.name),
            col(Organization.state),
            col(Adoption.month),
            col(Adoption.answer),
            col(Adoption.why),
            col(Adoption.answered_at),
        )
        .join(Organization, col(Organization.id) == col(Adoption.organization_id))
        .where(col(Adoption.brief_id) == brief_id)
        .order_by(col(Organization.name), col(Organization.id), col(Adoption.month))
    )
    asked = [Answer(*row) for row in rows]
    answers = [one for one in asked if one.answer]
    last = {one.organization_id: one.answer for one in answers}
    counted = {answer: list(last.values()).count(answer) for answer in ADOPTIONS}
    return Adoptions(answers, len({one.organization_id for one in asked}), counted)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that waits for someone's answer."""

    brief_id: int
    title: str
    month: int
    organization_id: int
    organization: str


def waiting_for(session: Session, viewer: Viewer) -> list[Waiting]:
    """The questions that wait for the viewer's answer, the oldest first; one statement."""
    if viewer.id is None:
        return []
    rows = session.execute(
        select(
            col(Brief.id),
            col(Brief.title),
            col(Adoption.month),
            col(Adoption.organization_id),
            col(Organization.name),
        )
        .select_from(Adoption)
        .join(Brief, col(Brief.id) == col(Adoption.brief_id))
        .join(Organization, col(Organization.id) == col(Adoption.organization_id))
        .where(
            col(Adoption.answer) == "",
            col(Brief.status) == "published",
            ~_was_asked_again(),
            _speaks(viewer),
        )
        .order_by(col(Adoption.asked_at), col(Adoption.id))
        .limit(50)
    )
    return [_waiting(Unanswered(*row)) for row in rows]


def _was_asked_again() -> ColumnElement[bool]:
    later = aliased(Adoption)
    return exists().where(
        col(later.brief_id) == col(Adoption.brief_id),
        col(later.organization_id) == col(Adoption.organization_id),
        col(later.month) > col(Adoption.month),
    )


def _speaks(viewer: Viewer) -> ColumnElement[bool]:
    """The viewer speaks for the LEA by an office, or as a co-lead of the study."""
    member = aliased(StudyMember)
    leads = exists().where(
        col(member.study_id) == col(Brief.study_id),
        col(member.organization_id) == col(Adoption.organization_id),
        col(member.role) == "co_lead",
        in_standing(member),
        col(member.person_id) == viewer.id,
    )
    offices = sorted(viewer.leads | viewer.signs_for)
    return or_(col(Adoption.organization_id).in_(offices), leads)


def _waiting(question: Unanswered) -> Waiting:
    return {
        "title": f"Say what {question.organization} did with “{question.title}”",
        "sentence": f"It was published {question.month} months ago. Others learn as much from a "
        "no as from a yes.",
        "href": f"/briefs/{question.brief_id}/adoption/{question.organization_id}",
        "due": None,
        "button": "Answer for your district",
    }
