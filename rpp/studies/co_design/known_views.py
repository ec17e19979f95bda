"""Pages of what a proposal stands on: nothing found, and further problems."""

from flask import request
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.studies.co_design import groundwork
from rpp.studies.lifecycle.life import WRITING
from rpp.studies.loaders import bp, seen
from rpp.studies.offers.forms import FurtherForm, NothingForm
from rpp.studies.queries import Seen
from rpp.web import (
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


@bp.route("/studies/<id:study_id>/references/nothing", methods=["GET", "POST"])
@requires("study.write", seen)
def nothing_found(study: Seen) -> ResponseReturnValue:
    form = NothingForm()
    if form.validate_on_submit() and run_or_show_error(
        form, groundwork.state_nothing_found, viewer(), study.id, form.looked_for.data
    ):
        done = "It is in the section “What is already known”, where you can change it."
        return redirect_with_flash("studies.show", done, anchor="known", study_id=study.id)
    is_open = study.status in WRITING
    return page("studies/co_design/nothing.html", study=study, form=form, open=is_open)


@bp.route("/studies/<id:study_id>/problems", methods=["GET", "POST"])
@requires("study.lead", seen)
def further(study: Seen) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    form = FurtherForm()
    form.problem_id.choices = [
        (row.id, f"{row.title} ({row.organization})")
        for row in groundwork.linkable(session, person, study)
    ]
    if form.validate_on_submit() and run_or_show_error(
        form, groundwork.add_problem, person, study.id, form.problem_id.data
    ):
        return redirect_with_flash("studies.further", "The problem is linked.", study_id=study.id)
    return page(
        "studies/co_design/problems.html",
        study=study,
        form=form,
        further=groundwork.further(session, person, study.id),
        open=study.status in WRITING,
    )


@bp.post("/studies/<id:study_id>/problems/<id:problem_id>/remove")
@requires("study.lead", seen)
def remove_further(study: Seen) -> ResponseReturnValue:
    return submit_and_redirect(
        groundwork.remove_problem,
        viewer(),
        study.id,
        (request.view_args or {})["problem_id"],
        back=f"/studies/{study.id}/problems",
        done="The problem is removed.",
    )
