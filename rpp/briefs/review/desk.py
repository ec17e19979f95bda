"""What reviews of briefs ask of a person: to answer, to decide, to name reviewers."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, exists, func, select
from sqlmodel import Session, col

from rpp.briefs.models import BRIEFS, Brief
from rpp.briefs.review.models import REVIEWERS, STANDING, VERDICTS
from rpp.briefs.review.standing import ENOUGH
from rpp.briefs.review.visibility import in_networks
from rpp.policy import Viewer
from rpp.studies.desk import Waiting

MOST = 50


def waiting_for(session: Session, viewer: Viewer) -> list[Waiting]:
    """The reviews that wait for the viewer, the oldest first; two statements at most."""
    if viewer.id is None:
        return []
    return [*_reviews(session, viewer), *_to_name(session, viewer)]


def _reviews(session: Session, viewer: Viewer) -> Iterator[Waiting]:
    reviewer = REVIEWERS.c
    rows = session.execute(
        select(BRIEFS.c.id, BRIEFS.c.title, reviewer.status, decided())
        .join(BRIEFS, BRIEFS.c.id == reviewer.brief_id)
        .where(
            reviewer.person_id == viewer.id,
            reviewer.status.in_(STANDING),
            reviewer.organization_id.in_(sorted(viewer.member_of)),
            BRIEFS.c.status == "in_review",
        )
        .order_by(reviewer.asked_at, reviewer.id)
        .limit(MOST)
    )
    for brief_id, title, status, has_decided in rows:
        page = f"/briefs/{brief_id}/review"
        if status == "asked":
            yield _waiting(
                f"Say whether you review “{title}”",
                "Two people of the network read a brief before it is published.",
                f"{page}/answer",
                "Answer",
            )
        elif not has_decided:
            yield _waiting(
                f"Review “{title}”",
                "Read it beside the checklist, then approve it or return it with a reason.",
                f"{page}/decide",
                "Read and decide",
            )


def decided() -> ColumnElement[bool]:
    """The reviewer of the row decided on the draft as it is now."""
    found: ColumnElement[bool] = exists().where(
        VERDICTS.c.reviewer_id == REVIEWERS.c.id,
        VERDICTS.c.draft_version == BRIEFS.c.draft_version,
    )
    return found


def reviewers_of() -> ColumnElement[int]:
    """How many people review the brief of the row, or were asked to and have not answered."""
    return (
        select(func.count())
        .select_from(REVIEWERS)
        .where(REVIEWERS.c.brief_id == BRIEFS.c.id, REVIEWERS.c.status.in_(STANDING))
        .correlate(BRIEFS)
        .scalar_subquery()
    )


def approvals_of() -> ColumnElement[int]:
    """How many of them approved the draft as it is now."""
    return (
        select(func.count(func.distinct(REVIEWERS.c.id)))
        .select_from(REVIEWERS)
        .join(VERDICTS, VERDICTS.c.reviewer_id == REVIEWERS.c.id)
        .where(
            REVIEWERS.c.brief_id == BRIEFS.c.id,
            REVIEWERS.c.status == "accepted",
            VERDICTS.c.approved.is_(True),
            VERDICTS.c.draft_version == BRIEFS.c.draft_version,
        )
        .correlate(BRIEFS)
        .scalar_subquery()
    )


def _to_name(session: Session, viewer: Viewer) -> Iterator[Waiting]:
    """Deposited reports, whose reviewers a steward names."""
    if not viewer.stewards:
        return
    rows = session.execute(
        select(BRIEFS.c.id, BRIEFS.c.title)
        .where(
            col(Brief.status) == "in_review",
            col(Brief.study_id).is_(None),
            in_networks(viewer.stewards),
            reviewers_of() < ENOUGH,
        )
        .order_by(BRIEFS.c.status_since, BRIEFS.c.id)
        .limit(MOST)
    )
    for brief_id, title in rows:
        yield _waiting(
            f"Name the reviewers of “{title}”",
            "An organization of your network deposited it. Two people read it before it is "
            "published.",
            f"/briefs/{brief_id}/review",
            "Name reviewers",
        )


def _waiting(title: str, sentence: str, href: str, button: str) -> Waiting:
    return {"title": title, "sentence": sentence, "href": href, "due": None, "button": button}
