"""Pages on which readers suggest a missing study, and are answered."""

from typing import NamedTuple

from flask import request
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.resend import once
from rpp.syntheses import queries, suggesting
from rpp.syntheses.forms import SuggestForm
from rpp.syntheses.keeping_views import crumbs
from rpp.syntheses.models import SynthesisSuggestion
from rpp.syntheses.queries import Shown
from rpp.syntheses.suggestions_page import suggestions_page
from rpp.syntheses.views import bp, synthesis
from rpp.web import (
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


@bp.route("/syntheses/<slug:slug>/suggest", methods=["GET", "POST"])
@requires("synthesis.suggest", synthesis)
@once
def suggest(one: Shown) -> ResponseReturnValue:
    form = SuggestForm()
    if form.validate_on_submit() and run_or_show_error(
        form,
        suggesting.suggest,
        viewer(),
        one.id,
        reference=form.reference.data or "",
        address=form.address.data or "",
        why=form.why.data or "",
    ):
        done = "Thank you. Those who keep it will answer you; the answer comes as a notice."
        return redirect_with_flash("syntheses.show", done, slug=one.slug)
    return page("syntheses/suggest.html", form=form, one=one, crumbs=crumbs(one))


@bp.get("/syntheses/<slug:slug>/suggestions")
@requires("synthesis.keep", synthesis)
def suggestions(one: Shown) -> ResponseReturnValue:
    found = queries.suggestions(db.session(), one.id, cursor())
    shown = suggestions_page(one, found)
    return page("syntheses/suggestions.html", it=shown, crumbs=crumbs(one), pager=pager(found))


class Sent(NamedTuple):
    """A suggestion for a synthesis."""

    one: Shown
    id: int

    @property
    def network_id(self) -> int:
        return self.one.network_id


def sent(slug: str, suggestion_id: int) -> Sent:
    one = synthesis(slug)
    return Sent(one, or_404(queries.suggestion(db.session(), one.id, suggestion_id)))


@bp.post("/syntheses/<slug:slug>/suggestions/<id:suggestion_id>")
@requires("synthesis.keep", sent)
def answer_suggestion(at: Sent) -> ResponseReturnValue:
    reason = request.form.get("reason", "").strip()[:500]
    declined = request.form.get("decision") == "refuse"

    def decide(*args: object) -> SynthesisSuggestion:
        session, person = db.session(), viewer()
        if declined:
            return suggesting.decline(session, person, at.id, reason)
        return suggesting.take(session, person, at.id)

    return submit_and_redirect(
        decide,
        back=f"{at.one.href}/suggestions",
        done="Declined. Who suggested it reads why." if declined else "It is a candidate now.",
    )
