"""The search page, and what is already known about a problem."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from rpp import db, policy
from rpp.paging import Cursor, whole
from rpp.problems.loaders import problem as load_problem
from rpp.problems.models import Problem
from rpp.search import known_page, searching
from rpp.search.results_page import EXAMPLES, SIGNS, results_page
from rpp.studies import queries as studies
from rpp.studies.lifecycle.life import WRITING
from rpp.web import arg, limiter, page, public, reads_of_many, viewer

bp = Blueprint("search", __name__)


def keys_of_many() -> str:
    """How often one may type: a fast writer pauses four times a second."""
    return "300 per minute" if viewer().id else "1500 per minute"


@bp.get("/search")
@public()
@limiter.limit(reads_of_many)
def search() -> ResponseReturnValue:
    session, given = db.session(), request.args
    asked = searching.with_like(session, viewer(), searching.asked_of(given), given)
    cursor = Cursor(_key(arg("past", 20)), _key(arg("before", 20)))
    made = searching.search_for(session, viewer(), asked, cursor)
    shown = results_page(viewer(), made, given.get("q", ""))
    return page(
        "search/search.html",
        page=shown,
        asks=bool(asked.text or asked.is_narrowed),
        signs=SIGNS,
        examples=EXAMPLES,
    )


@bp.get("/search/suggestions")
@public()
@limiter.limit(keys_of_many)
def suggestions() -> ResponseReturnValue:
    """What the box offers while people type: options for a list, without a page around them."""
    # Here: what searches nothing loads no arrays.
    from rpp.search import suggesting

    found = suggesting.suggest(db.session(), viewer(), arg("q", 100))
    return page("search/_suggestions.html", found=found)


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
