"""What the briefs of a person's studies ask of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import exists, func, or_, select
from sqlmodel import Session, col

from rpp.briefs import types
from rpp.briefs.models import Brief
from rpp.briefs.review.desk import approvals_of, reviewers_of
from rpp.briefs.review.standing import ENOUGH
from rpp.discussions.models import Comment
from rpp.policy import Viewer
from rpp.studies.desk import Waiting
from rpp.studies.models import Study


@dataclass(frozen=True, slots=True)
class Unpublished:
    """A brief that a study's people still work on, and what one of them did with it."""

    id: int
    title: str
    status: str
    # The title of its study, or its own.
    about: str
    role: str
    # Who leads a study shares its brief; a deposit is its depositor's.
    theirs: bool
    commented: bool
    reviewers: int
    approvals: int

    @property
    def leads(self) -> bool:
        return self.role in ("lead", "co_lead")

    @property
    def href(self) -> str:
        return f"/briefs/{self.id}"


def waiting_for(session: Session, viewer: Viewer) -> list[Waiting]:
    """What the briefs of the viewer's studies ask of them now; one statement."""
    return [step for brief in _unpublished(session, viewer) for step in _steps(brief)]


def _steps(brief: Unpublished) -> Iterator[Waiting]:
    if brief.status == "draft" and brief.leads and brief.theirs:
        yield _waiting(
            f"Finish the brief of “{brief.about}”",
            "It is a draft. When it is complete, send it to the partners to read.",
            f"{brief.href}/edit",
            "Keep writing",
        )
    elif brief.status == "in_review" and brief.leads:
        yield _to_publication(brief)
    elif brief.status == "in_review" and not brief.commented:
        yield _waiting(
            f"Read “{brief.title}” before it is published",
            "Comment on what is wrong or missing, or print what you see differently.",
            brief.href,
            "Read the draft",
        )


def _to_publication(brief: Unpublished) -> Waiting:
    if brief.approvals >= ENOUGH:
        return _waiting(
            f"Publish “{brief.title}”",
            "Two reviewers approved it. Settle the partners’ comments, then publish it.",
            brief.href,
            "Read and publish",
        )
    if brief.reviewers < ENOUGH:
        return _waiting(
            f"Bring “{brief.title}” to review",
            "The partners can read it now. Two people of the network review it before it is "
            "published; see whom to ask.",
            f"{brief.href}/review",
            "See the review",
        )
    return _waiting(
        f"Follow the review of “{brief.title}”",
        f"{brief.approvals} of {ENOUGH} reviewers have approved it. Answer what they suggest.",
        f"{brief.href}/review",
        "See the review",
    )


def _waiting(title: str, sentence: str, href: str, button: str) -> Waiting:
    return {"title": title, "sentence": sentence, "href": href, "due": None, "button": button}


def _unpublished(session: Session, viewer: Viewer, limit: int = 200) -> list[Unpublished]:
    if viewer.id is None:
        return []
    commented = exists().where(
        col(Comment.subject_kind) == "brief",
        col(Comment.subject_id) == col(Brief.id),
        col(Comment.author_id) == viewer.id,
    )
    rows = session.execute(
        select(
            col(Brief.id),
            col(Brief.title),
            col(Brief.status),
            func.coalesce(col(Study.title), col(Brief.title)),
            types.part(viewer),
            or_(col(Brief.study_id).is_not(None), col(Brief.begun_by) == viewer.id),
            commented,
            reviewers_of(),
            approvals_of(),
        )
        .select_from(Brief)
        .outerjoin(Study, col(Study.id) == col(Brief.study_id))
        .where(types.takes_part(viewer), col(Brief.status).in_(("draft", "in_review")))
        .order_by(col(Brief.id).desc())
        .limit(limit)
    )
    return [Unpublished(*row) for row in rows]
