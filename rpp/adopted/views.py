"""Pages on what changed behind what a district uses."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.adopted import changes, queries
from rpp.adopted.page import AdoptedPage
from rpp.briefs.queries import Seen
from rpp.briefs.views.frame import brief
from rpp.organizations.loaders import load
from rpp.organizations.queries.listed import Shown
from rpp.web import or_404, page, public, requires, viewer

bp = Blueprint("adopted", __name__)


def district(organization_id: int) -> Shown:
    """A school district."""
    found = load(organization_id)
    return or_404(found if found.is_lea else None)


@bp.get("/organizations/<id:organization_id>/adopted")
@public(district)
def of_district(organization: Shown) -> ResponseReturnValue:
    """What a district uses: its own people see all of it, others what it shows to them."""
    view = _view(organization.id, organization.name)
    return page("adopted/district.html", fragment="adopted/_card.html", view=view)


def _view(organization_id: int, name: str, brief_id: int | None = None) -> AdoptedPage:
    session, person = db.session(), viewer()
    uses = queries.adopted(session, person, organization_id, brief_id)
    found = changes.since(session, person, uses)
    return AdoptedPage(organization_id, name, person, uses, found)


@bp.get("/briefs/<id:brief_id>/adopted")
@requires("use.record", brief)
def of_brief(seen: Seen) -> ResponseReturnValue:
    """What changed behind one brief since the viewer's districts adopted it."""
    session, person = db.session(), viewer()
    uses = queries.adopted(session, person, brief_id=seen.id)
    found = changes.since(session, person, uses)
    views = [
        AdoptedPage(
            id_,
            person.organization_names[id_],
            person,
            [one for one in uses if one.organization_id == id_],
            found,
        )
        for id_ in sorted({one.organization_id for one in uses})
    ]
    return page("adopted/brief.html", fragment="adopted/_brief.html", views=views, seen=seen)
