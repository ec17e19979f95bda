"""Pages of a round until it opens."""

from flask.typing import ResponseReturnValue

from rpp import db, saves
from rpp.dates import closing_in, moment_in
from rpp.resend import once
from rpp.rounds import opening, operations, queries
from rpp.rounds.forms import (
    NoteForm,
    RoundForm,
    suggested,
)
from rpp.rounds.loaders import (
    Offered,
    ask_of_round,
    bp,
    network_asked,
    offered,
    round_,
    submit_and_show,
)
from rpp.rounds.models import Round
from rpp.rounds.plan_page import PlanPage
from rpp.rounds.queries import NetworkRow, RoundRow
from rpp.web import (
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    viewer,
)


@bp.route("/rounds/new", methods=["GET", "POST"])
@requires("round.create", network_asked)
@once
def new(network: NetworkRow) -> ResponseReturnValue:
    form = RoundForm(zone=network.timezone, efforts={}, data=suggested(network.timezone))
    if form.validate_on_submit():
        made = run_or_show_error(
            form, operations.create_round, viewer(), network.network_id, form.plan()
        )
        if made:
            done = "The round is planned. Only your network sees it until it opens."
            return redirect_with_flash("rounds.show", done, round_id=made.id)
    return _plan(form, network, None)


@bp.route("/rounds/<id:round_id>/edit", methods=["GET", "POST"])
@requires("round.manage", round_)
def edit(row: RoundRow) -> ResponseReturnValue:
    form = saves.edit(
        RoundForm,
        Round,
        row.id,
        lambda session: queries.plan(session, row.id),
        zone=row.timezone,
        efforts=queries.efforts(db.session(), row.id),
    )
    if form.validate_on_submit() and run_or_show_error(
        form, operations.edit_round, viewer(), row.id, form.plan()
    ):
        return redirect_with_flash("rounds.show", "The plan is saved.", round_id=row.id)
    network = NetworkRow(row.network_id, row.network_name, row.network_slug, row.timezone)
    return _plan(form, network, row)


def _plan(form: RoundForm, network: NetworkRow, row: RoundRow | None) -> ResponseReturnValue:
    before = queries.chosen(db.session(), row.id) if row else ()
    problems = queries.choosable(db.session(), network.network_id, before)
    plan = PlanPage(form, network, row, problems)
    return page("rounds/plan.html", form=form, plan=plan)


@bp.post("/rounds/<id:round_id>/schedule")
@requires("round.manage", round_)
def schedule(row: RoundRow) -> ResponseReturnValue:
    opens = moment_in(row.opens_at, row.timezone)
    return submit_and_show(
        operations.schedule_round, row, f"Scheduled. It opens automatically: {opens}."
    )


@bp.post("/rounds/<id:round_id>/open")
@requires("round.manage", round_)
def open_now(row: RoundRow) -> ResponseReturnValue:
    closes = closing_in(row.closes_at, row.timezone)
    return submit_and_show(
        opening.open_round, row, f"The round is open. Districts vote until {closes}."
    )


@bp.route("/rounds/<id:round_id>/options/<id:option_id>/note", methods=["GET", "POST"])
@requires("round.note", offered)
def note(at: Offered) -> ResponseReturnValue:
    form = saves.edit(
        NoteForm,
        Round,
        at.round.id,
        lambda session: {"note": queries.note_of(session, at.round.id, at.option.id)},
    )
    if form.validate_on_submit() and run_or_show_error(
        form, operations.note_option, viewer(), at.round.id, at.option.id, form.note.data or ""
    ):
        return redirect_with_flash(
            "rounds.show", "Your note now appears next to the problem.", round_id=at.round.id
        )
    return ask_of_round(
        form,
        at.round,
        title="Can it be studied?",
        text=f"Your note on “{at.option.name}” appears next to it on the ballot, with your name. "
        "It is fixed when the round opens.",
        button="Save the note",
        window="Note",
        hints={
            "note": "A sentence or two: what data there are, how long it takes, what it asks of "
            "schools."
        },
        rows=4,
    )
