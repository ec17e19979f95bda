"""Pages of succession: handing over, stepping down."""

from flask.typing import ResponseReturnValue

from rpp import db
from rpp.studies import parts
from rpp.studies.forms import ReasonForm
from rpp.studies.loaders import ask, bp, seen
from rpp.studies.members import handover
from rpp.studies.members.forms import HandOverForm
from rpp.studies.queries import Seen
from rpp.web import redirect_with_flash, requires, run_or_show_error, viewer


@bp.route("/studies/<id:study_id>/hand-over", methods=["GET", "POST"])
@requires("study.lead", seen)
def hand_over(study: Seen) -> ResponseReturnValue:
    form = HandOverForm()
    members = parts.members(db.session(), study.id)
    mine = next((m.organization_id for m in members if m.id == viewer().id), None)
    form.successor_id.choices = [
        (m.id, f"{m.name}, {m.title}" if m.title else m.name)
        for m in members
        if m.organization_id == mine and m.id != viewer().id
    ]
    if form.validate_on_submit() and run_or_show_error(
        form,
        handover.hand_over,
        viewer(),
        study.id,
        successor_id=form.successor_id.data,
        note=form.note.data,
        leaves=bool(form.leaves.data),
    ):
        done = "You have handed over. Your open sections and milestones went to your successor."
        if form.leaves.data:
            return redirect_with_flash("studies.index", done)
        return redirect_with_flash("studies.people", done, study_id=study.id)
    return ask(
        form,
        study,
        "Hand over",
        "Someone from your organization takes your place in this study. Your open sections and "
        "milestones go to that person, and every partner is notified."
        if form.successor_id.choices
        else "No one else from your organization takes part yet. Invite someone as a member first; "
        "then you can hand over.",
        "Hand over",
    )


@bp.route("/studies/<id:study_id>/step-down", methods=["GET", "POST"])
@requires("study.write", seen)
def step_down(study: Seen) -> ResponseReturnValue:
    form = ReasonForm()
    if form.validate_on_submit() and run_or_show_error(
        form, handover.step_down, viewer(), study.id, form.reason.data
    ):
        return redirect_with_flash("studies.index", "You no longer take part in this study.")
    return ask(
        form,
        study,
        "Leave the study yourself",
        "Your district or organization stays in the study; you can no longer see it, unless "
        "you hold an office that lets you. Sections and milestones assigned to you become "
        "unassigned.",
        "Leave the study",
    )
