"""Pages of rounds."""

from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from rpp import clock, db, policy
from rpp.dates import ZONES, moment_in
from rpp.paging import whole
from rpp.resend import once
from rpp.rounds import operations, queries, tally, words
from rpp.rounds.forms import BallotForm, CancelForm, RoundForm, ballot_form, suggested
from rpp.rounds.queries import NetworkRow, OptionRow, OwnBallot, RoundRow
from rpp.web import (
    arg,
    attempt,
    cursor,
    go,
    here,
    or_404,
    page,
    press,
    public,
    requires,
    viewer,
)

bp = Blueprint("rounds", __name__)


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
        newer=here(before=found.back, past=None, end=None) if found.back else "",
        older=here(past=found.on, before=None, end=None) if found.on else "",
    )


@bp.get("/rounds/<id:round_id>")
@public(round_)
def show(row: RoundRow) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    options = queries.options(session, person, row.id)
    manages = policy.may(person, "round.manage", row)
    placed = sorted((o for o in options if o.place), key=lambda o: o.place or 0)
    return page(
        "rounds/show.html",
        round=row,
        options=options,
        placed=placed,
        winners=[o for o in placed if o.won],
        ties=words.ties(placed, lambda o: o.name),
        own=queries.own_ballots(session, person, row),
        manages=manages,
        obstacles=queries.obstacles(session, row) if manages and row.planned else [],
        without_delegate=queries.without_delegate(session, row)
        if manages and (row.planned or row.taking)
        else [],
        leas=len(queries.leas_of(session, row.network_id)) if row.planned else row.electors,
        turnout=queries.turnout(session, row.id) if row.counted else None,
        events=[words.happened(event, row) for event in queries.events(session, row.id)],
        now=clock.now(),
        rule=tally.RULE,
        words=words,
    )


# --- planning ------------------------------------------------------------------------------


@bp.route("/rounds/new", methods=["GET", "POST"])
@requires("round.create", network_asked)
@once
def new(network: NetworkRow) -> ResponseReturnValue:
    form = RoundForm(zone=network.timezone, data=suggested(network.timezone))
    if form.validate_on_submit():
        made = attempt(form, operations.create_round, viewer(), network.network_id, **form.plan())
        if made:
            done = "The round is planned. Only your network sees it until it opens."
            return go("rounds.show", done, round_id=made.id)
    return _plan(form, network, None)


@bp.route("/rounds/<id:round_id>/edit", methods=["GET", "POST"])
@requires("round.manage", round_)
def edit(row: RoundRow) -> ResponseReturnValue:
    zone = ZoneInfo(row.timezone)
    before = {name: getattr(row, name) for name in ("title", "purpose", "points", "seats")} | {
        "options": list(queries.chosen(db.session(), row.id)),
        "opens_at": row.opens_at.astimezone(zone).replace(tzinfo=None),
        "closes_at": row.closes_at.astimezone(zone).replace(tzinfo=None),
    }
    form = RoundForm(zone=row.timezone, data=before)
    if form.validate_on_submit() and attempt(
        form, operations.edit_round, viewer(), row.id, **form.plan()
    ):
        return go("rounds.show", "The plan is changed.", round_id=row.id)
    network = NetworkRow(row.network_id, row.network_name, row.network_slug, row.timezone)
    return _plan(form, network, row)


def _plan(form: RoundForm, network: NetworkRow, row: RoundRow | None) -> ResponseReturnValue:
    before = queries.chosen(db.session(), row.id) if row else ()
    problems = queries.choosable(db.session(), network.network_id, before)
    zone = ZONES.get(network.timezone, network.timezone)
    return page(
        "rounds/plan.html", form=form, network=network, round=row, problems=problems, zone=zone
    )


@bp.post("/rounds/<id:round_id>/schedule")
@requires("round.manage", round_)
def schedule(row: RoundRow) -> ResponseReturnValue:
    opens = moment_in(row.opens_at, row.timezone)
    return _press(operations.schedule_round, row, f"Scheduled. It opens by itself on {opens}.")


@bp.post("/rounds/<id:round_id>/open")
@requires("round.manage", round_)
def open_now(row: RoundRow) -> ResponseReturnValue:
    closes = moment_in(row.closes_at, row.timezone)
    return _press(operations.open_round, row, f"The round is open. Districts vote until {closes}.")


@bp.post("/rounds/<id:round_id>/close")
@requires("round.manage", round_)
def close(row: RoundRow) -> ResponseReturnValue:
    return _press(operations.close_round, row, "The round is closed and counted.")


def _press(operation: Any, row: RoundRow, done: str) -> ResponseReturnValue:
    back = url_for("rounds.show", round_id=row.id)
    return press(operation, viewer(), row.id, back=back, done=done)


@bp.route("/rounds/<id:round_id>/cancel", methods=["GET", "POST"])
@requires("round.manage", round_)
def cancel(row: RoundRow) -> ResponseReturnValue:
    form = CancelForm()
    if form.validate_on_submit() and attempt(
        form, operations.cancel_round, viewer(), row.id, form.reason.data
    ):
        return go("rounds.show", "The round is cancelled.", round_id=row.id)
    return page("rounds/cancel.html", form=form, round=row)


# --- voting --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """What a delegate has before her: the round, its problems, and her districts' ballots."""

    round: RoundRow
    options: list[OptionRow]
    own: list[OwnBallot]
    ballot: OwnBallot

    def form(self) -> BallotForm:
        ids = [option.id for option in self.options]
        mine = self.ballot
        return ballot_form(ids, self.round.points, mine.organization_id, mine.version, mine.points)


def _sheet(row: RoundRow) -> Sheet:
    """The sheet of the district asked for; else of her first that has not voted."""
    session, person = db.session(), viewer()
    own = queries.own_ballots(session, person, row)
    asked = request.values.get("organization", "")
    mine = [b for b in own if asked in ("", str(b.organization_id))]
    ballot = or_404(next((b for b in mine if not b.cast), mine[0] if mine else None))
    return Sheet(row, queries.options(session, person, row.id), own, ballot)


def _as_it_is_now(sheet: Sheet) -> Sheet:
    """The round and the ballot after a refusal, to compare with what she typed."""
    session, person = db.session(), viewer()
    row = round_(sheet.round.id)
    mine = sheet.ballot.organization_id
    own = (b for b in queries.own_ballots(session, person, row) if b.organization_id == mine)
    return replace(sheet, round=row, ballot=next(own, sheet.ballot))


@bp.get("/rounds/<id:round_id>/ballot")
@requires("round.vote", round_)
def ballot(row: RoundRow) -> ResponseReturnValue:
    sheet = _sheet(row)
    return _ballot(sheet, sheet.form())


def _ballot(sheet: Sheet, form: BallotForm) -> ResponseReturnValue:
    return page("rounds/ballot.html", sheet=sheet, form=form, rule=tally.RULE, words=words)


@bp.post("/rounds/<id:round_id>/ballot")
@requires("round.vote", round_)
def check_or_cast(row: RoundRow) -> ResponseReturnValue:
    sheet, step = _sheet(row), request.form.get("step", "check")
    form = sheet.form()
    if step == "change":
        return _ballot(sheet, form)
    if form.validate():
        if step != "cast":
            return page("rounds/check.html", sheet=sheet, form=form)
        organization_id = sheet.ballot.organization_id
        if attempt(
            form,
            operations.cast_ballot,
            viewer(),
            row.id,
            organization_id,
            form.points,
            form.seen_version,
        ):
            whose = "Your ballot" if len(sheet.own) == 1 else f"The ballot of {sheet.ballot.name}"
            until = moment_in(row.closes_at, row.timezone, year=False)
            done = f"{whose} is cast. You can change it until {until}."
            return go("rounds.show", done, round_id=row.id)
        sheet = _as_it_is_now(sheet)
        form.saw(sheet.ballot.version)
    return _ballot(sheet, form)
