"""Pages of the comments on a section's paragraphs."""

from flask import url_for
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.forms import whole
from rpp.policy import may
from rpp.resend import once
from rpp.studies import parts
from rpp.studies.co_design import comments
from rpp.studies.co_design.comments import DISCUSSING
from rpp.studies.co_design.forms import RemarkForm
from rpp.studies.loaders import bp, given, inside, seen
from rpp.studies.queries import Seen
from rpp.studies.text import passages
from rpp.studies.text.section_views import section_of
from rpp.web import (
    arg,
    or_404,
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


@bp.get("/studies/<id:study_id>/sections/<slug:key>/comments")
@requires("account.use", inside)
def comments_of(study: Seen) -> ResponseReturnValue:
    """All comments on a section: open, settled, and on paragraphs that were taken out."""
    section, session = section_of(study), db.session()
    members = parts.members(session, study.id)
    found = comments.threads(session, viewer(), study.id, members, section.key)
    return page(
        "studies/co_design/comments.html",
        study=study,
        section=section,
        layout=comments.laid_out(section, found.get(section.key, [])),
        discusses=study.status in DISCUSSING,
    )


@bp.route("/studies/<id:study_id>/sections/<slug:key>/comments/new", methods=["GET", "POST"])
@requires("study.discuss", seen)
@once
def comment_on(study: Seen) -> ResponseReturnValue:
    section, number = section_of(study), whole(arg("p", 10)) or passages.WHOLE
    form = RemarkForm()
    if form.validate_on_submit():
        made = run_or_show_error(
            form,
            comments.comment_on,
            viewer(),
            study.id,
            section.key,
            number,
            form.body.data or "",
        )
        if made:
            done = "Your comment appears below its paragraph."
            return redirect_with_flash(
                "studies.show", done, anchor=f"p{made.id}", study_id=study.id
            )
    passage = next((html for n, html in section.blocks if n == number), "")
    return page(
        "studies/co_design/remark.html",
        study=study,
        section=section,
        form=form,
        passage=passage,
        gone=number != passages.WHOLE and not passage,
        discusses=study.status in DISCUSSING,
    )


@bp.route("/studies/<id:study_id>/passages/<id:comment_id>/answer", methods=["GET", "POST"])
@requires("study.discuss", seen)
@once
def answer(study: Seen) -> ResponseReturnValue:
    found = or_404(comments.comment(db.session(), study.id, given("comment_id")))
    form = RemarkForm()
    form.body.label.text = "Your answer"
    if form.validate_on_submit():
        made = run_or_show_error(
            form, comments.answer, viewer(), study.id, found.id, form.body.data or ""
        )
        if made:
            done = "Your answer is posted."
            return redirect_with_flash(
                "studies.show", done, anchor=f"p{made.id}", study_id=study.id
            )
    return page(
        "studies/co_design/answer.html",
        study=study,
        comment=found,
        form=form,
        discusses=study.status in DISCUSSING,
    )


def _back(study: Seen, key: str) -> str:
    return url_for("studies.show", study_id=study.id, _anchor=key)


@bp.post("/studies/<id:study_id>/passages/<id:comment_id>/settle")
@requires("study.discuss", seen)
def settle(study: Seen) -> ResponseReturnValue:
    found = or_404(comments.comment(db.session(), study.id, given("comment_id")))
    return submit_and_redirect(
        comments.settle,
        viewer(),
        study.id,
        found.id,
        writes=may(viewer(), "study.write", study),
        back=_back(study, found.section_key),
        done="The comment is settled. You can find it with the settled comments of its section.",
    )


@bp.post("/studies/<id:study_id>/passages/<id:comment_id>/reopen")
@requires("study.discuss", seen)
def reopen_comment(study: Seen) -> ResponseReturnValue:
    found = or_404(comments.comment(db.session(), study.id, given("comment_id")))
    return submit_and_redirect(
        comments.reopen,
        viewer(),
        study.id,
        found.id,
        writes=may(viewer(), "study.write", study),
        back=_back(study, found.section_key),
        done="The comment is open again, below its paragraph.",
    )


@bp.post("/studies/<id:study_id>/passages/<id:comment_id>/delete")
@requires("study.discuss", seen)
def delete_comment(study: Seen) -> ResponseReturnValue:
    found = or_404(comments.comment(db.session(), study.id, given("comment_id")))
    return submit_and_redirect(
        comments.delete,
        viewer(),
        study.id,
        found.id,
        back=_back(study, found.section_key),
        done="Your comment is deleted. A note shows where it was, so that the answers make sense.",
    )
