"""Pages of what several districts do with a problem: their contexts, and merges."""

from dataclasses import dataclass

from flask import request, url_for
from flask.typing import ResponseReturnValue

from rpp import db, saves
from rpp.paging import whole
from rpp.problems import merging, operations, queries
from rpp.problems.forms import (
    ContextForm,
    MergeForm,
    ReasonForm,
)
from rpp.problems.loaders import ask_of_problem, bp, crumbs, problem
from rpp.problems.models import Problem
from rpp.resend import once
from rpp.web import (
    or_404,
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


@bp.route("/problems/<id:problem_id>/context", methods=["GET", "POST"])
@requires("problem.join", problem)
@once
def join(problem: Problem) -> ResponseReturnValue:
    person = viewer()
    own = queries.own_context(db.session(), person, problem.id or 0)
    leas = sorted(person.leas - {problem.organization_id})
    asked = whole(request.form.get("organization_id")) or (leas[0] if leas else 0)
    form = saves.edit(
        ContextForm,
        Problem,
        problem.id,
        lambda session: queries.saved_context(session, problem.id or 0, asked),
    )
    form.organization_id.choices = [(i, person.organization_names[i]) for i in leas]
    if form.validate_on_submit() and run_or_show_error(
        form,
        operations.join_problem,
        person,
        problem,
        form.organization_id.data,
        form.differs.data,
        form.body.data,
    ):
        done = "Your district’s context is added."
        return redirect_with_flash("problems.show", done, anchor="contexts", problem_id=problem.id)
    return page(
        "problems/context.html", form=form, problem=problem, own=own, crumbs=crumbs(problem)
    )


@bp.route("/problems/<id:problem_id>/merge", methods=["GET", "POST"])
@requires("problem.merge", problem)
def merge(problem: Problem) -> ResponseReturnValue:
    form = MergeForm()
    if form.validate_on_submit():
        into = queries.problem(db.session(), viewer(), whole(str(form.into.data)) or 0)
        if run_or_show_error(
            form, merging.propose_merge, viewer(), problem, into, form.reason.data
        ):
            return redirect_with_flash(
                "problems.show",
                "Proposed. The leaders of both districts must agree.",
                problem_id=problem.id,
            )
    return ask_of_problem(
        form,
        problem,
        "Make it part of another problem",
        "Both districts must agree. Every district’s context is kept, and the merge can be undone.",
        "Propose the merge",
    )


@dataclass(frozen=True)
class Merge:
    """A merge proposal on the page of one of its problems."""

    id: int
    problem_id: int
    organization_ids: frozenset[int]


def merge_proposal(problem_id: int, merge_id: int, **_: str) -> Merge:
    problem(problem_id)
    merges = queries.merges_of(db.session(), viewer(), problem_id)
    row = or_404(next((row for row in merges if row.id == merge_id), None))
    districts = frozenset((row.from_organization_id, row.into_organization_id))
    return Merge(merge_id, problem_id, districts)


@bp.post("/problems/<id:problem_id>/merges/<id:merge_id>/<any(agree, refuse):answer>")
@requires("problem.consent", merge_proposal)
def settle_merge(merge: Merge) -> ResponseReturnValue:
    agrees = (request.view_args or {})["answer"] == "agree"
    return submit_and_redirect(
        merging.consent_to_merge if agrees else merging.refuse_merge,
        viewer(),
        merge.id,
        back=url_for("problems.show", problem_id=merge.problem_id),
        done=lambda proposal: SETTLED[proposal.status],
    )


SETTLED = {
    "proposed": "You agreed for your district. The other district must also agree.",
    "merged": "You agreed for your district. The two are one problem now.",
    "refused": "You refused the merge.",
    "lapsed": (
        "One of the problems has since changed, so they cannot be merged. The proposal "
        "is closed, and the districts were notified."
    ),
}


@bp.route("/problems/<id:problem_id>/unmerge", methods=["GET", "POST"])
@requires("problem.merge", problem)
def unmerge(problem: Problem) -> ResponseReturnValue:
    form = ReasonForm()
    if form.validate_on_submit() and run_or_show_error(
        form, merging.undo_merge, viewer(), problem, form.reason.data
    ):
        return redirect_with_flash("problems.show", "The merge is undone.", problem_id=problem.id)
    return ask_of_problem(
        form,
        problem,
        "Undo the merge",
        "The problem opens again, and the contexts that came with it return to it.",
        "Undo the merge",
    )
