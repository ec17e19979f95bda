"""The brief of a study: its members make it, and the study is published with it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, SelectBase, and_, case, exists, func, literal, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp import db, vocabulary
from rpp.briefs import types
from rpp.briefs.makers import Maker, Makers, in_order, named_in
from rpp.briefs.models import BRIEFS, Brief
from rpp.briefs.published import Basis, Organization
from rpp.briefs.texts import Draft
from rpp.briefs.types import Origin, Source, given
from rpp.errors import DomainError
from rpp.layout import Link
from rpp.organizations import models as organizations
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.problems.ending import resolve_problem
from rpp.problems.models import Problem
from rpp.studies import visibility
from rpp.studies.kind import part_takers
from rpp.studies.lifecycle.audit import problems_of
from rpp.studies.lifecycle.life import LIFE as STUDY
from rpp.studies.lifecycle.life import Action as StudyAction
from rpp.studies.lifecycle.operations import brief_dropped, mark_published
from rpp.studies.models import Study, StudyMember, StudyPartner
from rpp.studies.outcome.sensemaking import demand_publishable
from rpp.studies.parts import findings
from rpp.studies.visibility import in_standing

# Under a name of its own: `takes_part` looks into the same table.
Own = aliased(StudyMember)


# --- who takes part ------------------------------------------------------------------------


def takes_part(viewer: Viewer) -> ColumnElement[bool]:
    """The viewer has a part in the brief's study, themselves or by their office."""
    mine = and_(col(Study.id) == col(Brief.study_id), visibility.takes_part(viewer))
    return exists(select(col(Study.id)).where(mine).correlate(BRIEFS))


def part(viewer: Viewer) -> ColumnElement[str]:
    """The viewer's part in the study, by the rules of the studies room."""
    own = and_(
        col(Own.study_id) == col(Brief.study_id),
        col(Own.person_id) == viewer.id,
        in_standing(Own),
    )
    role = select(col(Own.role)).where(own).correlate(BRIEFS).scalar_subquery()
    came_for = select(col(Own.organization_id)).where(own).correlate(BRIEFS).scalar_subquery()
    offices = sorted(viewer.leads | viewer.signs_for)
    own_part = (
        (and_(role.is_not(None), _is_partner([came_for], left=True)), literal("observer")),
        (role.is_not(None), role),
    )
    if not offices:
        return case(*own_part, else_=literal(""))
    return case(
        *own_part,
        (_is_partner(sorted(viewer.signs_for), left=False), literal("signatory")),
        (_is_partner(sorted(viewer.leads), left=False), literal("leader")),
        (_is_partner(offices, left=True), literal("observer")),
        else_=literal(""),
    )


def _is_partner(organizations: Sequence[Any], *, left: bool) -> ColumnElement[bool]:
    """One of these organizations is a partner of the study, or was one and left."""
    gone = col(StudyPartner.left_at).is_not(None)
    partner = and_(
        col(StudyPartner.study_id) == col(Brief.study_id),
        col(StudyPartner.organization_id).in_(organizations),
        gone if left else ~gone,
    )
    return exists(select(col(StudyPartner.id)).where(partner).correlate(BRIEFS))


def _insiders(origin: Origin) -> SelectBase:
    return part_takers(given(origin.study_id))


def _members(origin: Origin) -> SelectBase:
    return select(col(StudyMember.person_id)).where(col(StudyMember.study_id) == origin.study_id)


def _owners(origin: Origin) -> SelectBase:
    return select(col(Study.lead_id)).where(col(Study.id) == origin.study_id)


# --- what it stands on ---------------------------------------------------------------------


def makers(session: Session, study_id: int, draft: Draft) -> Makers:
    """Everyone with a part in the study or a voice in the brief, leaders first; one statement."""
    organization = organizations.Organization
    # Leaders and signatories take part by their office: they speak for their own organization.
    membership = organizations.Membership
    office = (
        select(func.min(col(membership.organization_id)))
        .where(col(membership.person_id) == col(Person.id), col(membership.status) == "active")
        .scalar_subquery()
    )
    speaks_for = func.coalesce(col(StudyMember.organization_id), office)
    rows = session.execute(
        select(
            col(Person.id),
            col(Person.name),
            col(Person.title),
            col(StudyMember.role),
            col(organization.name),
            col(organization.type),
            col(organization.ror),
            col(organization.leaid),
        )
        .select_from(Person)
        .outerjoin(
            StudyMember,
            (col(StudyMember.person_id) == col(Person.id))
            & (col(StudyMember.study_id) == study_id),
        )
        .outerjoin(organization, col(organization.id) == speaks_for)
        .where(col(StudyMember.id).is_not(None) | col(Person.id).in_(named_in(draft)))
        .order_by(col(StudyMember.id), col(Person.id))
    )
    return in_order(Maker(*row) for row in rows)


def basis(session: Session, study_id: int) -> Basis:
    """The facts a brief stands on: study, design, sample and organizations; three statements."""
    organization = organizations.Organization
    of_it = (col(organization.id), col(organization.name), col(organization.state))
    title, design, *lead = session.execute(
        select(col(Study.title), col(Study.design), *of_it)
        .join(organization, col(organization.id) == col(Study.organization_id))
        .where(col(Study.id) == study_id)
    ).one()
    districts = session.execute(
        select(*of_it)
        .join(StudyPartner, col(StudyPartner.organization_id) == col(organization.id))
        .where(col(StudyPartner.study_id) == study_id, col(StudyPartner.left_at).is_(None))
        .order_by(col(StudyPartner.id))
    )
    samples = [finding.n for finding in findings(session, study_id) if finding.n]
    return Basis(
        study=title,
        design=design,
        sample=max(samples, default=None),
        districts=[Organization(*row) for row in districts],
        organizations=[Organization(*lead)],
    )


def _makers(session: Session, origin: Origin, draft: Draft) -> Makers:
    return makers(session, given(origin.study_id), draft)


def _basis(session: Session, origin: Origin) -> Basis:
    return basis(session, given(origin.study_id))


def _source(origin: Origin, _basis: Basis) -> Source:
    study_id = given(origin.study_id)
    return Source("from", Link(f"Study {study_id}", f"/studies/{study_id}"))


def _topics(session: Session, origin: Origin) -> Sequence[str]:
    """The titles of its study and of its problem; one statement."""
    study = select(col(Study.title)).where(col(Study.id) == origin.study_id)
    problem = select(col(Problem.title)).where(col(Problem.id) == origin.problem_id)
    return list(session.execute(study.union_all(problem)).scalars())


# --- what becomes of the study -------------------------------------------------------------


def _before_publishing(session: Session, _actor: Viewer, brief: Brief) -> None:
    """It is interpreted, and what its problem is about the brief is about."""
    study = db.lock(session, Study, given(brief.study_id))
    if not STUDY.allows(study, StudyAction.PUBLISH):
        raise DomainError("The study must be interpreted by its partners before it is published.")
    demand_publishable(session, study)
    for element, codes in vocabulary.tags_of(session, "problem", given(brief.problem_id)).items():
        if element in ("grade", "subject"):
            vocabulary.set_tags(session, "brief", given(brief.id), element, codes)


def _after_publishing(session: Session, actor: Viewer, brief: Brief) -> None:
    """The study is published and its problem resolved with it."""
    brief_id, study_id = given(brief.id), given(brief.study_id)
    mark_published(session, given(actor.id), study_id)
    for problem_id in problems_of(session, study_id):
        resolve_problem(session, given(actor.id), problem_id, brief_id)


def _after_deleting(session: Session, actor: Viewer, brief: Brief) -> None:
    brief_dropped(session, given(actor.id), given(brief.study_id))


types.register(
    types.BriefType(
        name="study",
        words=types.Words(
            "Study brief",
            "the members of the study",
            "a study leader",
            "It was filled with what the partners wrote.",
            "Publishing it also marks the study as published and its problem as resolved.",
        ),
        part=part,
        takes_part=takes_part,
        insiders=_insiders,
        members=_members,
        owners=_owners,
        makers=_makers,
        basis=_basis,
        source=_source,
        topics=_topics,
        before_publishing=_before_publishing,
        after_publishing=_after_publishing,
        after_deleting=_after_deleting,
    )
)
