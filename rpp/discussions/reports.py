"""Reports of comments: readers say what should not stand, stewards and administrators decide."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp import clock, db, history, kinds
from rpp.db import columns
from rpp.discussions import operations
from rpp.discussions.life import COMMENT, REPORT, SHOWN, Action, Decision
from rpp.discussions.models import Comment, CommentReport
from rpp.errors import DomainError
from rpp.kinds import Subject
from rpp.networks.kind import stewards
from rpp.paging import Statement
from rpp.people.models import Person
from rpp.policy import Viewer

Reporter = aliased(Person)
MOST = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report in the list of those to decide on."""

    id: int
    reason: str
    at: datetime
    author: str
    reporter: str


@dataclass(frozen=True)
class Reported:
    """A report to decide on, with the comment and the thing it stands on."""

    report: CommentReport
    comment: Comment
    subject: Subject
    author: str
    reporter: str

    @property
    def network_id(self) -> int | None:
        return self.subject.network_id


def report_comment(
    session: Session, actor: Viewer, subject: Subject, comment: Comment, reason: str
) -> CommentReport:
    """Ask those who moderate to look at a comment; once a person and comment."""
    assert actor.id is not None
    assert comment.id is not None
    comment_id = comment.id
    comment = db.lock(session, Comment, comment_id)
    COMMENT.require(comment, Action.REPORT)
    if comment.author_id == actor.id:
        raise DomainError("This comment is yours. You can change or delete it.")
    if not moderators(session, subject):
        raise DomainError(
            "Only the partners of this study read its discussion. Contact the people who lead it."
        )
    report = CommentReport(
        comment_id=comment_id,
        reporter_id=actor.id,
        network_id=subject.network_id,
        reason=reason,
        reported_at=clock.now(),
        status_since=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(report)
    except IntegrityError:
        raise DomainError("You have already reported this comment.") from None
    detail = {"kind": subject.kind, "id": subject.id, "title": subject.title[:200]}
    history.record(session, report, "reported", actor.id, detail=detail, private=True)
    return report


def moderators(session: Session, subject: Subject) -> set[int]:
    """Who may decide about comments on a thing, of those who may read it at all."""
    admins = select(col(Person.id)).where(col(Person.is_admin))
    people = stewards(session, subject.network_id) | set(session.execute(admins).scalars())
    kind = kinds.get(subject.kind)
    audience = kind.audience(session, subject.id, False) if kind and kind.audience else None
    if audience is None or not people:
        return people
    still = select(col(Person.id)).where(col(Person.id).in_(people), col(Person.id).in_(audience))
    return set(session.execute(still).scalars())


def decide(
    session: Session, actor: Viewer, found: Reported, answer: str, *, hide: bool
) -> CommentReport:
    """Hide a reported comment, or keep it; every open report of it gets the same answer.

    The reason of hiding is read by everyone in the comment's place, that of keeping by those who
    reported it.
    """
    assert found.report.id is not None
    report = db.lock(session, CommentReport, found.report.id)
    REPORT.require(report, Decision.HIDE if hide else Decision.KEEP)
    if hide:
        operations.hide_comment(session, actor, found.subject, found.comment, answer)
    else:
        operations.settle_reports(session, actor, report.comment_id, "kept", answer)
    return report


def _open(viewer: Viewer, *selected: Any) -> Statement:
    """Open reports on things that the viewer moderates and may read, the oldest first."""
    scope = (
        true() if viewer.is_admin else col(CommentReport.network_id).in_(sorted(viewer.stewards))
    )
    return (
        select(*selected, col(Person.name), col(Reporter.name))
        .select_from(CommentReport)
        .join(Comment, col(Comment.id) == col(CommentReport.comment_id))
        .join(Person, col(Person.id) == col(Comment.author_id))
        .join(Reporter, col(Reporter.id) == col(CommentReport.reporter_id))
        .where(
            scope,
            col(CommentReport.status) == "open",
            col(Comment.status).in_(SHOWN),
            kinds.known(viewer, col(Comment.subject_kind), col(Comment.subject_id)),
        )
        .order_by(col(CommentReport.id))
    )


def waiting(session: Session, viewer: Viewer, limit: int = MOST) -> list[Waiting]:
    """Open reports that the viewer may decide on, the oldest first."""
    if not (viewer.is_admin or viewer.stewards):
        return []
    shown = col(CommentReport.id), col(CommentReport.reason), col(CommentReport.reported_at)
    return [Waiting(*row) for row in session.execute(_open(viewer, *shown).limit(limit))]


def one(session: Session, viewer: Viewer, report_id: int) -> Reported | None:
    """One open report that the viewer may decide on."""
    both = _open(viewer, CommentReport, Comment)
    row = session.execute(both.where(col(CommentReport.id) == report_id)).first()
    if row is None:
        return None
    report, comment, author, reporter = row
    subject = kinds.find(session, viewer, comment.subject_kind, comment.subject_id)
    return Reported(report, comment, subject, author, reporter) if subject else None


def readers(viewer: Viewer) -> Select[int] | None:
    """Whoever reported it, and those who moderate there."""
    if viewer.is_admin:
        return None
    return select(columns(CommentReport).id).where(
        or_(
            col(CommentReport.reporter_id) == viewer.id,
            col(CommentReport.network_id).in_(sorted(viewer.stewards)),
        )
    )
