"""The close of a round; `certifying` says what two certifiers make of it."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from rpp import clock, db, history, jobs
from rpp.dates import closing_in
from rpp.db import columns
from rpp.errors import DomainError
from rpp.networks.models import Network
from rpp.organizations.models import LOCALES, SIZES, Organization, setting, size_band
from rpp.policy import Viewer
from rpp.problems.models import Problem
from rpp.rounds import counting, tally
from rpp.rounds.file import write_ballots
from rpp.rounds.life import LIFE, Action
from rpp.rounds.models import (
    Ballot,
    BallotPoints,
    Elector,
    PublishedBallot,
    Round,
    RoundOption,
)
from rpp.rounds.on_time import on_time
from rpp.rounds.opening import hold_open
from rpp.rounds.result import Effort, Result, Step, Tables, Tie
from rpp.rounds.tally.election import Election
from rpp.rounds.words import BALLOTS

BALLOT_ROWS, CHOICES = columns(Ballot), columns(BallotPoints)

SETTINGS = (*LOCALES.values(), "Setting not known")
BANDS = (*(name for _, name in SIZES), "25,000 and more", "unknown")


def close_round(session: Session, actor: Viewer, round_id: int) -> Round:
    """Close a round whose time is over, and count it."""
    return _close(session, db.lock(session, Round, round_id), actor.id)


def close_due(session: Session) -> int:
    """Close and count the open rounds whose time is over."""
    return on_time(session, "open", col(Round.closes_at) <= clock.now(), _close)


jobs.register("close rounds", close_due)


def _close(session: Session, round_: Round, actor_id: int | None) -> Round:
    """Tables, published ballots and the count; then the links go. All in one transaction."""
    # Nothing is counted twice.
    LIFE.require(round_, Action.CLOSE)
    if clock.now() < round_.closes_at:
        raise DomainError(
            "Districts can vote until "
            f"{closing_in(round_.closes_at, round_.timezone)}. No one can close the round earlier."
        )
    options = _options(session, round_)
    cast = _ballots(session, round_)
    round_.voted = len(cast)
    if round_.voted < round_.quorum:
        return _annul_without_quorum(session, round_, actor_id)
    of = counting.election(
        round_.ballot,
        round_.capacity,
        {id_: (o.effort, title) for id_, (o, title) in options.items() if not o.withdrawn},
        [ballot.choices for ballot in cast],
        counting.tie_order((i for i, (o, _) in options.items() if not o.withdrawn), round_.seed),
    )
    counted = counting.count(round_.rule, of)
    winners = counted.outcome.winners
    _write_places(round_, options, cast, winners, of)
    _publish(session, round_, cast)
    round_.tables = _tables(session, round_, cast, winners)
    network = session.get_one(Network, round_.network_id)
    round_.ballots_pb = write_ballots(
        round_,
        network.name,
        {id_: (o.effort, title) for id_, (o, title) in options.items() if not o.withdrawn},
        sorted((ballot.code, ballot.choices) for ballot in cast),
        of.tie_order,
        winners,
    )
    round_.inputs_sha256 = counting.digest(round_.ballots_pb)
    round_.result = _result(round_, options, counted)
    won = [options[int(id_)][0].problem_id for id_ in winners]
    detail = {"won": won, "ballots": len(cast)}
    history.move(session, round_, "closed", "closed", actor_id, detail=detail)
    if round_.secret:
        _delete_links(session, round_)
    return round_


class _Cast:
    """A ballot, its code, and whose it is: known until the links are deleted."""

    def __init__(self, code: str, organization_id: int) -> None:
        self.code, self.organization_id = code, organization_id
        self.choices: dict[int, int] = {}


def _options(session: Session, round_: Round) -> dict[int, tuple[RoundOption, str]]:
    """The options with the titles of their problems; what is not open any more is withdrawn."""
    rows = session.execute(
        select(RoundOption, col(Problem.title), col(Problem.audience))
        .join(Problem, col(Problem.id) == col(RoundOption.problem_id))
        .where(col(RoundOption.round_id) == round_.id)
        .order_by(col(RoundOption.position), col(RoundOption.id))
    ).all()
    still = hold_open(session, [option.problem_id for option, *_ in rows], read=False)
    found = {}
    for option, title, audience in rows:
        option.withdrawn = option.withdrawn or option.problem_id not in still
        # The file of ballots is everyone's; what is the network's alone has no name in it.
        named = title if audience == "public" else f"Problem {option.problem_id}"
        found[option.id] = (option, named)
    return found


def _ballots(session: Session, round_: Round) -> list[_Cast]:
    statement = (
        select(
            col(Ballot.id),
            col(Ballot.receipt),
            col(Ballot.organization_id),
            col(BallotPoints.option_id),
            col(BallotPoints.points),
        )
        .join(BallotPoints, col(BallotPoints.ballot_id) == col(Ballot.id))
        .where(col(Ballot.round_id) == round_.id)
    )
    found: dict[int, _Cast] = {}
    for ballot_id, code, organization_id, option_id, points in session.execute(statement):
        # A ballot from before there were receipts is published under a number.
        one = found.setdefault(ballot_id, _Cast(code or f"{ballot_id:08}", organization_id))
        one.choices[option_id] = points
    return sorted(found.values(), key=lambda ballot: ballot.code)


def _annul_without_quorum(session: Session, round_: Round, actor_id: int | None) -> Round:
    """Nothing is counted, and secret ballots are published nowhere."""
    history.move(session, round_, "closed", "closed", actor_id, detail={"ballots": round_.voted})
    if round_.secret:
        _delete_links(session, round_)
    detail = {"voted": round_.voted or 0, "quorum": round_.quorum}
    history.move(session, round_, "annulled", "annulled", None, detail=detail)
    return round_


def _write_places(
    round_: Round,
    options: Mapping[int, tuple[RoundOption, str]],
    cast: list[_Cast],
    winners: tuple[str, ...],
    of: Election,
) -> None:
    """What the lists show: points (or ticks, or Borda's points), supporters and the place."""
    supporters: dict[int, int] = defaultdict(int)
    total: dict[int, int] = defaultdict(int)
    for ballot in cast:
        for option_id, n in ballot.choices.items():
            supporters[option_id] += 1
            total[option_id] += n if round_.ballot == "points" else 1
    for id_, (option, _) in options.items():
        if round_.ballot == "ranking":
            total[id_] = int(of.total.get(str(id_), 0))
        option.total, option.supporters = total[id_], supporters[id_]
        option.won = str(id_) in winners
    first = {int(id_): at for at, id_ in enumerate(winners)}
    order = sorted(
        options,
        key=lambda i: (first.get(i, len(first)), options[i][0].withdrawn, -total[i],
                       of.place.get(str(i), 0), i),
    )  # fmt: skip
    for place, id_ in enumerate(order, 1):
        options[id_][0].place = place


def _publish(session: Session, round_: Round, cast: list[_Cast]) -> None:
    """Copy the ballots under their codes, in the order of the codes."""
    rows = [
        {
            "round_id": round_.id,
            "code": ballot.code,
            "choices": {str(o): ballot.choices[o] for o in sorted(ballot.choices)},
            "organization_id": None if round_.secret else ballot.organization_id,
        }
        for ballot in cast
    ]
    if rows:
        session.execute(insert(columns(PublishedBallot).code.table), rows)


def _delete_links(session: Session, round_: Round) -> None:
    ours = select(BALLOT_ROWS.id).where(BALLOT_ROWS.round_id == round_.id)
    session.execute(delete(CHOICES.points.table).where(CHOICES.ballot_id.in_(ours)))
    session.execute(delete(BALLOT_ROWS.id.table).where(BALLOT_ROWS.round_id == round_.id))


def _tables(session: Session, round_: Round, cast: list[_Cast], winners: tuple[str, ...]) -> Tables:
    by_lea = {ballot.organization_id: ballot for ballot in cast}
    rows = session.execute(
        select(col(Organization.id), col(Organization.locale), col(Organization.enrollment))
        .join(Elector, col(Elector.organization_id) == col(Organization.id))
        .where(col(Elector.round_id) == round_.id)
    )
    voters = [
        counting.Voter(
            setting(locale) or "Setting not known",
            size_band(enrollment),
            lea in by_lea,
            lea in by_lea and counting.has_winner(round_.ballot, by_lea[lea].choices, winners),
        )
        for lea, locale, enrollment in rows
    ]
    return counting.tables(voters, secret=round_.secret, settings=SETTINGS, sizes=BANDS)


def _result(
    round_: Round, options: Mapping[int, tuple[RoundOption, str]], counted: counting.Count
) -> Result:
    """The count as everyone can read it: exact fractions are texts such as "20/3"."""
    outcome = counted.outcome
    counted_options = {id_: option for id_, (option, _) in options.items() if not option.withdrawn}
    return Result(
        round=round_.id or 0,
        rule=round_.rule,
        version=tally.VERSION,
        ballot=round_.ballot,
        utility=BALLOTS[round_.ballot].utility,
        capacity=round_.capacity,
        ballots=round_.voted or 0,
        inputs_sha256=round_.inputs_sha256,
        seed=round_.seed,
        seed_sha256=round_.seed_hash,
        tie_order=list(counted.election.tie_order),
        options=[Effort(id=str(id_), effort=o.effort) for id_, o in counted_options.items()],
        withdrawn=[str(id_) for id_ in options if id_ not in counted_options],
        winners=list(outcome.winners),
        cost=str(outcome.cost),
        endowment=str(outcome.endowment),
        raises=outcome.raises,
        stopped=outcome.stopped,
        represented=counted.represented,
        steps=[_step(step) for step in outcome.steps],
        ties=[Tie(step=tie.step, among=list(tie.among)) for tie in outcome.ties],
        groups=counting.groups(counted),
        condorcet=[list(level) for level in tally.schulze(counted.election)],
        other_rules=counting.others(round_.ballot, round_.rule, counted.election),
    )


def _step(step: tally.Step) -> Step:
    return Step(
        option=step.project,
        rho=None if step.rho is None else str(step.rho),
        paid={str(group): str(share) for group, share in step.paid.items()},
        remains=str(step.remains),
    )
