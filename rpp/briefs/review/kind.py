"""What the other rooms know of reviews of briefs: who may know of one, and who hears of it."""

from sqlalchemy import Select, SelectBase, or_, select
from sqlmodel import Session, col

from rpp import kinds
from rpp.briefs import types
from rpp.briefs.models import BRIEFS, Brief
from rpp.briefs.review import verbs
from rpp.briefs.review.by_email import owners
from rpp.briefs.review.models import REVIEWERS, SUGGESTIONS, BriefReviewer, BriefSuggestion
from rpp.briefs.review.visibility import outsiders, people_of, sees
from rpp.history import Event
from rpp.kinds import ByEmail, Telling
from rpp.policy import Viewer


def _known(viewer: Viewer) -> Select[int]:
    """Selects the briefs of whose review the viewer knows: its makers, reviewers and stewards."""
    return select(BRIEFS.c.id).where(
        col(Brief.status) != "deleted", or_(types.takes_part(viewer), sees(viewer))
    )


def _reviews(viewer: Viewer) -> Select[int]:
    """Those of briefs that they know, and those that they were asked for and have not answered."""
    still = select(BRIEFS.c.id).where(col(Brief.status) != "deleted")
    own = (REVIEWERS.c.person_id == viewer.id) & REVIEWERS.c.brief_id.in_(still)
    return select(REVIEWERS.c.id).where(or_(own, REVIEWERS.c.brief_id.in_(_known(viewer))))


def _suggestions(viewer: Viewer) -> Select[int]:
    return select(SUGGESTIONS.c.id).where(SUGGESTIONS.c.brief_id.in_(_known(viewer)))


# --- who hears of it -----------------------------------------------------------------------


def _tell(session: Session, event: Event, reviewer: BriefReviewer) -> Telling:
    brief = session.get_one(Brief, reviewer.brief_id)
    page = f"/briefs/{brief.id}/review"
    email = _email(event, brief, page)
    if event.audience:
        return Telling((), page, email=email)
    return Telling(owners(session, brief), page, email=email)


def _email(event: Event, brief: Brief, page: str) -> ByEmail | None:
    if event.verb == "asked":
        return ByEmail(
            "review",
            f"Will you review a brief? {brief.title}",
            "you were asked to review this brief",
            "You read about six minutes of text beside a checklist, suggest what should change, "
            "and approve it or return it. Say whether you can.",
            f"{page}/answer",
        )
    if event.verb == "reminded":
        return ByEmail(
            "review",
            f"A review waits for you: {brief.title}",
            "you were asked to review this brief",
            "Two people read a brief before it is published. Review it, or say that you cannot.",
            f"{page}/answer" if event.detail.get("unanswered") else page,
        )
    if event.verb == "text_changed":
        return ByEmail(
            "review",
            f"A text that you review changed: {brief.title}",
            "you review this brief",
            "Its page shows what changed since you decided.",
        )
    if event.verb == "approved":
        return ByEmail(
            "review",
            f"A reviewer approved your brief: {brief.title}",
            "you lead the study of this brief",
        )
    return None


def _tell_of_suggestion(session: Session, event: Event, made: BriefSuggestion) -> Telling:
    brief = session.get_one(Brief, made.brief_id)
    page = f"/briefs/{brief.id}/review#suggestion-{made.id}"
    return Telling(() if event.audience else owners(session, brief), page)


def _audience(session: Session, reviewer_id: int, _inner: bool) -> SelectBase:
    reviewer = session.get_one(BriefReviewer, reviewer_id)
    brief = session.get_one(Brief, reviewer.brief_id)
    own = select(REVIEWERS.c.person_id).where(REVIEWERS.c.id == reviewer_id)
    return people_of(own, types.of(brief).insiders(brief), outsiders(brief))


def _audience_of_suggestion(session: Session, suggestion_id: int, _inner: bool) -> SelectBase:
    brief = session.get_one(Brief, session.get_one(BriefSuggestion, suggestion_id).brief_id)
    return people_of(types.of(brief).insiders(brief), outsiders(brief))


kinds.register(
    kinds.Kind(
        "brief review",
        readers=_reviews,
        verbs=verbs.REVIEW,
        tell=_tell,
        audience=_audience,
    )
)
kinds.register(
    kinds.Kind(
        "brief suggestion",
        readers=_suggestions,
        verbs=verbs.SUGGESTION,
        tell=_tell_of_suggestion,
        audience=_audience_of_suggestion,
    )
)
