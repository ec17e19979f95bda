"""Pages of amendments of a signed text."""

from flask import abort
from flask.typing import ResponseReturnValue

from rpp import db, saves
from rpp.forms import EmptyForm
from rpp.resend import once
from rpp.studies.forms import ReasonForm
from rpp.studies.lifecycle.life import LIFE, Action
from rpp.studies.loaders import ask, bp, given, given_key, inside, seen
from rpp.studies.models import Study
from rpp.studies.papers import amendment_page
from rpp.studies.papers import amendments as amending
from rpp.studies.papers.amendments import Amending
from rpp.studies.papers.forms import AmendmentForm, AmendSectionForm
from rpp.studies.queries import Seen
from rpp.studies.sections import SECTIONS
from rpp.studies.text import queries as texts
from rpp.web import (
    or_404,
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


@bp.get("/studies/<id:study_id>/amendments")
@requires("account.use", inside)
def amendments(study: Seen) -> ResponseReturnValue:
    return _amendments(study, AmendmentForm(formdata=None))


def _amendments(study: Seen, form: AmendmentForm) -> ResponseReturnValue:
    return page(
        "studies/papers/amendments.html",
        study=study,
        found=amending.amendments(db.session(), study.id),
        form=form,
        writes=LIFE.may_now(viewer(), study, Action.AMEND),
    )


@bp.post("/studies/<id:study_id>/amendments")
@requires("study.write", seen)
@once
def propose_amendment(study: Seen) -> ResponseReturnValue:
    form = AmendmentForm()
    if form.validate_on_submit() and (
        made := run_or_show_error(
            form, amending.propose_amendment, viewer(), study.id, form.reason.data
        )
    ):
        done = "The amendment is started. Choose the sections that it changes."
        return redirect_with_flash("studies.amendment", done, study_id=study.id, number=made.number)
    return _amendments(study, form)


def _found(study: Seen) -> Amending:
    return or_404(amending.amendment(db.session(), study.id, given("number")))


@bp.get("/studies/<id:study_id>/amendments/<id:number>")
@requires("account.use", inside)
def amendment(study: Seen) -> ResponseReturnValue:
    found = _found(study)
    return page(
        "studies/papers/amendment.html",
        study=study,
        found=found,
        view=amendment_page.amending(db.session(), viewer(), study, found),
        form=EmptyForm(formdata=None),
    )


@bp.route(
    "/studies/<id:study_id>/amendments/<id:number>/sections/<slug:key>", methods=["GET", "POST"]
)
@requires("study.write", seen)
def amend_section(study: Seen) -> ResponseReturnValue:
    session, found, key = db.session(), _found(study), given_key()
    if key not in SECTIONS:
        abort(404)
    in_force = {s.key: s.body for s in texts.sections(session, study.id)}.get(key, "")
    form = saves.edit(
        AmendSectionForm,
        Study,
        study.id,
        lambda session: {"body": amending.body_of(session, study.id, found.id, key)},
    )
    if form.validate_on_submit() and run_or_show_error(
        form,
        amending.amend_section,
        viewer(),
        study.id,
        found.number,
        key,
        form.body.data or "",
    ):
        done = "The amendment is saved. Nothing changes until all have signed it."
        return redirect_with_flash(
            "studies.amendment", done, study_id=study.id, number=found.number
        )
    return page(
        "studies/papers/amend_section.html",
        study=study,
        found=found,
        key=key,
        title=SECTIONS[key][0],
        in_force=in_force,
        form=form,
    )


@bp.post("/studies/<id:study_id>/amendments/<id:number>/take-back")
@requires("study.write", seen)
def take_back_amendment(study: Seen) -> ResponseReturnValue:
    found = _found(study)
    return submit_and_redirect(
        amending.take_back_amendment,
        viewer(),
        study.id,
        found.number,
        back=f"/studies/{study.id}/amendments",
        done="The amendment is withdrawn. The text in force does not change.",
    )


@bp.post("/studies/<id:study_id>/amendments/<id:number>/freeze")
@requires("study.lead", seen)
def freeze_amendment(study: Seen) -> ResponseReturnValue:
    found = _found(study)
    return submit_and_redirect(
        amending.freeze_amendment,
        viewer(),
        study.id,
        found.number,
        back=f"/studies/{study.id}/amendments/{found.number}",
        done=(
            "The amended text is frozen. Every party signs it; until then the old text is in force."
        ),
    )


@bp.route("/studies/<id:study_id>/amendments/<id:number>/reopen", methods=["GET", "POST"])
@requires("study.lead", seen)
def reopen_amendment(study: Seen) -> ResponseReturnValue:
    form, found = ReasonForm(), _found(study)
    if form.validate_on_submit() and run_or_show_error(
        form,
        amending.open_amendment_again,
        viewer(),
        study.id,
        found.number,
        form.reason.data,
    ):
        done = (
            "The amendment is open again. The signatures on it are void, and everyone is notified."
        )
        return redirect_with_flash(
            "studies.amendment", done, study_id=study.id, number=found.number
        )
    return ask(
        form,
        study,
        f"Reopen amendment {found.number}",
        "The signatures on the amended text become void. The signed text stays in force.",
        "Reopen the amendment",
    )
