"""The search page, and what is already known about a problem."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from rpp import db, kinds, policy, synonyms
from rpp.paging import whole
from rpp.problems import known as problem_known
from rpp.problems import operations as problem_operations
from rpp.problems import queries as problem_queries
from rpp.problems.forms import SubmitForm
from rpp.problems.loaders import problem as load_problem
from rpp.problems.models import Problem
from rpp.search import queries
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
            {"label": "Everything", "href": here(kind=None, page=None), "active": not only},
            *(
                {"label": one.many, "href": here(kind=key, page=None), "active": only == (key,)}
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
    session, person = db.session(), viewer()
    answers = queries.close_to(session, person, problem, ("brief", "evidence"))
    similar = queries.close_to(session, person, problem, ("problem",))
    states = problem_queries.statuses(session, [m.hit.subject_id for m in similar])
    similar = [m for m in similar if states[m.hit.subject_id].status not in ("merged", "retired")]
    writes = policy.may(person, "problem.submit", problem)
    shown = [f"{m.hit.kind}/{m.hit.subject_id}" for m in (*answers, *similar)]
    gaps = problem_operations.missing(session, problem) if writes else {}
    return page(
        "search/known.html",
        fragment="search/_known.html",
        problem=problem,
        answers=answers,
        similar=similar,
        joins={id_ for id_, row in states.items() if _may_join(row)},
        gaps=gaps,
        waits=problem.organization_id not in person.leas,
        offers=problem_queries.offered_networks(session, problem.organization_id)
        if writes and not problem_queries.networks_of(session, [problem.organization_id])
        else None,
        leads=problem.organization_id in person.leads,
        study_id=_study_of(problem),
        form=SubmitForm(data={"proof": problem_known.proof(problem, shown)}, formdata=None)
        if writes
        else None,
    )


def _study_of(problem: Problem) -> int | None:
    """The study for which the viewer looks, where they write it and it answers the problem."""
    asked = whole(arg("study", 19))
    found = studies.study(db.session(), viewer(), asked) if asked else None
    if found is None or found.status not in WRITING:
        return None
    return asked if policy.may(viewer(), "study.write", found) else None


def _may_join(problem: Any) -> bool:
    """Whether the viewer has a district that may add its context to the problem."""
    person = viewer()
    return (
        problem.status in ("open", "prioritized")
        and policy.may(person, "problem.join", problem)
        and bool(person.leas - {problem.organization_id})
    )
