"""Pages of a person's saved searches."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from rpp import db, saves
from rpp.asking import Ask, ask
from rpp.layout import Link
from rpp.resend import once
from rpp.saved_searches import operations, pages, places, queries
from rpp.saved_searches.forms import DeleteForm, EditForm, NewForm
from rpp.saved_searches.models import SavedSearch
from rpp.saved_searches.places import Asked
from rpp.saved_searches.queries import Saved
from rpp.web import (
    arg,
    cursor,
    or_404,
    page,
    pager,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

bp = Blueprint("saved_searches", __name__)
LIST = Link("Your saved searches", "/me/searches")


def own(search_id: int) -> Saved:
    """One of the viewer's own searches; of those of others nobody learns."""
    return or_404(queries.one_of(db.session(), viewer(), search_id))


def asked() -> Asked:
    """What this address asks to save."""
    return or_404(places.asked(arg("place", 20), request.args))


@bp.get("/me/searches")
@requires("account.use")
def index() -> ResponseReturnValue:
    session, person = db.session(), viewer()
    rows = [pages.listed(session, person, one) for one in queries.all_of(session, person)]
    return page("saved_searches/index.html", rows=rows, most=operations.MOST)


@bp.route("/me/searches/new", methods=["GET", "POST"])
@requires("account.use", asked)
@once
def new(wanted: Asked) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    form = NewForm(data={"name": pages.suggested(session, person, wanted)})
    if form.validate_on_submit() and run_or_show_error(
        form, operations.save_search, person, form.name.data, wanted
    ):
        # Where it leads is kept with the form: so not to the search itself.
        return redirect_with_flash("saved_searches.index", "Saved. New matches come as notices.")
    return page(
        "saved_searches/form.html",
        form=form,
        title="Save this search",
        said=pages.said(session, person, wanted),
        rule=pages.rule(wanted),
        action=request.full_path,
        back=wanted.href,
        before=queries.alike(session, person, wanted),
    )


@bp.get("/me/searches/<id:search_id>")
@requires("account.use", own)
def show(one: Saved) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    found = queries.matches(session, person, one.id, cursor())
    shown = pages.search_page(session, person, one, found.rows)
    return page("saved_searches/show.html", page=shown, pager=pager(found))


@bp.route("/me/searches/<id:search_id>/edit", methods=["GET", "POST"])
@requires("account.use", own)
def edit(one: Saved) -> ResponseReturnValue:
    person = viewer()

    def read(session: Session) -> dict[str, str]:
        now = queries.one_of(session, person, one.id)
        return {"name": now.name if now else ""}

    form = saves.edit(EditForm, SavedSearch, one.id, read)
    if form.validate_on_submit() and run_or_show_error(
        form, operations.rename_search, person, one.id, form.name.data
    ):
        return redirect_with_flash("saved_searches.show", "Saved.", search_id=one.id)
    session = db.session()
    return page(
        "saved_searches/form.html",
        form=form,
        title="Rename the search",
        said=pages.said(session, person, one.asked),
        rule="",
        action=request.path,
        back=one.href,
        before=None,
    )


@bp.post("/me/searches/<id:search_id>/pause")
@requires("account.use", own)
def pause(one: Saved) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.pause_search,
        viewer(),
        one.id,
        back=one.href,
        done="Paused. You hear nothing new of this search until you resume it.",
    )


@bp.post("/me/searches/<id:search_id>/resume")
@requires("account.use", own)
def resume(one: Saved) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.resume_search,
        viewer(),
        one.id,
        back=one.href,
        done="Resumed. You hear of new matches from now on.",
    )


@bp.route("/me/searches/<id:search_id>/delete", methods=["GET", "POST"])
@requires("account.use", own)
def delete(one: Saved) -> ResponseReturnValue:
    form = DeleteForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.delete_search, viewer(), one.id
    ):
        return redirect_with_flash("saved_searches.index", "The search is deleted.")
    text = "Its notices and the list of what was found for it are deleted with it, for good."
    what = Ask(
        "Delete this search", "Delete it", one.href, text=text, about=one.name, crumbs=[LIST]
    )
    return ask(form, what, room="me")
