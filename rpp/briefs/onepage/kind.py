"""What the other rooms know of pages for teachers and families: who may know of one."""

from sqlalchemy import Select, SelectBase, and_, or_, select
from sqlmodel import Session, col

from rpp import kinds
from rpp.briefs import types
from rpp.briefs.models import BRIEFS, READ, Brief
from rpp.briefs.onepage.models import PAGES, OnePage
from rpp.briefs.onepage.verbs import PAGE
from rpp.briefs.review.by_email import owners
from rpp.briefs.review.models import REVIEWERS
from rpp.briefs.review.visibility import people_of, sees
from rpp.history import Event
from rpp.kinds import ByEmail, Telling
from rpp.policy import Viewer


def _readers(viewer: Viewer) -> Select[int]:
    """Everyone of what is read; of what is made, the brief's makers, reviewers and stewards."""
    in_force = select(BRIEFS.c.id).where(BRIEFS.c.status.in_(READ))
    is_read = and_(PAGES.c.status.in_(("published", "replaced")), PAGES.c.brief_id.in_(in_force))
    if viewer.id is None:
        return select(PAGES.c.id).where(is_read)
    inside = select(BRIEFS.c.id).where(
        col(Brief.status) != "deleted", or_(types.takes_part(viewer), sees(viewer))
    )
    kept = PAGES.c.status != "deleted"
    return select(PAGES.c.id).where(or_(is_read, and_(kept, PAGES.c.brief_id.in_(inside))))


def _insiders(viewer: Viewer) -> Select[int]:
    inside = select(BRIEFS.c.id).where(or_(types.takes_part(viewer), sees(viewer)))
    return select(PAGES.c.id).where(PAGES.c.brief_id.in_(inside))


def _tell(session: Session, event: Event, page: OnePage) -> Telling:
    brief = session.get_one(Brief, page.brief_id)
    at = f"/briefs/{page.brief_id}/families/{page.language}/review"
    if event.verb != "sent_to_review":
        return Telling(owners(session, brief), at)
    email = ByEmail(
        "review",
        f"A page for teachers and families to review: {page.title}",
        "you review this brief",
        "It is one page. Approve it, or return it with a reason.",
    )
    return Telling((), at, email=email)


def _audience(session: Session, page_id: int, _inner: bool) -> SelectBase:
    page = session.get_one(OnePage, page_id)
    brief = session.get_one(Brief, page.brief_id)
    reviewers = select(REVIEWERS.c.person_id).where(
        REVIEWERS.c.brief_id == brief.id, REVIEWERS.c.status == "accepted"
    )
    return people_of(types.of(brief).insiders(brief), reviewers)


kinds.register(
    kinds.Kind(
        "family page",
        readers=_readers,
        verbs=PAGE,
        insiders=_insiders,
        tell=_tell,
        audience=_audience,
    )
)
