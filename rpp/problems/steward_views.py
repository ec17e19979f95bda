"""Pages of what stewards and districts decide about a problem."""

from flask import url_for
from flask.typing import ResponseReturnValue

from rpp import db, kinds
from rpp.problems import ending, operations
from rpp.problems.forms import (
    AnswerForm,
    ReasonForm,
    RetireForm,
    ReturnForm,
)
from rpp.problems.loaders import ask_of_problem, bp, crumbs, problem
from rpp.problems.models import Problem
from rpp.web import (
    arg,
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


@bp.post("/problems/<id:problem_id>/open")
@requires("problem.triage", problem)
def open_(problem: Problem) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.open_problem,
        viewer(),
        problem,
        back=url_for("problems.show", problem_id=problem.id),
        done="The problem is open. Its author was notified.",
    )


@bp.route("/problems/<id:problem_id>/return", methods=["GET", "POST"])
@requires("problem.triage", problem)
def return_(problem: Problem) -> ResponseReturnValue:
    form = ReturnForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.return_problem, viewer(), problem, form.reason.data
    ):
        return redirect_with_flash(
            "problems.show", "Returned. Its author was told why.", problem_id=problem.id
        )
    return ask_of_problem(
        form,
        problem,
        "Return it to its author",
        "The author reads what you write, changes the problem and submits it again.",
        "Return it",
    )


@bp.route("/problems/<id:problem_id>/reopen", methods=["GET", "POST"])
@requires("problem.triage", problem)
def reopen(problem: Problem) -> ResponseReturnValue:
    form = ReasonForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.reopen_problem, viewer(), problem, form.reason.data
    ):
        return redirect_with_flash(
            "problems.show", "It is one of the open problems again.", problem_id=problem.id
        )
    return ask_of_problem(
        form,
        problem,
        "Return it to the open problems",
        "It can then be chosen again in a later round. Everyone reads the reason.",
        "Return it",
    )


@bp.route("/problems/<id:problem_id>/retire", methods=["GET", "POST"])
@requires("problem.retire", problem)
def retire(problem: Problem) -> ResponseReturnValue:
    form = RetireForm()
    if form.validate_on_submit() and run_or_show_error(
        form, ending.retire_problem, viewer(), problem, form.code.data, form.reason.data
    ):
        return redirect_with_flash(
            "problems.show", "The problem is retired.", problem_id=problem.id
        )
    return ask_of_problem(
        form,
        problem,
        "Retire this problem",
        "It stays readable, with your reason, and can no longer be chosen in a round.",
        "Retire it",
    )


@bp.route("/problems/<id:problem_id>/answer", methods=["GET", "POST"])
@requires("problem.answer", problem)
def answer(problem: Problem) -> ResponseReturnValue:
    form = AnswerForm()
    if not form.source.data and arg("source"):
        form.source.data = arg("source")
    named = form.chosen()
    if form.validate_on_submit():
        if named is None:
            form.source.errors = [ending.NO_SOURCE]
        elif run_or_show_error(
            form, ending.answer_problem, viewer(), problem, *named, form.why_it_fits.data
        ):
            done = "Closed as answered by evidence. That is a success: no new study is needed."
            return redirect_with_flash("problems.show", done, problem_id=problem.id)
    title = kinds.citable(db.session(), *named) if named else None
    return page(
        "problems/answer.html",
        form=form,
        problem=problem,
        crumbs=crumbs(problem),
        source_title=title,
    )
