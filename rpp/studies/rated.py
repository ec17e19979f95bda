"""Studies run here as things that can be rated: published, by those without a part in them."""

from collections.abc import Collection, Mapping

from sqlalchemy import Select, and_, select, union_all
from sqlmodel import Session, col

from rpp.evidence.ratings import subjects
from rpp.evidence.ratings.subjects import Ratable, Room
from rpp.organizations.models import Membership, Organization
from rpp.policy import Viewer
from rpp.studies.models import Study, StudyMember, StudyPartner
from rpp.studies.visibility import takes_part


def _find(session: Session, viewer: Viewer, study_id: int) -> Ratable | None:
    statement = select(
        col(Study.title), col(Study.network_id), takes_part(viewer).label("takes_part")
    ).where(col(Study.id) == study_id, col(Study.status) == "published")
    row = session.execute(statement).first()
    if row is None:
        return None
    team = viewer.id if row[2] else None
    return Ratable("study", study_id, row[0], f"/studies/{study_id}", row[1], team_id=team)


def _bars(session: Session, ids: Collection[int], person_id: int) -> Mapping[int, list[str]]:
    """Who worked on a study, or belongs to an organization that did; also those who left."""
    found: dict[int, list[str]] = {}
    worked = select(col(StudyMember.study_id)).where(
        col(StudyMember.study_id).in_(ids), col(StudyMember.person_id) == person_id
    )
    for study_id in session.execute(worked).scalars():
        found.setdefault(study_id, []).append("You took part in the study.")
    for study_id, name in session.execute(_organizations(ids, person_id)):
        found.setdefault(study_id, []).append(f"You belong to {name}, which took part in it.")
    return found


def _organizations(ids: Collection[int], person_id: int) -> Select[int, str]:
    """Selects each study with the organizations in it to which the person belongs."""
    of_study = union_all(
        select(col(Study.id), col(Study.organization_id)).where(col(Study.id).in_(ids)),
        select(col(StudyPartner.study_id), col(StudyPartner.organization_id)).where(
            col(StudyPartner.study_id).in_(ids)
        ),
        select(col(StudyMember.study_id), col(StudyMember.organization_id)).where(
            col(StudyMember.study_id).in_(ids)
        ),
    ).subquery()
    study_id, organization_id = of_study.c
    return (
        select(study_id, col(Organization.name))
        .join(Organization, col(Organization.id) == organization_id)
        .join(
            Membership,
            and_(
                col(Membership.organization_id) == organization_id,
                col(Membership.person_id) == person_id,
                col(Membership.status) == "active",
            ),
        )
        .distinct()
        .order_by(study_id, col(Organization.name))
    )


def _team(session: Session, study_id: int) -> set[int]:
    statement = select(col(StudyMember.person_id)).where(
        col(StudyMember.study_id) == study_id, col(StudyMember.left_at).is_(None)
    )
    return set(session.execute(statement).scalars())


subjects.register("study", Room(_find, _bars, _team))
