"""Pages of notices, and the button to follow a thing."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from rpp import db, kinds
from rpp.notices import operations, queries
from rpp.paging import whole
from rpp.studies import queries as studies
from rpp.web import cursor, or_404, page, pager, requires, submit_and_redirect, viewer

bp = Blueprint("notices", __name__)


def subject(kind: str, subject_id: int) -> kinds.Subject:
    session, person = db.session(), viewer()
    found = kinds.find(session, person, kind, subject_id)
    if found is None and kind == "study":
        # Everyone may follow a listed study; its discussion is for those who take part.
        seen = or_404(studies.study(session, person, subject_id))
        href = url_for("studies.show", study_id=seen.id)
        found = kinds.Subject(kind, seen.id, seen.title, href, seen.network_id)
    return or_404(found)


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
@requires("account.use", subject)
def unfollow(subject: kinds.Subject) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.unfollow,
        viewer(),
        subject.kind,
        subject.id,
        back=subject.href,
        done="You no longer follow this.",
    )
