"""Pages of what a steward does with a round once it is planned."""

from flask import url_for
from flask.typing import ResponseReturnValue

from rpp import saves
from rpp.dates import closing_in
from rpp.rounds import operations, queries
from rpp.rounds.forms import (
    CancelForm,
    ExtendForm,
    WithdrawForm,
)
from rpp.rounds.loaders import Offered, bp, offered, press, round_
from rpp.rounds.models import Round
from rpp.rounds.queries import RoundRow
from rpp.web import (
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


@bp.post("/rounds/<id:round_id>/remind")
@requires("round.manage", round_)
def remind(row: RoundRow) -> ResponseReturnValue:
    done = "We e-mailed the districts that have not voted. No one is told which they are."
    return press(operations.remind, row, done)


@bp.post("/rounds/<id:round_id>/delete")
@requires("round.manage", round_)
def delete(row: RoundRow) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.delete_draft,
        viewer(),
        row.id,
        back=url_for("rounds.index", network=row.network_id),
        done="The draft of the round is deleted.",
    )


@bp.route("/rounds/<id:round_id>/cancel", methods=["GET", "POST"])
@requires("round.manage", round_)
def cancel(row: RoundRow) -> ResponseReturnValue:
    form = CancelForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.cancel_round, viewer(), row.id, form.reason.data
    ):
        return redirect_with_flash("rounds.show", "The round is canceled.", round_id=row.id)
    return page("rounds/cancel.html", form=form, round=row)


@bp.route("/rounds/<id:round_id>/extend", methods=["GET", "POST"])
@requires("round.manage", round_)
def extend(row: RoundRow) -> ResponseReturnValue:
    form = saves.edit(
        ExtendForm,
        Round,
        row.id,
        lambda session: queries.closing(session, row.id),
        zone=row.timezone,
    )
    if form.validate_on_submit():
        closes_at, reason = form.closes_at.moment(form), form.reason.data
        if run_or_show_error(form, operations.extend_round, viewer(), row.id, closes_at, reason):
            closes = closing_in(closes_at, row.timezone)
            return redirect_with_flash(
                "rounds.show", f"Districts can vote until {closes}.", round_id=row.id
            )
    return page("rounds/extend.html", form=form, round=row)


@bp.route("/rounds/<id:round_id>/options/<id:option_id>/withdraw", methods=["GET", "POST"])
@requires("round.manage", offered)
def withdraw(at: Offered) -> ResponseReturnValue:
    form = WithdrawForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.withdraw_option, viewer(), at.round.id, at.option.id, form.reason.data
    ):
        return redirect_with_flash(
            "rounds.show", "The problem is withdrawn from the round.", round_id=at.round.id
        )
    return page("rounds/withdraw.html", form=form, round=at.round, option=at.option)
