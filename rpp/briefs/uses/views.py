"""Pages on which districts say what they did with a brief, and confirm it."""

from dataclasses import asdict

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from rpp import dates, db, history, saves
from rpp.asking import Ask, ask
from rpp.briefs.models import READ
from rpp.briefs.queries import Seen
from rpp.briefs.uses import operations, queries
from rpp.briefs.uses.forms import CorrectForm, DisputeForm, RecordForm, SaidForm, TakeBackForm
from rpp.briefs.uses.models import BriefUse
from rpp.briefs.uses.pages import UsesPage, offers_to_record, say_page, told, use_page, uses_panel
from rpp.briefs.uses.queries import Use
from rpp.briefs.views.frame import brief
from rpp.layout import Link
from rpp.paging import whole
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
    viewer,
)

bp = Blueprint("uses", __name__)
PAGE = 25


def published(brief_id: int) -> Seen:
    """A brief that anyone may read."""
    seen = brief(brief_id)
    or_404(seen.status in READ or None)
    return seen


def use(use_id: int) -> Use:
    """The use, for whoever may know of it."""
    return or_404(queries.use(db.session(), viewer(), use_id))


@bp.get("/briefs/<id:brief_id>/uses")
@public(published)
def index(seen: Seen) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    found = queries.of_brief(session, person, seen.id, cursor(), PAGE)
    tallies = queries.tallies(session, person, seen.id)
    panel = uses_panel(seen.href, tallies, found, offers=offers_to_record(person, seen))
    shown = UsesPage(Link(seen.title, seen.href), panel)
    return page("briefs/uses/index.html", page=shown, pager=pager(found))


@bp.get("/briefs/<id:brief_id>/adoption/<id:organization_id>")
@public(lambda brief_id, organization_id: (published(brief_id), organization_id))
def asked(which: tuple[Seen, int]) -> ResponseReturnValue:
    """Where notices of earlier releases lead."""
    seen, organization_id = which
    return redirect(url_for("uses.record", brief_id=seen.id, district=organization_id), 301)


@bp.route("/briefs/<id:brief_id>/uses/new", methods=["GET", "POST"])
@requires("use.record", published)
@once
def record(seen: Seen) -> ResponseReturnValue:
    person = viewer()
    own = sorted(person.leas)
    chosen = whole(arg("district", 12))
    begun = {"organization_id": chosen, "version": seen.current, "stage": arg("stage", 12)}
    form = RecordForm(data=begun)
    form.organization_id.choices = [(id_, person.organization_names[id_]) for id_ in own]
    _offer(form, seen.id, seen.zone, own)
    if form.validate_on_submit() and (
        made := run_or_show_error(
            form, operations.record_use, person, seen.id, form.organization_id.data, form.said
        )
    ):
        done = "Thank you. A second person of your district is asked to confirm it."
        return redirect_with_flash("uses.show", done, use_id=made.id)
    return page("briefs/uses/say.html", form=form, page=say_page(seen.title, seen.id))


def _offer(form: SaidForm, brief_id: int, zone: str, districts: list[int]) -> None:
    session = db.session()
    versions = queries.versions(session, brief_id)
    named = {place.network_id: place.name for place in queries.places(session, districts)}
    form.offer(
        [(number, f"Version {number}, {dates.day_in(at, zone)}") for number, at in versions],
        list(named.items()),
    )


@bp.get("/uses/<id:use_id>")
@public(use)
def show(found: Use) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    inside = found.organization_id in person.leas
    shown = use_page(
        found,
        person,
        history.timeline(session, "use", found.id, private=inside),
        queries.earlier(session, found.id) if inside else [],
        has_others=inside and queries.has_others(session, found),
    )
    return page("briefs/uses/show.html", page=shown)


@bp.route("/uses/<id:use_id>/correct", methods=["GET", "POST"])
@requires("use.change", use)
def correct(found: Use) -> ResponseReturnValue:
    form = saves.edit(
        CorrectForm, BriefUse, found.id, lambda session: asdict(queries.typed(session, found.id))
    )
    _offer(form, found.brief_id, found.zone, [found.organization_id])
    if form.validate_on_submit() and run_or_show_error(
        form, operations.correct_use, viewer(), found.id, form.said
    ):
        done = "Saved. A second person of your district is asked to confirm it again."
        return redirect_with_flash("uses.show", done, use_id=found.id)
    shown = say_page(found.title, found.brief_id, use=found)
    return page("briefs/uses/say.html", form=form, page=shown)


@bp.post("/uses/<id:use_id>/confirm")
@requires("use.confirm", use)
def confirm(found: Use) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.confirm_use,
        viewer(),
        found.id,
        whole(request.form.get("revision")) or 0,
        back=found.href,
        done="Thank you. It is confirmed, and counts from now on.",
    )


@bp.route("/uses/<id:use_id>/not-so", methods=["GET", "POST"])
@requires("use.confirm", use)
def dispute(found: Use) -> ResponseReturnValue:
    form = DisputeForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.dispute_use, viewer(), found.id, form.reason.data
    ):
        done = "Only your district sees it now. Your colleague can correct it or take it back."
        return redirect_with_flash("uses.show", done, use_id=found.id)
    return ask(
        form,
        Ask(
            "This is not so",
            "Say that it is not so",
            found.href,
            text="Nobody outside your district sees it from then on, until it is corrected. "
            "Your colleague reads your reason.",
            about=told(found).decision,
            crumbs=_crumbs(found),
        ),
    )


@bp.route("/uses/<id:use_id>/take-back", methods=["GET", "POST"])
@requires("use.change", use)
def take_back(found: Use) -> ResponseReturnValue:
    form = TakeBackForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.take_back_use, viewer(), found.id, form.reason.data
    ):
        return redirect_with_flash(
            "uses.show", "You took it back. Only your district sees it now.", use_id=found.id
        )
    return ask(
        form,
        Ask(
            "Take it back",
            "Take it back",
            found.href,
            text="Nobody outside your district sees it from then on. This cannot be undone; you "
            "can say again what your district did.",
            about=told(found).decision,
            crumbs=_crumbs(found),
        ),
    )


def _crumbs(found: Use) -> list[Link]:
    return [Link(f"Brief {found.brief_id}", f"/briefs/{found.brief_id}")]
