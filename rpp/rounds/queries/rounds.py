"""Reads rounds as lists and pages show them."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, func, or_, select
from sqlmodel import Session, SQLModel, col

from rpp import clock
from rpp.db import columns
from rpp.networks.models import Network
from rpp.paging import Cursor, Slice, page_of
from rpp.policy import NOBODY, Viewer
from rpp.rounds.models import Ballot, Elector, Round, RoundOption
from rpp.rounds.overdue import is_late
from rpp.rounds.words import FILTERS

PAGE = 20

ROUND, NETWORK, ELECTOR = columns(Round), columns(Network), columns(Elector)


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Rounds that opened are everyone's; the others belong to the network's people."""
    opened = col(Round.opened_at).is_not(None)
    if not viewer.readable_networks:
        return opened
    own = col(Round.network_id).in_(sorted(viewer.readable_networks))
    return or_(opened, and_(own, col(Round.status) != "deleted"))


def _number_of(model: type[SQLModel]) -> ScalarSelect[int]:
    """How many rows of `model` belong to the round of the outer statement."""
    of_it = columns(model).round_id == ROUND.id
    return select(func.count()).where(of_it).correlate(ROUND.id.table).scalar_subquery()


# In the order of the fields of `RoundRow`.
COLUMNS = (
    *(ROUND.id, ROUND.network_id, ROUND.title, ROUND.purpose, ROUND.status, ROUND.status_since),
    *(ROUND.points, ROUND.ballot, ROUND.capacity, ROUND.rule, ROUND.quorum, ROUND.secret),
    *(ROUND.seed_hash, ROUND.opened_by, ROUND.reminded_at, ROUND.timezone),
    *(ROUND.opens_at, ROUND.closes_at, ROUND.opened_at, ROUND.reason),
    *(NETWORK.name.label("network_name"), NETWORK.slug),
    _number_of(RoundOption).label("options"),
    _number_of(Elector).label("electors"),
    func.coalesce(ROUND.voted, _number_of(Ballot)).label("ballots"),
)


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round as pages show it."""

    id: int
    network_id: int
    title: str
    purpose: str
    status: str
    status_since: datetime
    points: int
    ballot: str
    capacity: int
    rule: str
    quorum: int
    secret: bool
    seed_hash: str
    opened_by: int | None
    reminded_at: datetime | None
    timezone: str
    opens_at: datetime
    closes_at: datetime
    opened_at: datetime | None
    reason: str
    network_name: str
    network_slug: str
    options: int
    electors: int
    ballots: int
    # Of the electorate those LEAs whose delegate or leader the viewer is, and those for which
    # they stand in: enough for the policy.
    elector_ids: frozenset[int] = NOBODY
    stands_in_ids: frozenset[int] = NOBODY

    @property
    def due(self) -> bool:
        """Open past its closing time: it takes no ballot and waits to be counted."""
        return self.status == "open" and self.closes_at <= clock.now()

    @property
    def overdue(self) -> bool:
        """Due for so long that the count will not start in a moment."""
        return self.due and is_late(self.closes_at)

    @property
    def taking(self) -> bool:
        """Whether a ballot may be cast now."""
        return self.status == "open" and clock.now() < self.closes_at

    @property
    def planned(self) -> bool:
        return self.status in ("draft", "scheduled")

    @property
    def counted(self) -> bool:
        return self.status in ("closed", "certified", "annulled")


ROUNDS = select(*COLUMNS).join_from(
    ROUND.id.table, NETWORK.id.table, NETWORK.id == ROUND.network_id
)
_ONE = ROUNDS.where(ROUND.id == bindparam("round_id"))
_ELECTORS = select(ELECTOR.organization_id, ELECTOR.substitute_id).where(
    ELECTOR.round_id == bindparam("round_id"),
    ELECTOR.organization_id.in_(bindparam("leas", expanding=True)),
)


def round_(session: Session, viewer: Viewer, round_id: int) -> RoundRow | None:
    """One round, if the viewer may know of it, as `visible_to` has it."""
    row = session.execute(_ONE, {"round_id": round_id}).first()
    if row is None or row.status == "deleted":
        return None
    if not (row.opened_at or row.network_id in viewer.readable_networks):
        return None
    found = RoundRow(*row)
    if not viewer.leas:
        return found
    speaks = viewer.delegate_for | viewer.leads
    asked = {"round_id": round_id, "leas": sorted(viewer.leas | speaks)}
    rows = session.execute(_ELECTORS, asked).all()
    return replace(
        found,
        elector_ids=frozenset(lea for lea, _ in rows if lea in speaks),
        stands_in_ids=frozenset(lea for lea, who in rows if who == viewer.id),
    )


# --- lists ---------------------------------------------------------------------------------


def listed(
    session: Session,
    viewer: Viewer,
    cursor: Cursor,
    *,
    network_id: int | None = None,
    state: str = "",
    limit: int = PAGE,
) -> Slice[RoundRow]:
    """One page of rounds, newest first."""
    statement = ROUNDS.where(visible_to(viewer))
    if network_id is not None:
        statement = statement.where(col(Round.network_id) == network_id)
    if state in FILTERS:
        statement = statement.where(col(Round.status).in_(FILTERS[state][1]))
    found = page_of(session, statement, col(Round.id), cursor, limit=limit, count=True)
    return found.of(RoundRow)


class NetworkRow(NamedTuple):
    """A network in which rounds are held."""

    network_id: int
    name: str
    slug: str
    timezone: str


def network(session: Session, network_id: int) -> NetworkRow | None:
    """The network of a new round."""
    statement = select(*_NETWORK).where(col(Network.id) == network_id)
    row = session.execute(statement).first()
    return NetworkRow(*row) if row else None


_NETWORK = (col(Network.id), col(Network.name), col(Network.slug), col(Network.timezone))


def networks(session: Session, viewer: Viewer, limit: int = 50) -> list[NetworkRow]:
    """Networks with a round the viewer may see, and those they are steward of, by name."""
    held = select(col(Round.network_id)).where(visible_to(viewer))
    statement = select(*_NETWORK).where(
        or_(col(Network.id).in_(held), col(Network.id).in_(sorted(viewer.stewards)))
    )
    rows = session.execute(statement.order_by(col(Network.name)).limit(limit))
    return [NetworkRow(*row) for row in rows]


def open_rounds(session: Session, limit: int = 3) -> list[RoundRow]:
    """Rounds that take ballots now, the one that closes first on top."""
    statement = ROUNDS.where(col(Round.status) == "open", col(Round.closes_at) > clock.now())
    rows = session.execute(statement.order_by(col(Round.closes_at), col(Round.id)).limit(limit))
    return [RoundRow(*row) for row in rows]


class Counts(NamedTuple):
    """Rounds under way, rounds counted, and the ballots cast in both."""

    open: int
    closed: int
    ballots: int


def counts(session: Session) -> Counts:
    """How many rounds are open or closed, and how many ballots they hold."""
    by_status = session.execute(select(col(Round.status), func.count()).group_by(Round.status))
    of = Counter({row[0]: row[1] for row in by_status})
    counted = func.coalesce(func.sum(func.coalesce(col(Round.voted), _number_of(Ballot))), 0)
    ballots = session.execute(
        select(counted).where(col(Round.status).in_(("open", "closed", "certified")))
    ).scalar_one()
    return Counts(of["open"], of["closed"] + of["certified"], ballots)


class OfProblem(NamedTuple):
    """A round that a problem stood in; where it came is None until the round closes."""

    id: int
    title: str
    status: str
    closes_at: datetime
    timezone: str
    place: int | None
    won: bool
    supporters: int | None
    total: int | None
    ballots: int


def rounds_of_problem(session: Session, problem_id: int) -> list[OfProblem]:
    """Rounds a problem stood in, newest first."""
    option = columns(RoundOption)
    statement = (
        select(
            *(ROUND.id, ROUND.title, ROUND.status, ROUND.closes_at, ROUND.timezone),
            *(option.place, option.won, option.supporters, option.total),
            func.coalesce(ROUND.voted, _number_of(Ballot)),
        )
        .join_from(ROUND.id.table, option.id.table, option.round_id == ROUND.id)
        .where(option.problem_id == problem_id, ROUND.opened_at.is_not(None))
        .order_by(ROUND.id.desc())
    )
    return [OfProblem(*row) for row in session.execute(statement)]
