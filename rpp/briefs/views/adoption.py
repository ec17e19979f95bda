"""The page on which a district says what it did with a brief."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from rpp import db, saves
from rpp.briefs import adoption, adoptions
from rpp.briefs.adoptions import Question
from rpp.briefs.forms import AdoptionForm
from rpp.briefs.models import Brief
from rpp.briefs.pages.adopted import adoption_page
from rpp.web import or_404, page, redirect_with_flash, requires, run_or_show_error, viewer

bp = Blueprint("adoption", __name__)


def asked(brief_id: int, organization_id: int) -> Question:
    return or_404(adoptions.question(db.session(), brief_id, organization_id))


@bp.route("/briefs/<id:brief_id>/adoption/<id:organization_id>", methods=["GET", "POST"])
@requires("brief.adopt", asked)
def answer(question: Question) -> ResponseReturnValue:
    brief_id, organization_id = question.brief_id, question.organization_id
    form = saves.edit(
        AdoptionForm,
        Brief,
        brief_id,
        lambda session: adoptions.answered(session, brief_id, organization_id),
    )
    if form.validate_on_submit() and run_or_show_error(
        form,
        adoption.answer_adoption,
        viewer(),
        brief_id,
        organization_id,
        form.answer.data,
        form.why.data,
    ):
        done = f"Thank you. Everyone can read what {question.asked.organization} did, and why."
        return redirect_with_flash("briefs.show", done, anchor="adoption", brief_id=brief_id)
    return page("briefs/adoption.html", form=form, page=adoption_page(question))
