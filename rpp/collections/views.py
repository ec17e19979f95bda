"""Pages of lists: those of people, and the shelves of networks."""

from dataclasses import asdict
from typing import NamedTuple

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from rpp import db, kinds, saves
from rpp.asking import Ask, ask
from rpp.briefs.uses.queries import versions
from rpp.citations.lists import FORMATS
from rpp.collections import exporting, operations, queries
from rpp.collections.forms import DeleteForm, EditForm, NewForm, NoteForm, SaveForm
from rpp.collections.models import Collection, CollectionItem
from rpp.collections.pages import collection_page, listed
from rpp.collections.queries import Item, Shown
from rpp.kinds import Subject
from rpp.layout import Link
from rpp.networks import queries as networks
from rpp.paging import whole
from rpp.policy import may
from rpp.resend import once
from rpp.web import (
    arg,
    cursor,
    download,
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

bp = Blueprint("collections", __name__)
ANY = f"any({', '.join(repr(form) for form in FORMATS)})"


def collection(collection_id: int) -> Shown:
    """The list, for whoever may read it."""
    return or_404(queries.collection(db.session(), viewer(), collection_id))


class Place(NamedTuple):
    """A thing in a list, as those who keep the list see it."""

    list: Shown
    item: Item

    @property
    def person_id(self) -> int | None:
        return self.list.person_id

    @property
    def network_id(self) -> int | None:
        return self.list.network_id


def place(collection_id: int, item_id: int) -> Place:
    """A thing in a list that the viewer may read."""
    one = collection(collection_id)
    found = queries.items(db.session(), viewer(), one.id)
    return Place(one, or_404(next((item for item in found if item.id == item_id), None)))


# --- reading -------------------------------------------------------------------------------


@bp.get("/collections")
@public()
def index() -> ResponseReturnValue:
    found = queries.public(db.session(), cursor())
    rows = [listed(one) for one in found]
    return page("collections/index.html", rows=rows, network=None, pager=pager(found))


@bp.get("/networks/<slug:slug>/collections")
@public(lambda slug: or_404(networks.network(db.session(), slug)))
def of_network(network: networks.Shown) -> ResponseReturnValue:
    """The shelves of a network, which its stewards keep."""
    found = queries.public(db.session(), cursor(), network.id)
    rows = [listed(one) for one in found]
    return page("collections/index.html", rows=rows, network=network, pager=pager(found))


@bp.get("/me/collections")
@requires("account.use")
def mine() -> ResponseReturnValue:
    rows = [listed(one) for one in queries.own(db.session(), viewer())]
    return page("collections/mine.html", rows=rows)


@bp.get("/collections/<id:collection_id>")
@public(collection)
def show(one: Shown) -> ResponseReturnValue:
    keeps = may(viewer(), "collection.keep", one)
    found = queries.items(db.session(), viewer(), one.id)
    return page("collections/show.html", page=collection_page(one, found, keeps=keeps))


def by_link(token: str) -> tuple[Shown, str]:
    return or_404(queries.shared(db.session(), token)), token


@bp.get("/collections/shared/<token>")
@public(by_link)
def shared(held: tuple[Shown, str]) -> ResponseReturnValue:
    one, token = held
    found = queries.items(db.session(), viewer(), one.id)
    files = url_for("collections.shared", token=token)
    shown = collection_page(one, found, keeps=False, files=files)
    response = page("collections/show.html", page=shown)
    # Whoever has the link reads it; nobody finds it.
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get(f"/collections/<id:collection_id>.<{ANY}:form>")
@public(lambda collection_id, form: (collection(collection_id), form))
def export(which: tuple[Shown, str]) -> ResponseReturnValue:
    return _file(*which)


@bp.get(f"/collections/shared/<token>.<{ANY}:form>")
@public(lambda token, form: (by_link(token)[0], form))
def export_shared(which: tuple[Shown, str]) -> ResponseReturnValue:
    return _file(*which)


def _file(one: Shown, form: str) -> Response:
    found = queries.items(db.session(), viewer(), one.id)
    text, type_ = exporting.written(db.session(), found, form)
    return download(Response(text, content_type=f"{type_}; charset=utf-8"), f"{one.title}.{form}")


# --- keeping -------------------------------------------------------------------------------


@bp.route("/collections/new", methods=["GET", "POST"])
@requires("account.use")
@once
def new() -> ResponseReturnValue:
    person = viewer()
    form = NewForm(data={"network_id": whole(arg("network", 12)), "audience": "private"})
    shelves = queries.network_names(db.session(), sorted(person.stewards))
    form.network_id.choices = [
        ("", "My own"),
        *((id_, f"A shelf of {name}") for id_, name in shelves),
    ]
    if form.validate_on_submit() and (
        made := run_or_show_error(
            form, operations.create_collection, person, form.said, form.network_id.data
        )
    ):
        done = "The list is there. Save briefs, studies and problems to it from their pages."
        return redirect_with_flash("collections.show", done, collection_id=made.id)
    return page("collections/form.html", form=form, one=None)


@bp.route("/collections/<id:collection_id>/edit", methods=["GET", "POST"])
@requires("collection.keep", collection)
def edit(one: Shown) -> ResponseReturnValue:
    form = saves.edit(
        EditForm, Collection, one.id, lambda session: asdict(queries.typed(session, one.id))
    )
    if form.validate_on_submit() and run_or_show_error(
        form, operations.edit_collection, viewer(), one.id, form.said
    ):
        return redirect_with_flash("collections.show", "Saved.", collection_id=one.id)
    return page("collections/form.html", form=form, one=one)


@bp.post("/collections/<id:collection_id>/link")
@requires("collection.keep", collection)
def renew(one: Shown) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.renew_link,
        viewer(),
        one.id,
        back=one.href,
        done="There is a new link. The one before no longer works.",
    )


@bp.route("/collections/<id:collection_id>/delete", methods=["GET", "POST"])
@requires("collection.keep", collection)
def delete(one: Shown) -> ResponseReturnValue:
    form = DeleteForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.delete_collection, viewer(), one.id
    ):
        return redirect_with_flash("collections.mine", "The list is deleted.")
    text = "The list and its notes are deleted for good. The things in it stay where they are."
    crumbs = [Link("Your lists", "/me/collections")]
    what = Ask("Delete the list", "Delete it", one.href, text=text, about=one.title, crumbs=crumbs)
    return ask(form, what)


# --- what is in it -------------------------------------------------------------------------


def kept(kind: str, subject_id: int) -> Subject:
    """Something that can be kept in a list, for whoever may read it."""
    or_404(kind in queries.KEPT or None)
    found = kinds.named(db.session(), viewer(), [(kind, subject_id)])
    return or_404(found.get((kind, subject_id)))


@bp.get("/collections/save/<slug:kind>/<id:subject_id>")
@requires("account.use", kept)
def choose(subject: Subject) -> ResponseReturnValue:
    """The page on which one chooses the list."""
    session, person = db.session(), viewer()
    holding = queries.holding(session, person, subject.kind, subject.id)
    form = SaveForm(formdata=None)
    own = [one for one in queries.own(session, person) if one.id not in holding]
    form.collection_id.choices = [(one.id, one.title) for one in own]
    held = len(holding)
    return page("collections/save.html", form=form, subject=subject, held=held, free=bool(own))


@bp.post("/collections/save/<slug:kind>/<id:subject_id>")
@requires("account.use", kept)
def save(subject: Subject) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.save_to_list,
        viewer(),
        subject.kind,
        subject.id,
        whole(request.form.get("collection_id")),
        back=subject.href,
        done=lambda made: f"Saved to “{made.title}”. Find it on your page under Lists.",
    )


@bp.post("/collections/<id:collection_id>/items/<id:item_id>/up")
@requires("collection.keep", place)
def move_up(at: Place) -> ResponseReturnValue:
    return _moved(at, up=True)


@bp.post("/collections/<id:collection_id>/items/<id:item_id>/down")
@requires("collection.keep", place)
def move_down(at: Place) -> ResponseReturnValue:
    return _moved(at, up=False)


def _moved(at: Place, *, up: bool) -> ResponseReturnValue:
    back = f"{at.list.href}#item-{at.item.id}"
    person, in_list = viewer(), at.list.id
    return submit_and_redirect(operations.move_item, person, in_list, at.item.id, up=up, back=back)


@bp.post("/collections/<id:collection_id>/items/<id:item_id>/remove")
@requires("collection.keep", place)
def remove(at: Place) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.remove_item,
        viewer(),
        at.list.id,
        at.item.id,
        back=at.list.href,
        done="It is no longer in the list.",
    )


@bp.route("/collections/<id:collection_id>/items/<id:item_id>/note", methods=["GET", "POST"])
@requires("collection.keep", place)
def note(at: Place) -> ResponseReturnValue:
    subject, item = or_404(at.item.subject), at.item
    form = saves.edit(
        NoteForm, CollectionItem, item.id, lambda session: asdict(queries.noted(session, item.id))
    )
    form.version.choices = [("", "Always the newest"), *_versions(item)]
    if form.validate_on_submit() and run_or_show_error(
        form,
        operations.note_item,
        viewer(),
        at.list.id,
        item.id,
        form.note.data,
        form.version.data,
    ):
        return redirect_with_flash("collections.show", "Saved.", collection_id=at.list.id)
    return page("collections/note.html", form=form, subject=subject, one=at.list)


def _versions(item: Item) -> list[tuple[int, str]]:
    """The versions of a brief that one can keep to; of other things there are none."""
    if item.kind != "brief":
        return []
    return [(number, f"Version {number}") for number, _ in versions(db.session(), item.subject_id)]
