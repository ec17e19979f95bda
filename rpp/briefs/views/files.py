"""Pictures and appendices of a brief: added to its draft, and read from a version."""

from flask import Response, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue

from rpp import db, saves
from rpp.briefs import queries
from rpp.briefs.files import operations
from rpp.briefs.files import queries as kept
from rpp.briefs.files.forms import FIELDS, AttachForm, DescribeForm, describe_form
from rpp.briefs.files.texts import Attached
from rpp.briefs.life import LIFE, Action
from rpp.briefs.models import Brief
from rpp.briefs.pages.filed import SHOWN, describe_page, files_page, table_page
from rpp.briefs.queries import Seen
from rpp.briefs.views.frame import before_writing, bp, brief, reads_draft
from rpp.files import tables
from rpp.files.checked import MOST
from rpp.files.uploads import accept
from rpp.resend import once
from rpp.web import (
    download,
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
from rpp.web.limits import reads_of_many

accept(bp, "add_file", most=MOST)
SANDBOX = "sandbox; default-src 'none'"


# --- the draft's ---------------------------------------------------------------------------


@bp.get("/briefs/<id:brief_id>/files")
@requires("brief.write", brief)
def files(seen: Seen) -> ResponseReturnValue:
    return _files(seen, AttachForm(formdata=None))


def _files(seen: Seen, form: AttachForm) -> ResponseReturnValue:
    form.choose(seen.draft.sections)
    shown = files_page(seen, may_change=LIFE.may_now(viewer(), seen, Action.WRITE))
    return page("briefs/files.html", form=form, page=shown)


@bp.post("/briefs/<id:brief_id>/files")
@requires("brief.write", before_writing)
def add_file(seen: Seen) -> ResponseReturnValue:
    # Looked into before the write begins: a file takes a moment.
    form = AttachForm()
    form.choose(seen.draft.sections)
    return _add(seen, form, form.validate_on_submit())


@once
def _add(seen: Seen, form: AttachForm, sound: bool) -> ResponseReturnValue:
    file = form.kept
    if form.is_first() and sound and file:
        made = run_or_show_error(form, operations.attach_file, viewer(), seen.id, file, form.about)
        if made:
            gone = f" What no picture needs was left out: {', '.join(file.gone)}. Check that it "
            gone = f"{gone}still looks right." if file.gone else ""
            return redirect_with_flash(
                "briefs.files", f"The file is added.{gone}", brief_id=seen.id
            )
    return _files(brief(seen.id), form)


def with_file(brief_id: int, file_id: int) -> Seen:
    """The brief, where its draft has such a file."""
    seen = brief(brief_id)
    or_404(_of(seen.draft.files, file_id))
    return seen


@bp.route("/briefs/<id:brief_id>/files/<id:file_id>/describe", methods=["GET", "POST"])
@requires("brief.write", with_file)
def describe_file(seen: Seen) -> ResponseReturnValue:
    """What is said of a file, and of the columns of a table."""
    if request.method == "GET" and not LIFE.allows(seen, Action.WRITE):
        return redirect_with_flash("briefs.files", brief_id=seen.id)
    file = or_404(_of(seen.draft.files, _given()))
    form = saves.edit(
        describe_form(file),
        Brief,
        seen.id,
        lambda session: _saved(queries.draft(session, seen.id).files, file),
    )
    form.choose(seen.draft.sections)
    if form.validate_on_submit() and run_or_show_error(
        form, operations.describe_file, viewer(), seen.id, file.id, form.about
    ):
        return redirect_with_flash("briefs.files", "It is saved.", brief_id=seen.id)
    return page("briefs/file.html", form=form, page=describe_page(seen, file, FIELDS))


def _saved(files: list[Attached], file: Attached) -> saves.Values:
    """What is saved of a file; of one that was taken out meanwhile what it was."""
    return DescribeForm.saved(_of(files, file.id) or file)


@bp.post("/briefs/<id:brief_id>/files/<id:file_id>/remove")
@requires("brief.write", with_file)
def remove_file(seen: Seen) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.remove_file,
        viewer(),
        seen.id,
        _given(),
        back=url_for("briefs.files", brief_id=seen.id),
        done="The file is removed from the draft.",
    )


def _given() -> int:
    number: int = (request.view_args or {})["file_id"]
    return number


def _of(files: list[Attached], file_id: int) -> Attached | None:
    return next((one for one in files if one.id == file_id), None)


# --- to be read ----------------------------------------------------------------------------


def in_draft(brief_id: int, file_id: int) -> tuple[Seen, Attached]:
    """A file of a draft, for those who may read the draft."""
    seen = brief(brief_id)
    or_404(reads_draft(seen) or None)
    return seen, or_404(_of(seen.draft.files, file_id))


def in_version(brief_id: int, number: int, file_id: int) -> tuple[Seen, int, Attached]:
    """A file of a published version."""
    seen = brief(brief_id)
    or_404(1 <= number <= seen.current or None)
    if seen.status == "withdrawn":
        abort(410, "This brief was withdrawn. Its page says why.")
    content = queries.version(db.session(), seen.id, number).content
    return seen, number, or_404(_of(content.files, file_id))


@bp.get("/briefs/<id:brief_id>/files/<id:file_id>")
@requires("account.use", in_draft)
def draft_file(which: tuple[Seen, Attached]) -> ResponseReturnValue:
    """A file of a draft, as a download."""
    return _sent(*which)


@bp.get("/briefs/<id:brief_id>/v<id:number>/files/<id:file_id>")
@limiter.limit(reads_of_many)
@public(in_version)
def version_file(which: tuple[Seen, int, Attached]) -> ResponseReturnValue:
    """A file of a published version, as a download."""
    seen, _number, file = which
    return _sent(seen, file)


def _sent(seen: Seen, file: Attached) -> Response:
    response = Response(_bytes(seen, file), mimetype=file.media_type)
    # Opened by itself it runs nothing and loads nothing, whatever is in it.
    response.headers["Content-Security-Policy"] = SANDBOX
    return download(response, file.name)


def _bytes(seen: Seen, file: Attached) -> bytes:
    data = kept.data(db.session(), seen.id, file.id)
    if data is None:
        current_app.logger.error("file %s of brief %s is missing or changed", file.id, seen.id)
        abort(404)
    return data


@bp.get("/briefs/<id:brief_id>/files/<id:file_id>/table")
@requires("account.use", in_draft)
def draft_table(which: tuple[Seen, Attached]) -> ResponseReturnValue:
    """The first rows of a table of a draft, and what its columns mean."""
    seen, file = which
    return _table(seen, 0, file)


@bp.get("/briefs/<id:brief_id>/v<id:number>/files/<id:file_id>/table")
@limiter.limit(reads_of_many)
@public(in_version)
def version_table(which: tuple[Seen, int, Attached]) -> ResponseReturnValue:
    """The first rows of a table of a version, and what its columns mean."""
    return _table(*which)


def _table(seen: Seen, number: int, file: Attached) -> Response:
    or_404(file.is_table or None)
    table = tables.first(_bytes(seen, file), SHOWN)
    return page("briefs/table.html", page=table_page(seen, number, file, table))
