"""The search page, and what is already known about a problem."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from rpp import db, kinds, policy
from rpp.layout import Choice
from rpp.paging import Cursor, whole
from rpp.problems.loaders import problem as load_problem
from rpp.problems.models import Problem
from rpp.search import finding, known_page
from rpp.search.asked import parse
from rpp.search.finding import Search
from rpp.studies import queries as studies
from rpp.studies.lifecycle.life import WRITING
from rpp.web import Pager, arg, here, limiter, page, public, reads_of_many, viewer

bp = Blueprint("search", __name__)


@bp.get("/search")
@public()
@limiter.limit(reads_of_many)
def search() -> ResponseReturnValue:
    query, kind = arg("q", 300), arg("kind", 20)
    known = kinds.indexed()
    only = (kind,) if kind in known else ()
    cursor = Cursor(_key(arg("past", 20)), _key(arg("before", 20)))
    found = finding.find(db.session(), viewer(), Search(parse(query), only), cursor, finding.PAGE)
    return page(
        "search/search.html",
        query=query,
        hits=found.hits,
        kinds=[
            Choice("Everything", here(kind=None, past=None, before=None), not only),
            *(
                Choice(one.many, here(kind=key, past=None, before=None), only == (key,))
                for key, one in known.items()
            ),
        ],
        pager=Pager(
            here(before=found.newer, past=None) if found.newer else "",
            here(past=found.older, before=None) if found.older else "",
        ),
    )


def _key(text: str) -> int | None:
    """The place of a ranked list that an address names."""
    return int(text) if text.isascii() and text.isdigit() else None


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
