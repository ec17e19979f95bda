"""The page on which a claim is pasted and checked. It keeps nothing."""

from flask import request
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.claims.check import checking
from rpp.claims.check.forms import CheckForm
from rpp.claims.check.page import CheckPage
from rpp.claims.doors import bp
from rpp.organizations import profiles
from rpp.paging import whole
from rpp.web import NEVER, OWN, kept, limiter, page, public, viewer


@bp.get("/claims/check")
@kept(OWN)
@public()
def check_form() -> ResponseReturnValue:
    return page("claims/check.html", view=CheckPage(viewer()), form=CheckForm(formdata=None))


@bp.get("/help/claims")
@public()
def help_() -> ResponseReturnValue:
    return page("claims/help.html")


# What is pasted is in no address, no log and no history, and nobody keeps the answer.
@bp.post("/claims/check")
@kept(NEVER)
@public()
@limiter.limit("30 per minute")
def check() -> ResponseReturnValue:
    form = CheckForm()
    if not form.validate():
        return page("claims/check.html", view=CheckPage(viewer()), form=form)
    # It writes nothing, so it holds up nobody who does.
    with db.reading_replica() as session:
        district = profiles.chosen(session, viewer(), whole(request.args.get("like")))
        found = checking.check(
            session,
            viewer(),
            form.claim.data or "",
            form.program.data or "",
            district=district,
        )
        view = CheckPage(viewer(), found, district)
        return page("claims/check.html", view=view, form=form)
