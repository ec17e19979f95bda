"""Pages of a study under way: agreements, findings, sensemaking."""

from flask.typing import ResponseReturnValue

from rpp import db
from rpp.resend import once
from rpp.studies import operations, parts, signing
from rpp.studies import workspace as workspaces
from rpp.studies.forms import AgreementForm, FindingForm, sensemaking_form
from rpp.studies.loaders import bp, inside, seen
from rpp.studies.models import AGREEMENTS, ENDED
from rpp.studies.queries import Seen
from rpp.studies.text_views import given
from rpp.web import attempt, go, page, press, requires, viewer

# --- agreements ----------------------------------------------------------------------------


@bp.get("/studies/<id:study_id>/agreements")
@requires("account.use", inside)
def agreements(study: Seen) -> ResponseReturnValue:
    return _agreements(study, AgreementForm(formdata=None))


def _agreements(study: Seen, form: AgreementForm) -> ResponseReturnValue:
    return page(
        "studies/agreements.html",
        study=study,
        work=workspaces.workspace(db.session(), viewer(), study),
        form=form,
        kinds=AGREEMENTS,
        in_force=parts.in_force,
        ended=study.status in ENDED,
    )


@bp.post("/studies/<id:study_id>/agreements")
@requires("study.lead", seen)
@once
def record_agreement(study: Seen) -> ResponseReturnValue:
    form = AgreementForm()
    if form.validate_on_submit() and attempt(
        form,
        signing.record_agreement,
        viewer(),
        study.id,
        type=form.type.data,
        parties=form.parties.data,
        signed_on=form.signed_on.data,
        expires_on=form.expires_on.data,
    ):
        return go("studies.agreements", "The agreement is recorded.", study_id=study.id)
    return _agreements(study, form)


@bp.post("/studies/<id:study_id>/agreements/<id:agreement_id>/remove")
@requires("study.lead", seen)
def remove_agreement(study: Seen) -> ResponseReturnValue:
    return press(
        signing.remove_agreement,
        viewer(),
        study.id,
        given("agreement_id"),
        back=f"/studies/{study.id}/agreements",
        done="The agreement is taken out. The history keeps the line.",
    )


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
