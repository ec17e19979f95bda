"""What people do with rounds until they close: plan, open, extend, remind."""

import logging
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select
from sqlmodel import Session, col

from rpp import clock, db, history, jobs, mail, unsaved
from rpp.dates import closing_in, is_zone
from rpp.errors import DomainError
from rpp.networks.models import Network
from rpp.organizations.models import Appointment, Organization
from rpp.people import emails
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.problems.models import Problem
from rpp.rounds import queries
from rpp.rounds.casting import hold_elector, hold_for_voting, is_member
from rpp.rounds.counting import hash_of_seed
from rpp.rounds.life import LIFE, Action
from rpp.rounds.models import Ballot, Elector, Round, RoundOption
from rpp.rounds.plan import Plan
from rpp.rounds.words import BALLOTS, RULES

log = logging.getLogger(__name__)

OPTIONS: Any = RoundOption.__table__  # type: ignore[attr-defined]

MOST_POINTS = 100
MOST_EFFORT = 1_000
REMIND_AFTER = timedelta(hours=20)
LAST_DAYS = timedelta(days=2)


# --- planning ------------------------------------------------------------------------------


def create_round(session: Session, actor: Viewer, network_id: int, plan: Plan) -> Round:
    """Plan a round of a network."""
    round_ = Round(
        network_id=network_id,
        title=plan.title,
        timezone=session.get_one(Network, network_id).timezone,
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
        status_since=clock.now(),
        created_by=actor.id,
    )
    plan.write(round_)
    _check_plan(round_)
    session.add(round_)
    session.flush()
    _choose(session, round_, plan.options, plan.efforts)
    history.record(session, round_, "created", actor.id)
    return round_


def edit_round(session: Session, actor: Viewer, round_id: int, plan: Plan) -> Round:
    """Change a planned round."""
    round_ = db.lock(session, Round, round_id)
    LIFE.require(round_, Action.EDIT)
    plan.write(round_)
    _check_plan(round_)
    _choose(session, round_, plan.options, plan.efforts)
    if round_.status == "scheduled":
        _check_ready(session, round_)
        _check_opening_ahead(round_)
    history.record(session, round_, "edited", actor.id)
    return round_


def schedule_round(session: Session, actor: Viewer, round_id: int) -> Round:
    """Let a round open by itself at its opening time."""
    round_ = db.lock(session, Round, round_id)
    LIFE.require(round_, Action.SCHEDULE)
    _check_ready(session, round_)
    _check_opening_ahead(round_)
    round_.opened_by = actor.id
    opens_at = round_.opens_at.isoformat() if round_.opens_at else None
    history.move(session, round_, "scheduled", "scheduled", actor.id, detail={"opens_at": opens_at})
    return round_


def delete_draft(session: Session, actor: Viewer, round_id: int) -> Round:
    """Delete the draft of a round: what was planned goes for good."""
    round_ = db.lock(session, Round, round_id)
    LIFE.require(round_, Action.DELETE)
    round_.title, round_.purpose = "", ""
    session.execute(delete(RoundOption).where(col(RoundOption.round_id) == round_id))
    history.move(session, round_, "deleted", "deleted", actor.id, private=True)
    unsaved.forget_place(session, f"/rounds/{round_id}/edit")
    return round_


def cancel_round(session: Session, actor: Viewer, round_id: int, reason: str) -> Round:
    """End a round before it closes; its ballots are never counted."""
    round_ = db.lock(session, Round, round_id)
    LIFE.require(round_, Action.CANCEL)
    if round_.status == "open" and round_.closes_at <= clock.now():
        raise DomainError("Voting has ended, so this round can only be closed and counted now.")
    round_.reason = reason
    history.move(session, round_, "cancelled", "cancelled", actor.id, reason=reason)
    return round_


def _check_plan(round_: Round) -> None:
    if not 1 <= round_.points <= MOST_POINTS:
        raise DomainError(f"A ballot has 1 to {MOST_POINTS} points.", "points")
    if round_.capacity < 1:
        raise DomainError("The capacity must be at least 1.", "capacity")
    if round_.ballot not in BALLOTS:
        raise DomainError("Choose one of the kinds of ballot.", "ballot")
    if round_.rule not in RULES or round_.ballot not in RULES[round_.rule].ballots:
        raise DomainError("This rule does not fit the ballot. Choose another.", "rule")
    if round_.quorum < 0:
        raise DomainError("A quorum is a number of districts.", "quorum")
    if not is_zone(round_.timezone):
        raise DomainError("Choose one of the time zones.", "timezone")
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


def _choose(
    session: Session, round_: Round, problem_ids: Collection[int], efforts: Mapping[int, int]
) -> None:
    """Put problems on the ballot; the one that opened first stands first."""
    before = {
        option.problem_id: option
        for option in session.execute(
            select(RoundOption).where(col(RoundOption.round_id) == round_.id)
        ).scalars()
    }
    allowed = queries.choosable(session, round_.network_id, before)
    if set(problem_ids) - {problem.id for problem in allowed}:
        raise DomainError(
            "One of these problems is not open in this network. Choose again from the list.",
            "options",
        )
    if any(not 1 <= efforts.get(problem, 1) <= MOST_EFFORT for problem in problem_ids):
        raise DomainError(f"Give each problem an effort of 1 to {MOST_EFFORT:,}.", "options")
    ordered = [problem.id for problem in allowed if problem.id in set(problem_ids)]
    for problem_id in set(before) - set(ordered):
        session.delete(before[problem_id])
    for at, problem_id in enumerate(ordered, 1):
        # What a researcher noted stays with its problem.
        option = before.get(problem_id) or RoundOption(
            round_id=round_.id or 0, problem_id=problem_id, position=at
        )
        option.position, option.effort = at, efforts.get(problem_id, option.effort)
        session.add(option)
    session.flush()


def note_option(
    session: Session, actor: Viewer, round_id: int, option_id: int, note: str
) -> RoundOption:
    """Say how an option could be studied; until the round opens."""
    round_ = db.lock(session, Round, round_id)
    LIFE.require(round_, Action.NOTE, "note")
    option = _option(session, round_id, option_id)
    option.note, option.note_by = note, actor.id
    session.add(option)
    history.record(session, round_, "option_noted", actor.id, detail={"option": option_id})
    return option


def _option(session: Session, round_id: int, option_id: int) -> RoundOption:
    statement = select(RoundOption).where(
        col(RoundOption.round_id) == round_id, col(RoundOption.id) == option_id
    )
    option = session.execute(statement).scalar_one_or_none()
    if option is None:
        raise DomainError("This problem is not in this round.")
    answer: RoundOption = option
    return answer


# --- opening -------------------------------------------------------------------------------


def open_round(session: Session, actor: Viewer, round_id: int) -> Round:
    """Open a planned round now: options, rule, capacity and electorate are fixed from here on."""
    round_ = db.lock(session, Round, round_id)
    LIFE.require(round_, Action.OPEN)
    round_.opened_by = actor.id
    round_.opens_at = clock.now()
    return _open(session, round_, actor.id)


def _open(session: Session, round_: Round, actor_id: int | None) -> Round:
    _check_ready(session, round_)
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
        delete(OPTIONS).where(OPTIONS.c.round_id == round_.id, OPTIONS.c.problem_id.in_(gone))
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


# --- while it runs -------------------------------------------------------------------------


def _require_voting(round_: Any, action: Action) -> None:
    """Refuse the action unless the round is open and its time is not over."""
    LIFE.require(round_, action)
    if round_.closes_at <= clock.now():
        raise DomainError(f"{LIFE.step(action).refusal} Voting has ended.")


def extend_round(
    session: Session, actor: Viewer, round_id: int, closes_at: datetime, reason: str
) -> Round:
    """Let an open round close later, with a reason that everyone reads."""
    round_ = db.lock(session, Round, round_id)
    _require_voting(round_, Action.EXTEND)
    if closes_at <= round_.closes_at:
        before = closing_in(round_.closes_at, round_.timezone)
        raise DomainError(f"Choose a time after {before}. A round cannot end earlier.", "closes_at")
    detail = {"before": round_.closes_at.isoformat(), "closes_at": closes_at.isoformat()}
    round_.closes_at = closes_at
    session.add(round_)
    history.record(session, round_, "extended", actor.id, reason=reason, detail=detail)
    return round_


def withdraw_option(
    session: Session, actor: Viewer, round_id: int, option_id: int, reason: str
) -> RoundOption:
    """Take a problem out of an open round, with a reason that everyone reads."""
    round_ = db.lock(session, Round, round_id)
    _require_voting(round_, Action.WITHDRAW_PROBLEM)
    option = _option(session, round_id, option_id)
    if option.withdrawn:
        raise DomainError("This problem is already withdrawn.")
    left = session.execute(
        select(col(RoundOption.id)).where(
            col(RoundOption.round_id) == round_id, col(RoundOption.withdrawn).is_(False)
        )
    ).all()
    if len(left) <= 2:
        raise DomainError("Fewer than two problems would be left. Cancel the round instead.")
    option.withdrawn = True
    session.add(option)
    detail = {"option": option_id, "problem": option.problem_id}
    history.record(session, round_, "option_withdrawn", actor.id, reason=reason, detail=detail)
    return option


def name_substitute(
    session: Session, actor: Viewer, round_id: int, organization_id: int, person_id: int | None
) -> Elector:
    """Say who votes for an LEA when its delegate cannot; None for nobody."""
    _require_voting(hold_for_voting(session, round_id), Action.NAME_SUBSTITUTE)
    held = hold_elector(session, round_id, organization_id)
    if organization_id not in actor.delegate_for | actor.leads:
        raise DomainError(
            "Only the district’s delegate or one of its leaders can name a substitute."
        )
    if person_id is not None and not is_member(session, organization_id, person_id):
        raise DomainError(f"Choose a member of {held.name}.", "person")
    elector = session.get_one(Elector, held.id, populate_existing=True)
    if elector.substitute_id == person_id:
        return elector
    elector.substitute_id = person_id
    session.add(elector)
    verb = "substitute_taken_back" if person_id is None else "substitute_named"
    # Everyone reads the history: it names the district, and neither of its people.
    detail = {"district": f"{held.name}, {held.state}", "person_id": person_id}
    round_ = session.get_one(Round, round_id)
    history.record(
        session,
        round_,
        verb,
        actor.id,
        organization_id=organization_id,
        detail=detail,
        audience=history.only([] if person_id is None else [person_id]),
    )
    return elector


def remind(session: Session, actor: Viewer, round_id: int) -> Round:
    """Write to those who have not voted; nobody is told who they are."""
    round_ = db.lock(session, Round, round_id)
    _require_voting(round_, Action.REMIND)
    if round_.reminded_at and clock.now() - round_.reminded_at < REMIND_AFTER:
        raise DomainError("The districts were already reminded today. Wait until tomorrow.")
    return _remind(session, round_, actor.id)


def _remind(session: Session, round_: Round, actor_id: int | None) -> Round:
    round_id = round_.id or 0
    round_.reminded_at = clock.now()
    session.add(round_)
    link = mail.link("rounds.ballot", round_id=round_id)
    closes = closing_in(round_.closes_at, round_.timezone)
    for person_id, district in _silent(session, round_id):
        emails.tell(
            session,
            [person_id],
            "round",
            f"Your district has not voted yet: {round_.title}",
            "reminder",
            why=f"you can vote for {district}",
            title=round_.title,
            district=district,
            closes=closes,
            link=link,
        )
    history.record(session, round_, "reminded", actor_id)
    return round_


def _silent(session: Session, round_id: int) -> list[tuple[int, str]]:
    """The ids of those who could still cast a ballot that is missing, and their districts."""
    voted = select(col(Ballot.organization_id)).where(col(Ballot.round_id) == round_id)
    delegates = (
        select(col(Appointment.person_id), col(Organization.name))
        .select_from(Elector)
        .join(Organization, col(Organization.id) == col(Elector.organization_id))
        .join(Appointment, col(Appointment.organization_id) == col(Elector.organization_id))
        .where(
            col(Elector.round_id) == round_id,
            col(Elector.organization_id).not_in(voted),
            col(Appointment.role) == "delegate",
            col(Appointment.ended_at).is_(None),
        )
    )
    substitutes = (
        select(col(Person.id), col(Organization.name))
        .select_from(Elector)
        .join(Organization, col(Organization.id) == col(Elector.organization_id))
        .join(Person, col(Person.id) == col(Elector.substitute_id))
        .where(
            col(Elector.round_id) == round_id,
            col(Elector.organization_id).not_in(voted),
            queries.stands_in(col(Person.id)),
        )
    )
    rows = (session.execute(delegates).all(), session.execute(substitutes).all())
    return sorted({(row[0], row[1]) for found in rows for row in found})


# --- on time -------------------------------------------------------------------------------


def open_due(session: Session) -> int:
    """Open the scheduled rounds whose time has come; one that cannot open waits for its steward."""
    return on_time(session, "scheduled", col(Round.opens_at) <= clock.now(), _open)


def remind_due(session: Session) -> int:
    """Write to those who have not voted when the close is near, unless somebody just did."""
    now = clock.now()
    near = (
        col(Round.closes_at) > now,
        col(Round.closes_at) <= now + LAST_DAYS,
        col(Round.opened_at) <= now - REMIND_AFTER,
        or_(col(Round.reminded_at).is_(None), col(Round.reminded_at) <= now - LAST_DAYS),
    )
    return on_time(session, "open", and_(*near), _remind)


def on_time(session: Session, status: str, due: Any, act: Any) -> int:
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
jobs.register("remind districts", remind_due)
