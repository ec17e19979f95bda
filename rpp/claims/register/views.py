"""Pages of the register."""

from collections.abc import Callable
from dataclasses import asdict

from flask import request, url_for
from flask.typing import ResponseReturnValue

from rpp import db, history, kinds, saves
from rpp.asking import Ask, ask
from rpp.claims.doors import bp
from rpp.claims.register import operations, queries
from rpp.claims.register.content import STANDINGS, Content
from rpp.claims.register.forms import (
    AnswerForm,
    AskForm,
    ClaimForm,
    CorrectionForm,
    DraftForm,
    PublishForm,
    ReasonForm,
    RecordForm,
)
from rpp.claims.register.models import Claim
from rpp.claims.register.page import CRUMBS, ClaimPage, ListPage, row
from rpp.claims.register.queries import Shown
from rpp.layout import Link
from rpp.paging import whole
from rpp.policy import may
from rpp.resend import once
from rpp.search.asked import parse
from rpp.search.finding import Search, for_list
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
    viewer,
)

FOUND = 200


def load(claim_id: int) -> Shown:
    """The claim, for whoever may know of it."""
    return or_404(queries.claim(db.session(), viewer(), claim_id))


@bp.get("/claims")
@public()
def index() -> ResponseReturnValue:
    session, person, query = db.session(), viewer(), arg("q", 300)
    verdict = arg("verdict", 12)
    verdict = verdict if verdict in STANDINGS else ""
    ids = None
    if query:
        search = Search(parse(query), ["claim"])
        ids = [one.id for one in for_list(session, person, search, FOUND)]
    found = queries.listed(session, person, verdict, cursor(), ids)
    waits = queries.waiting(session, person)
    view = ListPage(list(found), verdict, queries.counts(session), waits, query, person)
    return page("claims/index.html", view=view, pager=pager(found))


@bp.get("/claims/<id:claim_id>")
@public(load)
def show(one: Shown) -> ResponseReturnValue:
    return page("claims/show.html", it=_page(one))


@bp.get("/claims/<id:claim_id>/v<id:number>")
@public(lambda claim_id, number: (load(claim_id), number))
def version(which: tuple[Shown, int]) -> ResponseReturnValue:
    """One version, as it was published."""
    return page("claims/show.html", it=_page(*which))


def _page(one: Shown, number: int | None = None) -> ClaimPage:
    session, person = db.session(), viewer()
    versions = queries.versions(session, one.id)
    older = None
    if number is not None:
        older = or_404(next((each for each in versions if each.number == number), None))
    content = (older.content if older else one.content or one.draft) or Content()
    named = kinds.named(session, person, [("evidence", id_) for id_ in content.records])
    return ClaimPage(
        one,
        person,
        versions,
        queries.requests(session, one.id),
        history.timeline(session, "claim", one.id, private=may(person, "claim.record")),
        list(named.values()),
        older,
    )


@bp.route("/claims/new", methods=["GET", "POST"])
@requires("claim.record")
@once
def record() -> ResponseReturnValue:
    form = RecordForm()
    if form.validate_on_submit() and (
        made := run_or_show_error(form, operations.record_claim, viewer(), form.told)
    ):
        done = "The draft is saved. Only you see it until you propose it to a second person."
        return redirect_with_flash("claims.show", done, claim_id=made.id)
    return _say(form, "Record a claim", "Save the draft", "/claims")


# From the check: the text comes by POST, and nothing is saved yet.
@bp.post("/claims/from-check")
@requires("claim.record")
def from_check() -> ResponseReturnValue:
    said = {"quote": request.form.get("claim", ""), "product": request.form.get("program", "")}
    form = RecordForm(formdata=None, data=said)
    return _say(form, "Record a claim", "Save the draft", "/claims", url_for("claims.record"))


def _say(
    form: ClaimForm, heading: str, button: str, back: str, action: str = ""
) -> ResponseReturnValue:
    return page(
        "claims/say.html",
        form=form,
        heading=heading,
        button=button,
        back=back,
        action=action or request.path,
    )


@bp.route("/claims/<id:claim_id>/edit", methods=["GET", "POST"])
@requires("claim.edit", load)
def edit(one: Shown) -> ResponseReturnValue:
    form = saves.edit(
        DraftForm, Claim, one.id, lambda session: _saved(session.get_one(Claim, one.id))
    )
    if form.validate_on_submit() and run_or_show_error(
        form, operations.save_draft, viewer(), one.id, form.told
    ):
        return redirect_with_flash("claims.show", "The draft is saved.", claim_id=one.id)
    return _say(form, "Change the draft", "Save the draft", one.href)


def _saved(claim: Claim) -> dict[str, object]:
    """What is saved of a draft now, as its form holds it."""
    told = asdict(operations.typed_of(claim.draft or Content()))
    del told["change"]
    return told


@bp.post("/claims/<id:claim_id>/propose")
@requires("claim.edit", load)
def propose(one: Shown) -> ResponseReturnValue:
    done = "A second person can read and publish it now."
    return submit_and_redirect(operations.propose_claim, viewer(), one.id, back=one.href, done=done)


@bp.post("/claims/<id:claim_id>/drop")
@requires("claim.edit", load)
def drop(one: Shown) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.drop_claim, viewer(), one.id, back="/claims", done="The draft is dropped."
    )


@bp.route("/claims/<id:claim_id>/publish", methods=["GET", "POST"])
@requires("claim.publish", load)
def publish(one: Shown) -> ResponseReturnValue:
    form = PublishForm(data={"revision": one.revision})
    if form.validate_on_submit() and run_or_show_error(
        form,
        operations.publish_claim,
        viewer(),
        one.id,
        whole(form.revision.data) or 0,
        form.interest.data,
    ):
        return redirect_with_flash("claims.show", "It is published.", claim_id=one.id)
    text = (
        "You answer for it with who recorded it: the words stand there, the verdict follows from "
        "the records, and “not verified” is not called false. Everyone reads your name."
    )
    hints = {"interest": "Anything that ties you to the program or to a competitor, or “None”."}
    return ask(form, _ask(one, "Publish it", "Publish it", text, hints))


def _ask(
    one: Shown, title: str, button: str, text: str, hints: dict[str, str] | None = None
) -> Ask:
    about = (one.draft or one.content or Content()).quote
    return Ask(title, button, one.href, text=text, about=about, crumbs=CRUMBS, hints=hints or {})


def _reason(
    one: Shown, operation: Callable[..., Claim], done: str, what: Ask
) -> ResponseReturnValue:
    """A page that asks for a reason before something is done."""
    form = ReasonForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operation, viewer(), one.id, form.reason.data
    ):
        return redirect_with_flash("claims.show", done, claim_id=one.id)
    return ask(form, what)


@bp.route("/claims/<id:claim_id>/return", methods=["GET", "POST"])
@requires("claim.record", load)
def give_back(one: Shown) -> ResponseReturnValue:
    what = _ask(one, "Give it back", "Give it back", "Its writer reads your reason.")
    form = ReasonForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.return_claim, viewer(), one.id, form.reason.data
    ):
        return redirect_with_flash("claims.index", "It is its writer’s draft again.")
    return ask(form, what)


@bp.route("/claims/<id:claim_id>/refuse", methods=["GET", "POST"])
@requires("claim.record", load)
def refuse(one: Shown) -> ResponseReturnValue:
    what = _ask(one, "Refuse the correction", "Refuse it", "Who proposed it reads your reason.")
    return _reason(one, operations.refuse_correction, "The claim stays as it is.", what)


@bp.route("/claims/<id:claim_id>/withdraw", methods=["GET", "POST"])
@requires("claim.record", load)
def withdraw(one: Shown) -> ResponseReturnValue:
    text = "It stays readable with your reason. This cannot be undone."
    what = _ask(one, "Withdraw the claim", "Withdraw it", text)
    return _reason(one, operations.withdraw_claim, "It is withdrawn.", what)


@bp.route("/claims/<id:claim_id>/correct", methods=["GET", "POST"])
@requires("claim.record", load)
@once
def correct(one: Shown) -> ResponseReturnValue:
    begun = asdict(operations.again(one.content or Content()))
    form = CorrectionForm(data=begun | {"number": one.current})
    if form.validate_on_submit() and run_or_show_error(
        form,
        operations.correct_claim,
        viewer(),
        one.id,
        form.told,
        whole(form.number.data) or 0,
    ):
        done = "A second person can read and publish the correction now."
        return redirect_with_flash("claims.show", done, claim_id=one.id)
    return _say(form, "Propose a correction", "Propose it", one.href)


@bp.route("/claims/<id:claim_id>/ask", methods=["GET", "POST"])
@requires("claim.ask", load)
@once
def ask_of(one: Shown) -> ResponseReturnValue:
    form = AskForm()
    if form.validate_on_submit() and run_or_show_error(
        form,
        operations.ask_of_claim,
        viewer(),
        one.id,
        form.argument.data,
        bool(form.speaks.data),
    ):
        done = "It stands on the page of the claim, with your name. You hear when it is answered."
        return redirect_with_flash("claims.show", done, claim_id=one.id)
    text = "Everyone reads it, with your name. Whoever published the claim is asked to answer it."
    return ask(form, _ask(one, "Answer it, or ask for a correction", "Send it", text))


@bp.route("/claims/<id:claim_id>/requests/<id:request_id>", methods=["GET", "POST"])
@requires("claim.record", lambda claim_id, request_id: (load(claim_id), request_id))
def answer(which: tuple[Shown, int]) -> ResponseReturnValue:
    one, request_id = which
    found = queries.requests(db.session(), one.id)
    asked = or_404(next((each for each in found if each.id == request_id), None))
    form = AnswerForm()
    if form.validate_on_submit() and run_or_show_error(
        form,
        operations.answer_request,
        viewer(),
        request_id,
        form.outcome.data,
        form.answer.data,
    ):
        return redirect_with_flash("claims.show", "It is answered.", claim_id=one.id)
    text = "Everyone reads the answer. If the claim changes, propose a correction as well."
    what = Ask(
        "Answer the request",
        "Answer it",
        one.href,
        text=text,
        about=asked.words,
        crumbs=[*CRUMBS, Link(one.title, one.href)],
    )
    return ask(form, what)


@bp.get("/claims/of-evidence/<id:record_id>")
@public()
def of_evidence(record_id: int) -> ResponseReturnValue:
    """The claims on the program of a record: a part of its page, or a page of its own."""
    found = [row(one) for one in queries.of_record(db.session(), viewer(), record_id)]
    where = f"/evidence/{record_id}"
    return page("claims/of.html", fragment="claims/_of.html", rows=found, where=where)
