"""Pages of those who could study a problem."""

from typing import Any

from flask.typing import ResponseReturnValue

from rpp import db, policy, saves, vocabulary
from rpp.networks.zones import zone_of
from rpp.paging import Cursor
from rpp.problems import queries as problems
from rpp.problems.models import Problem
from rpp.resend import once
from rpp.studies import lists
from rpp.studies.lifecycle import states
from rpp.studies.lists import Filters
from rpp.studies.loaders import bp
from rpp.studies.models import DESIGNS
from rpp.studies.offers import interest
from rpp.studies.offers.forms import OfferForm
from rpp.studies.offers.interest import Researcher
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


def problem(problem_id: int) -> Problem:
    """A problem that was opened, for whoever may know of it."""
    found = or_404(problems.problem(db.session(), viewer(), problem_id))
    return or_404(found if found.opened_at else None)


@bp.get("/studies/of-problem/<id:problem_id>")
@public(problem)
def of_problem(problem: Problem) -> ResponseReturnValue:
    """Who could study a problem, and its studies, as a part of its page and by itself."""
    session, person = db.session(), viewer()
    found = lists.listed(session, person, Filters(problem_id=problem.id), Cursor())
    return page(
        "studies/offers/of_problem.html",
        fragment="studies/offers/_of_problem.html",
        found=found,
        problem=problem,
        zone=zone_of(session, problem.network_id),
        offers=interest.offers(session, problem.id or 0),
        open=problem.status in interest.OPEN,
        meets=policy.may(person, "study.meet", interest.concern(session, problem)),
        partners=lists.partner_names(session, [row.id for row in found]),
        words=states.STATES,
    )


@bp.route("/studies/of-problem/<id:problem_id>/offer", methods=["GET", "POST"])
@requires("study.offer", problem)
@once
def offer(problem: Problem) -> ResponseReturnValue:
    person = viewer()
    own = interest.own_offer(db.session(), person, problem.id or 0)
    form = saves.edit(
        OfferForm,
        Problem,
        problem.id,
        lambda session: interest.saved_offer(session, person, problem.id or 0),
    )
    form.organization_id.choices = [
        (i, person.organization_names[i]) for i in sorted(person.researches_at)
    ]
    if form.validate_on_submit() and run_or_show_error(
        form,
        interest.offer_study,
        person,
        problem.id,
        organization_id=form.organization_id.data,
        note=form.note.data,
    ):
        done = (
            "Your note is updated."
            if own
            else "Your note is posted. The district was notified, and everyone who reads the "
            "problem can see it."
        )
        return redirect_with_flash("studies.of_problem", done, problem_id=problem.id)
    return page(
        "studies/offers/offer.html",
        form=form,
        problem=problem,
        own=own,
        open=problem.status in interest.OPEN,
    )


@bp.post("/studies/of-problem/<id:problem_id>/offer/take-back")
@requires("study.offer", problem)
def take_back_offer(problem: Problem) -> ResponseReturnValue:
    return submit_and_redirect(
        interest.take_back_offer,
        viewer(),
        problem.id,
        back=f"/studies/of-problem/{problem.id}",
        done="Your offer is withdrawn. You are no longer named there.",
    )


def offering(problem_id: int, person_id: int) -> Researcher:
    return or_404(interest.researcher(db.session(), viewer(), problem_id, person_id))


@bp.get("/studies/of-problem/<id:problem_id>/researchers/<id:person_id>")
@requires("study.meet", offering)
def researcher(found: Researcher) -> ResponseReturnValue:
    """What a researcher brings, for the districts whose problem they could study."""
    return page(
        "studies/offers/researcher.html",
        found=found,
        facts=experience(found.profile),
        words=states.STATES,
    )


def experience(profile: Any) -> list[tuple[str, str]]:
    """A researcher's experience in words: (what, which)."""
    subjects = [vocabulary.SUBJECTS.get(code, code) for code in profile.subjects or ()]
    return [
        ("Designs", ", ".join(DESIGNS.get(key, key) for key in profile.designs or ())),
        ("Subjects", ", ".join(subjects)),
        ("Grades", vocabulary.grades_in_words(profile.grades or ())),
    ]
