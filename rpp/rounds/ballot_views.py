"""Pages of ballots: each its own district's delegate's."""

from flask import flash, request
from flask.typing import ResponseReturnValue

from rpp import db, saves
from rpp.dates import closing_in
from rpp.forms import options as choices
from rpp.paging import whole
from rpp.rounds import operations, queries
from rpp.rounds.ballot_forms import BallotForm, sent_ballot
from rpp.rounds.ballot_page import BallotPage
from rpp.rounds.casting import cast_ballot, why_not
from rpp.rounds.check_page import CheckPage, Receipt
from rpp.rounds.forms import (
    SubstituteForm,
)
from rpp.rounds.loaders import ask_of_round, bp, round_, speaks_for
from rpp.rounds.models import Round
from rpp.rounds.queries import OwnBallot, RoundRow
from rpp.rounds.sheet import Sheet
from rpp.web import (
    arg,
    or_404,
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    viewer,
)


def voted_on(round_id: int) -> RoundRow:
    """The round, read before the request begins to write: so long no ballot waits for it."""
    with db.before_write() as session:
        return or_404(queries.round_(session, viewer(), round_id))


def _sheet(row: RoundRow) -> Sheet | None:
    """The sheet of the district asked for; else of their first that has not voted; if they may."""
    with db.before_write() as session:
        own = queries.own_ballots(session, viewer(), row)
        open_to_votes = queries.open_to_votes(session, row.id)
    asked = request.values.get("organization", "")
    mine = [b for b in own if asked in ("", str(b.organization_id))]
    ballot = next((b for b in mine if not b.cast), mine[0] if mine else None)
    return Sheet(row, open_to_votes, own, ballot) if ballot else None


@bp.get("/rounds/<id:round_id>/ballot")
@requires("round.vote", round_)
def ballot(row: RoundRow) -> ResponseReturnValue:
    sheet = or_404(_sheet(row))
    return _ballot(sheet, sheet.form())


def _ballot(sheet: Sheet, form: BallotForm) -> ResponseReturnValue:
    return page("rounds/ballot.html", form=form, ballot=BallotPage(sheet, form))


@bp.get("/rounds/<id:round_id>/preview")
@requires("round.manage", round_)
def preview(row: RoundRow) -> ResponseReturnValue:
    mine = OwnBallot(0, "your district", 0, None, "", {})
    sheet = Sheet(row, queries.open_to_votes(db.session(), row.id), [mine], mine)
    form = sheet.form()
    return page("rounds/ballot.html", form=form, ballot=BallotPage(sheet, form, preview=True))


@bp.post("/rounds/<id:round_id>/ballot")
@requires("round.vote", voted_on)
def check_or_cast(row: RoundRow) -> ResponseReturnValue:
    step, sent = request.form.get("step", "check"), sent_ballot()
    refused = [why_not(row)] if why_not(row) else []
    if step == "cast" and sent and not refused:
        cast = run_or_show_error(
            sent, cast_ballot, viewer(), row.id, sent.organization_id, sent.points, sent.seen
        )
        if cast:
            return _was_cast(row, sent.organization_id, cast.district)
        refused, row = sent.form_errors, voted_on(row.id)
    sheet = _sheet(row)
    if sheet is None and refused:
        # They were replaced a moment ago.
        flash(refused[0], "error")
        return redirect_with_flash("rounds.show", round_id=row.id)
    sheet = or_404(sheet)
    form = sheet.form()
    if step == "change":
        return _ballot(sheet, form)
    valid = form.validate()
    if valid and not refused:
        return page("rounds/check.html", form=form, check=CheckPage(sheet, form))
    if refused:
        # They compare what is cast with what they typed.
        form.saw(sheet.ballot.version)
    if valid or not row.taking:
        form.form_errors = refused
    return _ballot(sheet, form)


def _was_cast(row: RoundRow, organization_id: int, district: str) -> ResponseReturnValue:
    several = len(row.elector_ids & viewer().delegate_for | row.stands_in_ids) > 1
    whose = f"The ballot of {district}" if several else "Your ballot"
    until = closing_in(row.closes_at, row.timezone, year=False)
    done = f"{whose} is cast. You can change it until {until}."
    return redirect_with_flash("rounds.kept", done, round_id=row.id, organization=organization_id)


@bp.get("/rounds/<id:round_id>/kept")
@requires("round.vote", round_)
def kept(row: RoundRow) -> ResponseReturnValue:
    """The receipt of a ballot that was cast."""
    own = queries.own_ballots(db.session(), viewer(), row)
    asked = whole(arg("organization"))
    cast = [b for b in own if b.receipt and asked in (None, b.organization_id)]
    receipt = Receipt(row, or_404(cast[0] if cast else None))
    return page("rounds/kept.html", receipt=receipt)


@bp.route("/rounds/<id:round_id>/substitute", methods=["GET", "POST"])
@requires("round.substitute", round_)
def substitute(row: RoundRow) -> ResponseReturnValue:
    session, mine = db.session(), sorted(speaks_for(row))
    asked = whole(request.values.get("organization", "")) or mine[0]
    lea = or_404(asked if asked in mine else None)
    district = or_404(
        next((e for e in queries.electorate(session, row.id) if e.organization_id == lea), None)
    )
    form = saves.edit(
        SubstituteForm,
        Round,
        row.id,
        lambda session: {
            "organization": str(lea),
            "person": str(queries.substitute_of(session, row.id, lea) or ""),
        },
    )
    members = {str(id_): name for id_, name in queries.members_of(session, lea).items()}
    form.person.choices = choices({"": "Nobody", **members})
    if form.validate_on_submit() and run_or_show_error(
        form, operations.name_substitute, viewer(), row.id, lea, form.person_id
    ):
        return redirect_with_flash(
            "rounds.show", "Saved. You can change it until the close.", round_id=row.id
        )
    now = f" (now {district.substitute})" if district.substitute else ""
    return ask_of_round(
        form,
        row,
        title="Who votes when the delegate cannot?",
        text=f"{district.name} has one ballot in this round. Its delegate casts it, or the member "
        f"you name here{now}.",
        button="Save",
        window="Name a substitute",
        hints={"person": "A member of the district, for this round alone."},
    )
