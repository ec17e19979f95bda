"""Pages of the agreements a study stands on, and of their papers."""

from collections.abc import Callable

from flask import Response, abort, current_app
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from rpp import db, saves
from rpp.files import pdf, store
from rpp.files.uploads import accept
from rpp.resend import once
from rpp.studies.lifecycle.life import ENDED
from rpp.studies.loaders import before_writing, bp, given, inside, seen
from rpp.studies.models import AGREEMENTS, Agreement, Study
from rpp.studies.papers import agreement_page, ferpa
from rpp.studies.papers import agreements as facts
from rpp.studies.papers.agreement_forms import AgreementForm
from rpp.studies.queries import Seen
from rpp.web import (
    download,
    or_404,
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

accept(bp, "record_agreement", "correct_agreement", most=pdf.MOST)


@bp.get("/studies/<id:study_id>/agreements")
@requires("account.use", inside)
def agreements(study: Seen) -> ResponseReturnValue:
    return _agreements(study, AgreementForm(formdata=None))


def _agreements(study: Seen, form: AgreementForm) -> ResponseReturnValue:
    return page(
        "studies/papers/agreements.html",
        study=study,
        view=agreement_page.agreements(db.session(), viewer(), study),
        form=form,
        checklist=ferpa.CHECKLIST,
    )


@bp.post("/studies/<id:study_id>/agreements")
@requires("study.agree", before_writing)
def record_agreement(study: Seen) -> ResponseReturnValue:
    # Looked into before the write begins: a file takes a moment.
    form = AgreementForm()
    return _record(study, form, form.validate_on_submit())


@once
def _record(study: Seen, form: AgreementForm, sound: bool) -> ResponseReturnValue:
    about = {**form.facts(), "paper": form.paper}
    made = None
    if form.is_first() and sound:
        made = run_or_show_error(form, facts.record_agreement, viewer(), study.id, **about)
    if made:
        return redirect_with_flash(
            "studies.agreements", "The agreement is recorded.", study_id=study.id
        )
    return _agreements(study, form)


@bp.get("/studies/<id:study_id>/agreements/<id:agreement_id>")
@requires("study.agree", inside)
def agreement(study: Seen) -> ResponseReturnValue:
    _found(study)
    return _correct(study, saves.edit(AgreementForm, Study, study.id, _saved(study), formdata=None))


@bp.post("/studies/<id:study_id>/agreements/<id:agreement_id>")
@requires("study.agree", before_writing)
def correct_agreement(study: Seen) -> ResponseReturnValue:
    form = AgreementForm()
    sound = form.validate_on_submit()
    _found(study)
    saves.watch(form, Study, study.id, _saved(study))
    if sound and run_or_show_error(
        form,
        facts.correct_agreement,
        viewer(),
        study.id,
        given("agreement_id"),
        paper=form.paper,
        **form.facts(),
    ):
        return redirect_with_flash(
            "studies.agreements", "The agreement is corrected.", study_id=study.id
        )
    return _correct(study, form)


def _saved(study: Seen) -> Callable[[Session], saves.Values]:
    agreement_id = given("agreement_id")
    return lambda session: facts.saved(session, study.id, agreement_id)


def _found(study: Seen) -> Agreement:
    return or_404(facts.agreement(db.session(), study.id, given("agreement_id")))


def _correct(study: Seen, form: AgreementForm) -> ResponseReturnValue:
    agreement_id = given("agreement_id")
    return page(
        "studies/papers/agreement.html",
        study=study,
        form=form,
        agreement=_found(study),
        paper=facts.papers(db.session(), study.id).get(agreement_id),
        kinds=AGREEMENTS,
        checklist=ferpa.CHECKLIST,
        ended=study.status in ENDED,
    )


@bp.post("/studies/<id:study_id>/agreements/<id:agreement_id>/remove")
@requires("study.agree", seen)
def remove_agreement(study: Seen) -> ResponseReturnValue:
    return submit_and_redirect(
        facts.remove_agreement,
        viewer(),
        study.id,
        given("agreement_id"),
        back=f"/studies/{study.id}/agreements",
        done="The agreement is removed. The history still shows it.",
    )


@bp.post("/studies/<id:study_id>/agreements/<id:agreement_id>/paper/remove")
@requires("study.agree", seen)
def remove_paper(study: Seen) -> ResponseReturnValue:
    return submit_and_redirect(
        facts.remove_paper,
        viewer(),
        study.id,
        given("agreement_id"),
        back=f"/studies/{study.id}/agreements",
        done="The document is removed. The record of the agreement stays.",
    )


@bp.get("/studies/<id:study_id>/attachments/<id:attachment_id>")
@requires("account.use", inside)
def attachment(study: Seen) -> ResponseReturnValue:
    """An attached paper, as a download."""
    found = or_404(facts.attachment(db.session(), study.id, given("attachment_id")))
    data = store.read(found.stored, found.sha256)
    if data is None:
        current_app.logger.error("attachment %s is missing or was changed", found.stored)
        abort(404)
    return as_download(data, found.name)


def as_download(data: bytes, name: str) -> Response:
    """A PDF for the partners alone: saved, not shown in place of a page."""
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return download(response, name)
