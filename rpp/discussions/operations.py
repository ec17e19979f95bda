"""What people do with comments."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from rpp import clock, db, history, markup
from rpp.discussions.life import COMMENT, Action
from rpp.discussions.models import Comment, CommentReport, CommentRevision
from rpp.kinds import Subject
from rpp.policy import Viewer


@dataclass(frozen=True)
class Discussion:
    """What a discussion's events are recorded on."""

    kind: str
    id: int
    subject: Subject


def _talk(subject: Subject) -> Discussion:
    return Discussion(history.talk_of(subject.kind), subject.id, subject)


def _held(session: Session, comment: Comment) -> Comment:
    """The comment as it stands now, held: a steward may have hidden it a moment ago."""
    assert comment.id is not None
    return db.lock(session, Comment, comment.id)


def _tell(session: Session, subject: Subject, verb: str, actor: Viewer, comment: Comment) -> None:
    about: dict[str, object] = {
        "comment_id": comment.id,
        "reply_to": comment.reply_to,
        "author_id": comment.author_id,
    }
    if verb == "commented":
        about["title"] = subject.title
    history.record(session, _talk(subject), verb, actor.id, detail=about)


def post_comment(
    session: Session,
    actor: Viewer,
    subject: Subject,
    body: str,
    *,
    reply_to: Comment | None = None,
    organization_id: int | None = None,
) -> Comment:
    """Write a comment, or a reply; a reply to a reply answers the same comment."""
    assert actor.id is not None
    reply_to = _held(session, reply_to) if reply_to else None
    if reply_to is not None:
        COMMENT.require(reply_to, Action.ANSWER, "body")
    parent = (reply_to.reply_to or reply_to.id) if reply_to else None
    comment = Comment(
        subject_kind=subject.kind,
        subject_id=subject.id,
        author_id=actor.id,
        organization_id=organization_id or _speaks_for(actor),
        reply_to=parent,
        body=body,
        body_html=markup.render(body),
        markup_version=markup.VERSION,
        status_since=clock.now(),
        written_at=clock.now(),
    )
    session.add(comment)
    session.flush()
    _tell(session, subject, "commented", actor, comment)
    return comment


def _speaks_for(actor: Viewer) -> int | None:
    """The organization a person speaks for: their LEA first, else whichever they belong to."""
    own = actor.leas or actor.researches_at or actor.member_of
    return min(own) if own else None


def edit_comment(
    session: Session, actor: Viewer, subject: Subject, comment: Comment, body: str
) -> Comment:
    """Change a comment's text; what it said before is kept."""
    comment = _held(session, comment)
    COMMENT.require(comment, Action.EDIT, "body")
    if body == comment.body:
        return comment
    assert comment.id is not None
    session.add(CommentRevision(comment_id=comment.id, body=comment.body, replaced_at=clock.now()))
    comment.body, comment.body_html = body, markup.render(body)
    comment.markup_version = markup.VERSION
    history.move(session, comment, "edited", "edited", actor.id)
    _tell(session, subject, "comment_edited", actor, comment)
    return comment


def delete_comment(session: Session, actor: Viewer, subject: Subject, comment: Comment) -> Comment:
    """Take a comment back: its place stays, its text goes."""
    comment = _held(session, comment)
    COMMENT.require(comment, Action.DELETE)
    comment.body, comment.body_html = "", ""
    history.move(session, comment, "deleted", "deleted", actor.id)
    _tell(session, subject, "comment_deleted", actor, comment)
    return comment


def hide_comment(
    session: Session, actor: Viewer, subject: Subject, comment: Comment, reason: str
) -> Comment:
    """Hide a comment with a reason that everyone reads."""
    comment = _held(session, comment)
    COMMENT.require(comment, Action.HIDE)
    comment.reason = reason
    history.move(session, comment, "hidden", "hidden", actor.id, reason=reason)
    _tell(session, subject, "comment_hidden", actor, comment)
    assert comment.id is not None
    settle_reports(session, actor, comment.id, "hidden", reason)
    return comment


def settle_reports(
    session: Session, actor: Viewer, comment_id: int, status: str, answer: str
) -> None:
    """Answer every open report of a comment."""
    waiting = select(CommentReport).where(
        CommentReport.comment_id == comment_id, CommentReport.status == "open"
    )
    for report in session.exec(waiting.order_by(col(CommentReport.id)).with_for_update()).all():
        report.answer, report.decided_by = answer, actor.id
        history.move(session, report, status, status, actor.id, reason=answer, private=True)


def restore_comment(session: Session, actor: Viewer, subject: Subject, comment: Comment) -> Comment:
    """Show a hidden comment again."""
    comment = _held(session, comment)
    COMMENT.require(comment, Action.RESTORE)
    comment.reason = ""
    history.move(session, comment, "shown", "restored", actor.id)
    _tell(session, subject, "comment_restored", actor, comment)
    return comment
