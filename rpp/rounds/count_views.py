"""Pages of a count: its files, receipts, and what certifiers say."""

from flask.typing import ResponseReturnValue

from rpp import db
from rpp.forms import options as choices
from rpp.rounds import certifying, closing, queries
from rpp.rounds.count_page import FoundBallot, decided, receipt_lead, verdict, words_of_count
from rpp.rounds.forms import (
    CertifyForm,
    ReceiptForm,
)
from rpp.rounds.loaders import bp, crumbs, round_, speaks_for, submit_and_show, to_certify
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
    return submit_and_show(closing.close_round, row, "The round is closed and counted.")


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
    found_page = None
    if counted and found is not None:
        options = queries.options(session, viewer(), row.id)
        found_page = FoundBallot(row, counted.result, options, found)
    return page(
        "rounds/receipt.html",
        form=form,
        round=row,
        crumbs=crumbs(row),
        counted=counted,
        lead=receipt_lead(row, counted),
        found=found_page,
    )


@bp.route("/rounds/<id:round_id>/certify", methods=["GET", "POST"])
@requires("round.certify", round_)
def certify(row: RoundRow) -> ResponseReturnValue:
    session, form = db.session(), CertifyForm()
    said = queries.certifications(session, row.id)
    names = {e.organization_id: e.name for e in queries.electorate(session, row.id)}
    left = {str(lea): names[lea] for lea in sorted(to_certify(row, said)) if lea in names}
    form.organization.choices = choices(left)
    if form.validate_on_submit() and run_or_show_error(
        form,
        certifying.certify_round,
        viewer(),
        row.id,
        form.organization_id,
        form.verdict.data == "confirm",
        form.reason.data or "",
    ):
        return redirect_with_flash(
            "rounds.show", "Your decision on this count is recorded.", round_id=row.id
        )
    counted = queries.counted(session, row)
    count = words_of_count(row, queries.options(session, viewer(), row.id)) if counted else ""
    open_ = row.status == "closed" and counted is not None
    return page(
        "rounds/certify.html",
        form=form,
        round=row,
        crumbs=crumbs(row),
        count=count,
        said=[verdict(one) for one in said],
        decided=decided(said, viewer().id, speaks_for(row)) if open_ and not left else "",
        open=open_ and bool(left),
    )
