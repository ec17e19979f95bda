"""Pages of a count: its files, receipts, and what certifiers say."""

from flask.typing import ResponseReturnValue

from rpp import db
from rpp.forms import options as choices
from rpp.rounds import closing, counting, queries, story, words
from rpp.rounds.forms import (
    CertifyForm,
    ReceiptForm,
)
from rpp.rounds.loaders import bp, press, round_, speaks_for
from rpp.rounds.queries import RoundRow
from rpp.web import (
    page,
    public,
    redirect_with_flash,
    requires,
    run_or_show_error,
    viewer,
)


@bp.post("/rounds/<id:round_id>/close")
@requires("round.manage", round_)
def close(row: RoundRow) -> ResponseReturnValue:
    return press(closing.close_round, row, "The round is closed and counted.")


@bp.route("/rounds/<id:round_id>/receipt", methods=["GET", "POST"])
@public(round_)
def receipt(row: RoundRow) -> ResponseReturnValue:
    session, form = db.session(), ReceiptForm()
    counted = queries.counted(session, row)
    found: dict[int, int] | None = None
    if counted and form.validate_on_submit():
        found = queries.published(session, row, form.typed)
        if found is None:
            form.code.errors = [
                "No ballot of this round is published under this code. Check each character."
            ]
    options = queries.options(session, viewer(), row.id)
    paid = counting.paid_by(row.ballot, counted.result, found) if counted and found else {}
    return page(
        "rounds/receipt.html",
        form=form,
        round=row,
        counted=counted,
        found=found,
        options=options,
        paid={int(option): story.amount(share) for option, share in paid.items()},
        words=words,
    )


@bp.route("/rounds/<id:round_id>/certify", methods=["GET", "POST"])
@requires("round.certify", round_)
def certify(row: RoundRow) -> ResponseReturnValue:
    session, form = db.session(), CertifyForm()
    names = {e.organization_id: e.name for e in queries.electorate(session, row.id)}
    mine = {str(lea): names[lea] for lea in sorted(speaks_for(row)) if lea in names}
    form.organization.choices = choices(mine)
    if form.validate_on_submit() and run_or_show_error(
        form,
        closing.certify_round,
        viewer(),
        row.id,
        form.organization_id,
        form.verdict.data == "confirm",
        form.reason.data or "",
    ):
        return redirect_with_flash(
            "rounds.show", "Your decision on this count is recorded.", round_id=row.id
        )
    options = queries.options(session, viewer(), row.id)
    return page(
        "rounds/certify.html",
        form=form,
        round=row,
        counted=queries.counted(session, row),
        winners=sorted((o for o in options if o.won), key=lambda o: o.place or 0),
        said=queries.certifications(session, row.id),
        words=words,
    )
