"""Pages of what a steward does with a round once it is planned."""

from flask import url_for
from flask.typing import ResponseReturnValue

from rpp import saves
from rpp.dates import closing_in
from rpp.layout import some_have
from rpp.rounds import operations, queries, reminding
from rpp.rounds.forms import (
    CancelForm,
    ExtendForm,
    WithdrawForm,
)
from rpp.rounds.loaders import Offered, ask_of_round, bp, offered, round_, submit_and_show
from rpp.rounds.models import Round
from rpp.rounds.queries import RoundRow
from rpp.web import (
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

EVERY_DISTRICT = "Every district of the network reads it."


@bp.post("/rounds/<id:round_id>/remind")
@requires("round.manage", round_)
def remind(row: RoundRow) -> ResponseReturnValue:
    done = "We e-mailed the districts that have not voted. No one is told which they are."
    return submit_and_show(reminding.remind, row, done)


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
    return ask_of_round(
        form,
        row,
        title="Cancel this round",
        text=f"{_lost(row)} Its problems stay open for another round. This cannot be undone.",
        button="Cancel the round",
        window="Cancel",
        cancel="Keep it",
        hints={"reason": EVERY_DISTRICT},
    )


def _lost(row: RoundRow) -> str:
    """What a cancellation takes away."""
    if row.status != "open":
        return "It will not open."
    return (
        f"{some_have(row.ballots, row.electors, 'district')} voted. Their ballots are never "
        "counted, and no count is shown to anyone."
    )


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
    closes = closing_in(row.closes_at, row.timezone)
    return ask_of_round(
        form,
        row,
        title="Extend this round",
        text=f"Districts can vote until {closes}. A round can close later, never earlier; everyone "
        "sees why.",
        button="Extend the round",
        window="Extend",
        hints={"closes_at": "In the time zone of the round.", "reason": EVERY_DISTRICT},
    )


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
    closes = closing_in(at.round.closes_at, at.round.timezone)
    return ask_of_round(
        form,
        at.round,
        title="Withdraw a problem",
        text=f"“{at.option.name}” leaves the round. Votes for it no longer count; the other "
        "choices on each ballot still do, and districts can change their ballots until "
        f"{closes}. This cannot be undone.",
        button="Withdraw the problem",
        window="Withdraw a problem",
        cancel="Keep it",
        hints={"reason": EVERY_DISTRICT},
    )
