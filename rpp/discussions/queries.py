"""Reads comments, with their authors, in one statement a page."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import select
from sqlmodel import Session, col

from rpp import dates, policy
from rpp.discussions import subjects
from rpp.discussions.models import Comment
from rpp.organizations.models import Organization
from rpp.paging import Cursor, Slice, page_of
from rpp.people.models import Person
from rpp.policy import Viewer

PAGE = 100
MARKS = {"lea": "lea", "research": "researcher"}


@dataclass
class Thread:
    """One page of a discussion, ready to be shown."""

    comments: list[dict[str, Any]]
    page: Slice
    subject: subjects.Subject

    @property
    def count(self) -> str:
        """How many there are, without counting a long discussion."""
        n = len(self.page)
        if self.page.back is not None or self.page.on is not None:
            return f"More than {PAGE} comments, newest last"
        return f"{n} comment{'s' if n != 1 else ''}, newest last" if n else ""


def thread(session: Session, viewer: Viewer, subject: subjects.Subject, cursor: Cursor) -> Thread:
    """One page of comments, oldest first; a reply stands below what it answers."""
    statement: Any = (
        select(
            col(Comment.id).label("id"),
            col(Comment.reply_to),
            col(Comment.author_id),
            col(Comment.body_html),
            col(Comment.status),
            col(Comment.reason),
            col(Comment.written_at),
            col(Person.name),
            col(Person.title),
            col(Organization.name).label("organization"),
            col(Organization.type),
        )
        .join(Person, col(Person.id) == col(Comment.author_id))
        .outerjoin(Organization, col(Organization.id) == col(Comment.organization_id))
        .where(col(Comment.subject_kind) == subject.kind, col(Comment.subject_id) == subject.id)
    )
    page = page_of(session, statement, col(Comment.id), cursor, limit=PAGE, descending=False)
    moderates = policy.may(viewer, "comment.hide", subject)
    shown: dict[int, dict[str, Any]] = {}
    top: list[dict[str, Any]] = []
    for (
        id_, reply_to, author_id, html, status, reason, at, name, title, organization, type_
    ) in page.rows:  # fmt: skip
        names = name.split()
        comment = {
            "id": id_,
            "author_name": name,
            "author_initials": (names[0][0] + names[-1][0]).upper() if len(names) > 1 else name[:1],
            "author_mark": MARKS.get(type_, "other"),
            "author_line": f"{title}, {organization}" if title and organization else organization,
            "when": dates.day(at),
            "iso": dates.iso(at),
            "body_html": Markup(html),  # noqa: S704  (cleaned by rpp.markup when it was written)
            "status": status,
            "reason": reason,
            "href": f"/comments/{id_}/reply" if viewer.id else "",
            "actions": _actions(id_, status, viewer.id == author_id, moderates),
            "replies": [],
        }
        shown[id_] = comment
        parent = shown.get(reply_to)
        (parent["replies"] if parent else top).append(comment)
    return Thread(top, page, subject)


def _actions(comment_id: int, status: str, own: bool, moderates: bool) -> Markup | str:
    actions = ""
    if own and status in ("shown", "edited"):
        actions += f' <a href="/comments/{comment_id}/edit">Edit or delete</a>'
    if moderates and not own and status in ("shown", "edited"):
        actions += f' <a href="/comments/{comment_id}/moderate">Hide</a>'
    return Markup(actions)  # noqa: S704  (made of a number and our own words)


@dataclass(frozen=True)
class Found:
    """A comment to act on, with what policy asks about it."""

    comment: Comment
    subject: subjects.Subject

    @property
    def id(self) -> int:
        assert self.comment.id is not None
        return self.comment.id

    @property
    def author_id(self) -> int:
        return self.comment.author_id

    @property
    def network_id(self) -> int | None:
        return self.subject.network_id


def comment(session: Session, viewer: Viewer, comment_id: int) -> Found | None:
    """One comment on a subject that the viewer may see."""
    found = session.get(Comment, comment_id)
    if found is None or found.status == "deleted":
        return None
    subject = subjects.find(session, viewer, found.subject_kind, found.subject_id)
    return Found(found, subject) if subject else None
