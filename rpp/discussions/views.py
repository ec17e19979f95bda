"""Pages of discussions: the things themselves show their comments, these change them."""

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from rpp import db, kinds, markup, saves
from rpp.asking import Ask, ask
from rpp.discussions import operations, queries, reports
from rpp.discussions.forms import (
    CommentForm,
    DecideForm,
    EditCommentForm,
    HideForm,
    ReportForm,
)
from rpp.discussions.models import Comment
from rpp.forms import DOCUMENT, cleaned
from rpp.layout import Link
from rpp.resend import once
from rpp.web import (
    cursor,
    limiter,
    or_404,
    page,
    public,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

bp = Blueprint("discussions", __name__)


def subject(kind: str, subject_id: int) -> kinds.Subject:
    return or_404(kinds.find(db.session(), viewer(), kind, subject_id))


def comment(comment_id: int) -> queries.Found:
    return or_404(queries.comment(db.session(), viewer(), comment_id))


def place(comment_id: int) -> queries.Found:
    return or_404(queries.place(db.session(), viewer(), comment_id))


def back(found: queries.Found) -> str:
    return url_for("discussions.at", comment_id=found.id)


@bp.get("/discussions/<slug:kind>/<id:subject_id>")
@public(subject)
def show(subject: kinds.Subject) -> ResponseReturnValue:
    thread = queries.thread(db.session(), viewer(), subject, cursor())
    return page("discussions/show.html", thread=thread, form=CommentForm())


@bp.post("/discussions/<slug:kind>/<id:subject_id>")
@requires("comment.write", subject)
@once
def post(subject: kinds.Subject) -> ResponseReturnValue:
    form = CommentForm()
    if form.validate() and (
        comment := run_or_show_error(
            form, operations.post_comment, viewer(), subject, form.body.data
        )
    ):
        return redirect_with_flash(
            "discussions.at", "Your comment is posted.", comment_id=comment.id
        )
    return page("discussions/write.html", subject=subject, form=form, parent=None)


@bp.get("/comments/<id:comment_id>")
@public(place)
def at(found: queries.Found) -> ResponseReturnValue:
    """Lead to the comment on the page of its thing, or on its own page of a long discussion."""
    first = queries.thread(db.session(), viewer(), found.subject, cursor()).page
    if any(row.id == found.id for row in first.rows):
        return Response(status=303, headers={"Location": f"{found.subject.href}#c{found.id}"})
    whole = url_for(
        "discussions.show",
        kind=found.subject.kind,
        subject_id=found.subject.id,
        past=found.id - 1,
        _anchor=f"c{found.id}",
    )
    return Response(status=303, headers={"Location": whole})


@bp.route("/comments/<id:comment_id>/reply", methods=["GET", "POST"])
@requires("comment.write", comment)
@once
def reply(found: queries.Found) -> ResponseReturnValue:
    form = CommentForm()
    if form.validate_on_submit() and (
        made := run_or_show_error(
            form,
            operations.post_comment,
            viewer(),
            found.subject,
            form.body.data,
            reply_to=found.comment,
        )
    ):
        return redirect_with_flash("discussions.at", "Your reply is posted.", comment_id=made.id)
    return page("discussions/write.html", subject=found.subject, form=form, parent=found.comment)


@bp.route("/comments/<id:comment_id>/edit", methods=["GET", "POST"])
@requires("comment.edit", comment)
def edit(found: queries.Found) -> ResponseReturnValue:
    form = saves.edit(
        EditCommentForm, Comment, found.id, lambda session: queries.body_of(session, found.id)
    )
    if form.validate_on_submit() and run_or_show_error(
        form, operations.edit_comment, viewer(), found.subject, found.comment, form.body.data
    ):
        return redirect_with_flash(
            "discussions.at", "Your comment is changed.", comment_id=found.id
        )
    return page("discussions/edit.html", found=found, form=form)


@bp.post("/comments/<id:comment_id>/delete")
@requires("comment.edit", comment)
def delete(found: queries.Found) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.delete_comment,
        viewer(),
        found.subject,
        found.comment,
        back=back(found),
        done="Your comment is deleted. The discussion shows that it was deleted.",
    )


@bp.route("/comments/<id:comment_id>/moderate", methods=["GET", "POST"])
@requires("comment.hide", comment)
def moderate(found: queries.Found) -> ResponseReturnValue:
    form = HideForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.hide_comment, viewer(), found.subject, found.comment, form.reason.data
    ):
        return redirect_with_flash("discussions.at", "The comment is hidden.", comment_id=found.id)
    if found.comment.status == "hidden":
        return page("discussions/moderate.html", found=found)
    hint = "Everyone will see the reason where the comment was."
    return _ask(form, found, "Hide a comment", "Hide the comment", hint)


def _ask(
    form: HideForm | ReportForm, found: queries.Found, title: str, button: str, hint: str
) -> ResponseReturnValue:
    """The page with the comment, and a field for the reason to do something about it."""
    about = Ask(
        title,
        button,
        f"{found.subject.href}#c{found.id}",
        on=Link(found.subject.title, found.subject.href),
        # Cleaned when it was written.
        quote=Markup(found.comment.body_html),  # noqa: S704
        hints={"reason": hint},
    )
    return ask(form, about)


@bp.post("/comments/<id:comment_id>/restore")
@requires("comment.hide", comment)
def restore(found: queries.Found) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.restore_comment,
        viewer(),
        found.subject,
        found.comment,
        back=back(found),
        done="The comment is shown again.",
    )


# --- reports -------------------------------------------------------------------------------


@bp.route("/comments/<id:comment_id>/report", methods=["GET", "POST"])
@limiter.limit("10 per hour", methods=["POST"])
@requires("comment.report", comment)
def report(found: queries.Found) -> ResponseReturnValue:
    form = ReportForm()
    if form.validate_on_submit() and run_or_show_error(
        form, reports.report_comment, viewer(), found.subject, found.comment, form.reason.data
    ):
        done = "Reported. Those who moderate look at it, and you are told what they decide."
        return redirect_with_flash("discussions.at", done, comment_id=found.id)
    hint = (
        "For example “It names a student” or “It insults a colleague”. Stewards of the network "
        "and administrators read it, with your name. The author does not."
    )
    return _ask(form, found, "Report a comment", "Report it", hint)


@bp.get("/reports")
@requires("comment.moderate")
def reported() -> ResponseReturnValue:
    return page("discussions/reports.html", reports=reports.waiting(db.session(), viewer()))


def open_report(report_id: int) -> reports.Reported | None:
    """404 where the viewer does not moderate it; who is signed out is asked to sign in first."""
    person = viewer()
    if person.id is None:
        return None
    return or_404(reports.one(db.session(), person, report_id))


@bp.route("/reports/<id:report_id>", methods=["GET", "POST"])
@requires("comment.hide", open_report)
def decide(found: reports.Reported) -> ResponseReturnValue:
    form = DecideForm()
    hide = request.form.get("decision") == "hide"
    if form.validate_on_submit() and run_or_show_error(
        form, reports.decide, viewer(), found, form.answer.data, hide=hide
    ):
        done = "The comment is hidden." if hide else "The comment stays."
        return redirect_with_flash("discussions.reported", f"{done} Whoever reported it is told.")
    return page("discussions/decide.html", found=found, form=form)


@bp.post("/markdown/preview")
@limiter.limit("20 per minute")
@requires("account.use")
def preview() -> ResponseReturnValue:
    """The first field of a form as it will be shown."""
    text = next((v for k, v in request.form.items() if k not in ("csrf_token", "once")), "")
    if len(text := cleaned(text)) > DOCUMENT:
        abort(413)
    return Response(markup.render(text), mimetype="text/html")
