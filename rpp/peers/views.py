"""The page of districts like one."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.organizations import profiles
from rpp.organizations.loaders import load
from rpp.organizations.queries.listed import Shown
from rpp.paging import whole
from rpp.peers.page import peers_page
from rpp.web import arg, limiter, or_404, page, public, reads_of_many, viewer

bp = Blueprint("peers", __name__)


@bp.get("/organizations/<id:organization_id>/like")
@limiter.limit(reads_of_many)
@public(load)
def show(organization: Shown) -> ResponseReturnValue:
    """The districts most like one, and what they did here."""
    session = db.session()
    own = or_404(profiles.profile(session, organization.id) if organization.is_lea else None)
    return page("peers/show.html", view=peers_page(session, viewer(), own))


@bp.get("/organizations/like")
@public()
def choose() -> ResponseReturnValue:
    """The page of the district that was chosen, or of the viewer's own; else where to choose."""
    district = profiles.chosen(db.session(), viewer(), whole(arg("like", 19)))
    if district is None:
        return redirect(url_for("organizations.find", type="lea", like=url_for("peers.choose")))
    return redirect(url_for("peers.show", organization_id=district.organization_id))
