"""What becomes of a review when the draft is deleted for good."""

from sqlalchemy import delete
from sqlmodel import Session, select

from rpp import history
from rpp.briefs.models import Brief
from rpp.briefs.review.life import REVIEWER, Part
from rpp.briefs.review.models import SUGGESTIONS, VERDICTS, BriefReviewer, BriefSuggestion
from rpp.policy import Viewer


def forget_review(session: Session, actor: Viewer, brief: Brief) -> None:
    """Delete what a draft's reviewers said of it, and the titles that their lines hold."""
    reviewers = session.exec(select(BriefReviewer).where(BriefReviewer.brief_id == brief.id)).all()
    suggested = select(BriefSuggestion).where(BriefSuggestion.brief_id == brief.id)
    for made in session.exec(suggested).all():
        history.forget_titles(session, made)
    for one in reviewers:
        one.conflict, one.may_name = "", False
        if REVIEWER.allows(one, Part.END):
            history.move(session, one, "ended", "ended", actor.id, private=True)
        history.forget_titles(session, one)
    for table in (VERDICTS, SUGGESTIONS):
        session.execute(delete(table).where(table.c.brief_id == brief.id))
