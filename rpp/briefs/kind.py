"""What the other rooms know of briefs: who may know of one, who hears of it, what is found."""

from sqlalchemy import Select, SelectBase, select
from sqlmodel import Session, col

from rpp import kinds
from rpp.briefs import documents, harvested, queries
from rpp.briefs.models import BRIEFS, Brief
from rpp.briefs.verbs import BRIEF
from rpp.history import Event
from rpp.kinds import Talk, Telling
from rpp.policy import ANYONE, Viewer
from rpp.studies.kind import part_takers
from rpp.studies.models import Study, StudyMember
from rpp.studies.visibility import takes_part


def _readers(viewer: Viewer) -> Select[int]:
    return _briefs().where(queries.visible_to(viewer))


def _insiders(viewer: Viewer) -> Select[int]:
    return _briefs().where(takes_part(viewer))


def _briefs() -> Select[int]:
    return select(BRIEFS.c.id).join(Study, col(Study.id) == col(Brief.study_id))


def _citable(session: Session, brief_id: int) -> str | None:
    found = queries.subject(session, ANYONE, brief_id)
    return found.title if found else None


def _tell(session: Session, event: Event, brief: Brief) -> Telling:
    page = kinds.href("brief", event.subject_id)
    followed = (("brief", event.subject_id), ("problem", brief.problem_id))
    people = _members(session, brief.study_id)
    return Telling(people, page, () if event.private else followed)


def _members(session: Session, study_id: int) -> set[int]:
    statement = select(col(StudyMember.person_id)).where(col(StudyMember.study_id) == study_id)
    return set(session.execute(statement).scalars())


def _talk(session: Session, brief_id: int) -> Talk:
    statement = (
        select(col(Brief.title), col(Study.lead_id))
        .join(Study, col(Study.id) == col(Brief.study_id))
        .where(col(Brief.id) == brief_id)
    )
    title, lead = session.execute(statement).one()
    return Talk(title, {lead}, followed=True)


def _audience(session: Session, brief_id: int, _inner: bool) -> SelectBase | None:
    """Who may know of a brief: everyone once it is out, before that its study's people."""
    brief = session.get_one(Brief, brief_id)
    return None if brief.status in queries.OUT else part_takers(brief.study_id)


kinds.register(
    kinds.Kind(
        "brief",
        readers=_readers,
        verbs=BRIEF,
        insiders=_insiders,
        address=("briefs.show", "brief_id"),
        find=queries.subject,
        citable=_citable,
        one="Brief",
        many="Briefs",
        documents=documents.search_documents,
        works=harvested.works,
        sets=harvested.sets,
        weight=6,
        tell=_tell,
        talk=_talk,
        audience=_audience,
    )
)
