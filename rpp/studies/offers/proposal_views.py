"""The page on which a researcher proposes a study."""

from flask.typing import ResponseReturnValue

from rpp import db
from rpp.forms import whole
from rpp.problems import queries as problems
from rpp.problems.models import Problem
from rpp.resend import once
from rpp.studies.loaders import bp
from rpp.studies.offers import proposing
from rpp.studies.offers.forms import ProposeForm
from rpp.web import (
    arg,
    or_404,
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    viewer,
)


def on_problem() -> Problem:
    problem_id = whole(arg("problem", 19))
    return or_404(problems.problem(db.session(), viewer(), problem_id) if problem_id else None)


@bp.route("/studies/new", methods=["GET", "POST"])
@requires("study.propose", on_problem)
@once
def new(problem: Problem) -> ResponseReturnValue:
    form = ProposeForm()
    own = viewer().researches_at
    form.organization_id.choices = [(i, viewer().organization_names[i]) for i in sorted(own)]
    if form.validate_on_submit() and (
        made := run_or_show_error(
            form,
            proposing.propose_study,
            viewer(),
            problem.id,
            title=form.title.data,
            question=form.question.data,
            organization_id=form.organization_id.data,
        )
    ):
        done = "Your proposal is saved. Only you see it. Next, say what is already known."
        return redirect_with_flash("studies.references", done, study_id=made.id)
    return page("studies/new.html", form=form, problem=problem)
