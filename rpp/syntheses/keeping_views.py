"""Pages of those who keep a synthesis: its question, its answer, versions, how it ends."""

from dataclasses import asdict
from typing import NamedTuple

from flask.typing import ResponseReturnValue

from rpp import db, saves
from rpp.asking import Ask, ask
from rpp.forms import EmptyForm
from rpp.layout import Link
from rpp.paging import whole
from rpp.resend import once
from rpp.syntheses import operations, publishing, queries, searching
from rpp.syntheses.forms import (
    AnswerForm,
    PlanForm,
    PublishForm,
    ReopenForm,
    RetireForm,
    SearchedForm,
    typed,
)
from rpp.syntheses.models import Synthesis
from rpp.syntheses.preview import preview
from rpp.syntheses.queries import NetworkRow, Shown, Source
from rpp.syntheses.views import bp, synthesis
from rpp.web import (
    arg,
    or_404,
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


def network_asked() -> NetworkRow:
    return or_404(queries.network(db.session(), whole(arg("network", 12)) or 0))


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


def crumbs(one: Shown) -> list[Link]:
    """Where a page below a synthesis is."""
    return [Link("Syntheses", "/syntheses"), Link(one.title, one.href)]


@bp.route("/syntheses/<slug:slug>/publish", methods=["GET", "POST"])
@requires("synthesis.keep", synthesis)
@once
def publish(one: Shown) -> ResponseReturnValue:
    """What the next version would change, before it is published."""
    form = PublishForm()
    if form.validate_on_submit():
        person, note = viewer(), form.note.data or ""
        made = (
            run_or_show_error(form, publishing.renew, person, one.id, note)
            if one.current
            else run_or_show_error(form, publishing.publish, person, one.id)
        )
        if made:
            done = f"Version {made.current} is published."
            return redirect_with_flash("syntheses.show", done, slug=one.slug)
    told = preview(db.session(), one)
    return page("syntheses/publish.html", form=form, one=one, told=told, crumbs=crumbs(one))


@bp.route("/syntheses/<slug:slug>/retire", methods=["GET", "POST"])
@requires("synthesis.keep", synthesis)
def retire(one: Shown) -> ResponseReturnValue:
    form = RetireForm()
    if form.validate_on_submit() and run_or_show_error(
        form, publishing.retire, viewer(), one.id, form.ending.data, form.reason.data
    ):
        done = "It is retired. Its address and its versions stay."
        return redirect_with_flash("syntheses.show", done, slug=one.slug)
    text = "Nothing is searched from then on. Its page and its versions stay where they are."
    what = Ask("Retire the synthesis", "Retire it", one.href, text=text, crumbs=crumbs(one))
    return ask(form, what, room="briefs")


@bp.route("/syntheses/<slug:slug>/reopen", methods=["GET", "POST"])
@requires("synthesis.keep", synthesis)
def reopen(one: Shown) -> ResponseReturnValue:
    form = ReopenForm()
    if form.validate_on_submit() and run_or_show_error(
        form, publishing.reopen, viewer(), one.id, form.reason.data
    ):
        return redirect_with_flash("syntheses.show", "It is kept again.", slug=one.slug)
    what = Ask("Reopen the synthesis", "Reopen it", one.href, crumbs=crumbs(one))
    return ask(form, what, room="briefs")


class Place(NamedTuple):
    """A source of a synthesis that is searched by hand."""

    one: Shown
    source: Source

    @property
    def network_id(self) -> int:
        return self.one.network_id


def place(slug: str, source_id: int) -> Place:
    one = synthesis(slug)
    found = queries.sources(db.session(), one.id)
    by_hand = (each for each in found if each.id == source_id and each.how == "other")
    return Place(one, or_404(next(by_hand, None)))


@bp.route("/syntheses/<slug:slug>/sources/<id:source_id>", methods=["GET", "POST"])
@requires("synthesis.keep", place)
@once
def searched(at: Place) -> ResponseReturnValue:
    form = SearchedForm()
    if form.validate_on_submit() and run_or_show_error(
        form, searching.searched, viewer(), at.one.id, at.source.id, form.named
    ):
        done = f"Noted: {at.source.name} was searched today."
        return redirect_with_flash("syntheses.show", done, slug=at.one.slug)
    what = Ask(
        f"You searched {at.source.name}",
        "Note the search",
        at.one.href,
        text="The day of the search is today. What you found becomes a candidate to screen.",
        crumbs=crumbs(at.one),
        hints={"found": "The references, one a line. Leave it empty if you found none."},
        rows=6,
    )
    return ask(form, what, room="briefs")
