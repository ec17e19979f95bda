"""What certifiers make of a count."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import clock, db, history
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.problems import operations as problems
from rpp.rounds.life import LIFE, Action
from rpp.rounds.models import (
    Elector,
    Round,
    RoundCertification,
    RoundOption,
)
from rpp.rounds.opening import hold_open


def certify_round(
    session: Session,
    actor: Viewer,
    round_id: int,
    organization_id: int,
    confirms: bool,
    reason: str = "",
) -> Round:
    """Confirm a count or refuse it with a reason, for one's district.

    The second confirmation, from another district, certifies the round: its winners are
    prioritized. One refusal annuls it.
    """
    round_ = db.lock(session, Round, round_id)
    LIFE.require(round_, Action.CERTIFY if confirms else Action.REFUSE)
    assert round_.result is not None
    if actor.id == round_.opened_by:
        raise DomainError("You opened this round. Two others certify it.")
    _check_speaks(session, actor, round_id, organization_id)
    said = list(
        session.execute(
            select(RoundCertification).where(col(RoundCertification.round_id) == round_id)
        ).scalars()
    )
    if any(one.person_id == actor.id for one in said):
        raise DomainError(
            "You have already certified this round. A person from another "
            "district must certify it too."
        )
    if any(one.organization_id == organization_id for one in said):
        raise DomainError(
            "Your district has already certified this round. Another district must certify it too."
        )
    if not confirms and not reason.strip():
        raise DomainError("Give a reason. Everyone will read it.", "reason")
    session.add(
        RoundCertification(
            round_id=round_id,
            organization_id=organization_id,
            person_id=actor.id or 0,
            confirms=confirms,
            reason=reason,
            at=clock.now(),
        )
    )
    about: dict[str, Any] = {"organization_id": organization_id, "reason": reason}
    if not confirms:
        round_.reason = reason
        history.move(session, round_, "annulled", "annulled", actor.id, **about)
    elif not said:
        history.record(session, round_, "confirmed", actor.id, **about)
    else:
        history.move(session, round_, "certified", "certified", actor.id, **about)
        _prioritize(session, round_, actor.id)
    return round_


def _check_speaks(session: Session, actor: Viewer, round_id: int, organization_id: int) -> None:
    elector = session.execute(
        select(col(Elector.id)).where(
            col(Elector.round_id) == round_id, col(Elector.organization_id) == organization_id
        )
    ).first()
    if elector is None or organization_id not in actor.delegate_for | actor.leads:
        raise DomainError(
            "Only a leader or the delegate of a district that can vote certifies a round."
        )


def _prioritize(session: Session, round_: Round, actor_id: int | None) -> None:
    """Move the winners on; one that ended since the count stays as it is."""
    assert round_.result is not None
    by_option = {
        str(id_): problem
        for id_, problem in session.execute(
            select(col(RoundOption.id), col(RoundOption.problem_id)).where(
                col(RoundOption.round_id) == round_.id
            )
        )
    }
    won = [by_option[option] for option in round_.result["winners"]]
    still = hold_open(session, won, read=False)
    for problem_id in won:
        if problem_id in still:
            problems.prioritize_problem(session, actor_id, problem_id, round_.id or 0)
