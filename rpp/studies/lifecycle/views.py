"""Pages of a study's life: how studies live, its history, and its steps."""

from typing import Any

from flask.typing import ResponseReturnValue

from rpp import db, life_pictures
from rpp.forms import EmptyForm
from rpp.studies import parts
from rpp.studies.forms import ReasonForm
from rpp.studies.lifecycle import guards, operations, timeline
from rpp.studies.lifecycle.life import LIFE, WRITING
from rpp.studies.loaders import ask, bp, seen
from rpp.studies.queries import Seen
from rpp.web import (
    page,
    public,
    redirect_with_flash,
    requires,
    run_or_show_error,
    viewer,
)


@bp.get("/help/studies")
@public()
def life_of_studies() -> ResponseReturnValue:
    return page(
        "studies/lifecycle/life.html",
        picture=life_pictures.svg(LIFE),
        steps=LIFE.steps,
        labels=LIFE.labels,
        holders=LIFE.holders,
    )


@bp.get("/studies/<id:study_id>/history")
@public(seen)
def history_of(study: Seen) -> ResponseReturnValue:
    events = timeline.events(db.session(), study, 500)
    lines = timeline.lines(events, study.zone)
    return page("studies/lifecycle/history.html", study=study, lines=lines)


@bp.route("/studies/<id:study_id>/start", methods=["GET", "POST"])
@requires("study.lead", seen)
def start(study: Seen) -> ResponseReturnValue:
    form = EmptyForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.start_study, viewer(), study.id
    ):
        return redirect_with_flash("studies.show", "The study is under way.", study_id=study.id)
    agreements = parts.agreements(db.session(), study.id)
    return page(
        "studies/lifecycle/start.html",
        study=study,
        signed=study.status not in (*WRITING, "frozen"),
        checks=guards.before_running(study.design, agreements, study.today),
        form=form,
    )


def _with_reason(
    study: Seen, operation: Any, done: str, title: str, text: str, button: str
) -> ResponseReturnValue:
    form = ReasonForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operation, viewer(), study.id, form.reason.data
    ):
        return redirect_with_flash("studies.show", done, study_id=study.id)
    return ask(form, study, title, text, button)


@bp.route("/studies/<id:study_id>/pause", methods=["GET", "POST"])
@requires("study.pause", seen)
def pause(study: Seen) -> ResponseReturnValue:
    return _with_reason(
        study,
        operations.pause_study,
        "The study is paused. Every partner is told why.",
        "Pause the study",
        "Either side can pause. While it is paused, nothing is asked of the schools. "
        + ("Everyone reads the reason." if study.is_public else "The partners read the reason."),
        "Pause the study",
    )


@bp.route("/studies/<id:study_id>/resume", methods=["GET", "POST"])
@requires("study.pause", seen)
def resume(study: Seen) -> ResponseReturnValue:
    return _with_reason(
        study,
        operations.resume_study,
        "The study is under way again.",
        "Resume the study",
        "Its agreements must still be in force. Say what has changed since the pause.",
        "Resume it",
    )


@bp.route("/studies/<id:study_id>/withdraw", methods=["GET", "POST"])
@requires("study.lead", seen)
def withdraw(study: Seen) -> ResponseReturnValue:
    tombstone = (
        "Its page stays, with your reason on it."
        if study.is_public
        else "Only its partners knew about it. No one else will."
    )
    return _with_reason(
        study,
        operations.withdraw_study,
        "The study is withdrawn.",
        "Withdraw the study",
        f"This ends the study for every partner and cannot be undone. {tombstone}",
        "Withdraw the study",
    )
