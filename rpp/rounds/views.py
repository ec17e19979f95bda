"""Pages of rounds: the list, a round, and how votes are counted."""

import json

from flask import Response
from flask.typing import ResponseReturnValue

from rpp import db, history, policy
from rpp.paging import whole
from rpp.rounds import drawing, example, queries, words
from rpp.rounds.list_page import ListPage
from rpp.rounds.loaders import bp, round_, to_certify
from rpp.rounds.queries import Certification, OptionRow, RoundRow
from rpp.rounds.round_box import RoundBox
from rpp.rounds.round_page import RoundPage
from rpp.rounds.verbs import happened
from rpp.web import (
    arg,
    cursor,
    download,
    or_404,
    page,
    pager,
    public,
    viewer,
)


@bp.get("/rounds")
@public()
def index() -> ResponseReturnValue:
    session, person = db.session(), viewer()
    network_id, state = whole(arg("network")), arg("state", 20)
    found = queries.listed(session, person, cursor(), network_id=network_id, state=state)
    shown = ListPage(
        found,
        queries.networks(session, person),
        queries.network(session, network_id) if network_id else None,
        network_id,
        state if state in words.FILTERS else "",
        person,
    )
    return page("rounds/index.html", list=shown, pager=pager(found))


@bp.get("/rounds/<id:round_id>")
@public(round_)
def show(row: RoundRow) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    options = queries.options(session, person, row.id)
    counted = queries.counted(session, row)
    box = _box(row, options, told=counted is not None)
    shown = RoundPage(
        row,
        box,
        options,
        counted,
        queries.published_list(session, row) if counted else [],
        queries.electorate(session, row.id) if row.opened_at else [],
        queries.without_delegate(session, row) if box.steers else [],
        row.network_id in person.readable_networks,
        row.planned and policy.may(person, "round.note", row),
        [
            happened(event, row)
            for event in history.timeline(session, "round", row.id, private=False)
        ],
    )
    return page("rounds/show.html", it=shown)


def _box(row: RoundRow, options: list[OptionRow], *, told: bool) -> RoundBox:
    session, person = db.session(), viewer()
    manages = policy.may(person, "round.manage", row)
    said = queries.certifications(session, row.id) if row.counted else []
    return RoundBox(
        row,
        options,
        queries.own_ballots(session, person, row),
        queries.obstacles(session, row) if manages and row.planned else [],
        said,
        len(queries.leas_of(session, row.network_id)) if row.planned else row.electors,
        manages=manages,
        certifies=told and _certifies(row, said),
        told=told,
    )


def _certifies(row: RoundRow, said: list[Certification]) -> bool:
    """Whether the viewer may say whether the count stands, and neither they nor all theirs did."""
    return (
        row.status == "closed"
        and policy.may(viewer(), "round.certify", row)
        and bool(to_certify(row, said))
    )


@bp.get("/rounds/<id:round_id>/ballots.pb")
@public(round_)
def ballots_file(row: RoundRow) -> ResponseReturnValue:
    counted = or_404(queries.counted(db.session(), row))
    return _file(counted.ballots_pb, "text/plain; charset=utf-8", f"round-{row.id}.pb")


@bp.get("/rounds/<id:round_id>/result.json")
@public(round_)
def result_file(row: RoundRow) -> ResponseReturnValue:
    counted = or_404(queries.counted(db.session(), row))
    text = json.dumps({**counted.result} | {"status": row.status}, ensure_ascii=False, indent=1)
    return _file(text, "application/json", f"round-{row.id}.json")


def _file(text: str, mimetype: str, name: str) -> Response:
    return download(Response(text, content_type=mimetype), name, shown=True)


@bp.get("/help/fair-votes")
@public()
def fair_votes() -> ResponseReturnValue:
    worked = example.worked()
    return page("rounds/fair_votes.html", example=worked, drawings=drawing.drawings(worked.picture))


# Here, so that their addresses are known with these.
from rpp.rounds import ballot_views, count_views, planning_views, running_views  # noqa: E402, F401  isort: skip
