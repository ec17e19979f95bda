"""The list of briefs, and those of a problem."""

from collections.abc import Container

from flask import request
from flask.typing import ResponseReturnValue

from rpp import db, vocabulary
from rpp.briefs import facets, gaps, repository
from rpp.briefs.compared import MOST, compared
from rpp.briefs.facets import Filters
from rpp.briefs.pages.compared import compare_page
from rpp.briefs.pages.listed import entries, index_page
from rpp.briefs.pages.mapped import map_page
from rpp.briefs.views.frame import bp
from rpp.paging import whole
from rpp.problems import queries as problems
from rpp.web import arg, cursor, or_404, page, public, viewer


@bp.get("/briefs")
@public()
def index() -> ResponseReturnValue:
    session, filters = db.session(), _filters()
    shown = index_page(
        viewer(),
        repository.listed(session, filters, cursor()),
        facets.facets(session, filters),
        filters,
        facets.names(session, viewer(), filters),
    )
    return page("briefs/index.html", page=shown)


def _filters() -> Filters:
    return Filters(
        band=_known("band", facets.BAND_CODES),
        grade=_known("grade", vocabulary.GRADES),
        subject=_known("subject", vocabulary.SUBJECTS),
        state=arg("state", 2).upper(),
        network=whole(arg("network", 20)),
        organization=whole(arg("organization", 20)),
        problem=whole(arg("problem", 20)),
    )


def _known(name: str, words: Container[str]) -> str:
    value = arg(name, 20)
    return value if value in words else ""


@bp.get("/briefs/compare")
@public()
def compare() -> ResponseReturnValue:
    """Two to four published briefs side by side."""
    asked = list(dict.fromkeys(filter(None, map(whole, request.args.getlist("brief")))))
    found = compared(db.session(), asked[:MOST])
    return page("briefs/compare.html", page=compare_page(found, len(asked)))


@bp.get("/briefs/map")
@public()
def gap_map() -> ResponseReturnValue:
    """What is known on which subject for which grades, and what is missing."""
    return page("briefs/map.html", map=map_page(gaps.grid(db.session(), viewer())))


@bp.get("/briefs/of-problem/<id:problem_id>")
@public()
def of_problem(problem_id: int) -> ResponseReturnValue:
    """The published briefs of a problem, as a part of the problem's page."""
    or_404(problems.problem(db.session(), viewer(), problem_id))
    found = repository.of_problem(db.session(), problem_id)
    return page("briefs/_of_problem.html", rows=entries(found))
