"""Pages of studies as a whole: the list, one study, its text as a file."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from rpp import db, policy
from rpp.discussions import queries as discussions
from rpp.facets import Chip
from rpp.problems import queries as problems
from rpp.studies import lists, queries
from rpp.studies.co_design import groundwork
from rpp.studies.co_design.comments import DISCUSSING
from rpp.studies.index import asked_of, rows_of
from rpp.studies.lifecycle import states, timeline
from rpp.studies.lifecycle.life import WRITING
from rpp.studies.loaders import bp, seen
from rpp.studies.page import show as frame
from rpp.studies.page import standing
from rpp.studies.page import text as texts
from rpp.studies.page import workspace as workspaces
from rpp.studies.page.side import side
from rpp.studies.page.text import Rights
from rpp.studies.page.work import work_of
from rpp.studies.plan import updates
from rpp.studies.queries import Seen
from rpp.web import (
    cursor,
    here,
    or_404,
    page,
    pager,
    public,
    viewer,
)

# Their pages.
from rpp.studies.lifecycle import views as life_pages  # noqa: F401  isort: skip
from rpp.studies.members import handover_views  # noqa: F401  isort: skip
from rpp.studies.members import views as member_pages  # noqa: F401  isort: skip
from rpp.studies.co_design import comment_views, known_views, suggestion_views  # noqa: F401  isort: skip
from rpp.studies.text import section_views, text_views  # noqa: F401  isort: skip
from rpp.studies.offers import fit_views, interest_views, proposal_views  # noqa: F401  isort: skip
from rpp.studies.outcome import finding_views, sense_views  # noqa: F401  isort: skip
from rpp.studies.papers import (  # noqa: F401  isort: skip
    agreement_views,
    amendment_views,
    packet_views,
    signing_views,
)
from rpp.studies.plan import (  # noqa: F401  isort: skip
    calendar_views,
    milestone_views,
    school_views,
)


@bp.get("/studies")
@public()
def index() -> ResponseReturnValue:
    session, person = db.session(), viewer()
    wanted = asked_of(request.args)
    found = lists.listed(session, person, wanted, cursor())
    organization = problem = None
    if wanted.organization_id is not None:
        organization = lists.organization(session, wanted.organization_id)
    if wanted.problem_id is not None:
        problem = problems.problem(session, person, wanted.problem_id)
    first = {"past": None, "before": None, "end": None}
    chips = []
    if wanted.query:
        chips.append(Chip(f"“{wanted.query}”", here(q=None, **first)))
    if organization is not None:
        chips.append(Chip(organization.name, here(organization=None, **first)))
    if wanted.status:
        chips.append(Chip(states.STATES[wanted.status].label, here(status=None, **first)))
    return page(
        "studies/index.html",
        found=found,
        rows=rows_of(session, person, found),
        chips=chips,
        # Who is not signed in sees no study that is not signed.
        states={
            key: words.label
            for key, words in states.STATES.items()
            if person.id is not None or key not in (*WRITING, "frozen")
        },
        wanted=wanted,
        narrowed=bool(chips or wanted.problem_id or wanted.network_id),
        networks=lists.networks(session),
        problem=problem,
        offers=person.id is not None and policy.may(person, "study.offer"),
        pager=pager(found),
    )


@bp.get("/studies/<id:study_id>")
@public(seen)
def show(study: Seen) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    work = workspaces.workspace(session, person, study)
    subject = queries.as_subject(study)
    thread = discussions.thread(session, person, subject, cursor()) if subject else None
    rights = Rights(
        person.id,
        study.is_inside,
        writes=study.status in WRITING and policy.may(person, "study.write", study),
        leads=policy.may(person, "study.lead", study),
        discusses=study.is_inside and study.status in DISCUSSING,
    )
    found = work_of(person, work)
    further = groundwork.further(session, person, study.id) if study.has_further else []
    return page(
        "studies/page/show.html",
        study=study,
        rights=rights,
        box=standing.standing(person, work),
        steps=timeline.stations(study, work.events),
        plan=updates.plan(session, person, study),
        text=texts.text(work, rights),
        work=found,
        side=side(person, work),
        view=frame.show(
            person,
            work,
            further,
            writes=rights.writes,
            works=found.shows,
            talks=thread is not None,
        ),
        thread=thread,
    )


@bp.get("/studies/<id:study_id>/text")
@public(seen)
def text(study: Seen) -> ResponseReturnValue:
    """The frozen text as it is signed, byte for byte, so that anyone can compute its hash."""
    # It names the problem: whoever may not know of that does not get the text.
    words = queries.frozen_text(db.session(), study.id) if study.problem else ""
    return Response(or_404(words or None), mimetype="text/plain")
