"""Pages on which findings are recorded, corrected, removed and put in order."""

from flask.typing import ResponseReturnValue

from rpp import saves
from rpp.asking import Ask, ask
from rpp.evidence.findings import list_page, operations, subjects
from rpp.evidence.findings import page as pages
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.forms import CorrectForm, FactsForm, RemoveForm, typed
from rpp.evidence.findings.loaders import Beginning, Opened, beginning, bp, opened
from rpp.evidence.findings.models import Finding
from rpp.resend import once
from rpp.web import (
    arg,
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


@bp.get("/findings/of/<kind>/<id:subject_id>/new")
@bp.get("/findings/of/<kind>/<id:subject_id>/new/<key>")
@requires("finding.record", beginning)
def new(one: Beginning) -> ResponseReturnValue:
    return _new(one, _facts_form(one))


def _facts_form(one: Beginning) -> FactsForm:
    facts = one.begun.facts if one.begun else Contrast()
    form = FactsForm(data=typed(facts))
    found = subjects.get(one.kind)
    form.own_students = bool(found and found.own_students)
    return form


def _new(one: Beginning, form: FactsForm) -> ResponseReturnValue:
    shown = list_page.new_page(one.about, one.action, one.begun)
    return page("findings/form.html", page=shown, form=form)


@bp.post("/findings/of/<kind>/<id:subject_id>/new")
@bp.post("/findings/of/<kind>/<id:subject_id>/new/<key>")
@requires("finding.record", beginning)
@once
def record(one: Beginning) -> ResponseReturnValue:
    form = _facts_form(one)
    begun = one.begun
    if form.validate_on_submit():
        facts = form.contrast(begun.facts if begun else Contrast())
        made = run_or_show_error(
            form,
            operations.record,
            viewer(),
            one.about,
            facts,
            of_key=begun.key if begun else "",
        )
        if made is not None:
            done = "The finding is recorded."
            return redirect_with_flash("findings.show", done, finding_id=made.id)
    return _new(one, form)


def _correct_form(one: Opened) -> CorrectForm:
    id_ = one.recorded.id
    form = saves.edit(
        CorrectForm, Finding, id_, lambda session: typed(session.get_one(Finding, id_).facts)
    )
    found = subjects.get(one.kind)
    form.own_students = bool(found and found.own_students)
    return form


@bp.get("/findings/<id:finding_id>/edit")
@requires("finding.record", opened)
def edit(one: Opened) -> ResponseReturnValue:
    return _edit(one, _correct_form(one))


def _edit(one: Opened, form: CorrectForm) -> ResponseReturnValue:
    return page("findings/form.html", page=list_page.edit_page(one.about, one.recorded), form=form)


@bp.post("/findings/<id:finding_id>/edit")
@requires("finding.record", opened)
@once
def correct(one: Opened) -> ResponseReturnValue:
    form = _correct_form(one)
    if form.validate_on_submit() and run_or_show_error(
        form,
        operations.correct,
        viewer(),
        one.about,
        one.recorded.id,
        form.contrast(one.recorded.facts),
        reason=form.reason.data or "",
    ):
        done = "The correction is saved. What stood before is below."
        return redirect_with_flash("findings.show", done, finding_id=one.recorded.id)
    return _edit(one, form)


@bp.route("/findings/<id:finding_id>/remove", methods=["GET", "POST"])
@requires("finding.record", opened)
def remove(one: Opened) -> ResponseReturnValue:
    form = RemoveForm()
    if form.validate_on_submit() and run_or_show_error(
        form,
        operations.remove,
        viewer(),
        one.about,
        one.recorded.id,
        reason=form.reason.data or "",
    ):
        done = "The finding is removed."
        return redirect_with_flash("findings.listing", done, kind=one.kind, subject_id=one.about.id)
    what = Ask(
        "Remove this finding?",
        "Remove it",
        back=one.href,
        text="It leaves all lists, files and computations. Its facts and your reason stay in its "
        "history.",
        crumbs=pages.crumbs(one.about),
        about=one.recorded.facts.outcome,
    )
    return ask(form, what)


@bp.post("/findings/<id:finding_id>/move")
@requires("finding.record", opened)
def move(one: Opened) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.move,
        viewer(),
        one.about,
        one.recorded.id,
        up=arg("way") != "down",
        back=one.about.base,
    )
