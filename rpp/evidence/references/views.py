"""Pages on which references are brought in: the file, its preview, decisions, the report."""

from flask import Blueprint, Response, current_app, request, url_for
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.asking import Ask, ask
from rpp.evidence.references import operations, queries, report, running, undoing
from rpp.evidence.references.forms import FileForm, decisions
from rpp.evidence.references.models import ReferenceImport
from rpp.evidence.references.page import TABS, import_page, list_page
from rpp.evidence.references.reading.entries import MOST_BYTES
from rpp.files.uploads import accept
from rpp.forms import EmptyForm
from rpp.layout import Link
from rpp.resend import once
from rpp.web import (
    arg,
    cursor,
    download,
    or_404,
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

bp = Blueprint("references", __name__)
accept(bp, "receive", most=MOST_BYTES)

# What takes no longer than a page may: read or written before the next page is shown.
AT_ONCE = 150_000  # bytes


def load(import_id: int) -> ReferenceImport:
    """The import, or 404 for those who may not know of any."""
    return or_404(queries.visible(db.session(), viewer(), import_id))


@bp.get("/evidence/imports")
@requires("evidence.import")
def listing() -> ResponseReturnValue:
    return _listing(FileForm(formdata=None))


def _listing(form: FileForm) -> ResponseReturnValue:
    shown = list_page(queries.imports(db.session(), cursor()))
    return page("evidence/imports/list.html", page=shown, form=form)


@bp.post("/evidence/imports")
@requires("evidence.import")
def receive() -> ResponseReturnValue:
    # The file is looked at before the write begins.
    form = FileForm()
    return _receive(form, form.validate_on_submit())


@once
def _receive(form: FileForm, sound: bool) -> ResponseReturnValue:
    made = None
    if form.is_first() and sound:
        made = run_or_show_error(
            form,
            operations.receive,
            viewer(),
            name=form.name,
            data=form.data_of_file,
            format=form.format.data or "",
            encoding=form.encoding.data or "",
            origin=form.origin.data or "",
            license=form.license.data or "",
        )
    if made is None:
        return _listing(form)
    _go_on(made)
    return redirect_with_flash("references.show", import_id=made.id)


def _go_on(one: ReferenceImport) -> None:
    """Read or write a small file once this is committed; a large one is the worker's."""
    import_id, size = one.id or 0, one.size
    if size > AT_ONCE:
        return

    def finish() -> None:
        try:
            running.finish(import_id)
        except Exception:
            # The worker goes on with it.
            current_app.logger.exception("an import could not be brought on at once")

    db.after_commit(db.session(), finish)


@bp.get("/evidence/imports/<id:import_id>")
@requires("evidence.import", load)
def show(one: ReferenceImport) -> ResponseReturnValue:
    show = arg("show") if arg("show") in TABS else ""
    shown = import_page(db.session(), viewer(), one, show, cursor())
    return page("evidence/imports/show.html", page=shown, form=EmptyForm())


@bp.post("/evidence/imports/<id:import_id>/decisions")
@requires("evidence.import", load)
def decide(one: ReferenceImport) -> ResponseReturnValue:
    made = decisions(request.form)
    count = f"{len(made):,} decision{'' if len(made) == 1 else 's'}"
    return submit_and_redirect(
        operations.decide,
        viewer(),
        one.id,
        made,
        back=url_for("references.show", import_id=one.id, show="ask"),
        done=f"{count} saved." if made else "Nothing was changed.",
    )


@bp.post("/evidence/imports/<id:import_id>/approve")
@requires("evidence.import", load)
def approve(one: ReferenceImport) -> ResponseReturnValue:
    _go_on(one)
    return submit_and_redirect(operations.approve, viewer(), one.id, back=_at(one))


@bp.post("/evidence/imports/<id:import_id>/discard")
@requires("evidence.import", load)
def discard(one: ReferenceImport) -> ResponseReturnValue:
    done = "The import is discarded. Nothing was written."
    return submit_and_redirect(operations.discard, viewer(), one.id, back=_at(one), done=done)


@bp.route("/evidence/imports/<id:import_id>/undo", methods=["GET", "POST"])
@requires("evidence.undo", load)
def undo(one: ReferenceImport) -> ResponseReturnValue:
    form = EmptyForm()
    if form.validate_on_submit() and run_or_show_error(form, undoing.undo, viewer(), one.id):
        return redirect_with_flash("references.show", "The import is undone.", import_id=one.id)
    what = Ask(
        "Undo this import?",
        "Undo it",
        back=_at(one),
        text="Its publications go away, and what it added to others. What other imports brought "
        "stays. This is possible as long as no problem and no study refers to them.",
        crumbs=_crumbs(),
        about=one.name,
    )
    return ask(form, what)


@bp.get("/evidence/imports/<id:import_id>.csv")
@requires("evidence.import", load)
def report_file(one: ReferenceImport) -> ResponseReturnValue:
    text = report.as_csv(report.lines(db.session(), one))
    return download(Response(text, mimetype="text/csv"), f"{one.name} report.csv")


def _at(one: ReferenceImport) -> str:
    return url_for("references.show", import_id=one.id)


def _crumbs() -> list[Link]:
    return [
        Link("Evidence", "/evidence"),
        Link("Imports", url_for("references.listing")),
    ]
