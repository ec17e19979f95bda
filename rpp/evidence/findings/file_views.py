"""Pages on which a file of findings is brought in: chosen, looked at, confirmed."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.evidence.findings import bringing_in
from rpp.evidence.findings import page as pages
from rpp.evidence.findings.bringing_in import Plan
from rpp.evidence.findings.forms import MOST_BYTES, FileForm
from rpp.evidence.findings.subjects import About
from rpp.evidence.findings.views import bp, of
from rpp.files.uploads import accept
from rpp.layout import several
from rpp.resend import once
from rpp.web import (
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

__all__ = ["bp"]

accept(bp, "receive", most=MOST_BYTES)


@bp.get("/findings/of/<kind>/<id:subject_id>/import")
@requires("finding.record", of)
def file(about: About) -> ResponseReturnValue:
    return _file(about, FileForm(formdata=None))


def _file(about: About, form: FileForm) -> ResponseReturnValue:
    session = db.session()
    waiting = bringing_in.waiting(session, viewer(), about)
    plan = bringing_in.plan(session, about, waiting) if waiting else None
    return page("findings/file.html", page=pages.file_page(about, plan), form=form)


@bp.post("/findings/of/<kind>/<id:subject_id>/import")
@requires("finding.record", of)
@once
def receive(about: About) -> ResponseReturnValue:
    form = FileForm()
    if form.validate_on_submit() and run_or_show_error(
        form, bringing_in.receive, viewer(), about, name=form.name, data=form.data_of_file
    ):
        return redirect_with_flash("findings.file", kind=about.kind, subject_id=about.id)
    return _file(about, form)


@bp.post("/findings/of/<kind>/<id:subject_id>/import/confirm")
@requires("finding.record", of)
def confirm(about: About) -> ResponseReturnValue:
    return submit_and_redirect(
        bringing_in.confirm,
        viewer(),
        about,
        seen=request.form.get("seen", ""),
        back=url_for("findings.file", kind=about.kind, subject_id=about.id),
        done=_done,
    )


def _done(plan: Plan) -> str:
    added, corrected = len(plan.of("added")), len(plan.of("corrected"))
    return f"{several(added, 'finding')} added, {corrected:,} corrected."


@bp.post("/findings/of/<kind>/<id:subject_id>/import/drop")
@requires("finding.record", of)
def drop(about: About) -> ResponseReturnValue:
    return submit_and_redirect(
        bringing_in.forget,
        viewer(),
        about,
        back=url_for("findings.file", kind=about.kind, subject_id=about.id),
        done="The file is dropped. Nothing was changed.",
    )
