"""Pages of making sense together: seen, the meeting, a district's word and its delay."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from rpp import db, saves
from rpp.forms import whole
from rpp.resend import once
from rpp.studies import parts
from rpp.studies.loaders import ask, bp, seen
from rpp.studies.models import Study
from rpp.studies.outcome import sensemaking as sense
from rpp.studies.outcome.forms import DelayForm, RespondForm, sensemaking_form
from rpp.studies.queries import Seen
from rpp.web import (
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


@bp.post("/studies/<id:study_id>/findings/seen")
@requires("study.discuss", seen)
def confirm_seen(study: Seen) -> ResponseReturnValue:
    return submit_and_redirect(
        sense.confirm_seen,
        viewer(),
        study.id,
        back=f"/studies/{study.id}#findings",
        done="Thank you. The partners now know that you have seen the findings.",
    )


@bp.route("/studies/<id:study_id>/sensemaking", methods=["GET", "POST"])
@requires("study.lead", seen)
@once
def sensemaking(study: Seen) -> ResponseReturnValue:
    form = sensemaking_form(parts.members(db.session(), study.id))
    if form.validate_on_submit() and run_or_show_error(
        form,
        sense.record_sensemaking,
        viewer(),
        study.id,
        held_on=form.held_on.data,
        participants=form.people(),
        interpretations=form.interpretations.data,
        dissent=form.dissent.data or "",
        dissent_by=form.dissent_by.data,
    ):
        done = "The meeting is recorded. Now the partners can draft the brief."
        return redirect_with_flash("studies.show", done, anchor="sensemaking", study_id=study.id)
    return page(
        "studies/outcome/sensemaking.html",
        study=study,
        form=form,
        recorded=study.status in ("interpreted", "published"),
    )


def _own(form: Any, study: Seen) -> None:
    """Offer the districts for which the viewer speaks; one alone is chosen already."""
    form.organization_id.choices = [(p.id, p.name) for p in study.spoken_for(viewer())]


@bp.route("/studies/<id:study_id>/respond", methods=["GET", "POST"])
@requires("study.speak", seen)
@once
def respond(study: Seen) -> ResponseReturnValue:
    own = study.spoken_for(viewer())
    asked = whole(request.form.get("organization_id")) or (own[0].id if own else 0)
    form = saves.edit(
        RespondForm, Study, study.id, lambda session: sense.responded(session, study.id, asked)
    )
    _own(form, study)
    if form.validate_on_submit() and run_or_show_error(
        form,
        sense.respond,
        viewer(),
        study.id,
        organization_id=form.organization_id.data,
        response=form.response.data,
    ):
        done = "Your district’s response is saved. The brief will include it."
        return redirect_with_flash("studies.show", done, anchor="sensemaking", study_id=study.id)
    return ask(
        form,
        study,
        "Your district’s response",
        "How your district interprets the findings, and what it will do. Adopting, adapting "
        "and declining are all answers. You can change it until the brief is drafted.",
        "Save the response",
    )


@bp.route("/studies/<id:study_id>/delay", methods=["GET", "POST"])
@requires("study.speak", seen)
@once
def delay(study: Seen) -> ResponseReturnValue:
    form = DelayForm()
    _own(form, study)
    if form.validate_on_submit() and run_or_show_error(
        form,
        sense.delay,
        viewer(),
        study.id,
        organization_id=form.organization_id.data,
        days=form.days.data,
        reason=form.reason.data,
    ):
        return redirect_with_flash(
            "studies.show", "The brief is delayed. Every partner is told why.", study_id=study.id
        )
    return ask(
        form,
        study,
        "Delay the brief",
        f"Your district can delay publication once, by at most {study.delay_days} days, as "
        f"everyone agreed. It cannot stop the brief. A response or a dissent is printed with "
        f"the brief.",
        "Delay it",
    )
