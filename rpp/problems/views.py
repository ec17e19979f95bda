"""Pages of problems: the list, and a problem."""

from flask import request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from rpp import dates, db, history, policy
from rpp.discussions import queries as discussions
from rpp.history import AuditEvent
from rpp.paging import Cursor
from rpp.policy import Viewer
from rpp.problems import kind, queries, status
from rpp.problems.box import TAKEN_UP, ProblemBox
from rpp.problems.list_page import ListPage, asked_of
from rpp.problems.loaders import bp
from rpp.problems.page import ProblemPage
from rpp.problems.queries import Shown
from rpp.web import (
    cursor,
    or_404,
    page,
    pager,
    public,
    unchanged,
    versioned,
    viewer,
)


@bp.get("/problems")
@public()
def index() -> ResponseReturnValue:
    session, person = db.session(), viewer()
    wanted = asked_of(request.args)
    found = queries.listed(session, person, cursor(), wanted)
    shared = queries.shared_by(session, [row.id for row in found])
    shown = ListPage(found, shared, wanted, queries.network_names(session), person)
    return page("problems/index.html", list=shown, pager=pager(found))


@bp.get("/problems/<id:problem_id>")
@public()
@versioned("problem")
def show(problem_id: int) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    row = or_404(queries.shown(session, person, problem_id))
    # The version comes with the row, read before what it vouches for.
    unchanged("problem", row.id, (row.last_event or 0, row.last_talk or 0))
    shown, events = _shown(session, person, row)
    thread = (
        discussions.thread(session, person, kind.subject(row), Cursor()) if row.opened_at else None
    )
    lines = status.history_lines(events, row.zone or dates.site_zone())
    return page("problems/show.html", it=shown, thread=thread, lines=lines)


def _shown(session: Session, person: Viewer, row: Shown) -> tuple[ProblemPage, list[AuditEvent]]:
    """What the page of a problem shows but its discussion, and the lines of its history."""
    # Who may act on it, or whose district it is, also reads the lines that are not for all.
    inside = row.organization_id in person.leas or row.network_id in person.stewards
    events = history.timeline(session, "problem", row.id, private=inside)
    box = ProblemBox(
        row,
        status.words(row, events),
        person,
        status.study_of(events),
        queries.answers(session, row.id) if row.status == "answered" else [],
        joins=row.status in TAKEN_UP
        and row.organization_id not in person.leas
        and policy.may(person, "problem.join", row),
    )
    merges = row.has_merges and (person.leads or person.stewards)
    return ProblemPage(
        row,
        box,
        status.steps(row, events),
        queries.contexts(session, row.id) if row.has_contexts else [],
        queries.merges_of(session, person, row.id) if merges else [],
    ), events


# Here, so that their addresses are known with these.
from rpp.problems import shared_views, steward_views, writing_views  # noqa: E402, F401  isort: skip
