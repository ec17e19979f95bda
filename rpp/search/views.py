"""The search page, and what is already known about a problem."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from rpp import db, kinds, policy, synonyms
from rpp.layout import Choice
from rpp.paging import whole
from rpp.problems.loaders import problem as load_problem
from rpp.problems.models import Problem
from rpp.search import known_page, queries
from rpp.studies import queries as studies
from rpp.studies.lifecycle.life import WRITING
from rpp.web import Pager, arg, here, limiter, page, public, reads_of_many, viewer

bp = Blueprint("search", __name__)


@bp.get("/search")
@public()
@limiter.limit(reads_of_many)
def search() -> ResponseReturnValue:
    query, kind = arg("q", 300), arg("kind", 20)
    number = arg("page", 3)
    at = min(max(int(number) if number.isascii() and number.isdigit() else 1, 1), 10)
    known = kinds.indexed()
    only = (kind,) if kind in known else ()
    asked = synonyms.ask(query)
    offset = (at - 1) * queries.PAGE
    hits = queries.find(
        db.session(), viewer(), asked, only=only, limit=queries.PAGE + 1, offset=offset
    )
    more = len(hits) > queries.PAGE and offset + queries.PAGE < queries.FARTHEST
    return page(
        "search/search.html",
        query=query,
        hits=hits[: queries.PAGE],
        kinds=[
            Choice("Everything", here(kind=None, page=None), not only),
            *(
                Choice(one.many, here(kind=key, page=None), only == (key,))
                for key, one in known.items()
            ),
        ],
        pager=Pager(
            here(page=at - 1 if at > 2 else None) if at > 1 else "",
            here(page=at + 1) if more else "",
        ),
        start=offset + 1,
    )


@bp.get("/problems/<id:problem_id>/known")
@public(load_problem)
def known(problem: Problem) -> ResponseReturnValue:
    """What is already known, beside an open problem or before a draft is submitted."""
    view = known_page.of(db.session(), viewer(), problem, _study_of(problem))
    return page("search/known.html", fragment="search/_known.html", view=view)


def _study_of(problem: Problem) -> int | None:
    """The study for which the viewer looks, where they write it and it answers the problem."""
    asked = whole(arg("study", 19))
    found = studies.study(db.session(), viewer(), asked) if asked else None
    if found is None or found.status not in WRITING:
        return None
    return asked if policy.may(viewer(), "study.write", found) else None
