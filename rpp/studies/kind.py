"""What the other rooms know of studies: who may know of one, who hears of it, what is found."""

from collections.abc import Collection

from sqlalchemy import SelectBase, select, union
from sqlmodel import Session, col

from rpp import cli, history, kinds
from rpp.evidence.findings import subjects
from rpp.evidence.references import uses
from rpp.evidence.tiers import computing
from rpp.history import Event
from rpp.kinds import Subject, Talk, Telling
from rpp.organizations.kind import members
from rpp.organizations.models import Appointment, Membership
from rpp.policy import Viewer
from rpp.studies import by_email, lists, queries, quotable, rated, tiered
from rpp.studies.api import RESOURCE
from rpp.studies.lifecycle.audit import is_public
from rpp.studies.models import Study, StudyMember, StudyPartner, StudyReference
from rpp.studies.offers.interest import interested
from rpp.studies.outcome import facts
from rpp.studies.verbs import STUDY
from rpp.studies.visibility import in_standing, takes_part, visible_to


def _readers(viewer: Viewer) -> SelectBase:
    return select(col(Study.id)).where(visible_to(viewer))


def _named(session: Session, viewer: Viewer, ids: Collection[int]) -> list[Subject]:
    """Those that the viewer may know of."""
    statement = select(col(Study.id), col(Study.title), col(Study.network_id)).where(
        col(Study.id).in_(ids), visible_to(viewer)
    )
    return kinds.subjects(session, "study", statement)


def _insiders(viewer: Viewer) -> SelectBase:
    return select(col(Study.id)).where(takes_part(viewer))


def _builds_on(session: Session, record_ids: Collection[int]) -> set[int]:
    """Those of some evidence records that a study builds on."""
    statement = select(col(StudyReference.source_id)).where(
        col(StudyReference.source_kind) == "evidence", col(StudyReference.source_id).in_(record_ids)
    )
    return set(session.execute(statement).scalars())


uses.register(_builds_on)
subjects.register(facts.KIND)
computing.knows(tiered.KIND, tiered.told)
history.listen(tiered.on_event)
cli.refresh(tiered.backfill)


def _tell(session: Session, event: Event, study: Study) -> Telling:
    page = kinds.href("study", event.subject_id)
    email = by_email.of(session, event, study, page)
    if event.audience and event.audience.only:
        return Telling((), page, email=email)
    followed = () if event.private else (("study", event.subject_id),)
    return Telling(_members(session, event.subject_id), page, followed, email)


def _members(session: Session, study_id: int) -> set[int]:
    statement = select(col(StudyMember.person_id)).where(
        col(StudyMember.study_id) == study_id, col(StudyMember.left_at).is_(None)
    )
    return set(session.execute(statement).scalars())


def _talk(session: Session, study_id: int) -> Talk:
    """A study's discussion is for those who take part, so no other follower hears of it."""
    study = session.get_one(Study, study_id)
    return Talk(study.title, {study.lead_id, *_members(session, study_id)}, followed=False)


def part_takers(study_id: int) -> SelectBase:
    """Select the members of a study, and the leaders and signatories of its districts."""
    partners = select(col(StudyPartner.organization_id)).where(
        col(StudyPartner.study_id) == study_id
    )
    signatories = select(col(Appointment.person_id)).where(
        col(Appointment.organization_id).in_(partners),
        col(Appointment.role) == "signatory",
        col(Appointment.ended_at).is_(None),
    )
    return union(
        select(col(StudyMember.person_id)).where(
            col(StudyMember.study_id) == study_id, in_standing(StudyMember)
        ),
        members(partners, col(Membership.role) == "leader"),
        signatories,
    )


def _audience(session: Session, study_id: int, inner: bool) -> SelectBase | None:
    """Who may know of a study: everyone (None), or those who take part in it."""
    study = session.get_one(Study, study_id)
    # Also of a study that everyone may know of, inner lines are for those who take part.
    return None if is_public(study) and not inner else part_takers(study_id)


kinds.register(
    kinds.Kind(
        "study",
        readers=_readers,
        verbs=STUDY,
        insiders=_insiders,
        address=("studies.show", "study_id"),
        find=queries.subject,
        named=_named,
        one="Study",
        many="Studies",
        documents=lists.search_documents,
        quotable=quotable.sources,
        weight=1.2,
        tell=_tell,
        talk=_talk,
        audience=_audience,
        api=RESOURCE,
    )
)
kinds.hearers("problem", interested)
__all__ = ["rated"]
