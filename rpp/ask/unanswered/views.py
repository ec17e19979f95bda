"""Pages of unanswered questions."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.ask import answering
from rpp.ask.doors import bp
from rpp.ask.unanswered import operations, page, queries
from rpp.ask.unanswered.forms import AnswerForm, BeginForm, HideForm, ListForm
from rpp.ask.unanswered.queries import PUBLIC, Shown
from rpp.asking import Ask, ask
from rpp.layout import Link
from rpp.paging import whole
from rpp.policy import may
from rpp.resend import once
from rpp.web import (
    arg,
    cursor,
    limiter,
    or_404,
    pager,
    public,
    reads_of_many,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)
from rpp.web import page as answered

CRUMBS = [Link("Ask", "/ask"), Link("Unanswered questions", "/ask/unanswered")]


def load(question_id: int) -> Shown:
    """The question, for whoever may read it."""
    return or_404(queries.question(db.session(), viewer(), question_id))


@bp.get("/ask/unanswered")
@public()
def unanswered() -> ResponseReturnValue:
    states = (*PUBLIC, "hidden") if may(viewer(), "question.hide") else PUBLIC
    state = arg("state", 10)
    state = state if state in states else "open"
    found = queries.listed(db.session(), viewer(), state, cursor())
    view = page.ListPage(list(found), state, states, viewer())
    return answered("ask/unanswered.html", view=view, pager=pager(found))


@bp.route("/ask/unanswered/new", methods=["GET", "POST"])
@requires("question.list")
@limiter.limit("20 per day", methods=["POST"])
@once
def list_question() -> ResponseReturnValue:
    form = ListForm(data={"title": arg("question", 500)})
    if form.validate_on_submit() and (
        made := run_or_show_error(form, operations.list_question, viewer(), form.title.data)
    ):
        done = "The question is on the list. We will let you know when it is answered."
        return redirect_with_flash("ask.question", done, question_id=made.id)
    text = (
        "Everyone can read it, without your name. You hear of it when somebody names an answer. "
        "Leave out names of people, and of students in any case."
    )
    what = Ask(
        "Put your question on the list",
        "Put it on the list",
        "/ask",
        text=text,
        crumbs=CRUMBS,
        hints={"title": "In one or two sentences, so that others know what is meant."},
        rows=3,
    )
    return ask(form, what, "ask")


@bp.get("/ask/unanswered/<id:question_id>")
@public(load)
@limiter.limit(reads_of_many)
def question(one: Shown) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    found = answering.answer(session, person, one.title) if one.status == "open" else None
    view = page.QuestionPage(
        one,
        person,
        problems=queries.problems(session, person, one.id),
        source=queries.source(session, person, one),
        supports=queries.is_supporter(session, person, one.id),
        is_answerable=found is not None and not found.declined,
    )
    return answered("ask/question.html", view=view)


def _back(one: Shown) -> str:
    return url_for("ask.question", question_id=one.id)


@bp.post("/ask/unanswered/<id:question_id>/support")
@requires("question.list", load)
def support(one: Shown) -> ResponseReturnValue:
    """Say that one has the question, too, or no longer."""
    stays = request.form.get("has") == "yes"
    return submit_and_redirect(
        operations.support if stays else operations.leave,
        viewer(),
        one.id,
        back=_back(one),
        done="We will let you know when it is answered." if stays else "You hear no more of it.",
    )


@bp.route("/ask/unanswered/<id:question_id>/answer", methods=["GET", "POST"])
@requires("question.answer", load)
def answer_question(one: Shown) -> ResponseReturnValue:
    form = AnswerForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.answer_question, viewer(), one.id, *form.named
    ):
        return redirect_with_flash("ask.question", "It is answered.", question_id=one.id)
    what = Ask(
        "Name what answers it",
        "Save the answer",
        _back(one),
        about=one.title,
        text="Those who have the question hear of it.",
        crumbs=CRUMBS,
        hints={"source": "Copy it from your browser, for example /briefs/12 or /evidence/40."},
    )
    return ask(form, what, "ask")


@bp.post("/ask/unanswered/<id:question_id>/reopen")
@requires("question.answer", load)
def reopen(one: Shown) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.reopen_question, viewer(), one.id, back=_back(one), done="It is open again."
    )


@bp.route("/ask/unanswered/<id:question_id>/hide", methods=["GET", "POST"])
@requires("question.hide", load)
def hide(one: Shown) -> ResponseReturnValue:
    form = HideForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.hide_question, viewer(), one.id, form.reason.data
    ):
        return redirect_with_flash("ask.question", "It is hidden.", question_id=one.id)
    text = "Only administrators can read it then. You can show it again."
    what = Ask(
        "Hide the question", "Hide it", _back(one), about=one.title, text=text, crumbs=CRUMBS
    )
    return ask(form, what, "ask")


@bp.post("/ask/unanswered/<id:question_id>/show")
@requires("question.hide", load)
def show(one: Shown) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.show_question, viewer(), one.id, back=_back(one), done="It is shown again."
    )


@bp.route("/ask/unanswered/<id:question_id>/problem", methods=["GET", "POST"])
@requires("problem.write", load)
@once
def problem(one: Shown) -> ResponseReturnValue:
    """Begin a problem of practice from the question."""
    person = viewer()
    names = person.organization_names | person.asked_names
    own = [(str(id_), names[id_]) for id_ in sorted(person.leas | person.asked_leas)]
    form = BeginForm(data={"organization_id": own[0][0] if len(own) == 1 else None})
    form.organization_id.choices = own
    if form.validate_on_submit() and (
        made := run_or_show_error(
            form,
            operations.begin_problem,
            person,
            one.id,
            whole(form.organization_id.data) or 0,
        )
    ):
        done = "Your draft is saved. Only your district sees it until you submit it."
        return redirect_with_flash("problems.edit", done, problem_id=made.id)
    what = Ask(
        "Write it as a problem of practice",
        "Begin the draft",
        _back(one),
        about=one.title,
        text="The question becomes the title of a draft, which you change as you like.",
        crumbs=CRUMBS,
    )
    return ask(form, what, "ask")
