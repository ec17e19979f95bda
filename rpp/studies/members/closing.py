"""What a person must hand over in studies before the account is closed.

Other parts end with the membership they were for, see `visibility.in_standing`.
"""

from sqlalchemy import and_, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from rpp.people import closing
from rpp.people.closing import HandOver
from rpp.studies.lifecycle.life import ENDED
from rpp.studies.models import Study, StudyMember
from rpp.studies.visibility import in_standing


def led(session: Session, person_id: int) -> list[HandOver]:
    """Studies under way that the person leads, or co-leads as the only one of a district."""
    other = aliased(StudyMember)
    another = exists().where(
        col(other.study_id) == col(StudyMember.study_id),
        col(other.organization_id) == col(StudyMember.organization_id),
        col(other.role) == "co_lead",
        col(other.left_at).is_(None),
        col(other.person_id) != person_id,
    )
    rows = session.exec(
        select(Study.id, Study.title)
        .join(StudyMember, col(StudyMember.study_id) == col(Study.id))
        .where(
            col(StudyMember.person_id) == person_id,
            col(Study.status).not_in(ENDED),
            in_standing(StudyMember),
            or_(
                col(StudyMember.role) == "lead",
                and_(col(StudyMember.role) == "co_lead", ~another),
            ),
        )
        .order_by(col(Study.id))
    )
    return [
        HandOver(f"You lead “{title}”.", f"/studies/{id_}", "Hand the study over, or withdraw it")
        for id_, title in rows
    ]


closing.before_closing(led)
