"""Pages of networks."""

from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from htmx_flask import request
from sqlmodel import Session

from rpp import db, kinds, saves
from rpp.forms import options
from rpp.networks import listing, membership, operations, pages, queries
from rpp.networks.candidates import candidates
from rpp.networks.forms import ApplyForm, RoleForm, TextsForm
from rpp.networks.membership import Place
from rpp.networks.models import ROLES, Network
from rpp.networks.queries import Role, Shown
from rpp.web import (
    or_404,
    page,
    public,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

bp = Blueprint("networks", __name__)


def load(slug: str) -> Shown:
    return or_404(queries.network(db.session(), slug))


def load_place(membership_id: int) -> Place:
    """404 where the viewer may not know of it; who is signed out is asked to sign in first."""
    session, person = db.session(), viewer()
    known = person.id is None or kinds.may_know(
        session, person, "network membership", membership_id
    )
    return or_404(membership.place(session, membership_id) if known else None)


def load_role(role_id: int) -> Role:
    """Who serves a network is named to those alone who are signed in."""
    return or_404(queries.role(db.session(), role_id) if viewer().id is not None else None)


def _steward_page(slug: str) -> str:
    return url_for("networks.steward", slug=slug)


@bp.get("/networks")
@public()
def index() -> ResponseReturnValue:
    return page("networks/index.html", networks=listing.networks(db.session()))


@bp.get("/networks/<slug:slug>")
@public(load)
def show(network: Shown) -> ResponseReturnValue:
    return _page(network)


def _page(network: Shown, form: ApplyForm | None = None) -> ResponseReturnValue:
    view = pages.of(db.session(), viewer(), network)
    form = form or ApplyForm(formdata=None)
    form.organization.choices = options({one.id: one.label for one in view.free})
    return page("networks/show.html", network=network, view=view, form=form)


@bp.post("/networks/<slug:slug>/apply")
@requires("network.apply", load)
def apply(network: Shown) -> ResponseReturnValue:
    form = ApplyForm()
    names = {one.id: one.name for one in membership.led_by(db.session(), viewer(), network.id)}
    form.organization.choices = options(names)
    if form.validate() and (
        run_or_show_error(form, operations.apply, viewer(), network.id, form.organization.data)
        is not None
    ):
        return redirect_with_flash(
            "networks.show",
            done=f"{names[form.organization.data]} has asked to join. A steward will answer.",
            slug=network.slug,
        )
    return _page(network, form=form)


# --- the stewards' side --------------------------------------------------------------------


@bp.get("/networks/<slug:slug>/steward")
@requires("network.appoint_steward", load)
def steward(network: Shown) -> ResponseReturnValue:
    return _steward(network)


def _steward(
    network: Shown, role_form: RoleForm | None = None, texts_form: TextsForm | None = None
) -> ResponseReturnValue:
    return page(
        "networks/steward.html",
        network=network,
        view=pages.for_steward(db.session(), viewer(), network),
        role_form=role_form or _role_form(network, formdata=None),
        texts_form=texts_form or _texts(network, formdata=None),
    )


def _texts(network: Shown, **about: Any) -> TextsForm:
    def saved(session: Session) -> saves.Values:
        return queries.texts(session, network.id)._asdict()

    return saves.edit(TextsForm, Network, network.id, saved, **about)


@bp.post("/networks/<slug:slug>/texts")
@requires("network.admit", load)
def edit_texts(network: Shown) -> ResponseReturnValue:
    form = _texts(network)
    texts = form.purpose.data, form.about.data or ""
    if form.validate() and (
        run_or_show_error(form, operations.edit_network, viewer(), network.id, *texts) is not None
    ):
        return redirect_with_flash(
            "networks.show", done="The network’s page is updated.", slug=network.slug
        )
    return _steward(network, texts_form=form)


@bp.post("/networks/<slug:slug>/roles")
@requires("network.appoint_steward", load)
def give_role(network: Shown) -> ResponseReturnValue:
    form = _role_form(network)
    if form.validate() and (
        run_or_show_error(
            form,
            operations.give_role,
            viewer(),
            network.id,
            form.role.data,
            email=form.email.data,
            person_id=form.person.data,
        )
        is not None
    ):
        return redirect_with_flash(
            "networks.steward", done="They now have this role in the network.", slug=network.slug
        )
    return _steward(network, role_form=form)


def _role_form(network: Shown, **about: Any) -> RoleForm:
    form = RoleForm(**about)
    named = candidates(db.session(), network.id)
    form.person.choices = [("", "Choose a person"), *((one.id, one.label) for one in named)]
    return form


@bp.post("/network-roles/<id:role_id>/end")
@requires("network.appoint_steward", load_role)
def end_role(role: Role) -> ResponseReturnValue:
    # Who ends their own part may not see the stewards' page afterwards.
    own = role.person_id == viewer().id
    back = url_for("networks.show", slug=role.slug) if own else _steward_page(role.slug)
    return submit_and_redirect(
        operations.end_role,
        viewer(),
        role.network_id,
        role.id,
        back=back,
        done=f"{role.name} is no longer {ROLES[role.role]}.",
    )


@bp.post("/network-memberships/<id:membership_id>/decide")
@requires("network.admit", load_place)
def decide(place: Place) -> ResponseReturnValue:
    back = _steward_page(place.slug)
    if request.form.get("decision") == "refuse":
        return submit_and_redirect(
            operations.refuse,
            viewer(),
            place.id,
            request.form.get("reason", ""),
            back=back,
            done=f"You refused {place.name}. Its leaders can read your reason.",
        )
    return submit_and_redirect(
        operations.admit, viewer(), place.id, back=back, done=f"{place.name} is in the network."
    )


@bp.post("/network-memberships/<id:membership_id>/end")
@requires("network.leave", load_place)
def end(place: Place) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.end,
        viewer(),
        place.id,
        back=url_for("networks.show", slug=place.slug),
        done=f"{place.name} is no longer in the network.",
    )
