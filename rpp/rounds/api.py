"""Rounds as programs read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from sqlalchemy import select
from sqlmodel import Session

from rpp.db import columns
from rpp.networks.models import Network
from rpp.paging import Found, Statement
from rpp.policy import Viewer
from rpp.resources import Filter, Id, PageAddress, Path, Reference, Resource, one_of, said, to
from rpp.rounds.life import LIFE
from rpp.rounds.models import Round, RoundOption

ROUND, OPTION, NETWORK = columns(Round), columns(RoundOption), columns(Network)
STATUSES = one_of(state for state in LIFE.now if state != "deleted")
# Rounds whose count everyone reads.
COUNTED = ("closed", "certified")


@dataclass(frozen=True, slots=True)
class OptionForm:
    """A problem that could be chosen."""

    problem: Annotated[Reference | None, said("Empty where the reader may not know of it.")]
    effort: Annotated[int, said("How many of the seats it takes.")]
    withdrawn: bool
    won: Annotated[bool | None, said("Whether it was chosen; null before the count.")]


@dataclass(frozen=True, slots=True)
class RoundForm:
    """A vote of a network's districts on which problems come first."""

    id: int
    page: PageAddress
    title: str
    status: Annotated[str, said("Where it stands in its life.")]
    purpose: str
    network: Reference | None
    ballot: Annotated[str, said("What a ballot holds: points, approval or ranking.")]
    points: Annotated[int, said("How many points a ballot gives out.")]
    seats: Annotated[int, said("How much effort can be taken up.")]
    rule: Annotated[str, said("How it is counted.")]
    quorum: Annotated[int, said("How many districts must vote; 0 for any number.")]
    secret: bool
    time_zone: str
    opens_at: datetime
    closes_at: datetime
    voted: Annotated[int | None, said("How many districts voted; null before the count.")]
    options: list[OptionForm]
    result: Annotated[str, said("Where the count is read in full; empty before it.")]
    ballots: Annotated[str, said("Where the ballots are read, to count them again; may be empty.")]


def _select(_viewer: Viewer) -> Statement:
    return select(
        ROUND.id.label("id"),
        *(ROUND.title, ROUND.status, ROUND.purpose, ROUND.network_id, NETWORK.slug),
        *(ROUND.ballot, ROUND.points, ROUND.capacity, ROUND.rule, ROUND.quorum, ROUND.secret),
        *(ROUND.timezone, ROUND.opens_at, ROUND.closes_at, ROUND.voted),
    ).join_from(ROUND.id.table, NETWORK.id.table, NETWORK.id == ROUND.network_id)


def _forms(session: Session, _viewer: Viewer, rows: Sequence[Found]) -> list[RoundForm]:
    options = _options(session, {row.id: row.status in COUNTED for row in rows})
    return [_form(row, options.get(row.id, [])) for row in rows]


def _options(session: Session, counted: dict[int, bool]) -> dict[int, list[OptionForm]]:
    """The options of rounds, by round; one statement."""
    found: dict[int, list[OptionForm]] = {}
    asked = (OPTION.round_id, OPTION.problem_id, OPTION.effort, OPTION.withdrawn, OPTION.won)
    statement = select(*asked).where(OPTION.round_id.in_(counted))
    rows = session.execute(statement.order_by(OPTION.position, OPTION.id))
    for round_id, problem_id, effort, withdrawn, won in rows:
        told = won if counted[round_id] else None
        one = OptionForm(to("problem", problem_id), effort, withdrawn, told)
        found.setdefault(round_id, []).append(one)
    return found


def _form(row: Found, options: list[OptionForm]) -> RoundForm:
    id_, title, status, purpose, network_id, slug, ballot, points, seats, rule, *rest = row
    quorum, secret, zone, opens_at, closes_at, voted = rest
    page = f"/rounds/{id_}"
    counted = status in COUNTED
    return RoundForm(
        *(id_, Path(page), title, status, purpose),
        to("network", network_id, f"/networks/{slug}"),
        *(ballot, points, seats, rule, quorum, secret, zone, opens_at, closes_at, voted),
        options,
        Path(f"{page}/result.json" if counted else ""),
        Path(f"{page}/ballots.pb" if counted else ""),
    )


RESOURCE = Resource(
    name="rounds",
    about="Votes on which problems come first, and what they came to.",
    form=RoundForm,
    key=ROUND.id,
    select=_select,
    forms=_forms,
    filters={
        "status": Filter("Where it stands.", lambda value: ROUND.status == value, STATUSES),
        "network": Filter("Of this network.", lambda id_: ROUND.network_id == id_, Id),
    },
)
