"""Briefs side by side, and those of a problem."""

from flask import request
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.briefs import repository
from rpp.briefs.compared import MOST, compared
from rpp.briefs.pages.compared import compare_page
from rpp.briefs.pages.listed import entries
from rpp.briefs.views.frame import bp
from rpp.paging import whole
from rpp.problems import queries as problems
from rpp.web import or_404, page, public, viewer


@bp.get("/briefs/compare")
@public()
def compare() -> ResponseReturnValue:
    """Two to four published briefs side by side."""
    asked = list(dict.fromkeys(filter(None, map(whole, request.args.getlist("brief")))))
    found = compared(db.session(), asked[:MOST])
    return page("briefs/compare.html", page=compare_page(found, len(asked)))


@bp.get("/briefs/of-problem/<id:problem_id>")
@public()
def of_problem(problem_id: int) -> ResponseReturnValue:
    """The published briefs of a problem, as a part of the problem's page."""
    or_404(problems.problem(db.session(), viewer(), problem_id))
    found = repository.of_problem(db.session(), problem_id)
    return page("briefs/_of_problem.html", rows=entries(found))
