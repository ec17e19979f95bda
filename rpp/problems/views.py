"""Pages of problems."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from rpp import dates, db, history, kinds, policy, saves
from rpp.asking import Ask, ask
from rpp.discussions import queries as discussions
from rpp.layout import Link
from rpp.organizations.kind import name_of
from rpp.paging import Cursor, whole
from rpp.policy import Viewer
from rpp.problems import kind, known, merging, operations, queries, status
from rpp.problems.box import TAKEN_UP, ProblemBox
from rpp.problems.forms import (
    AnswerForm,
    ContextForm,
    MergeForm,
    ProblemForm,
    ReasonForm,
    RetireForm,
    ReturnForm,
    SubmitForm,
)
from rpp.problems.list_page import ListPage
from rpp.problems.models import Problem
from rpp.problems.page import ProblemPage
from rpp.problems.queries import Filters, Shown
from rpp.resend import once
from rpp.web import (
    arg,
    cursor,
    or_404,
    page,
    pager,
    public,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    unchanged,
    versioned,
    viewer,
)

bp = Blueprint("problems", __name__)


def problem(problem_id: int) -> Problem:
    return or_404(queries.problem(db.session(), viewer(), problem_id))


# --- reading -------------------------------------------------------------------------------


@bp.get("/problems")
@public()
def index() -> ResponseReturnValue:
    session, person = db.session(), viewer()
    wanted = Filters(
        whole(arg("network")),
        whole(arg("organization")),
        arg("status", 20) if arg("status", 20) in status.STATUS else "",
        arg("subject", 20),
        arg("band", 40),
        arg("state", 2).upper(),
    )
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


def _shown(session: Session, person: Viewer, row: Shown) -> tuple[ProblemPage, list[Any]]:
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


# --- writing -------------------------------------------------------------------------------


def _form(problem: Problem | None = None) -> ProblemForm:
    """The form of a problem, filled from its draft, with the choices its writer has."""
    session, person = db.session(), viewer()
    if problem is None:
        form = ProblemForm()
        names = person.organization_names | person.asked_names
        own = {i: names[i] for i in sorted(person.leas | person.asked_leas)}
    else:
        saved = partial(queries.draft, problem_id=problem.id or 0)
        form = saves.edit(ProblemForm, Problem, problem.id, saved)
        # Also of a district that did not let its author in: the draft stays the author's.
        own = {problem.organization_id: name_of(session, problem.organization_id)}
    form.organization_id.choices = list(own.items())
    form.own = own
    choices = queries.networks_of(session, own)
    form.network_id.choices = choices if len(choices) == 1 else [("", "Choose one"), *choices]
    return form


@bp.route("/problems/new", methods=["GET", "POST"])
@requires("problem.write")
@once
def new() -> ResponseReturnValue:
    form = _form()
    if form.validate_on_submit() and (
        made := run_or_show_error(
            form,
            operations.start_problem,
            viewer(),
            form.organization_id.data or min(form.own),
            form.values(),
        )
    ):
        if "next" in request.form:
            return _to_known(made)
        return redirect_with_flash("problems.edit", "Your draft is saved.", problem_id=made.id)
    return _edit_page(form, None)


@bp.route("/problems/<id:problem_id>/edit", methods=["GET", "POST"])
@requires("problem.edit", problem)
@once
def edit(problem: Problem) -> ResponseReturnValue:
    form = _form(problem)
    if form.validate_on_submit() and (
        saved := run_or_show_error(form, operations.save_problem, viewer(), problem, form.values())
    ):
        if "next" in request.form:
            return _to_known(saved)
        return redirect_with_flash("problems.edit", "Your draft is saved.", problem_id=saved.id)
    if request.method == "GET" and arg("gaps"):
        form.point_out(operations.missing(db.session(), problem))
    return _edit_page(form, problem)


def _edit_page(form: ProblemForm, problem: Problem | None) -> ResponseReturnValue:
    """The form, with what stands in the way of submitting: a membership or a network to come."""
    person = viewer()
    district = min(form.own)
    return page(
        "problems/edit.html",
        form=form,
        problem=problem,
        waits=problem.author_waits if problem else district not in person.leas,
        district=district,
    )


def _to_known(problem: Problem) -> ResponseReturnValue:
    """Go on to what is already known; with gaps, to the draft, which names them."""
    if operations.missing(db.session(), problem):
        return redirect_with_flash("problems.edit", problem_id=problem.id, gaps=1)
    return redirect_with_flash("search.known", problem_id=problem.id)


@bp.post("/problems/<id:problem_id>/submit")
@requires("problem.submit", problem)
def submit(problem: Problem) -> ResponseReturnValue:
    form = SubmitForm()
    shown: list[str] | None = known.shown_by(form.proof.data or "", problem)
    if form.validate() and (
        _submitted := run_or_show_error(form, operations.submit_problem, viewer(), problem, shown)
    ):
        done = "Submitted. A steward reads it next. We will let you know the answer."
        return redirect_with_flash("problems.show", done, problem_id=problem.id)
    return page("problems/not_submitted.html", form=form, problem=problem)


@bp.post("/problems/<id:problem_id>/delete")
@requires("problem.delete", problem)
def delete(problem: Problem) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.delete_draft,
        viewer(),
        problem,
        back=url_for("home.me"),
        done="Your draft is deleted.",
    )


@bp.post("/problems/<id:problem_id>/take-back")
@requires("problem.withdraw", problem)
def take_back(problem: Problem) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.take_back_problem,
        viewer(),
        problem,
        back=url_for("problems.show", problem_id=problem.id),
        done="It is a draft again. Only your district sees it.",
    )


# --- the steward ---------------------------------------------------------------------------


@bp.post("/problems/<id:problem_id>/open")
@requires("problem.triage", problem)
def open_(problem: Problem) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.open_problem,
        viewer(),
        problem,
        back=url_for("problems.show", problem_id=problem.id),
        done="The problem is open. Its author was notified.",
    )


@bp.route("/problems/<id:problem_id>/return", methods=["GET", "POST"])
@requires("problem.triage", problem)
def return_(problem: Problem) -> ResponseReturnValue:
    form = ReturnForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.return_problem, viewer(), problem, form.reason.data
    ):
        return redirect_with_flash(
            "problems.show", "Returned. Its author was told why.", problem_id=problem.id
        )
    return _ask(
        form,
        problem,
        "Return it to its author",
        "The author reads what you write, changes the problem and submits it again.",
        "Return it",
    )


def _ask(form: Any, problem: Problem, title: str, text: str, button: str) -> ResponseReturnValue:
    """A page with one short form about a problem."""
    href = f"/problems/{problem.id}"
    crumbs = [Link(f"Problem {problem.id}", href)]
    return ask(form, Ask(title, button, href, text=text, crumbs=crumbs, about=problem.title))


@bp.route("/problems/<id:problem_id>/reopen", methods=["GET", "POST"])
@requires("problem.triage", problem)
def reopen(problem: Problem) -> ResponseReturnValue:
    form = ReasonForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.reopen_problem, viewer(), problem, form.reason.data
    ):
        return redirect_with_flash(
            "problems.show", "It is one of the open problems again.", problem_id=problem.id
        )
    return _ask(
        form,
        problem,
        "Return it to the open problems",
        "It can then be chosen again in a later round. Everyone reads the reason.",
        "Return it",
    )


@bp.route("/problems/<id:problem_id>/retire", methods=["GET", "POST"])
@requires("problem.retire", problem)
def retire(problem: Problem) -> ResponseReturnValue:
    form = RetireForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.retire_problem, viewer(), problem, form.code.data, form.reason.data
    ):
        return redirect_with_flash(
            "problems.show", "The problem is retired.", problem_id=problem.id
        )
    return _ask(
        form,
        problem,
        "Retire this problem",
        "It stays readable, with your reason, and can no longer be chosen in a round.",
        "Retire it",
    )


# --- other districts -----------------------------------------------------------------------


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
    return page("problems/context.html", form=form, problem=problem, own=own)


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
    return _ask(
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
    return _ask(
        form,
        problem,
        "Undo the merge",
        "The problem opens again, and the contexts that came with it return to it.",
        "Undo the merge",
    )


@bp.route("/problems/<id:problem_id>/answer", methods=["GET", "POST"])
@requires("problem.answer", problem)
def answer(problem: Problem) -> ResponseReturnValue:
    form = AnswerForm()
    if not form.source.data and arg("source"):
        form.source.data = arg("source")
    named = form.chosen()
    if form.validate_on_submit():
        if named is None:
            form.source.errors = [operations.NO_SOURCE]
        elif run_or_show_error(
            form, operations.answer_problem, viewer(), problem, *named, form.why_it_fits.data
        ):
            done = "Closed as answered by evidence. That is a success: no new study is needed."
            return redirect_with_flash("problems.show", done, problem_id=problem.id)
    title = kinds.citable(db.session(), *named) if named else None
    return page("problems/answer.html", form=form, problem=problem, source_title=title)
