"""The page on which a brief says what catalogs ask: who made it, for whom, on what."""

from flask import request
from flask.typing import ResponseReturnValue

from rpp import db, saves
from rpp.briefs import queries, types
from rpp.briefs.checks import unanswered
from rpp.briefs.details import proposed
from rpp.briefs.details.form_page import form_page
from rpp.briefs.details.forms import DetailsForm, rows_of
from rpp.briefs.details.saving import save_details
from rpp.briefs.details.schema import Details
from rpp.briefs.life import WRITING
from rpp.briefs.models import Brief
from rpp.briefs.queries import Seen
from rpp.briefs.views.frame import bp, brief, checks_of
from rpp.resend import once
from rpp.web import page, redirect_with_flash, requires, run_or_show_error, viewer


@bp.route("/briefs/<id:brief_id>/about", methods=["GET", "POST"])
@requires("brief.write", brief)
@once
def about(seen: Seen) -> ResponseReturnValue:
    if request.method == "GET" and seen.status not in WRITING:
        return redirect_with_flash("briefs.show", brief_id=seen.id)
    session, draft = db.session(), seen.draft
    people = types.of(seen).makers(session, seen, draft)
    told = draft.details or proposed.proposed(session, seen, people)
    form = saves.edit(
        DetailsForm,
        Brief,
        seen.id,
        lambda session: DetailsForm.saved(queries.draft(session, seen.id).details or Details()),
        begins_with=DetailsForm.saved(told),
        people=rows_of(told),
    )
    form.arrange({one.id: proposed.contributor(one) for one in proposed.members(seen, people)})
    sent = "do" not in request.form and form.validate_on_submit()
    if sent and run_or_show_error(
        form, save_details, viewer(), seen.id, form.found, confirmed=form.confirmed
    ):
        return _saved(seen)
    stands = brief(seen.id)
    shown = form_page(stands, form, checks_of(session, stands))
    return page("briefs/details/form.html", form=form, page=shown)


def _saved(seen: Seen) -> ResponseReturnValue:
    """To the brief, which can now go on; or to what is still missing here."""
    said = "“About this brief” is saved."
    if lacking := unanswered(queries.draft(db.session(), seen.id)):
        said = f"{said} Still missing: {lacking}."
        return redirect_with_flash("briefs.about", said, brief_id=seen.id)
    where = "briefs.coming" if seen.current else "briefs.show"
    return redirect_with_flash(where, said, brief_id=seen.id)
