"""Pages of problems that fit a researcher, and of what they say of themselves."""

from flask.typing import ResponseReturnValue

from rpp import db, saves
from rpp.people.models import Person
from rpp.problems.status import STATUS
from rpp.studies.loaders import bp
from rpp.studies.offers import fit
from rpp.studies.offers.forms import ProfileForm
from rpp.studies.offers.interest_views import experience
from rpp.web import page, redirect_with_flash, requires, run_or_show_error, viewer


@bp.get("/studies/fit")
@requires("study.offer")
def fitting() -> ResponseReturnValue:
    session, person = db.session(), viewer()
    told = fit.stated(session, person.id or 0)
    return page(
        "studies/offers/fit.html",
        told=told,
        experience=experience(told),
        found=fit.fitting(session, person, told),
        most=fit.SHOWN,
        states=STATUS,
        counts=fit,
    )


@bp.route("/studies/fit/experience", methods=["GET", "POST"])
@requires("study.offer")
def profile() -> ResponseReturnValue:
    person_id = viewer().id or 0
    form = saves.edit(
        ProfileForm, Person, person_id, lambda session: vars(fit.stated(session, person_id))
    )
    if form.validate_on_submit() and run_or_show_error(
        form,
        fit.save_profile,
        viewer(),
        expertise=form.expertise.data or "",
        designs=form.designs.data or (),
        subjects=form.subjects.data or (),
        grades=form.grades.data or (),
    ):
        return redirect_with_flash(
            "studies.fitting", "Saved. These are the problems that fit it now."
        )
    return page("studies/offers/experience.html", form=form)
