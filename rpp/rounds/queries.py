"""Reads rounds: none shows a ballot to anyone but its own district's delegate."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp import clock, history
from rpp.db import columns
from rpp.networks.models import Network, NetworkMembership
from rpp.organizations.models import Appointment, Membership, Organization
from rpp.paging import Cursor, Slice, page_of
from rpp.people.models import Person
from rpp.policy import NOBODY, Viewer
from rpp.problems import queries as problems
from rpp.problems.models import LocalContext, Problem
from rpp.rounds.models import (
    Ballot,
    BallotPoints,
    Elector,
    PublishedBallot,
    Round,
    RoundCertification,
    RoundOption,
)
from rpp.rounds.overdue import is_late
from rpp.rounds.words import FILTERS, HIDDEN

PAGE = 20


ROUND, NETWORK, ELECTOR = columns(Round), columns(Network), columns(Elector)


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Rounds that opened are everyone's; the others belong to the network's people."""
    opened = col(Round.opened_at).is_not(None)
    if not viewer.readable_networks:
        return opened
    own = col(Round.network_id).in_(sorted(viewer.readable_networks))
    return or_(opened, and_(own, col(Round.status) != "deleted"))


def stands_in(person_id: Any) -> ColumnElement[bool]:
    """The person is named to vote for the elector of the outer statement, and belongs to it still.

    A substitute who left the district reads no ballot of it, and is not asked for one.
    """
    membership = columns(Membership)
    belongs = (
        exists()
        .where(
            membership.organization_id == ELECTOR.organization_id,
            membership.person_id == ELECTOR.substitute_id,
            membership.status == "active",
        )
        .correlate(ELECTOR.id.table)
    )
    return and_(ELECTOR.substitute_id == person_id, belongs)


def _number_of(model: Any) -> Any:
    """How many rows of `model` belong to the round of the outer statement."""
    of_it = columns(model).round_id == ROUND.id
    return select(func.count()).where(of_it).correlate(ROUND.id.table).scalar_subquery()


COLUMNS: tuple[Any, ...] = (
    *(ROUND.id, ROUND.network_id, ROUND.title, ROUND.purpose, ROUND.status, ROUND.status_since),
    *(ROUND.points, ROUND.ballot, ROUND.capacity, ROUND.rule, ROUND.quorum, ROUND.secret),
    *(ROUND.seed_hash, ROUND.opened_by, ROUND.reminded_at, ROUND.timezone),
    *(ROUND.opens_at, ROUND.closes_at, ROUND.opened_at, ROUND.reason),
    *(NETWORK.name.label("network_name"), NETWORK.slug.label("network_slug")),
    _number_of(RoundOption).label("options"),
    _number_of(Elector).label("electors"),
    func.coalesce(ROUND.voted, _number_of(Ballot)).label("ballots"),
)


@dataclass(frozen=True)
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


def _rounds() -> Any:
    return select(*COLUMNS).join_from(
        ROUND.id.table, NETWORK.id.table, NETWORK.id == ROUND.network_id
    )


@cache
def _one() -> Any:
    return _rounds().where(ROUND.id == bindparam("round_id"))


@cache
def _electors() -> Any:
    return select(ELECTOR.organization_id, ELECTOR.substitute_id).where(
        ELECTOR.round_id == bindparam("round_id"),
        ELECTOR.organization_id.in_(bindparam("leas", expanding=True)),
    )


def round_(session: Session, viewer: Viewer, round_id: int) -> RoundRow | None:
    """One round, if the viewer may know of it, as `visible_to` has it."""
    row = session.execute(_one(), {"round_id": round_id}).first()
    if row is None or row.status == "deleted":
        return None
    if not (row.opened_at or row.network_id in viewer.readable_networks):
        return None
    if not viewer.leas:
        return RoundRow(**row._mapping)
    speaks = viewer.delegate_for | viewer.leads
    asked = {"round_id": round_id, "leas": sorted(viewer.leas | speaks)}
    rows = session.execute(_electors(), asked).all()
    return RoundRow(
        **row._mapping,
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
    statement = _rounds().where(visible_to(viewer))
    if network_id is not None:
        statement = statement.where(col(Round.network_id) == network_id)
    if state in FILTERS:
        statement = statement.where(col(Round.status).in_(FILTERS[state][1]))
    found = page_of(session, statement, col(Round.id), cursor, limit=limit, count=True)
    return Slice([RoundRow(**row._mapping) for row in found], found.back, found.on, found.total)


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
    statement = _rounds().where(col(Round.status) == "open", col(Round.closes_at) > clock.now())
    rows = session.execute(statement.order_by(col(Round.closes_at), col(Round.id)).limit(limit))
    return [RoundRow(**row._mapping) for row in rows]


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


class Waiting(NamedTuple):
    """A round that waits for the viewer.

    `what`: "vote" (their LEA has no ballot), "certify" (counted, and they may say whether it
    stands), or, for a steward, "count" (due to close), "late" (could not open on time) or "draft".
    """

    what: str
    id: int
    title: str
    network_name: str
    closes_at: datetime
    timezone: str
    organization_id: int | None = None
    organization_name: str = ""
    has_voted: bool = False


def waiting_for(session: Session, viewer: Viewer) -> list[Waiting]:
    """What waits for a delegate or a steward, the nearest date first."""
    now, found = clock.now(), []
    head = (
        *(col(Round.id), col(Round.title), col(Network.name)),
        *(col(Round.closes_at), col(Round.timezone)),
    )
    if viewer.leas:
        voted = select(col(Ballot.id)).where(
            col(Ballot.round_id) == col(Round.id),
            col(Ballot.organization_id) == col(Elector.organization_id),
        )
        votes = (
            select(*head, col(Organization.id), col(Organization.name))
            .select_from(Round)
            .join(Network, col(Network.id) == col(Round.network_id))
            .join(Elector, col(Elector.round_id) == col(Round.id))
            .join(Organization, col(Organization.id) == col(Elector.organization_id))
            .where(
                col(Round.status) == "open",
                col(Round.closes_at) > now,
                or_(
                    col(Elector.organization_id).in_(sorted(viewer.delegate_for)),
                    stands_in(viewer.id),
                ),
                ~voted.exists(),
            )
            .order_by(col(Round.closes_at), col(Round.id), col(Organization.id))
        )
        found += [Waiting("vote", *row) for row in session.execute(votes)]
    if speaks := viewer.delegate_for | viewer.leads:
        said = select(col(RoundCertification.id)).where(
            col(RoundCertification.round_id) == col(Round.id),
            or_(
                col(RoundCertification.person_id) == viewer.id,
                col(RoundCertification.organization_id) == col(Elector.organization_id),
            ),
        )
        counted_rounds = (
            select(*head, col(Organization.id), col(Organization.name))
            .select_from(Round)
            .join(Network, col(Network.id) == col(Round.network_id))
            .join(Elector, col(Elector.round_id) == col(Round.id))
            .join(Organization, col(Organization.id) == col(Elector.organization_id))
            .where(
                col(Round.status) == "closed",
                col(Round.result).is_not(None),
                or_(col(Round.opened_by).is_(None), col(Round.opened_by) != viewer.id),
                col(Elector.organization_id).in_(sorted(speaks)),
                ~said.exists(),
            )
            .order_by(col(Round.closes_at), col(Round.id), col(Organization.id))
        )
        found += [Waiting("certify", *row) for row in session.execute(counted_rounds)]
    if viewer.stewards:
        due = and_(col(Round.status) == "open", col(Round.closes_at) <= now)
        late = and_(col(Round.status) == "scheduled", col(Round.opens_at) <= now)
        duties = (
            select(*head, col(Round.status))
            .join(Network, col(Network.id) == col(Round.network_id))
            .where(
                col(Round.network_id).in_(sorted(viewer.stewards)),
                or_(due, late, col(Round.status) == "draft"),
            )
            .order_by(col(Round.closes_at), col(Round.id))
        )
        words = {"open": "count", "scheduled": "late", "draft": "draft"}
        found += [Waiting(words[row[-1]], *row[:-1]) for row in session.execute(duties)]
    return found


def rounds_of_problem(session: Session, problem_id: int) -> Sequence[Any]:
    """Rounds a problem stood in, newest first, as rows.

    (id, title, status, closes_at, timezone, place, won, supporters, total, ballots); place,
    supporters and total are None until the round closes.
    """
    statement: Any = (
        select(
            col(Round.id).label("id"),
            col(Round.title),
            col(Round.status),
            col(Round.closes_at),
            col(Round.timezone),
            col(RoundOption.place),
            col(RoundOption.won),
            col(RoundOption.supporters),
            col(RoundOption.total),
            func.coalesce(col(Round.voted), _number_of(Ballot)).label("ballots"),
        )
        .join(RoundOption, col(RoundOption.round_id) == col(Round.id))
        .where(col(RoundOption.problem_id) == problem_id, col(Round.opened_at).is_not(None))
        .order_by(col(Round.id).desc())
    )
    return session.execute(statement).all()


# --- options -------------------------------------------------------------------------------


@dataclass(frozen=True)
class OptionRow:
    """A problem on the ballot; where the viewer may not know of it, `title` is None."""

    id: int
    problem_id: int
    status: str
    title: str | None
    summary: str
    district: str
    others: int
    effort: int
    note: str
    note_by: str
    withdrawn: bool
    total: int | None
    supporters: int | None
    place: int | None
    won: bool

    @property
    def name(self) -> str:
        return self.title or HIDDEN

    @property
    def whose(self) -> str:
        """The district that told it, and how many others know it too."""
        if not self.others:
            return self.district
        return f"{self.district} and {self.others} other{'' if self.others == 1 else 's'}"


def options(session: Session, viewer: Viewer, round_id: int) -> list[OptionRow]:
    """The problems of a round, in the order of the ballot."""
    others: Any = (
        select(func.count())
        .where(
            col(LocalContext.problem_id) == col(Problem.id),
            col(LocalContext.organization_id) != col(Problem.organization_id),
        )
        .correlate(Problem)
        .scalar_subquery()
    )
    statement: Any = (
        select(
            col(RoundOption.id),
            col(Problem.id),
            col(Problem.status),
            col(Problem.title),
            col(Problem.summary),
            col(Organization.name),
            col(Organization.state),
            others,
            col(RoundOption.effort),
            col(RoundOption.note),
            func.coalesce(col(Person.name), ""),
            col(RoundOption.withdrawn),
            col(RoundOption.total),
            col(RoundOption.supporters),
            col(RoundOption.place),
            col(RoundOption.won),
            problems.visible_to(viewer).label("visible"),
        )
        .join(Problem, col(Problem.id) == col(RoundOption.problem_id))
        .join(Organization, col(Organization.id) == col(Problem.organization_id))
        .outerjoin(Person, col(Person.id) == col(RoundOption.note_by))
        .where(col(RoundOption.round_id) == round_id)
        .order_by(col(RoundOption.position), col(RoundOption.id))
    )
    rows = []
    for row in session.execute(statement):
        head, (title, summary, name, state, n, effort, note) = row[:3], row[3:10]
        # A problem that the viewer may not know of is an option without a name.
        known: tuple[Any, ...] = (None, "", "", 0, effort, "")
        if row.visible:
            known = (title, summary, f"{name}, {state}", n, effort, note)
        rows.append(OptionRow(*head, *known, *row[10:-1]))
    return rows


class Choice(NamedTuple):
    """A problem that a round may offer."""

    id: int
    title: str
    summary: str
    district: str
    open: bool


@cache
def _standing() -> Any:
    option = columns(RoundOption)
    return (
        select(option.id, option.withdrawn)
        .where(option.round_id == bindparam("round_id"))
        .order_by(option.position, option.id)
    )


def standing(session: Session, round_id: int) -> dict[int, bool]:
    """The options of a round in ballot order, and whether each still stands."""
    rows = session.execute(_standing(), {"round_id": round_id})
    return {id_: not withdrawn for id_, withdrawn in rows}


def choosable(session: Session, network_id: int, chosen: Iterable[int] = ()) -> list[Choice]:
    """The open problems of a network, and those a plan has chosen already; first opened first."""
    statement = (
        select(
            col(Problem.id),
            col(Problem.title),
            col(Problem.summary),
            col(Organization.name),
            col(Organization.state),
            col(Problem.status),
        )
        .join(Organization, col(Organization.id) == col(Problem.organization_id))
        .where(
            col(Problem.network_id) == network_id,
            or_(col(Problem.status) == "open", col(Problem.id).in_(list(chosen))),
        )
        .order_by(col(Problem.opened_at), col(Problem.id))
    )
    return [
        Choice(id_, title, summary, f"{name}, {state}", status == "open")
        for id_, title, summary, name, state, status in session.execute(statement)
    ]


def chosen(session: Session, round_id: int) -> dict[int, int]:
    """The problems of a round and their options: {problem id: option id}, in ballot order."""
    statement = (
        select(col(RoundOption.problem_id), col(RoundOption.id))
        .where(col(RoundOption.round_id) == round_id)
        .order_by(col(RoundOption.position), col(RoundOption.id))
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def efforts(session: Session, round_id: int) -> dict[int, int]:
    """What each problem of a round takes: {problem id: points of effort}."""
    statement = select(col(RoundOption.problem_id), col(RoundOption.effort)).where(
        col(RoundOption.round_id) == round_id
    )
    return {row[0]: row[1] for row in session.execute(statement)}


PLAN = ("title", "purpose", "ballot", "points", "capacity", "rule", "quorum", "timezone")


def plan(session: Session, round_id: int) -> dict[str, Any]:
    """The plan of a round as its form shows it, its times as local ones."""
    row = session.get_one(Round, round_id)
    return {name: getattr(row, name) for name in PLAN} | {
        "secrecy": "secret" if row.secret else "open",
        "options": list(chosen(session, round_id)),
        "efforts": efforts(session, round_id),
        **local(row.opens_at, row.timezone, "opens"),
        **local(row.closes_at, row.timezone, "closes"),
    }


def closing(session: Session, round_id: int) -> dict[str, Any]:
    """When a round closes, as its form shows it."""
    row = session.get_one(Round, round_id)
    return local(row.closes_at, row.timezone, "closes")


def local(moment: datetime, zone: str, name: str) -> dict[str, Any]:
    """A moment as the fields `name`_at and `name`_turn show it in a zone."""
    there = moment.astimezone(ZoneInfo(zone))
    return {f"{name}_at": there.replace(tzinfo=None, fold=0), f"{name}_turn": str(there.fold)}


def note_of(session: Session, round_id: int, option_id: int) -> str:
    """What stands beside an option on how it could be studied."""
    statement = select(col(RoundOption.note)).where(
        col(RoundOption.round_id) == round_id, col(RoundOption.id) == option_id
    )
    return session.execute(statement).scalar() or ""


def substitute_of(session: Session, round_id: int, organization_id: int) -> int | None:
    """Who votes for an LEA when its delegate cannot."""
    statement = select(col(Elector.substitute_id)).where(
        col(Elector.round_id) == round_id, col(Elector.organization_id) == organization_id
    )
    return session.execute(statement).scalar()


# --- the electorate and its turnout --------------------------------------------------------


def leas_of(session: Session, network_id: int) -> list[int]:
    """The LEAs with an active place in a network."""
    statement = (
        select(col(Organization.id))
        .join(NetworkMembership, col(NetworkMembership.organization_id) == col(Organization.id))
        .where(
            col(NetworkMembership.network_id) == network_id,
            col(NetworkMembership.status) == "active",
            col(Organization.type) == "lea",
        )
        .order_by(col(Organization.id))
    )
    return list(session.execute(statement).scalars())


class Obstacle(NamedTuple):
    """What keeps a planned round from opening, and the field of the plan where it is mended."""

    sentence: str
    field: str


def obstacles(session: Session, round_: Any) -> list[Obstacle]:
    """Why a planned round cannot open; empty when it can."""
    statement = (
        select(col(RoundOption.effort))
        .join(Problem, col(Problem.id) == col(RoundOption.problem_id))
        .where(col(RoundOption.round_id) == round_.id, col(Problem.status) == "open")
    )
    efforts = list(session.execute(statement).scalars())
    found = []
    if len(efforts) < 2:
        found.append(Obstacle("Choose at least two problems that are open.", "options"))
    elif round_.capacity >= sum(efforts):
        found.append(
            Obstacle(
                f"The {len(efforts)} open problems need {sum(efforts)} points of effort together. "
                f"With a capacity of {round_.capacity} all of them fit, and there is nothing to "
                "choose.",
                "capacity",
            )
        )
    elif round_.capacity < max(efforts):
        found.append(
            Obstacle(
                f"One problem needs {max(efforts)} points of effort, more than the capacity of "
                f"{round_.capacity}, so it could never be chosen.",
                "capacity",
            )
        )
    if not leas_of(session, round_.network_id):
        found.append(Obstacle("No district is a member of this network yet.", ""))
    if round_.closes_at <= clock.now():
        found.append(Obstacle("The closing time has passed. Choose a later one.", "closes_at"))
    return found


def without_delegate(session: Session, round_: RoundRow) -> list[str]:
    """Districts of the electorate (or of the network, before it is fixed) with no delegate."""
    delegates = select(col(Appointment.organization_id)).where(
        col(Appointment.role) == "delegate", col(Appointment.ended_at).is_(None)
    )
    if round_.planned:
        electorate: Any = leas_of(session, round_.network_id)
    else:
        electorate = select(col(Elector.organization_id)).where(col(Elector.round_id) == round_.id)
    statement = select(col(Organization.name), col(Organization.state)).where(
        col(Organization.id).in_(electorate), col(Organization.id).not_in(delegates)
    )
    rows = session.execute(statement.order_by(col(Organization.name), col(Organization.id)))
    return [f"{name}, {state}" for name, state in rows]


class ElectorRow(NamedTuple):
    """A district of the electorate, its delegate, and who votes for it when they cannot."""

    organization_id: int
    name: str
    delegate: str
    substitute: str


def electorate(session: Session, round_id: int) -> list[ElectorRow]:
    """The districts that may vote, by name."""
    delegate, substitute = aliased(Person), aliased(Person)
    statement = (
        select(
            col(Organization.id),
            col(Organization.name),
            col(Organization.state),
            func.coalesce(col(delegate.name), ""),
            func.coalesce(col(substitute.name), ""),
        )
        .select_from(Elector)
        .join(Organization, col(Organization.id) == col(Elector.organization_id))
        .outerjoin(
            Appointment,
            and_(
                col(Appointment.organization_id) == col(Elector.organization_id),
                col(Appointment.role) == "delegate",
                col(Appointment.ended_at).is_(None),
            ),
        )
        .outerjoin(delegate, col(delegate.id) == col(Appointment.person_id))
        .outerjoin(substitute, stands_in(col(substitute.id)))
        .where(col(Elector.round_id) == round_id)
        .order_by(col(Organization.name), col(Organization.id))
    )
    rows = session.execute(statement)
    return [ElectorRow(id_, f"{name}, {state}", *people) for id_, name, state, *people in rows]


def members_of(session: Session, organization_id: int) -> dict[int, str]:
    """The active members of an LEA who could stand in for its delegate: {person id: name}."""
    statement = (
        select(col(Person.id), col(Person.name))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            col(Membership.organization_id) == organization_id,
            col(Membership.status) == "active",
        )
        .order_by(col(Person.name), col(Person.id))
        .limit(500)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


# --- what was counted ----------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """What the close wrote down: the count with its steps, the tables, the file of ballots."""

    seed: str
    seed_hash: str
    result: dict[str, Any]
    tables: dict[str, Any]
    ballots_pb: str
    inputs_sha256: str


def counted(session: Session, round_: RoundRow) -> Counted | None:
    """What was written at the close; None before it, or where nothing was counted."""
    if not round_.counted:
        return None
    statement = select(
        col(Round.seed),
        col(Round.seed_hash),
        col(Round.result),
        col(Round.tables),
        col(Round.ballots_pb),
        col(Round.inputs_sha256),
    ).where(col(Round.id) == round_.id)
    row = session.execute(statement).one()
    return Counted(*row) if row.result else None


def published(session: Session, round_: RoundRow, code: str) -> dict[int, int] | None:
    """The published ballot under a code: {option id: points, 1 or rank}."""
    if not round_.counted:
        return None
    statement = select(col(PublishedBallot.choices)).where(
        col(PublishedBallot.round_id) == round_.id, col(PublishedBallot.code) == code
    )
    choices = session.execute(statement).scalar_one_or_none()
    return None if choices is None else {int(option): n for option, n in choices.items()}


class Listed(NamedTuple):
    """A ballot as everyone reads it; `name` is its district's in open rounds, else empty."""

    code: str
    choices: dict[int, int]
    name: str


def published_list(session: Session, round_: RoundRow, limit: int = 500) -> list[Listed]:
    """The published ballots in the order of their codes."""
    statement = (
        select(
            col(PublishedBallot.code),
            col(PublishedBallot.choices),
            func.coalesce(col(Organization.name), ""),
        )
        .outerjoin(Organization, col(Organization.id) == col(PublishedBallot.organization_id))
        .where(col(PublishedBallot.round_id) == round_.id)
        .order_by(col(PublishedBallot.code))
        .limit(limit)
    )
    return [
        Listed(code, {int(option): n for option, n in choices.items()}, name)
        for code, choices, name in session.execute(statement)
    ]


class Certification(NamedTuple):
    """What a certifier said."""

    person_id: int
    organization_id: int
    person: str
    organization: str
    confirms: bool
    reason: str
    at: datetime


def certifications(session: Session, round_id: int) -> list[Certification]:
    """What certifiers said of a round, first to last."""
    statement = (
        select(
            col(RoundCertification.person_id),
            col(RoundCertification.organization_id),
            col(Person.name),
            col(Organization.name),
            col(RoundCertification.confirms),
            col(RoundCertification.reason),
            col(RoundCertification.at),
        )
        .join(Person, col(Person.id) == col(RoundCertification.person_id))
        .join(Organization, col(Organization.id) == col(RoundCertification.organization_id))
        .where(col(RoundCertification.round_id) == round_id)
        .order_by(col(RoundCertification.id))
    )
    return [Certification(*row) for row in session.execute(statement)]


# --- ballots, each for its own district's delegate alone -----------------------------------


@dataclass(frozen=True)
class OwnBallot:
    """What a district of the viewer's has cast, or that it has not."""

    organization_id: int
    name: str
    version: int
    changed_at: datetime | None
    cast_by: str
    points: dict[int, int]
    receipt: str = ""

    @property
    def cast(self) -> bool:
        return self.version > 0


@cache
def _own() -> Any:
    """The LEAs of a round for which a person votes now, with their ballots."""
    lea, person, ballot = columns(Organization), columns(Person), columns(Ballot)
    points, appointment = columns(BallotPoints), columns(Appointment)
    of_round: Any = bindparam("round_id")
    viewer: Any = bindparam("viewer")
    # Asked of the database again: they may have been replaced since this request began.
    hers = select(appointment.organization_id).where(
        appointment.person_id == viewer,
        appointment.role == "delegate",
        appointment.ended_at.is_(None),
    )
    standing_in = select(ELECTOR.organization_id).where(
        ELECTOR.round_id == of_round, stands_in(viewer)
    )
    return (
        select(
            *(lea.id, lea.name, lea.state, ballot.version, ballot.changed_at, person.name),
            *(ballot.receipt, ballot.cast_by, points.option_id, points.points),
        )
        .select_from(
            lea.id.table.outerjoin(
                ballot.id.table,
                and_(ballot.organization_id == lea.id, ballot.round_id == of_round),
            )
            .outerjoin(person.id.table, person.id == ballot.cast_by)
            .outerjoin(points.points.table, points.ballot_id == ballot.id)
        )
        .where(
            or_(
                and_(lea.id.in_(bindparam("leas", expanding=True)), lea.id.in_(hers)),
                lea.id.in_(standing_in),
            )
        )
        .order_by(lea.name, lea.id, points.option_id)
    )


def own_ballots(session: Session, viewer: Viewer, round_: RoundRow) -> list[OwnBallot]:
    """The ballots of the LEAs in this round for which the viewer votes now, by name."""
    if not round_.elector_ids | round_.stands_in_ids:
        return []
    asked = {"round_id": round_.id, "viewer": viewer.id, "leas": sorted(round_.elector_ids)}
    found: dict[int, OwnBallot] = {}
    for id_, name, state, version, at, who, receipt, by, option_id, points in session.execute(
        _own(), asked
    ):
        # The code belongs to whoever cast the ballot as it is now.
        code = receipt if by == viewer.id else ""
        own = found.setdefault(
            id_, OwnBallot(id_, f"{name}, {state}", version or 0, at, who or "", {}, code or "")
        )
        if option_id is not None:
            own.points[option_id] = points
    return list(found.values())


def events(session: Session, round_id: int) -> list[Any]:
    """The history of a round, oldest first; no ballot is part of it."""
    return list(session.execute(history.timeline_statement("round", round_id, private=False)))
