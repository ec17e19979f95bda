"""Pages of a study's findings and of sensemaking."""

from flask.typing import ResponseReturnValue

from rpp import db
from rpp.resend import once
from rpp.studies import operations, parts
from rpp.studies import workspace as workspaces
from rpp.studies.forms import FindingForm, sensemaking_form
from rpp.studies.loaders import bp, inside, seen
from rpp.studies.queries import Seen
from rpp.studies.text_views import given
from rpp.web import attempt, go, page, press, requires, viewer

# --- findings ------------------------------------------------------------------------------


@bp.get("/studies/<id:study_id>/findings")
@requires("account.use", inside)
def findings(study: Seen) -> ResponseReturnValue:
    return _findings(study, FindingForm(formdata=None))


def _findings(study: Seen, form: FindingForm) -> ResponseReturnValue:
    return page(
        "studies/findings.html",
        study=study,
        findings=parts.findings(db.session(), study.id),
        form=form,
        open=study.status in ("active", "findings_shared"),
    )


@bp.post("/studies/<id:study_id>/findings")
@requires("study.write", seen)
@once
def add_finding(study: Seen) -> ResponseReturnValue:
    form = FindingForm()
    if form.validate_on_submit() and attempt(
        form,
        operations.add_finding,
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
    ):
        return go("studies.findings", "The finding is entered.", study_id=study.id)
    return _findings(study, form)


@bp.post("/studies/<id:study_id>/findings/<id:finding_id>/remove")
@requires("study.write", seen)
def remove_finding(study: Seen) -> ResponseReturnValue:
    return press(
        operations.remove_finding,
        viewer(),
        study.id,
        given("finding_id"),
        back=f"/studies/{study.id}/findings",
        done="The finding is taken out.",
    )


@bp.post("/studies/<id:study_id>/findings/share")
@requires("study.lead", seen)
def share_findings(study: Seen) -> ResponseReturnValue:
    return press(
        operations.share_findings,
        viewer(),
        study.id,
        back=f"/studies/{study.id}",
        done="The findings are shared with all partners. Next you interpret them together.",
    )


@bp.route("/studies/<id:study_id>/sensemaking", methods=["GET", "POST"])
@requires("study.lead", seen)
@once
def sensemaking(study: Seen) -> ResponseReturnValue:
    work = workspaces.workspace(db.session(), viewer(), study)
    form = sensemaking_form(work.members)
    if form.validate_on_submit() and attempt(
        form,
        operations.record_sensemaking,
        viewer(),
        study.id,
        held_on=form.held_on.data,
        participants=form.people(),
        interpretations=form.interpretations.data,
        dissent=form.dissent.data or "",
        dissent_by=form.dissent_by.data,
    ):
        done = "The meeting is recorded. Now the partners can draft the brief."
        return go("studies.show", done, anchor="sensemaking", study_id=study.id)
    return page("studies/sensemaking.html", study=study, work=work, form=form)
