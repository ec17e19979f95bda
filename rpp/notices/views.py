"""Pages of notices, and the button to follow a thing."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from rpp import db, kinds
from rpp.notices import operations, queries
from rpp.paging import whole
from rpp.web import cursor, or_404, page, pager, requires, submit_and_redirect, viewer

bp = Blueprint("notices", __name__)


def subject(kind: str, subject_id: int) -> kinds.Subject:
    """What can be followed, for whoever may read it."""
    found = queries.named(db.session(), viewer(), [(kind, subject_id)])
    return or_404(found.get((kind, subject_id)))


@bp.get("/notices")
@requires("account.use")
def index() -> ResponseReturnValue:
    found = queries.listed(db.session(), viewer(), cursor())
    return page(
        "notices/index.html",
        found=found,
        pager=pager(found),
    )


@bp.post("/notices/read")
@requires("account.use")
def read() -> ResponseReturnValue:
    until = whole(request.form.get("until")) or 0
    return submit_and_redirect(operations.mark_read, viewer(), until, back=url_for("notices.index"))


@bp.get("/me/follows")
@requires("account.use")
def followed() -> ResponseReturnValue:
    found = queries.followed(db.session(), viewer())
    return page("notices/followed.html", followed=found)


@bp.get("/follow/<slug:kind>/<id:subject_id>")
@requires("account.use", subject)
def show(subject: kinds.Subject) -> ResponseReturnValue:
    follows = queries.follows(db.session(), viewer(), subject.kind, subject.id)
    return page("notices/follow.html", subject=subject, follows=follows)


@bp.post("/follow/<slug:kind>/<id:subject_id>")
@requires("account.use", subject)
def follow(subject: kinds.Subject) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.follow,
        viewer(),
        subject.kind,
        subject.id,
        back=subject.href,
        done="You follow this now. News of it appears in your notices.",
    )


@bp.post("/unfollow/<slug:kind>/<id:subject_id>")
@requires("account.use")
def unfollow(kind: str, subject_id: int) -> ResponseReturnValue:
    """Also of what one may no longer read: the list shows it without its title."""
    return submit_and_redirect(
        operations.unfollow,
        viewer(),
        kind,
        subject_id,
        back=url_for("notices.followed"),
        done="You no longer follow this.",
    )
