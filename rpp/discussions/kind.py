"""What the other rooms know of comments: whoever may know of the thing may know of them."""

from sqlalchemy import Select, select
from sqlmodel import Session, col

from rpp import kinds, verbs
from rpp.db import columns
from rpp.discussions import reports
from rpp.discussions.models import Comment, CommentReport
from rpp.discussions.verbs import COMMENT, REPORT, TALK
from rpp.history import Event
from rpp.kinds import Subject, Telling
from rpp.policy import Viewer


def _readers(viewer: Viewer) -> Select[int]:
    of_it = kinds.known(
        *(viewer, col(Comment.subject_kind), col(Comment.subject_id)), among=lambda kind: kind.find
    )
    return select(columns(Comment).id).where(of_it)


def _tell_of_report(session: Session, event: Event, report: CommentReport) -> Telling | None:
    page = f"/comments/{report.comment_id}"
    if event.verb == "reported":
        detail = event.detail
        subject = Subject(detail["kind"], detail["id"], detail["title"], "", report.network_id)
        return Telling(reports.moderators(session, subject), f"/reports/{report.id}")
    return Telling({report.reporter_id}, page)


verbs.declare(verbs.TALK, TALK)
kinds.register(kinds.Kind("comment", readers=_readers, verbs=COMMENT))
kinds.register(
    kinds.Kind("comment report", readers=reports.readers, verbs=REPORT, tell=_tell_of_report)
)
