"""Reads comments, with their authors, in one statement a page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from markupsafe import Markup
from sqlalchemy import bindparam, select
from sqlmodel import Session

from rpp import kinds, paging, policy
from rpp.db import columns
from rpp.discussions.models import Comment
from rpp.organizations.models import Organization
from rpp.paging import Cursor, Pages, Slice
from rpp.people.models import Person
from rpp.personal_names import initials
from rpp.policy import Viewer

PAGE = 100
MARKS = {"lea": "lea", "research": "researcher"}


@dataclass(slots=True)
class Remark:
    """A comment as the page shows it, with the replies below it."""

    id: int
    author_name: str
    author_initials: str
    author_mark: str
    author_line: str
    at: datetime
    # Cleaned by rpp.markup when it was written.
    body_html: str
    status: str
    reason: str
    href: str
    actions: Markup | str
    replies: list["Remark"]
    number: str = ""
    # Where what it answers stands on another page: that comment's id, and its author.
    answers: tuple[int, str] | None = None


@dataclass
class Thread:
    """One page of a discussion, ready to be shown."""

    comments: list[Remark]
    page: Slice[paging.Found]
    subject: kinds.Subject

    @property
    def earlier(self) -> str:
        """Where the comments before these are, "" without any."""
        return f"{self._address}?before={self.page.back}" if self.page.back else ""

    @property
    def later(self) -> str:
        """Where the comments after these are, "" without any."""
        return f"{self._address}?past={self.page.on}" if self.page.on else ""

    @property
    def newest(self) -> str:
        """Where the last comments are, "" where these are the last."""
        return f"{self._address}?end=1" if self.page.on else ""

    @property
    def _address(self) -> str:
        return f"/discussions/{self.subject.kind}/{self.subject.id}"

    @property
    def count(self) -> str:
        """How many there are, without counting a long discussion."""
        n = len(self.page)
        if self.page.back is not None or self.page.on is not None:
            return f"More than {PAGE} comments, newest last"
        return f"{n} comment{'s' if n != 1 else ''}, newest last" if n else ""


@cache
def _pages() -> Pages:
    comment, author = columns(Comment), columns(Person)
    organization = columns(Organization)
    statement = (
        select(
            comment.id,
            comment.reply_to,
            comment.author_id,
            comment.body_html,
            comment.status,
            comment.reason,
            comment.written_at,
            author.name,
            author.title,
            organization.name.label("organization"),
            organization.type,
        )
        .select_from(
            comment.id.table.join(author.id.table, author.id == comment.author_id).outerjoin(
                organization.id.table, organization.id == comment.organization_id
            )
        )
        .where(
            comment.subject_kind == bindparam("kind"), comment.subject_id == bindparam("subject")
        )
    )
    return Pages(statement, comment.id, limit=PAGE, descending=False)


def thread(session: Session, viewer: Viewer, subject: kinds.Subject, cursor: Cursor) -> Thread:
    """One page of comments, oldest first; a reply stands below what it answers."""
    page = _pages().read(session, cursor, {"kind": subject.kind, "subject": subject.id})
    moderates = policy.may(viewer, "comment.hide", subject)
    shown: dict[int, Remark] = {}
    top: list[Remark] = []
    here = {row.id for row in page.rows}
    elsewhere = _named(session, {row.reply_to for row in page.rows if row.reply_to} - here)
    for (
        id_, reply_to, author_id, html, status, reason, at, name, title, organization, type_
    ) in page.rows:  # fmt: skip
        remark = shown[id_] = Remark(
            id_,
            name,
            initials(name),
            MARKS.get(type_, "other"),
            f"{title}, {organization}" if title and organization else organization,
            at,
            html,
            status,
            reason,
            f"/comments/{id_}/reply" if viewer.id else "",
            _actions(id_, status, viewer.id == author_id, moderates, viewer.id is not None),
            [],
            answers=elsewhere.get(reply_to) if reply_to else None,
        )
        parent = shown.get(reply_to) if reply_to else None
        (parent.replies if parent else top).append(remark)
    return Thread(top, page, subject)


def _named(session: Session, comment_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Comments of other pages by id, with their authors; who deleted one is not named."""
    if not comment_ids:
        return {}
    comment, author = columns(Comment), columns(Person)
    rows = session.execute(
        select(comment.id, comment.status, author.name)
        .join_from(comment.id.table, author.id.table, author.id == comment.author_id)
        .where(comment.id.in_(sorted(comment_ids)))
    )
    seen = ("shown", "edited")
    return {id_: (id_, name if status in seen else "") for id_, status, name in rows}


def _actions(
    comment_id: int, status: str, own: bool, moderates: bool, signed_in: bool
) -> Markup | str:
    """Further links, made of a number and our own words."""
    if status not in ("shown", "edited"):
        return ""
    if own:
        return Markup(f' <a href="/comments/{comment_id}/edit">Edit or delete</a>')  # noqa: S704
    if moderates:
        return Markup(f' <a href="/comments/{comment_id}/moderate">Hide</a>')  # noqa: S704
    if signed_in:
        return Markup(f' <a href="/comments/{comment_id}/report">Report</a>')  # noqa: S704
    return ""


@dataclass(frozen=True)
class Found:
    """A comment to act on, with what policy asks about it."""

    comment: Comment
    subject: kinds.Subject

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
    """One comment to act on, on a subject that the viewer may see; not one that was deleted."""
    found = place(session, viewer, comment_id)
    return None if found is None or found.comment.status == "deleted" else found


def place(session: Session, viewer: Viewer, comment_id: int) -> Found | None:
    """Where a comment stands, or stood before its author deleted it."""
    found = session.get(Comment, comment_id)
    if found is None:
        return None
    subject = kinds.find(session, viewer, found.subject_kind, found.subject_id)
    return Found(found, subject) if subject else None


def body_of(session: Session, comment_id: int) -> dict[str, str]:
    """The text of a comment, as its form shows it."""
    comment = columns(Comment)
    row = session.execute(select(comment.body).where(comment.id == comment_id)).one()
    return {"body": row.body}
