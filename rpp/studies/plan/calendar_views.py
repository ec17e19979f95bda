"""Dates for people's own calendars: one study's, and all of a person's under a secret address."""

from collections.abc import Iterable

from flask import Response
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from rpp import addresses, db
from rpp.forms import EmptyForm
from rpp.policy import Viewer
from rpp.studies.loaders import bp, inside
from rpp.studies.plan import feeds, ical, milestones, schools
from rpp.studies.plan.burden import Ask
from rpp.studies.plan.feeds import Dated
from rpp.studies.plan.ical import Item
from rpp.studies.plan.milestones import Due
from rpp.studies.queries import Seen
from rpp.web import (
    NEVER,
    download,
    kept,
    or_404,
    page,
    public,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


def _answer(name: str, items: Iterable[Item], filename: str = "") -> Response:
    answer = Response(ical.calendar(name, items, addresses.hostname()), mimetype="text/calendar")
    answer.headers["X-Robots-Tag"] = "noindex"
    return download(answer, filename) if filename else answer


def _due(row: Due | Dated, study: str) -> Item:
    done = "Done: " if row.done_at else ""
    owner = f" {row.owner} is responsible." if row.owner else ""
    return Item(
        f"milestone-{row.id}",
        f"{done}{row.title}",
        row.due_on,
        row.due_on,
        f"A milestone of “{study}”.{owner}",
        addresses.public("studies.show", study_id=row.study_id),
    )


def _asked(row: Ask) -> Item:
    return Item(
        f"school-{row.id}",
        f"{row.school}: {row.activity}",
        row.starts_on,
        row.ends_on,
        f"What “{row.title}” asks of {row.school}, {row.organization}.",
        addresses.public("studies.school_ledger", study_id=row.study_id),
    )


@bp.get("/studies/<id:study_id>/calendar.ics")
@requires("account.use", inside)
def study_calendar(study: Seen) -> ResponseReturnValue:
    """The milestones of one study and its dates in schools, for those who take part."""
    session = db.session()
    items = [_due(row, study.title) for row in milestones.of_study(session, study.id)]
    items += [_asked(row) for row in schools.of_study(session, study.id)]
    return _answer(study.title, items, f"study-{study.id}.ics")


def by_token(token: str) -> Viewer:
    return or_404(feeds.subscriber(db.session(), token) if len(token) < 100 else None)


@bp.get("/calendar/<token>.ics")
@public(by_token)
def personal_calendar(person: Viewer) -> ResponseReturnValue:
    """All milestones of a person's studies, for a calendar that cannot sign in."""
    rows = feeds.dates_for(db.session(), person)
    answer = _answer("Studies in RPP Commons", [_due(row, row.study) for row in rows])
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@bp.get("/me/calendar")
@kept(NEVER)
@requires("account.use")
def subscription() -> ResponseReturnValue:
    return _subscription(EmptyForm(formdata=None))


def _subscription(form: EmptyForm, address: str = "") -> ResponseReturnValue:
    session, person = db.session(), viewer()
    return page(
        "studies/plan/calendar.html",
        form=form,
        address=address,
        made_at=feeds.made_at(session, person),
        dates=len(feeds.dates_for(session, person)),
    )


@bp.post("/me/calendar")
@kept(NEVER)
@requires("account.use")
def renew_calendar() -> ResponseReturnValue:
    """Make the address and show it, this once."""
    form = EmptyForm()
    made = run_or_show_error(form, _new_address, viewer()) if form.validate_on_submit() else None
    return _subscription(form, made or "")


def _new_address(session: Session, actor: Viewer) -> str:
    token = feeds.renew_feed(session, actor)
    return addresses.absolute("studies.personal_calendar", token=token)


@bp.post("/me/calendar/end")
@requires("account.use")
def end_calendar() -> ResponseReturnValue:
    done = "The address no longer works. Your calendar will not be updated."
    return submit_and_redirect(feeds.end_feed, viewer(), back="/me/calendar", done=done)
