"""The rule by which screening stops: fixed before it begins, changed with a public reason."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from rpp import clock, history
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.syntheses.life import LIFE, Action
from rpp.syntheses.models import STUDIES, Synthesis
from rpp.syntheses.operations import held
from rpp.syntheses.screening.models import CASES, STOPS, ScreeningRule, ScreeningStop
from rpp.syntheses.screening.stopping import (
    CHANCES,
    METHODS,
    TARGETS,
    Rule,
    Standing,
    at_most,
    standing,
)


class Fixed(NamedTuple):
    """The rule in force: the row it stands in, its number, and what it says."""

    id: int
    number: int
    rule: Rule


def in_force(session: Session, synthesis_id: int) -> Fixed | None:
    """The rule of a synthesis; None before it was fixed."""
    statement = select(ScreeningRule).where(col(ScreeningRule.synthesis_id) == synthesis_id)
    row = session.execute(statement.order_by(col(ScreeningRule.number).desc()).limit(1)).scalar()
    if row is None or row.id is None:
        return None
    return Fixed(row.id, row.number, Rule(row.target, row.chance, row.method))


def is_stopped(session: Session, synthesis_id: int) -> bool:
    """Whether screening was stopped, and not taken up again since."""
    statement = select(STOPS.c.id).where(
        STOPS.c.synthesis_id == synthesis_id, STOPS.c.resumed_at.is_(None)
    )
    return session.execute(statement.limit(1)).first() is not None


def fix_rule(
    session: Session, actor: Viewer, synthesis_id: int, rule: Rule, reason: str = ""
) -> Synthesis:
    """Say when screening may stop, before it begins; once said, a change needs a `reason`.

    DomainError for a rule that is none, for the same rule again, and for a change without reason.
    """
    made = held(session, synthesis_id)
    LIFE.require(made, Action.WRITE)
    _check(rule)
    before = in_force(session, synthesis_id)
    if before and before.rule == rule:
        raise DomainError("This is the rule already.")
    if before and not reason:
        raise DomainError("Say why the rule changes: everyone reads this reason.", "reason")
    session.add(
        ScreeningRule(
            synthesis_id=synthesis_id,
            number=before.number + 1 if before else 1,
            target=rule.target,
            chance=rule.chance,
            method=rule.method,
            reason=reason if before else "",
            set_by=actor.id,
            set_at=clock.now(),
        )
    )
    detail = {"target": rule.target, "chance": rule.chance, "method": rule.method}
    verb = "rule_changed" if before else "rule_fixed"
    history.record(session, made, verb, actor.id, reason=reason, detail=detail)
    return made


def _check(rule: Rule) -> None:
    if rule.target not in TARGETS:
        low, high = TARGETS[0], TARGETS[-1]
        raise DomainError(f"Aim for {low} to {high} percent of the relevant studies.", "target")
    if rule.chance not in CHANCES:
        raise DomainError(f"Choose a chance of {CHANCES[0]} to {CHANCES[-1]} percent.", "chance")
    if rule.method not in METHODS:
        raise DomainError("Choose the order of screening.", "method")


def labels(session: Session, synthesis_id: int) -> tuple[list[bool], int]:
    """What was decided in the order in which the second person decided, and of how many.

    True is relevant. Duplicates are left out, and so is what two people still differ on: it counts
    as not screened.
    """
    of_it = STUDIES.c.synthesis_id == synthesis_id, STUDIES.c.status != "duplicate"
    settled = (
        select(CASES.c.outcome)
        .join(STUDIES, STUDIES.c.id == CASES.c.candidate_id)
        .where(*of_it, CASES.c.outcome != "")
        .order_by(CASES.c.paired_at, CASES.c.candidate_id)
    )
    total = session.execute(select(func.count()).select_from(STUDIES).where(*of_it)).scalar_one()
    return [one == "include" for one in session.execute(settled).scalars()], total


def stands(session: Session, synthesis_id: int, rule: Rule) -> Standing:
    """Where screening stands by a rule; two statements."""
    return standing(rule, *labels(session, synthesis_id))


def stop(session: Session, actor: Viewer, synthesis_id: int, reason: str = "") -> Synthesis:
    """Stop screening; before the rule is met only with a reason that everyone reads."""
    made = held(session, synthesis_id)
    LIFE.require(made, Action.SCREEN)
    fixed = _needed(session, synthesis_id)
    if is_stopped(session, synthesis_id):
        raise DomainError("Screening was stopped already.")
    now = stands(session, synthesis_id, fixed.rule)
    if not now.is_met and not reason:
        raise DomainError(
            "The rule is not met yet. Say why you stop all the same: everyone reads this reason.",
            "reason",
        )
    session.add(
        ScreeningStop(
            synthesis_id=synthesis_id,
            rule_id=fixed.id,
            total=now.total,
            seen=now.seen,
            found=now.found,
            chance=now.chance,
            is_met=now.is_met,
            reason=reason,
            stopped_by=actor.id,
            stopped_at=clock.now(),
        )
    )
    verb = "screening_stopped" if now.is_met else "stopped_early"
    detail = {"chance": at_most(now.chance), "seen": now.seen, "total": now.total}
    history.record(session, made, verb, actor.id, reason=reason, detail=detail)
    return made


def resume(session: Session, actor: Viewer, synthesis_id: int) -> Synthesis:
    """Take screening up again: there is more to screen, or a doubt."""
    made = held(session, synthesis_id)
    LIFE.require(made, Action.SCREEN)
    statement = select(ScreeningStop).where(
        col(ScreeningStop.synthesis_id) == synthesis_id, col(ScreeningStop.resumed_at).is_(None)
    )
    row = session.execute(statement).scalar()
    if row is None:
        raise DomainError("Screening was not stopped.")
    row.resumed_by, row.resumed_at = actor.id, clock.now()
    session.add(row)
    history.record(session, made, "screening_resumed", actor.id)
    return made


def require_open(session: Session, synthesis_id: int) -> Rule:
    """The rule, where candidates can be decided on now; DomainError otherwise."""
    fixed = _needed(session, synthesis_id)
    if is_stopped(session, synthesis_id):
        raise DomainError("Screening was stopped. Those who keep the synthesis can resume it.")
    return fixed.rule


def _needed(session: Session, synthesis_id: int) -> Fixed:
    fixed = in_force(session, synthesis_id)
    if fixed is None:
        raise DomainError(
            "Those who keep the synthesis fix first when screening may stop. Then it can begin."
        )
    return fixed
