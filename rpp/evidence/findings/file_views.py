"""Pages of files of findings: taken away, brought in, and what their columns mean."""

from flask import Response, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from rpp import dates, db
from rpp.evidence.findings import bringing_in, exporting, file_page, table
from rpp.evidence.findings.bringing_in import Plan
from rpp.evidence.findings.forms import MOST_BYTES, FileForm
from rpp.evidence.findings.loaders import bp, of
from rpp.evidence.findings.subjects import About
from rpp.files.uploads import accept
from rpp.layout import several
from rpp.resend import once
from rpp.web import (
    DAY,
    download,
    kept,
    limiter,
    page,
    public,
    reads_of_many,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    unchanged,
    viewer,
)

CSV = "text/csv; charset=utf-8"
accept(bp, "receive", most=MOST_BYTES)


@bp.get("/findings/of/<kind>/<id:subject_id>/import")
@requires("finding.record", of)
def file(about: About) -> ResponseReturnValue:
    return _file(about, FileForm(formdata=None))


def _file(about: About, form: FileForm) -> ResponseReturnValue:
    session = db.session()
    waiting = bringing_in.waiting(session, viewer(), about)
    plan = bringing_in.plan(session, about, waiting) if waiting else None
    return page("findings/file.html", page=file_page.file_page(about, plan), form=form)


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


@bp.get("/findings/of/<kind>/<id:subject_id>.csv")
@public(of)
@limiter.limit(reads_of_many)
def export(about: About) -> ResponseReturnValue:
    text = exporting.of_subject(db.session(), viewer(), about.key)
    return download(Response(text, content_type=CSV), f"findings of {about.title[:60]}.csv")


@bp.get("/findings.csv")
@public()
@limiter.limit(reads_of_many)
def export_all() -> ResponseReturnValue:
    session = db.session()
    wanted = exporting.public(session)
    if same := unchanged("findings", wanted, exporting.version(session)):
        return same
    # The file may take long; what it says is read in sessions of its own.
    db.let_go()
    text = stream_with_context(exporting.of_all(wanted))
    name = f"findings {dates.today(dates.site_zone()).isoformat()}.csv"
    return download(Response(text, content_type=CSV), name)


@bp.get("/findings/columns")
@public()
def columns() -> ResponseReturnValue:
    return page("findings/columns.html", parts=file_page.columns_page())


@bp.get("/findings/template.csv")
@public()
@kept(DAY)
def template() -> ResponseReturnValue:
    return download(Response(table.template(), content_type=CSV), "findings.csv")
