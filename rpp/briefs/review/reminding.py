"""Reminders to those who were asked to review a brief: once a week, while it is in review."""

from datetime import timedelta

from sqlalchemy import Select, and_, exists, or_, select
from sqlmodel import Session, col

from rpp import clock, db, history, jobs
from rpp.briefs.models import Brief
from rpp.briefs.review.models import REVIEWERS, VERDICTS, BriefReviewer
from rpp.history import only

WEEK = timedelta(days=7)
# Then it may be published without them.
LAST = timedelta(days=28)


def remind_due(session: Session) -> int:
    """Remind who has not answered for a week, or not decided on the text; how many people."""
    found = session.execute(_due()).scalars().all()
    return sum(_reminded(session, reviewer_id) for reviewer_id in found)


def _reminded(session: Session, reviewer_id: int) -> bool:
    brief_id = session.get_one(BriefReviewer, reviewer_id).brief_id
    brief = db.lock(session, Brief, brief_id)
    # Asked again now that the brief is held: they may have decided.
    if session.execute(_due(reviewer_id)).first() is None:
        return False
    reviewer = session.get_one(BriefReviewer, reviewer_id)
    reviewer.reminded_at = clock.now()
    session.add(reviewer)
    unanswered = reviewer.status == "asked"
    history.record(
        session,
        reviewer,
        "reminded",
        None,
        detail={"title": brief.title, "unanswered": unanswered},
        audience=only([reviewer.person_id], "/answer" if unanswered else ""),
        private=True,
    )
    return True


def _due(reviewer_id: int | None = None) -> Select[int]:
    reviewer, verdict, now = REVIEWERS.c, VERDICTS.c, clock.now()
    decided = exists().where(
        verdict.reviewer_id == reviewer.id, verdict.draft_version == col(Brief.draft_version)
    )
    silent = or_(
        and_(reviewer.status == "asked", reviewer.status_since <= now - WEEK),
        and_(
            reviewer.status == "accepted",
            reviewer.status_since <= now - WEEK,
            col(Brief.status_since) <= now - WEEK,
            ~decided,
        ),
    )
    one = [reviewer.id == reviewer_id] if reviewer_id is not None else []
    statement: Select[int] = (
        select(reviewer.id)
        .join(Brief, col(Brief.id) == reviewer.brief_id)
        .where(
            col(Brief.status) == "in_review",
            col(Brief.status_since) >= now - LAST,
            silent,
            or_(reviewer.reminded_at.is_(None), reviewer.reminded_at <= now - WEEK),
            *one,
        )
        .order_by(reviewer.id)
        .limit(200)
    )
    return statement


jobs.register("remind reviewers of briefs", remind_due)
