"""What people do with rounds: plan, open, cast, count."""

import logging
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from rpp import clock, db, history, jobs
from rpp.dates import moment_in
from rpp.errors import DomainError
from rpp.networks.models import Network
from rpp.organizations.models import Appointment, Organization
from rpp.policy import Viewer
from rpp.problems import operations as problems
from rpp.problems.models import Problem
from rpp.rounds import queries, tally
from rpp.rounds.models import Ballot, BallotPoints, Elector, Round, RoundOption
from rpp.rounds.words import several

log = logging.getLogger(__name__)

OPTIONS: Any = RoundOption.__table__  # type: ignore[attr-defined]
POINTS: Any = BallotPoints.__table__  # type: ignore[attr-defined]

MOST_POINTS = 100


# --- planning ------------------------------------------------------------------------------


def create_round(
    session: Session,
    actor: Viewer,
    network_id: int,
    *,
    title: str,
    purpose: str = "",
    points: int = 10,
    seats: int = 3,
    opens_at: datetime,
    closes_at: datetime,
    options: Collection[int] = (),
) -> Round:
    """Plan a round of a network; `options` are ids of its open problems."""
    network = session.get_one(Network, network_id)
    round_ = Round(
        network_id=network_id,
        title=title,
        purpose=purpose,
        points=points,
        seats=seats,
        timezone=network.timezone,
        status_since=clock.now(),
        opens_at=opens_at,
        closes_at=closes_at,
        created_by=actor.id,
    )
    _check_plan(round_)
    session.add(round_)
    session.flush()
    _choose(session, round_, options)
    history.record(session, round_, "created", actor.id)
    return round_


def edit_round(session: Session, actor: Viewer, round_id: int, **plan: Any) -> Round:
    """Change a planned round; takes what `create_round` takes."""
    round_ = db.lock(session, Round, round_id)
    if round_.status not in ("draft", "scheduled"):
        raise DomainError(
            f"This round is {round_.status} now. Its problems, points, places and districts are "
            "fixed, and nobody can change them."
        )
    options = plan.pop("options")
    for name in ("title", "purpose", "points", "seats", "opens_at", "closes_at"):
        setattr(round_, name, plan[name])
    _check_plan(round_)
    _choose(session, round_, options)
    if round_.status == "scheduled":
        _check_ready(session, round_)
        _check_opening_ahead(round_)
    history.record(session, round_, "edited", actor.id)
    return round_


def schedule_round(session: Session, actor: Viewer, round_id: int) -> Round:
    """Let a round open by itself at its opening time."""
    round_ = db.lock(session, Round, round_id)
    if round_.status == "draft":
        _check_ready(session, round_)
        _check_opening_ahead(round_)
    round_.opened_by = actor.id
    history.move(session, round_, "scheduled", "scheduled", actor.id)
    return round_


def cancel_round(session: Session, actor: Viewer, round_id: int, reason: str) -> Round:
    """End a round before it closes; its ballots are never counted."""
    round_ = db.lock(session, Round, round_id)
    if round_.status == "open" and round_.closes_at <= clock.now():
        raise DomainError("Voting has ended, so this round can only be closed and counted now.")
    round_.reason = reason
    history.move(session, round_, "cancelled", "cancelled", actor.id, reason=reason)
    return round_


def _check_plan(round_: Round) -> None:
    if not 1 <= round_.points <= MOST_POINTS:
        raise DomainError(f"A ballot holds 1 to {MOST_POINTS} points.", "points")
    if round_.seats < 1:
        raise DomainError("At least one problem must come first.", "seats")
    if round_.closes_at <= round_.opens_at:
        raise DomainError("The round must close after it opens.", "closes_at")


def _check_ready(session: Session, round_: Round) -> None:
    session.flush()
    for obstacle in queries.obstacles(session, round_):
        raise DomainError(obstacle.sentence, obstacle.field)


def _check_opening_ahead(round_: Round) -> None:
    if round_.opens_at <= clock.now():
        raise DomainError(
            "The opening time has passed. Choose a later one, or open the round now.", "opens_at"
        )


def _choose(session: Session, round_: Round, problem_ids: Collection[int]) -> None:
    """Put problems on the ballot; the one that opened first stands first."""
    before = queries.chosen(session, round_.id or 0)
    allowed = queries.choosable(session, round_.network_id, before)
    if set(problem_ids) - {problem.id for problem in allowed}:
        raise DomainError(
            "One of these problems is not open in this network. Choose again from the list.",
            "options",
        )
    session.execute(delete(OPTIONS).where(OPTIONS.c.round_id == round_.id))
    ordered = [problem.id for problem in allowed if problem.id in set(problem_ids)]
    session.add_all(
        RoundOption(round_id=round_.id or 0, problem_id=problem_id, position=at)
        for at, problem_id in enumerate(ordered, 1)
    )
    session.flush()


# --- opening -------------------------------------------------------------------------------


def open_round(session: Session, actor: Viewer, round_id: int) -> Round:
    """Open a planned round now: options, points, seats and electorate are fixed from here on."""
    round_ = db.lock(session, Round, round_id)
    if round_.status in ("draft", "scheduled"):
        round_.opened_by = actor.id
        round_.opens_at = clock.now()
    return _open(session, round_, actor.id)


def _open(session: Session, round_: Round, actor_id: int | None) -> Round:
    if round_.status in ("draft", "scheduled"):
        _check_ready(session, round_)
        left_out = _leave_out_what_is_not_open(session, round_)
        leas = queries.leas_of(session, round_.network_id)
        session.add_all(Elector(round_id=round_.id or 0, organization_id=lea) for lea in leas)
        round_.opened_at = clock.now()
        detail = {
            "options": list(queries.chosen(session, round_.id or 0)),
            "left_out": left_out,
            "electors": len(leas),
            "points": round_.points,
            "seats": round_.seats,
        }
    else:
        detail = {}
    history.move(session, round_, "open", "opened", actor_id, detail=detail)
    return round_


def _leave_out_what_is_not_open(session: Session, round_: Round) -> list[int]:
    """Take problems off the ballot that ended since they were chosen; hold the others."""
    chosen = queries.chosen(session, round_.id or 0)
    still_open = _hold_open(session, chosen, read=True)
    gone = [problem_id for problem_id in chosen if problem_id not in still_open]
    session.execute(
        delete(OPTIONS).where(OPTIONS.c.round_id == round_.id, OPTIONS.c.problem_id.in_(gone))
    )
    return gone


def _hold_open(session: Session, problem_ids: Collection[int], *, read: bool) -> set[int]:
    """Those of the problems that are open, locked until the transaction ends."""
    statement = (
        select(col(Problem.id), col(Problem.status))
        .where(col(Problem.id).in_(list(problem_ids)))
        .order_by(col(Problem.id))
        .with_for_update(read=read)
    )
    return {id_ for id_, status in session.execute(statement) if status == "open"}


# --- casting -------------------------------------------------------------------------------


def cast_ballot(
    session: Session,
    actor: Viewer,
    round_id: int,
    organization_id: int,
    points: Mapping[int, int],
    seen: int | None = None,
) -> Ballot:
    """Cast or change the one ballot of an LEA; `points` by option id, those of zero may stand.

    `seen` is the version of the ballot that the delegate had before her (0 for none): where
    another change came between, nothing is overwritten and a DomainError says so. No event is
    recorded: a time in the history would tie a voter to a ballot.
    """
    round_ = _hold_for_voting(session, round_id)
    _check_taking(round_)
    organization = _hold_elector(session, round_id, organization_id)
    _check_delegate(session, actor, organization)
    given = _check_points(session, round_, points)
    ballot = session.execute(
        select(Ballot)
        .where(col(Ballot.round_id) == round_id, col(Ballot.organization_id) == organization_id)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if ballot is None:
        ballot = Ballot(
            round_id=round_id,
            organization_id=organization_id,
            cast_by=actor.id or 0,
            cast_at=clock.now(),
            changed_at=clock.now(),
        )
        session.add(ballot)
        session.flush()
    else:
        if _points_of(session, ballot) == given and ballot.cast_by == actor.id:
            return ballot
        if seen is not None and seen != ballot.version:
            raise DomainError(
                f"The ballot of {organization.name} was cast or changed while you filled this in, "
                f"on {moment_in(ballot.changed_at, round_.timezone)}. Nothing of yours was cast. "
                "Compare the two, then check and cast again."
            )
        ballot.cast_by, ballot.changed_at = actor.id or 0, clock.now()
        ballot.version += 1
        session.execute(delete(POINTS).where(POINTS.c.ballot_id == ballot.id))
    session.execute(
        insert(POINTS),
        [{"ballot_id": ballot.id, "option_id": o, "points": n} for o, n in given.items()],
    )
    session.flush()
    return ballot


def _hold_for_voting(session: Session, round_id: int) -> Round:
    """The round, which cannot close before this ballot is in; voters do not wait on each other."""
    statement = select(Round).where(col(Round.id) == round_id).with_for_update(read=True)
    return session.execute(statement.execution_options(populate_existing=True)).scalar_one()


def _check_taking(round_: Round) -> None:
    closing = moment_in(round_.closes_at, round_.timezone)
    if round_.status == "cancelled":
        raise DomainError("This round was cancelled. Nothing was cast, and no ballot is counted.")
    if round_.status in ("draft", "scheduled"):
        raise DomainError("This round is not open yet, so nothing was cast.")
    if round_.status != "open" or round_.closes_at <= clock.now():
        raise DomainError(
            f"Voting ended on {closing}. This was not cast. A ballot that your district cast "
            "before then counts as it was."
        )


def _hold_elector(session: Session, round_id: int, organization_id: int) -> Organization:
    """The LEA, held so that two ballots for it come one after the other."""
    statement = (
        select(Organization)
        .join(Elector, col(Elector.organization_id) == col(Organization.id))
        .where(col(Elector.round_id) == round_id, col(Elector.organization_id) == organization_id)
        .with_for_update(of=Elector)
    )
    organization = session.execute(statement).scalar_one_or_none()
    if organization is None:
        raise DomainError("This district has no vote in this round, so nothing was cast.")
    return organization


def _check_delegate(session: Session, actor: Viewer, organization: Organization) -> None:
    """Ask again inside the transaction: she may have been replaced a moment ago."""
    statement = (
        select(col(Appointment.id))
        .where(
            col(Appointment.organization_id) == organization.id,
            col(Appointment.person_id) == actor.id,
            col(Appointment.role) == "delegate",
            col(Appointment.ended_at).is_(None),
        )
        .with_for_update(read=True)
    )
    if session.execute(statement).first() is None:
        raise DomainError(
            f"You are no longer the delegate of {organization.name}, so nothing was cast. "
            "Its leader can say who is."
        )


def _check_points(session: Session, round_: Round, points: Mapping[int, int]) -> dict[int, int]:
    """The points that a ballot gives, in ballot order, without zeros."""
    options = queries.chosen(session, round_.id or 0).values()
    if set(points) - set(options):
        raise DomainError("This ballot names a problem that is not in this round.")
    if any(type(n) is not int or n < 0 for n in points.values()):
        raise DomainError("Points are whole numbers from zero up.")
    given = {option: points[option] for option in options if points.get(option)}
    over = sum(given.values()) - round_.points
    if over > 0:
        raise DomainError(too_many(over, round_.points))
    if not given:
        raise DomainError("Give at least one problem a point.")
    return given


def too_many(over: int, budget: int) -> str:
    """How many points a ballot gives too many, in words."""
    return (
        f"That is {several(over, 'point')} too many: a ballot holds {budget}. "
        f"Take {over} back before you cast."
    )


def _points_of(session: Session, ballot: Ballot) -> dict[int, int]:
    statement = select(POINTS.c.option_id, POINTS.c.points).where(POINTS.c.ballot_id == ballot.id)
    return {row.option_id: row.points for row in session.execute(statement)}


# --- counting ------------------------------------------------------------------------------


def close_round(session: Session, actor: Viewer, round_id: int) -> Round:
    """Close a round whose time is over, and count it."""
    return _close(session, db.lock(session, Round, round_id), actor.id)


def _close(session: Session, round_: Round, actor_id: int | None) -> Round:
    if round_.status == "open" and clock.now() < round_.closes_at:
        raise DomainError(
            "Districts can vote until "
            f"{moment_in(round_.closes_at, round_.timezone)}. Nobody can close the round earlier."
        )
    if round_.status != "open":
        # Says which state it is in; nothing is counted twice.
        history.move(session, round_, "closed", "closed", actor_id)
    options = session.execute(
        select(RoundOption)
        .where(col(RoundOption.round_id) == round_.id)
        .order_by(col(RoundOption.position), col(RoundOption.id))
    ).scalars()
    by_id = {option.id or 0: option for option in options}
    ballots = _ballots(session, round_)
    results = tally.totals(list(by_id), ballots)
    open_problems = _hold_open(session, [o.problem_id for o in by_id.values()], read=False)
    eligible = {id_ for id_, option in by_id.items() if option.problem_id in open_problems}
    won = tally.winners(results, round_.seats, eligible)
    for result in results:
        option = by_id[result.option]
        option.total, option.supporters = result.total, result.supporters
        option.place, option.won = result.place, result.option in won
    detail = {"won": [by_id[id_].problem_id for id_ in won], "ballots": len(ballots)}
    history.move(session, round_, "closed", "closed", actor_id, detail=detail)
    for id_ in won:
        problems.prioritize_problem(session, actor_id, by_id[id_].problem_id, round_.id or 0)
    return round_


def _ballots(session: Session, round_: Round) -> list[dict[int, int]]:
    statement = (
        select(col(BallotPoints.ballot_id), col(BallotPoints.option_id), col(BallotPoints.points))
        .join(Ballot, col(Ballot.id) == col(BallotPoints.ballot_id))
        .where(col(Ballot.round_id) == round_.id)
    )
    ballots: dict[int, dict[int, int]] = defaultdict(dict)
    for ballot_id, option_id, points in session.execute(statement):
        ballots[ballot_id][option_id] = points
    return list(ballots.values())


# --- on time -------------------------------------------------------------------------------


def open_due(session: Session) -> int:
    """Open the scheduled rounds whose time has come; one that cannot open waits for its steward."""
    return _on_time(session, "scheduled", col(Round.opens_at) <= clock.now(), _open)


def close_due(session: Session) -> int:
    """Close and count the open rounds whose time is over."""
    return _on_time(session, "open", col(Round.closes_at) <= clock.now(), _close)


def _on_time(session: Session, status: str, due: Any, act: Any) -> int:
    """Do it to each due round by itself: one that fails holds up no other."""
    statement = select(col(Round.id)).where(col(Round.status) == status, due)
    done = 0
    for round_id in session.execute(statement.order_by(col(Round.id))).scalars().all():
        try:
            with session.begin_nested():
                round_ = db.lock(session, Round, round_id)
                if round_.status == status:
                    act(session, round_, None)
                    done += 1
        except DomainError as error:
            log.info("round %s waits: %s", round_id, error.sentence)
        except Exception:
            log.exception("round %s failed", round_id)
    return done


jobs.register("open rounds", open_due)
jobs.register("close rounds", close_due)
