"""Pages of rounds: the list, a round, and how votes are counted."""

import json
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue

from rpp import clock, db, history, policy
from rpp.paging import whole
from rpp.rounds import example, queries, story, words
from rpp.rounds.loaders import bp, round_, speaks_for
from rpp.rounds.queries import OptionRow, RoundRow
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
        and bool(speaks_for(row) - {c.organization_id for c in said}),
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
        events=[
            words.happened(event, row)
            for event in history.timeline(session, "round", row.id, private=False)
        ],
        now=clock.now(),
        rule=words.RULES.get(row.rule, words.RULES["greedy"]),
        words=words,
        story=story,
    )


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


@bp.get("/help/fair-votes")
@public()
def fair_votes() -> ResponseReturnValue:
    return page("rounds/fair_votes.html", example=example.worked(), words=words)


# Here, so that their addresses are known with these.
from rpp.rounds import ballot_views, count_views, planning_views, running_views  # noqa: E402, F401  isort: skip
