"""The page on which a publication is added by hand."""

from flask.typing import ResponseReturnValue

from rpp.evidence.findings import by_hand
from rpp.evidence.findings.forms import OF_RECORD, RecordForm
from rpp.evidence.findings.loaders import bp
from rpp.resend import once
from rpp.web import page, redirect_with_flash, requires, run_or_show_error, viewer


@bp.get("/evidence/new")
@requires("evidence.import")
def new_record() -> ResponseReturnValue:
    return _new_record(RecordForm())


def _new_record(form: RecordForm) -> ResponseReturnValue:
    return page("findings/new_record.html", form=form)


@bp.post("/evidence/new")
@requires("evidence.import")
@once
def add_record() -> ResponseReturnValue:
    form = RecordForm()
    if not form.validate_on_submit():
        return _new_record(form)
    told = {name: form[name].data or "" for name in OF_RECORD}
    added = run_or_show_error(form, by_hand.add, viewer(), **told)
    if added is None:
        return _new_record(form)
    if added.record_id is None:
        done = "Something here looks the same. Say below whether it is, and it is added or joined."
        return redirect_with_flash("references.show", done, import_id=added.import_id, show="ask")
    done = "The publication is added." if added.is_new else "This publication was here already."
    return redirect_with_flash("evidence.record", done, record_id=added.record_id)
