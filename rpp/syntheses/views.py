"""Pages of syntheses: the list, one synthesis, and what those who keep it write."""

from dataclasses import asdict

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from rpp import db, saves
from rpp.asking import Ask, ask
from rpp.forms import EmptyForm
from rpp.paging import whole
from rpp.policy import may
from rpp.resend import once
from rpp.syntheses import operations, queries
from rpp.syntheses.forms import AnswerForm, PlanForm, typed
from rpp.syntheses.list_page import ListPage
from rpp.syntheses.models import Synthesis
from rpp.syntheses.page import SynthesisPage
from rpp.syntheses.queries import NetworkRow, Shown
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

bp = Blueprint("syntheses", __name__)


def synthesis(slug: str) -> Shown:
    """The synthesis, for whoever may know of it."""
    return or_404(queries.synthesis(db.session(), viewer(), slug))


def network_asked() -> NetworkRow:
    return or_404(queries.network(db.session(), whole(arg("network", 12)) or 0))


@bp.get("/syntheses")
@public()
def index() -> ResponseReturnValue:
    session, person = db.session(), viewer()
    network_id = whole(arg("network", 12))
    found = queries.listed(session, person, cursor(), network_id)
    serves = queries.networks(session, person.stewards | person.brokers) if person.id else []
    shown = ListPage(found, serves, queries.network(session, network_id) if network_id else None)
    return page("syntheses/index.html", list=shown, pager=pager(found))


@bp.get("/syntheses/<id:synthesis_id>")
@public()
def by_number(synthesis_id: int) -> ResponseReturnValue:
    """Where notices and lists lead that know the number alone."""
    slug = or_404(queries.slug_of(db.session(), viewer(), synthesis_id))
    return redirect(url_for("syntheses.show", slug=slug))


@bp.get("/syntheses/<slug:slug>")
@public(synthesis)
def show(one: Shown) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    keeps = may(person, "synthesis.keep", one)
    shown = SynthesisPage(one, queries.sources(session, one.id), keeps=keeps)
    return page("syntheses/show.html", it=shown)


@bp.route("/syntheses/new", methods=["GET", "POST"])
@requires("synthesis.begin", network_asked)
@once
def new(network: NetworkRow) -> ResponseReturnValue:
    form = PlanForm()
    if form.validate_on_submit() and (
        made := run_or_show_error(form, operations.begin, viewer(), network.network_id, form.plan())
    ):
        done = "The draft is there. Only those who serve your network see it."
        return redirect_with_flash("syntheses.show", done, slug=made.slug)
    return page("syntheses/plan.html", form=form, one=None, network=network)


@bp.route("/syntheses/<slug:slug>/plan", methods=["GET", "POST"])
@requires("synthesis.keep", synthesis)
def plan(one: Shown) -> ResponseReturnValue:
    form = saves.edit(
        PlanForm, Synthesis, one.id, lambda session: typed(queries.plan(session, one.id))
    )
    if form.validate_on_submit() and run_or_show_error(
        form, operations.edit_plan, viewer(), one.id, form.plan()
    ):
        return redirect_with_flash("syntheses.show", "Saved.", slug=one.slug)
    return page("syntheses/plan.html", form=form, one=one, network=None)


@bp.route("/syntheses/<slug:slug>/answer", methods=["GET", "POST"])
@requires("synthesis.keep", synthesis)
def answer(one: Shown) -> ResponseReturnValue:
    form = saves.edit(
        AnswerForm, Synthesis, one.id, lambda session: asdict(queries.texts(session, one.id))
    )
    if form.validate_on_submit() and run_or_show_error(
        form, operations.write, viewer(), one.id, form.texts
    ):
        return redirect_with_flash("syntheses.show", "Saved for the next version.", slug=one.slug)
    return page("syntheses/answer.html", form=form, one=one)


@bp.post("/syntheses/<slug:slug>/open")
@requires("synthesis.keep", synthesis)
def open_screening(one: Shown) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.open_screening,
        viewer(),
        one.id,
        back=one.href,
        done="Screening has started. Everyone can now read the question and its rules.",
    )


@bp.route("/syntheses/<slug:slug>/delete", methods=["GET", "POST"])
@requires("synthesis.keep", synthesis)
def delete(one: Shown) -> ResponseReturnValue:
    form = EmptyForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.delete_draft, viewer(), one.id
    ):
        return redirect_with_flash("syntheses.index", "The draft is deleted.")
    text = "The draft is deleted for good. Nobody but those who serve the network has seen it."
    return ask(form, Ask("Delete the draft", "Delete it", one.href, text=text, about=one.title))
