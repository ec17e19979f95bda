"""How a problem ends: answered by evidence, retired, or resolved by a brief."""

from sqlmodel import Session

from rpp import clock, db, kinds
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.problems.life import LIFE, Action
from rpp.problems.models import RETIRED_BECAUSE, Answer, Problem
from rpp.problems.operations import held, move

NO_SOURCE = "There is no such brief or reviewed study here."


def answer_problem(
    session: Session,
    actor: Viewer,
    problem: Problem,
    source_kind: str,
    source_id: int,
    why_it_fits: str,
) -> Problem:
    """Close a problem because evidence answers it, with why that fits the district.

    All will read the title of the brief or reviewed study, so all must be able to read it now.
    """
    problem = held(session, problem)
    LIFE.require(problem, Action.ANSWER)
    title = kinds.citable(session, source_kind, source_id)
    if title is None:
        raise DomainError(NO_SOURCE, "source")
    assert problem.id is not None
    assert actor.id is not None
    session.add(
        Answer(
            problem_id=problem.id,
            source_kind=source_kind,
            source_id=source_id,
            title=title[:300],
            why_it_fits=why_it_fits,
            linked_by=actor.id,
            linked_at=clock.now(),
        )
    )
    move(
        session,
        problem,
        "answered",
        "answered",
        actor.id,
        reason=why_it_fits,
        detail={"source": f"{source_kind}/{source_id}", "source_title": title[:300]},
    )
    return problem


def retire_problem(
    session: Session, actor: Viewer, problem: Problem, code: str, reason: str
) -> Problem:
    """End a problem that nobody needs to study, with a reason code and text."""
    if code not in RETIRED_BECAUSE:
        raise DomainError("Choose a reason.", "code")
    problem = held(session, problem)
    LIFE.require(problem, Action.RETIRE)
    problem.reason_code, problem.reason = code, reason
    move(session, problem, "retired", "retired", actor.id, reason=reason, detail={"code": code})
    return problem


def resolve_problem(
    session: Session, actor_id: int | None, problem_id: int, brief_id: int
) -> Problem:
    """Close a prioritized problem because its brief is published; others stay as they are."""
    problem = db.lock(session, Problem, problem_id)
    if LIFE.allows(problem, Action.RESOLVE):
        move(session, problem, "resolved", "resolved", actor_id, detail={"brief_id": brief_id})
    return problem
