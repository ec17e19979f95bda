"""Pages of a problem until it is submitted."""

from functools import partial

from flask import request, url_for
from flask.typing import ResponseReturnValue

from rpp import db, saves
from rpp.organizations.kind import name_of
from rpp.problems import known, operations, queries
from rpp.problems.edit_page import EditPage
from rpp.problems.forms import (
    ProblemForm,
    SubmitForm,
)
from rpp.problems.loaders import bp, crumbs, problem
from rpp.problems.models import Problem
from rpp.resend import once
from rpp.web import (
    arg,
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


def _form(problem: Problem | None = None) -> ProblemForm:
    """The form of a problem, filled from its draft, with the choices its writer has."""
    session, person = db.session(), viewer()
    if problem is None:
        form = ProblemForm()
        if request.method == "GET" and not form.title.data:
            # A question that found no answer comes with its words.
            form.title.data = arg("title", 160)
        names = person.organization_names | person.asked_names
        own = {i: names[i] for i in sorted(person.leas | person.asked_leas)}
    else:
        saved = partial(queries.draft, problem_id=problem.id or 0)
        form = saves.edit(ProblemForm, Problem, problem.id, saved)
        # Also of a district that did not let its author in: the draft stays the author's.
        own = {problem.organization_id: name_of(session, problem.organization_id)}
    form.organization_id.choices = list(own.items())
    form.own = own
    choices = queries.networks_of(session, own)
    form.network_id.choices = choices if len(choices) == 1 else [("", "Choose one"), *choices]
    return form


@bp.route("/problems/new", methods=["GET", "POST"])
@requires("problem.write")
@once
def new() -> ResponseReturnValue:
    form = _form()
    if form.validate_on_submit() and (
        made := run_or_show_error(
            form,
            operations.start_problem,
            viewer(),
            form.organization_id.data or min(form.own),
            form.values(),
        )
    ):
        if "next" in request.form:
            return _to_known(made)
        return redirect_with_flash("problems.edit", "Your draft is saved.", problem_id=made.id)
    return _edit_page(form, None)


@bp.route("/problems/<id:problem_id>/edit", methods=["GET", "POST"])
@requires("problem.edit", problem)
@once
def edit(problem: Problem) -> ResponseReturnValue:
    form = _form(problem)
    if form.validate_on_submit() and (
        saved := run_or_show_error(form, operations.save_problem, viewer(), problem, form.values())
    ):
        if "next" in request.form:
            return _to_known(saved)
        return redirect_with_flash("problems.edit", "Your draft is saved.", problem_id=saved.id)
    if request.method == "GET" and arg("gaps"):
        form.point_out(operations.missing(db.session(), problem))
    return _edit_page(form, problem)


def _edit_page(form: ProblemForm, problem: Problem | None) -> ResponseReturnValue:
    return page("problems/edit.html", form=form, edit=EditPage(form, problem, viewer()))


def _to_known(problem: Problem) -> ResponseReturnValue:
    """Go on to what is already known; with gaps, to the draft, which names them."""
    if operations.missing(db.session(), problem):
        return redirect_with_flash("problems.edit", problem_id=problem.id, gaps=1)
    return redirect_with_flash("search.known", problem_id=problem.id)


@bp.post("/problems/<id:problem_id>/submit")
@requires("problem.submit", problem)
def submit(problem: Problem) -> ResponseReturnValue:
    form = SubmitForm()
    shown: list[str] | None = known.shown_by(form.proof.data or "", problem)
    if form.validate() and (
        _submitted := run_or_show_error(form, operations.submit_problem, viewer(), problem, shown)
    ):
        done = "Submitted. A steward reads it next. We will let you know the answer."
        return redirect_with_flash("problems.show", done, problem_id=problem.id)
    return page("problems/not_submitted.html", form=form, problem=problem, crumbs=crumbs(problem))


@bp.post("/problems/<id:problem_id>/delete")
@requires("problem.delete", problem)
def delete(problem: Problem) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.delete_draft,
        viewer(),
        problem,
        back=url_for("home.me"),
        done="Your draft is deleted.",
    )


@bp.post("/problems/<id:problem_id>/take-back")
@requires("problem.withdraw", problem)
def take_back(problem: Problem) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.take_back_problem,
        viewer(),
        problem,
        back=url_for("problems.show", problem_id=problem.id),
        done="It is a draft again. Only your district sees it.",
    )
