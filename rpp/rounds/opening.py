"""The opening of a round: from here on its problems, rule and districts are fixed."""

import secrets
from collections.abc import Collection

from sqlalchemy import delete, select
from sqlmodel import Session, col

from rpp import clock, db, history, jobs
from rpp.db import columns
from rpp.policy import Viewer
from rpp.problems.models import Problem
from rpp.rounds import queries
from rpp.rounds.counting import hash_of_seed
from rpp.rounds.life import LIFE, Action
from rpp.rounds.models import Elector, Round, RoundOption
from rpp.rounds.on_time import on_time
from rpp.rounds.operations import check_ready

OPTIONS = columns(RoundOption)


def open_round(session: Session, actor: Viewer, round_id: int) -> Round:
    """Open a planned round now: options, rule, capacity and electorate are fixed from here on."""
    round_ = db.lock(session, Round, round_id)
    LIFE.require(round_, Action.OPEN)
    round_.opened_by = actor.id
    round_.opens_at = clock.now()
    return _open(session, round_, actor.id)


def _open(session: Session, round_: Round, actor_id: int | None) -> Round:
    check_ready(session, round_)
    left_out = _leave_out_what_is_not_open(session, round_)
    leas = queries.leas_of(session, round_.network_id)
    session.add_all(Elector(round_id=round_.id or 0, organization_id=lea) for lea in leas)
    round_.opened_at = clock.now()
    round_.seed = secrets.token_hex(32)
    round_.seed_hash = hash_of_seed(round_.seed)
    detail = {
        "options": list(queries.chosen(session, round_.id or 0)),
        "left_out": left_out,
        "electors": len(leas),
        "ballot": round_.ballot,
        "points": round_.points,
        "capacity": round_.capacity,
        "rule": round_.rule,
        "quorum": round_.quorum,
        "secret": round_.secret,
        "seed_hash": round_.seed_hash,
    }
    history.move(session, round_, "open", "opened", actor_id, detail=detail)
    return round_


def _leave_out_what_is_not_open(session: Session, round_: Round) -> list[int]:
    """Take problems off the ballot that ended since they were chosen; hold the others."""
    chosen = queries.chosen(session, round_.id or 0)
    still_open = hold_open(session, chosen, read=True)
    gone = [problem_id for problem_id in chosen if problem_id not in still_open]
    session.execute(
        delete(OPTIONS.id.table).where(OPTIONS.round_id == round_.id, OPTIONS.problem_id.in_(gone))
    )
    return gone


def hold_open(session: Session, problem_ids: Collection[int], *, read: bool) -> set[int]:
    """Those of the problems that are open, locked until the transaction ends."""
    statement = (
        select(col(Problem.id), col(Problem.status))
        .where(col(Problem.id).in_(list(problem_ids)))
        .order_by(col(Problem.id))
        .with_for_update(read=read)
    )
    return {id_ for id_, status in session.execute(statement) if status == "open"}


def open_due(session: Session) -> int:
    """Open the scheduled rounds whose time has come; one that cannot open waits for its steward."""
    return on_time(session, "scheduled", col(Round.opens_at) <= clock.now(), _open)


jobs.register("open rounds", open_due)
