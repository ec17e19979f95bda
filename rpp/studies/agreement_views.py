"""Pages of the agreements a study stands on."""

from flask.typing import ResponseReturnValue

from rpp import db
from rpp.resend import once
from rpp.studies import agreements as facts
from rpp.studies import parts
from rpp.studies import workspace as workspaces
from rpp.studies.forms import AgreementForm
from rpp.studies.loaders import bp, inside, seen
from rpp.studies.models import AGREEMENTS, ENDED
from rpp.studies.queries import Seen
from rpp.studies.text_views import given
from rpp.web import attempt, go, page, press, requires, viewer


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
        facts.record_agreement,
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
        facts.remove_agreement,
        viewer(),
        study.id,
        given("agreement_id"),
        back=f"/studies/{study.id}/agreements",
        done="The agreement is taken out. The history keeps the line.",
    )
