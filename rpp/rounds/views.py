"""Pages of rounds."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask.typing import ResponseReturnValue

from rpp import clock, db, policy, saves
from rpp.dates import closing_in, moment_in
from rpp.forms import options as choices
from rpp.paging import whole
from rpp.resend import once
from rpp.rounds import closing, commands, counting, example, operations, queries, story, words
from rpp.rounds.casting import cast_ballot, why_not
from rpp.rounds.forms import (
    BallotForm,
    CancelForm,
    CertifyForm,
    ExtendForm,
    NoteForm,
    ReceiptForm,
    RoundForm,
    SubstituteForm,
    WithdrawForm,
    ballot_form,
    sent_ballot,
    suggested,
)
from rpp.rounds.models import Round
from rpp.rounds.queries import NetworkRow, OptionRow, OwnBallot, RoundRow
from rpp.web import (
    arg,
    cursor,
    download,
    or_404,
    page,
    pager,
    public,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

bp = Blueprint("rounds", __name__, cli_group=None)
bp.cli.add_command(commands.tally)


def round_(round_id: int) -> RoundRow:
    return or_404(queries.round_(db.session(), viewer(), round_id))


def network_asked() -> NetworkRow:
    return or_404(queries.network(db.session(), whole(arg("network")) or 0))


# --- reading -------------------------------------------------------------------------------


@bp.get("/rounds")
@public()
def index() -> ResponseReturnValue:
    session, person = db.session(), viewer()
    network_id, state = whole(arg("network")), arg("state", 20)
    found = queries.listed(session, person, cursor(), network_id=network_id, state=state)
    networks = queries.networks(session, person)
    return page(
        "rounds/index.html",
        found=found,
        networks=networks,
        network=queries.network(session, network_id) if network_id else None,
        wanted={"network": network_id, "state": state if state in words.FILTERS else ""},
        plannable=[n for n in networks if n.network_id in person.stewards],
        words=words,
        pager=pager(found),
    )


@bp.get("/rounds/<id:round_id>")
@public(round_)
def show(row: RoundRow) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    options = queries.options(session, person, row.id)
    manages = policy.may(person, "round.manage", row)
    counted = queries.counted(session, row)
    placed = sorted((o for o in options if o.place), key=lambda o: o.place or 0)
    said = queries.certifications(session, row.id) if row.counted else []
    return page(
        "rounds/show.html",
        round=row,
        options=options,
        placed=placed,
        winners=[o for o in placed if o.won],
        told=_told(counted, options) if counted else None,
        certifications=said,
        published=queries.published_list(session, row) if counted else [],
        certifies=row.status == "closed"
        and counted is not None
        and policy.may(person, "round.certify", row)
        and not any(c.person_id == person.id for c in said)
        and bool(_speaks_for(row) - {c.organization_id for c in said}),
        own=queries.own_ballots(session, person, row),
        manages=manages,
        notes=row.planned and policy.may(person, "round.note", row),
        obstacles=queries.obstacles(session, row) if manages and row.planned else [],
        without_delegate=queries.without_delegate(session, row)
        if manages and (row.planned or row.taking)
        else [],
        electorate=queries.electorate(session, row.id) if row.opened_at else [],
        inside=row.network_id in person.readable_networks,
        leas=len(queries.leas_of(session, row.network_id)) if row.planned else row.electors,
        events=[words.happened(event, row) for event in queries.events(session, row.id)],
        now=clock.now(),
        rule=words.RULES.get(row.rule, words.RULES["greedy"]),
        words=words,
        story=story,
    )


def _speaks_for(row: RoundRow) -> frozenset[int]:
    """The districts of the round for which the viewer may certify."""
    return (viewer().delegate_for | viewer().leads) & row.elector_ids


def _told(counted: queries.Counted, options: list[OptionRow]) -> dict[str, Any]:
    """What the page of a result says and draws."""
    result = counted.result
    titles = {str(option.id): option.name for option in options}
    columns, rules = story.compared(result)
    return {
        "result": result,
        "counted": counted,
        "headline": story.headline(result),
        "payments": {paid.option: paid for paid in story.payments(result)},
        "picture": story.picture(result),
        "ties": story.broken_ties(result, titles),
        "condorcet": [
            story.listed([titles.get(option, option) for option in level])
            for level in result.get("condorcet", [])
        ],
        "columns": [titles.get(option, option) for option in columns],
        "rules": rules,
        "unfilled": story.unfilled(result),
        "tables": counted.tables,
    }


@bp.get("/rounds/<id:round_id>/ballots.pb")
@public(round_)
def ballots_file(row: RoundRow) -> ResponseReturnValue:
    counted = or_404(queries.counted(db.session(), row))
    return _file(counted.ballots_pb, "text/plain; charset=utf-8", f"round-{row.id}.pb")


@bp.get("/rounds/<id:round_id>/result.json")
@public(round_)
def result_file(row: RoundRow) -> ResponseReturnValue:
    counted = or_404(queries.counted(db.session(), row))
    text = json.dumps(counted.result | {"status": row.status}, ensure_ascii=False, indent=1)
    return _file(text, "application/json", f"round-{row.id}.json")


def _file(text: str, mimetype: str, name: str) -> Response:
    return download(Response(text, content_type=mimetype), name, shown=True)


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


@bp.get("/help/fair-votes")
@public()
def fair_votes() -> ResponseReturnValue:
    return page("rounds/fair_votes.html", example=example.worked(), words=words)


# --- planning ------------------------------------------------------------------------------


@bp.route("/rounds/new", methods=["GET", "POST"])
@requires("round.create", network_asked)
@once
def new(network: NetworkRow) -> ResponseReturnValue:
    form = RoundForm(zone=network.timezone, efforts={}, data=suggested(network.timezone))
    if form.validate_on_submit():
        made = run_or_show_error(
            form, operations.create_round, viewer(), network.network_id, **form.plan()
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
        form, operations.edit_round, viewer(), row.id, **form.plan()
    ):
        return redirect_with_flash("rounds.show", "The plan is saved.", round_id=row.id)
    network = NetworkRow(row.network_id, row.network_name, row.network_slug, row.timezone)
    return _plan(form, network, row)


def _plan(form: RoundForm, network: NetworkRow, row: RoundRow | None) -> ResponseReturnValue:
    before = queries.chosen(db.session(), row.id) if row else ()
    problems = queries.choosable(db.session(), network.network_id, before)
    return page(
        "rounds/plan.html",
        form=form,
        network=network,
        round=row,
        problems=problems,
        rules=words.RULES,
    )


@bp.post("/rounds/<id:round_id>/schedule")
@requires("round.manage", round_)
def schedule(row: RoundRow) -> ResponseReturnValue:
    opens = moment_in(row.opens_at, row.timezone)
    return _press(operations.schedule_round, row, f"Scheduled. It opens automatically: {opens}.")


@bp.post("/rounds/<id:round_id>/open")
@requires("round.manage", round_)
def open_now(row: RoundRow) -> ResponseReturnValue:
    closes = closing_in(row.closes_at, row.timezone)
    return _press(operations.open_round, row, f"The round is open. Districts vote until {closes}.")


@bp.post("/rounds/<id:round_id>/close")
@requires("round.manage", round_)
def close(row: RoundRow) -> ResponseReturnValue:
    return _press(closing.close_round, row, "The round is closed and counted.")


@bp.post("/rounds/<id:round_id>/remind")
@requires("round.manage", round_)
def remind(row: RoundRow) -> ResponseReturnValue:
    done = "We e-mailed the districts that have not voted. No one is told which they are."
    return _press(operations.remind, row, done)


def _press(operation: Any, row: RoundRow, done: str) -> ResponseReturnValue:
    back = url_for("rounds.show", round_id=row.id)
    return submit_and_redirect(operation, viewer(), row.id, back=back, done=done)


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


@dataclass(frozen=True)
class Offered:
    """A problem in its round."""

    round: RoundRow
    option: OptionRow

    @property
    def network_id(self) -> int:
        return self.round.network_id


def offered(round_id: int, option_id: int) -> Offered:
    row = round_(round_id)
    options = queries.options(db.session(), viewer(), round_id)
    return Offered(row, or_404(next((o for o in options if o.id == option_id), None)))


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
    return page("rounds/note.html", form=form, round=at.round, option=at.option)


@bp.get("/rounds/<id:round_id>/preview")
@requires("round.manage", round_)
def preview(row: RoundRow) -> ResponseReturnValue:
    mine = OwnBallot(0, "your district", 0, None, "", {})
    sheet = Sheet(row, queries.standing(db.session(), row.id), [mine], mine)
    rule = words.RULES.get(row.rule, words.RULES["greedy"])
    return page(
        "rounds/ballot.html", sheet=sheet, form=sheet.form(), rule=rule, words=words, preview=True
    )


# --- certifying ----------------------------------------------------------------------------


@bp.route("/rounds/<id:round_id>/certify", methods=["GET", "POST"])
@requires("round.certify", round_)
def certify(row: RoundRow) -> ResponseReturnValue:
    session, form = db.session(), CertifyForm()
    names = {e.organization_id: e.name for e in queries.electorate(session, row.id)}
    mine = {str(lea): names[lea] for lea in sorted(_speaks_for(row)) if lea in names}
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


# --- voting --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """What a delegate has before them: the round, its options, and their districts' ballots."""

    round: RoundRow
    standing: dict[int, bool]
    own: list[OwnBallot]
    ballot: OwnBallot

    @cached_property
    def options(self) -> list[OptionRow]:
        """The problems in words, read when a page shows them."""
        with db.reading() as session:
            return queries.options(session, viewer(), self.round.id)

    @property
    def effort_matters(self) -> bool:
        """Whether problems differ in what they take, so that capacity is not a number of them."""
        return any(option.effort != 1 for option in self.options)

    def form(self) -> BallotForm:
        mine, row = self.ballot, self.round
        gone = {option for option, stands in self.standing.items() if not stands}
        return ballot_form(
            row.ballot,
            self.standing,
            row.points,
            mine.organization_id,
            mine.version,
            mine.points,
            gone,
        )


def voted_on(round_id: int) -> RoundRow:
    """The round, read before the request begins to write: so long no ballot waits for it."""
    with db.reading() as session:
        return or_404(queries.round_(session, viewer(), round_id))


def _sheet(row: RoundRow) -> Sheet | None:
    """The sheet of the district asked for; else of their first that has not voted; if they may."""
    with db.reading() as session:
        own = queries.own_ballots(session, viewer(), row)
        standing = queries.standing(session, row.id)
    asked = request.values.get("organization", "")
    mine = [b for b in own if asked in ("", str(b.organization_id))]
    ballot = next((b for b in mine if not b.cast), mine[0] if mine else None)
    return Sheet(row, standing, own, ballot) if ballot else None


@bp.get("/rounds/<id:round_id>/ballot")
@requires("round.vote", round_)
def ballot(row: RoundRow) -> ResponseReturnValue:
    sheet = or_404(_sheet(row))
    return _ballot(sheet, sheet.form())


def _ballot(sheet: Sheet, form: BallotForm) -> ResponseReturnValue:
    rule = words.RULES.get(sheet.round.rule, words.RULES["greedy"])
    return page("rounds/ballot.html", sheet=sheet, form=form, rule=rule, words=words, preview=False)


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
        return page("rounds/check.html", sheet=sheet, form=form, words=words)
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
    return page("rounds/kept.html", round=row, ballot=or_404(cast[0] if cast else None))


@bp.route("/rounds/<id:round_id>/substitute", methods=["GET", "POST"])
@requires("round.substitute", round_)
def substitute(row: RoundRow) -> ResponseReturnValue:
    session, mine = db.session(), sorted(_speaks_for(row))
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
    return page("rounds/substitute.html", form=form, round=row, district=district)
