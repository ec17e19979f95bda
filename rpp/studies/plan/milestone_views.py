"""Pages of a study's milestones, and of short words on how it goes."""

from collections.abc import Callable
from typing import Any

from flask.typing import ResponseReturnValue

from rpp import db, saves
from rpp.resend import once
from rpp.studies.lifecycle.life import ENDED, LIFE, Action
from rpp.studies.loaders import bp, given, inside, seen
from rpp.studies.models import Study
from rpp.studies.plan import milestone_page, milestones, updates
from rpp.studies.plan.forms import MilestoneForm, UpdateForm
from rpp.studies.plan.milestones import Due
from rpp.studies.queries import Seen
from rpp.web import (
    cursor,
    or_404,
    page,
    pager,
    public,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

# --- milestones ----------------------------------------------------------------------------


@bp.get("/studies/<id:study_id>/milestones")
@requires("account.use", inside)
def milestone_list(study: Seen) -> ResponseReturnValue:
    return _milestones(study)


def _milestones(study: Seen, form: MilestoneForm | None = None) -> ResponseReturnValue:
    changes = LIFE.may_now(viewer(), study, Action.SET_MILESTONE)
    if form is None and changes:
        form = _form(study, formdata=None)
    return page(
        "studies/plan/milestones.html",
        study=study,
        view=milestone_page.milestones(db.session(), study),
        # Who may no longer change them is shown no form, whatever they sent.
        form=form if changes else None,
        errors=form if form and form.errors else None,
        ended=study.status in ENDED,
    )


def _form(study: Seen, **about: Any) -> MilestoneForm:
    return _with_owners(study, MilestoneForm(**about))


def _with_owners(study: Seen, form: MilestoneForm, row: Due | None = None) -> MilestoneForm:
    people: list[tuple[int | None, str]] = [
        (o.id, o.name) for o in milestones.owners(db.session(), study.id)
    ]
    if row is not None and row.owner_id not in (None, *(id_ for id_, _ in people)):
        people.append((row.owner_id, f"{row.owner} (no longer takes part)"))
    form.owner_id.choices = [("", "Not assigned"), *people]
    return form


def _values(form: MilestoneForm) -> dict[str, object]:
    return {
        "title": form.title.data,
        "due_on": form.due_on.data,
        "owner_id": form.owner_id.data,
    }


@bp.post("/studies/<id:study_id>/milestones")
@requires("study.write", seen)
@once
def add_milestone(study: Seen) -> ResponseReturnValue:
    form = _form(study)
    if form.validate_on_submit() and run_or_show_error(
        form, milestones.add_milestone, viewer(), study.id, **_values(form)
    ):
        return redirect_with_flash(
            "studies.milestone_list", "The milestone is added.", study_id=study.id
        )
    return _milestones(study, form)


@bp.route("/studies/<id:study_id>/milestones/<id:milestone_id>", methods=["GET", "POST"])
@requires("study.write", seen)
def change_milestone(study: Seen) -> ResponseReturnValue:
    row = or_404(milestones.one(db.session(), study.id, given("milestone_id")))
    form = saves.edit(
        MilestoneForm, Study, study.id, lambda session: milestones.saved(session, study.id, row.id)
    )
    _with_owners(study, form, row)
    if form.validate_on_submit() and run_or_show_error(
        form, milestones.change_milestone, viewer(), study.id, row.id, **_values(form)
    ):
        return redirect_with_flash(
            "studies.milestone_list", "The milestone is updated.", study_id=study.id
        )
    return page("studies/plan/milestone.html", study=study, row=row, form=form)


def _submit(study: Seen, operation: Callable[..., object], done: str) -> ResponseReturnValue:
    back = f"/studies/{study.id}/milestones"
    return submit_and_redirect(
        operation, viewer(), study.id, given("milestone_id"), back=back, done=done
    )


@bp.post("/studies/<id:study_id>/milestones/<id:milestone_id>/done")
@requires("study.write", seen)
def milestone_done(study: Seen) -> ResponseReturnValue:
    return _submit(study, milestones.reach_milestone, "The milestone is marked as reached.")


@bp.post("/studies/<id:study_id>/milestones/<id:milestone_id>/undone")
@requires("study.write", seen)
def milestone_undone(study: Seen) -> ResponseReturnValue:
    return _submit(study, milestones.reopen_milestone, "The milestone is marked as not reached.")


@bp.post("/studies/<id:study_id>/milestones/<id:milestone_id>/remove")
@requires("study.write", seen)
def remove_milestone(study: Seen) -> ResponseReturnValue:
    return _submit(study, milestones.remove_milestone, "The milestone is removed.")


# --- how it goes ---------------------------------------------------------------------------


@bp.get("/studies/<id:study_id>/updates")
@public(seen)
def update_list(study: Seen) -> ResponseReturnValue:
    return _updates(study)


def _updates(study: Seen, form: UpdateForm | None = None) -> ResponseReturnValue:
    found = updates.of_study(db.session(), study.id, cursor())
    why = LIFE.why_not(study, Action.POST_AN_UPDATE)
    if form is None and LIFE.may_now(viewer(), study, Action.POST_AN_UPDATE):
        form = UpdateForm(formdata=None)
    return page(
        "studies/plan/updates.html",
        study=study,
        updates=found.rows,
        pager=pager(found),
        form=form,
        why=why,
        readers="Everyone can read it."
        if study.is_public
        else "The partners read it; once the study is published, everyone can.",
    )


@bp.post("/studies/<id:study_id>/updates")
@requires("study.write", seen)
@once
def post_update(study: Seen) -> ResponseReturnValue:
    form = UpdateForm()
    if form.validate_on_submit() and run_or_show_error(
        form, updates.post_update, viewer(), study.id, form.body.data
    ):
        done = "It is on the study’s page, and the members are notified."
        return redirect_with_flash("studies.show", done, anchor="how-it-goes", study_id=study.id)
    return _updates(study, form)


@bp.post("/studies/<id:study_id>/updates/<id:update_id>/remove")
@requires("study.write", seen)
def remove_update(study: Seen) -> ResponseReturnValue:
    return submit_and_redirect(
        updates.remove_update,
        viewer(),
        study.id,
        given("update_id"),
        back=f"/studies/{study.id}/updates",
        done="Your update is removed.",
    )
