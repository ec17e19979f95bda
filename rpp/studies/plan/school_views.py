"""Pages of what studies ask of schools: a study's ledger, and a district's calendar of all."""

import csv
import io
from datetime import date
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue

from rpp import dates, db, policy, saves
from rpp.resend import once
from rpp.saves import Values
from rpp.sheets import harmless
from rpp.studies.lifecycle import states
from rpp.studies.lifecycle.life import LIFE, Action
from rpp.studies.loaders import bp, given, seen
from rpp.studies.models import Study
from rpp.studies.parts import partners
from rpp.studies.plan import burden, pictures, schools
from rpp.studies.plan.forms import SchoolForm
from rpp.studies.plan.schools import Lea
from rpp.studies.queries import Seen
from rpp.web import (
    arg,
    download,
    or_404,
    page,
    public,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

# --- one study -----------------------------------------------------------------------------


@bp.get("/studies/<id:study_id>/schools")
@public(seen)
def school_ledger(study: Seen) -> ResponseReturnValue:
    return _ledger(study)


def _ledger(study: Seen, form: SchoolForm | None = None) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    asks = schools.of_study(session, study.id)
    writes = policy.may(person, "study.write", study)
    why = LIFE.why_not(study, Action.ASK_SCHOOLS)
    if form is None and writes and not why and study.lea_ids:
        form = _form(study, formdata=None)
    found = burden.by_school(asks)
    around = burden.by_school(schools.of_districts(session, person, study.lea_ids))
    clashes = burden.clashes(around, of_study=study.id)
    today = study.today
    within = pictures.whole_months(asks) if asks else None
    entries = pictures.of_study(found, clashes)
    return page(
        "studies/plan/schools.html",
        study=study,
        asks=asks,
        districts=burden.by_district(found),
        in_all=burden.over(found),
        schools=found,
        clashes=clashes,
        ahead=[c for c in clashes if not c.over_on(today)],
        today=today,
        within=within,
        wide=pictures.draw(entries, within, today, wide=True) if within else None,
        narrow=pictures.draw(entries, within, today, wide=False) if within else None,
        form=form,
        names=schools.known_names(session, person, study.lea_ids) if form else [],
        why=why,
        may_change=writes and not why,
        own=[(i, person.organization_names[i]) for i in sorted(person.leas & study.lea_ids)],
    )


def _form(study: Seen, **about: Any) -> SchoolForm:
    return _with_districts(study, SchoolForm(**about))


def _with_districts(study: Seen, form: SchoolForm) -> SchoolForm:
    here = [p for p in partners(db.session(), study.id) if p.left_at is None]
    form.organization_id.choices = [(p.id, f"{p.name}, {p.state}") for p in here]
    return form


def _values(form: SchoolForm) -> Values:
    return {
        "organization_id": form.organization_id.data,
        "school": form.school.data,
        "activity": form.activity.data,
        "starts_on": form.starts_on.data,
        "ends_on": form.ends_on.data,
        "staff_hours": form.staff_hours.data or 0,
        "minutes": form.minutes.data or 0,
        "assessments": form.assessments.data or 0,
    }


@bp.post("/studies/<id:study_id>/schools")
@requires("study.write", seen)
@once
def add_school(study: Seen) -> ResponseReturnValue:
    form = _form(study)
    if form.validate_on_submit() and (
        made := run_or_show_error(form, schools.add_ask, viewer(), study.id, **_values(form))
    ):
        done = f"Added to what the study asks of {made.school}."
        return redirect_with_flash("studies.school_ledger", done, study_id=study.id)
    return _ledger(study, form)


@bp.route("/studies/<id:study_id>/schools/<id:ask_id>", methods=["GET", "POST"])
@requires("study.write", seen)
def change_school(study: Seen) -> ResponseReturnValue:
    session = db.session()
    ask = or_404(schools.one(session, study.id, given("ask_id")))
    form = saves.edit(
        SchoolForm, Study, study.id, lambda session: schools.saved(session, study.id, ask.id)
    )
    _with_districts(study, form)
    if form.validate_on_submit() and run_or_show_error(
        form, schools.change_ask, viewer(), study.id, ask.id, **_values(form)
    ):
        return redirect_with_flash(
            "studies.school_ledger", "The line is updated.", study_id=study.id
        )
    return page(
        "studies/plan/school.html",
        study=study,
        ask=ask,
        form=form,
        names=schools.known_names(session, viewer(), study.lea_ids),
        why=LIFE.why_not(study, Action.ASK_SCHOOLS),
    )


@bp.post("/studies/<id:study_id>/schools/<id:ask_id>/remove")
@requires("study.write", seen)
def remove_school(study: Seen) -> ResponseReturnValue:
    return submit_and_redirect(
        schools.remove_ask,
        viewer(),
        study.id,
        given("ask_id"),
        back=f"/studies/{study.id}/schools",
        done="The line is removed.",
    )


# --- a district ----------------------------------------------------------------------------


def district(organization_id: int) -> Lea:
    """The LEA whose schools are asked for; that it exists is no secret."""
    return or_404(schools.lea(db.session(), organization_id))


def _year(found: list[int], today: date) -> int | None:
    """The school year that is asked for; None for all. At first the one in which we are."""
    asked = arg("year", 4)
    if asked == "all":
        return None
    if asked.isascii() and asked.isdigit() and int(asked) in found:
        return int(asked)
    now = burden.school_year(today)
    if now in found or not found:
        return now
    return min((y for y in found if y > now), default=found[-1])


@bp.get("/studies/schools/<id:organization_id>")
@requires("district.schools", district)
def district_schools(lea: Lea) -> ResponseReturnValue:
    session, person, today = db.session(), viewer(), dates.today(dates.site_zone())
    every = schools.of_districts(session, person, frozenset({lea.organization_id}))
    found = burden.years(every)
    year = _year(found, today)
    within = burden.days_of(year) if year is not None else None
    asks = [ask for ask in every if burden.share(ask, within) > 0]
    here = burden.by_school(asks, within)
    clashes = [c for c in burden.clashes(here) if within is None or c.touches(within)]
    entries = pictures.of_district(here, clashes)
    drawn = within or (pictures.whole_months(asks) if asks else None)
    return page(
        "studies/plan/district.html",
        lea=lea,
        asks=asks,
        schools=here,
        studies=sorted({(a.study_id, a.title, a.status) for a in asks}),
        words=states.STATES,
        in_all=burden.over(here),
        months=_bars(burden.months(asks, drawn) if drawn else []),
        clashes=[c for c in clashes if not c.over_on(today)],
        past=[c for c in clashes if c.over_on(today)],
        today=today,
        year=year,
        years=[(y, burden.year_name(y)) for y in found],
        year_name=burden.year_name(year) if year is not None else "all years",
        within=drawn,
        wide=pictures.draw(entries, drawn, today, wide=True) if drawn else None,
        narrow=pictures.draw(entries, drawn, today, wide=False) if drawn else None,
        sees_all=lea.organization_id in person.leads | person.signs_for,
    )


def _bars(months: list[burden.Month]) -> list[tuple[str, float]]:
    """Staff hours by month, as the chart of bars takes them."""
    return [
        (
            f"{m.first:%B %Y}, {m.schools} school{'s' if m.schools != 1 else ''}",
            int(m.sum.hours) if m.sum.hours.is_integer() else round(m.sum.hours, 1),
        )
        for m in months
    ]


COLUMNS = (
    *("district", "school", "study number", "study", "state", "activity", "from", "to"),
    *("staff hours", "minutes of class for each student", "tests and surveys"),
)


@bp.get("/studies/schools/<id:organization_id>.csv")
@requires("district.schools", district)
def district_file(lea: Lea) -> ResponseReturnValue:
    """What the page shows, all years, as a file for a spreadsheet."""
    asks = schools.of_districts(db.session(), viewer(), frozenset({lea.organization_id}))
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for a in asks:
        text = (a.organization, a.school, a.title, states.STATES[a.status].label, a.activity)
        name, school, title, state, activity = map(harmless, text)
        days = (a.starts_on.isoformat(), a.ends_on.isoformat())
        rows.writerow(
            (
                *(name, school, a.study_id, title, state, activity),
                *(*days, f"{a.staff_hours:g}", a.minutes, a.assessments),
            )
        )
    # With a mark of its encoding, or a spreadsheet misreads accents.
    answer = Response(out.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    name = f"what-studies-ask-of-schools-{lea.organization_id}.csv"
    return download(answer, name)
