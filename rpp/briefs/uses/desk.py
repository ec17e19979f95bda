"""What waits for a person about uses: a question to the district, or words to confirm."""

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp.briefs.models import BRIEFS, READ, Brief
from rpp.briefs.uses.models import USES
from rpp.organizations.models import Membership, Organization
from rpp.policy import Viewer
from rpp.studies.models import StudyMember
from rpp.studies.parts import Waiting
from rpp.studies.visibility import in_standing

MOST = 50


def waiting_for(session: Session, viewer: Viewer) -> list[Waiting]:
    """What districts wait for the viewer to say or to confirm; two statements."""
    if viewer.id is None or not viewer.leas:
        return []
    return [*_questions(session, viewer), *_to_confirm(session, viewer)]


def _questions(session: Session, viewer: Viewer) -> list[Waiting]:
    """The questions that wait for the viewer's answer, the oldest first."""
    rows = session.execute(
        select(
            USES.c.brief_id,
            BRIEFS.c.title,
            USES.c.asked_month,
            USES.c.organization_id,
            col(Organization.name),
        )
        .join(BRIEFS, BRIEFS.c.id == USES.c.brief_id)
        .join(Organization, col(Organization.id) == USES.c.organization_id)
        .where(
            USES.c.status == "asked",
            BRIEFS.c.status == "published",
            ~_was_asked_again(),
            _speaks(viewer),
        )
        .order_by(USES.c.asked_at, USES.c.id)
        .limit(MOST)
    )
    return [
        {
            "title": f"Say what {district} did with “{title}”",
            "sentence": f"It was published {month} months ago. Others learn as much from a no as "
            "from a yes.",
            "href": f"/briefs/{brief_id}/uses/new?district={organization_id}",
            "due": None,
            "button": "Answer for your district",
        }
        for brief_id, title, month, organization_id, district in rows
    ]


def _was_asked_again() -> ColumnElement[bool]:
    later = USES.alias()
    return exists().where(
        later.c.brief_id == USES.c.brief_id,
        later.c.organization_id == USES.c.organization_id,
        later.c.asked_month > USES.c.asked_month,
    )


def _speaks(viewer: Viewer) -> ColumnElement[bool]:
    """The viewer speaks for the LEA by an office, or as a co-lead of the study."""
    member = aliased(StudyMember)
    leads = exists().where(
        col(member.study_id) == col(Brief.study_id),
        col(member.organization_id) == USES.c.organization_id,
        col(member.role) == "co_lead",
        in_standing(member),
        col(member.person_id) == viewer.id,
    )
    return or_(USES.c.organization_id.in_(sorted(viewer.leads | viewer.signs_for)), leads)


def _to_confirm(session: Session, viewer: Viewer) -> list[Waiting]:
    """What a colleague said and the viewer can confirm, the oldest first."""
    rows = session.execute(
        select(USES.c.id, BRIEFS.c.title, col(Organization.name))
        .join(BRIEFS, BRIEFS.c.id == USES.c.brief_id)
        .join(Organization, col(Organization.id) == USES.c.organization_id)
        .where(
            USES.c.status == "unconfirmed",
            BRIEFS.c.status.in_(READ),
            USES.c.organization_id.in_(sorted(viewer.leas)),
            USES.c.said_by != viewer.id,
            _is_asked_to_confirm(viewer),
        )
        .order_by(USES.c.said_at, USES.c.id)
        .limit(MOST)
    )
    return [
        {
            "title": f"Confirm what {district} did with “{title}”",
            "sentence": "A colleague said it. It counts once a second person of your district "
            "confirms it.",
            "href": f"/uses/{use_id}",
            "due": None,
            "button": "Read and confirm",
        }
        for use_id, title, district in rows
    ]


def _is_asked_to_confirm(viewer: Viewer) -> ColumnElement[bool]:
    """Leaders and signatories are; where there is no leader but the one who said it, everyone."""
    leader = aliased(Membership)
    other_leader = exists().where(
        and_(
            col(leader.organization_id) == USES.c.organization_id,
            col(leader.role) == "leader",
            col(leader.status) == "active",
            col(leader.person_id) != USES.c.said_by,
        )
    )
    offices = sorted(viewer.leads | viewer.signs_for)
    return or_(USES.c.organization_id.in_(offices), ~other_leader)
