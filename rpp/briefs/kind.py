"""What the other rooms know of briefs: who may know of one, who hears of it, what is found."""

from collections.abc import Collection

from sqlalchemy import Select, SelectBase, select
from sqlmodel import Session

from rpp import kinds, topics, vocabulary
from rpp.briefs import (
    documents,
    harvested,
    of_organization,
    of_study,
    queries,
    quotable,
    shelved,
    tiered,
    types,
)
from rpp.briefs.api import RESOURCE
from rpp.briefs.models import BRIEFS, READ, Brief
from rpp.briefs.review.by_email import of_return
from rpp.briefs.review.visibility import outsiders, people_of
from rpp.briefs.verbs import BRIEF
from rpp.evidence.tiers import operations as tiers
from rpp.history import Event
from rpp.kinds import Subject, Talk, Telling
from rpp.policy import ANYONE, Viewer

# Their types are registered by then.
TYPES = (of_study, of_organization)


def _readers(viewer: Viewer) -> Select[int]:
    return select(BRIEFS.c.id).where(queries.visible_to(viewer))


def _insiders(viewer: Viewer) -> Select[int]:
    return select(BRIEFS.c.id).where(types.takes_part(viewer))


def _citable(session: Session, brief_id: int) -> str | None:
    found = queries.subject(session, ANYONE, brief_id)
    return found.title if found else None


def _named(session: Session, viewer: Viewer, ids: Collection[int]) -> list[Subject]:
    """Those that the viewer may read: no drafts, and none that was withdrawn."""
    read = BRIEFS.c.status.in_(("in_review", *READ))
    statement = select(BRIEFS.c.id, BRIEFS.c.title, BRIEFS.c.network_id).where(
        BRIEFS.c.id.in_(ids), queries.visible_to(viewer), read
    )
    return kinds.subjects(session, "brief", statement)


def _topics(session: Session, brief_id: int) -> list[tuple[str, int]]:
    """The topics that a brief is on, as things that people follow."""
    tags = vocabulary.tags_of(session, "brief", brief_id)
    return [("topic", topic.id) for topic in topics.topics_of(tags)]


def _tell(session: Session, event: Event, brief: Brief) -> Telling:
    page = kinds.href("brief", event.subject_id)
    followed = [("brief", event.subject_id)]
    if event.verb == "published":
        followed += _topics(session, event.subject_id)
    if brief.problem_id is not None:
        followed.append(("problem", brief.problem_id))
    people = _ids(session, types.of(brief).members(brief))
    email = of_return(session, event, brief) if event.verb == "sent_back" else None
    return Telling(people, page, () if event.private else tuple(followed), email)


def _ids(session: Session, people: SelectBase) -> set[int]:
    (person_id,) = people.subquery().c
    return set(session.execute(select(person_id)).scalars())


def _talk(session: Session, brief_id: int) -> Talk:
    brief = session.get_one(Brief, brief_id)
    return Talk(brief.title, _ids(session, types.of(brief).owners(brief)), followed=True)


def _audience(session: Session, brief_id: int, _inner: bool) -> SelectBase | None:
    """Who may know of a brief: everyone once it is out, before that who makes or reviews it."""
    brief = session.get_one(Brief, brief_id)
    if brief.status in queries.OUT:
        return None
    return people_of(types.of(brief).insiders(brief), outsiders(brief))


kinds.register(
    kinds.Kind(
        "brief",
        readers=_readers,
        verbs=BRIEF,
        insiders=_insiders,
        address=("briefs.show", "brief_id"),
        find=queries.subject,
        named=_named,
        citable=_citable,
        one="Brief",
        many="Briefs",
        documents=documents.search_documents,
        quotable=quotable.sources,
        works=harvested.works,
        api=RESOURCE,
        sets=harvested.sets,
        shelf=shelved.SHELF,
        weight=1.5,
        tell=_tell,
        talk=_talk,
        audience=_audience,
    )
)
tiers.heard_by(tiered.on_change)
