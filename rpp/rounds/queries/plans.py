"""Reads the plan of a round, and what keeps it from opening."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import clock
from rpp.problems.models import Problem
from rpp.rounds.models import Round, RoundOption
from rpp.rounds.queries.electorate import leas_of
from rpp.rounds.queries.options import chosen, efforts
from rpp.rounds.queries.rounds import RoundRow

PLAN = ("title", "purpose", "ballot", "points", "capacity", "rule", "quorum", "timezone")
# A value of a form, by the kinds that the form of a plan has.
Value = str | int | datetime | list[int] | dict[int, int]


def plan(session: Session, round_id: int) -> dict[str, Value]:
    """The plan of a round by the fields of its form, its times as local ones."""
    row = session.get_one(Round, round_id)
    values: dict[str, Value] = {name: getattr(row, name) for name in PLAN}
    values |= {
        "secrecy": "secret" if row.secret else "open",
        "options": list(chosen(session, round_id)),
        "efforts": efforts(session, round_id),
    }
    return values | _local(row.opens_at, row.timezone, "opens") | _closing(row)


def closing(session: Session, round_id: int) -> dict[str, Value]:
    """When a round closes, by the fields of its form."""
    return _closing(session.get_one(Round, round_id))


def _closing(row: Round) -> dict[str, Value]:
    return _local(row.closes_at, row.timezone, "closes")


def _local(moment: datetime, zone: str, name: str) -> dict[str, Value]:
    """A moment as the fields `name`_at and `name`_turn show it in a zone."""
    there = moment.astimezone(ZoneInfo(zone))
    return {f"{name}_at": there.replace(tzinfo=None, fold=0), f"{name}_turn": str(there.fold)}


class Obstacle(NamedTuple):
    """What keeps a planned round from opening, and the field of the plan where it is mended."""

    sentence: str
    field: str


def obstacles(session: Session, round_: Round | RoundRow) -> list[Obstacle]:
    """Why a planned round cannot open; empty when it can."""
    statement = (
        select(col(RoundOption.effort))
        .join(Problem, col(Problem.id) == col(RoundOption.problem_id))
        .where(col(RoundOption.round_id) == round_.id, col(Problem.status) == "open")
    )
    needed = list(session.execute(statement).scalars())
    found = []
    if len(needed) < 2:
        found.append(Obstacle("Choose at least two problems that are open.", "options"))
    elif round_.capacity >= sum(needed):
        found.append(
            Obstacle(
                f"The {len(needed)} open problems need {sum(needed)} points of effort together. "
                f"With a capacity of {round_.capacity} all of them fit, and there is nothing to "
                "choose.",
                "capacity",
            )
        )
    elif round_.capacity < max(needed):
        found.append(
            Obstacle(
                f"One problem needs {max(needed)} points of effort, more than the capacity of "
                f"{round_.capacity}, so it could never be chosen.",
                "capacity",
            )
        )
    if not leas_of(session, round_.network_id):
        found.append(Obstacle("No district is a member of this network yet.", ""))
    if round_.closes_at <= clock.now():
        found.append(Obstacle("The closing time has passed. Choose a later one.", "closes_at"))
    return found
