"""Pages of a study's findings."""

from typing import Any

from flask.typing import ResponseReturnValue

from rpp import db, saves
from rpp.resend import once
from rpp.studies.loaders import bp, given, inside, seen
from rpp.studies.models import Study
from rpp.studies.outcome import findings as entering
from rpp.studies.outcome import pages
from rpp.studies.outcome.forms import FindingForm, LimitsForm
from rpp.studies.queries import Seen
from rpp.web import (
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


@bp.get("/studies/<id:study_id>/findings")
@requires("account.use", inside)
def findings(study: Seen) -> ResponseReturnValue:
    return _findings(study, FindingForm(formdata=None))


def _findings(
    study: Seen, form: FindingForm, limits: LimitsForm | None = None
) -> ResponseReturnValue:
    session = db.session()
    return page(
        "studies/outcome/findings.html",
        study=study,
        view=pages.findings(session, viewer(), study),
        form=form,
        limits_form=limits or _limits(study, formdata=None),
    )


def _limits(study: Seen, **about: Any) -> LimitsForm:
    return saves.edit(
        LimitsForm, Study, study.id, lambda session: entering.limits(session, study.id), **about
    )


@bp.post("/studies/<id:study_id>/findings")
@requires("study.write", seen)
@once
def add_finding(study: Seen) -> ResponseReturnValue:
    form = FindingForm()
    if form.validate_on_submit() and run_or_show_error(
        form,
        entering.add_finding,
        viewer(),
        study.id,
        outcome=form.outcome.data,
        comparison=form.comparison.data,
        result=form.result.data,
        estimate=form.estimate.data,
        low=form.low.data,
        high=form.high.data,
        unit=form.unit.data or "",
        n=form.n.data,
        **form.groups(),
    ):
        return redirect_with_flash("studies.findings", "The finding is entered.", study_id=study.id)
    return _findings(study, form)


@bp.post("/studies/<id:study_id>/findings/<id:finding_id>/remove")
@requires("study.write", seen)
def remove_finding(study: Seen) -> ResponseReturnValue:
    return submit_and_redirect(
        entering.remove_finding,
        viewer(),
        study.id,
        given("finding_id"),
        back=f"/studies/{study.id}/findings",
        done="The finding is removed.",
    )


@bp.post("/studies/<id:study_id>/findings/limits")
@requires("study.write", seen)
def describe_limits(study: Seen) -> ResponseReturnValue:
    form = _limits(study)
    if form.validate_on_submit() and run_or_show_error(
        form,
        entering.describe_limits,
        viewer(),
        study.id,
        deviations=form.deviations.data,
        limitations=form.limitations.data,
    ):
        return redirect_with_flash(
            "studies.findings", "Deviations and limits are saved.", study_id=study.id
        )
    return _findings(study, FindingForm(formdata=None), form)


@bp.post("/studies/<id:study_id>/findings/share")
@requires("study.lead", seen)
def share_findings(study: Seen) -> ResponseReturnValue:
    return submit_and_redirect(
        entering.share_findings,
        viewer(),
        study.id,
        back=f"/studies/{study.id}",
        done="The findings are shared with all partners. Next you interpret them together.",
    )
