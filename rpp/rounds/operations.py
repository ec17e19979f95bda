"""What people do with rounds until they close; `opening` opens them, `reminding` reminds."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Session, col

from rpp import clock, db, history, unsaved
from rpp.dates import closing_in, is_zone
from rpp.errors import DomainError
from rpp.networks.models import Network
from rpp.policy import Viewer
from rpp.rounds import queries
from rpp.rounds.casting import HeldRound, hold_elector, hold_for_voting, is_member
from rpp.rounds.life import LIFE, Action
from rpp.rounds.models import Elector, Round, RoundOption
from rpp.rounds.plan import Plan
from rpp.rounds.words import BALLOTS, RULES

MOST_POINTS = 100
MOST_EFFORT = 1_000


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
        check_ready(session, round_)
        _check_opening_ahead(round_)
    history.record(session, round_, "edited", actor.id)
    return round_


def schedule_round(session: Session, actor: Viewer, round_id: int) -> Round:
    """Let a round open by itself at its opening time."""
    round_ = db.lock(session, Round, round_id)
    LIFE.require(round_, Action.SCHEDULE)
    check_ready(session, round_)
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


def check_ready(session: Session, round_: Round) -> None:
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


# --- while it runs -------------------------------------------------------------------------


def require_voting(round_: Round | HeldRound, action: Action) -> None:
    """Refuse the action unless the round is open and its time is not over."""
    LIFE.require(round_, action)
    if round_.closes_at <= clock.now():
        raise DomainError(f"{LIFE.step(action).refusal} Voting has ended.")


def extend_round(
    session: Session, actor: Viewer, round_id: int, closes_at: datetime, reason: str
) -> Round:
    """Let an open round close later, with a reason that everyone reads."""
    round_ = db.lock(session, Round, round_id)
    require_voting(round_, Action.EXTEND)
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
    require_voting(round_, Action.WITHDRAW_PROBLEM)
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
    require_voting(hold_for_voting(session, round_id), Action.NAME_SUBSTITUTE)
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
