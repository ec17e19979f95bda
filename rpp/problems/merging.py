"""Two problems become one: with both LEAs' consent, and undoable."""

from sqlmodel import Session, col, select

from rpp import clock, db, history
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.problems.models import LocalContext, MergeProposal, Problem


def propose_merge(
    session: Session, actor: Viewer, problem: Problem, into: Problem | None, reason: str
) -> MergeProposal:
    """Propose to make `problem` part of `into`; a leader's own LEA consents by proposing."""
    assert actor.id is not None
    if into is None:
        raise DomainError("There is no open problem with that number.", "into")
    assert problem.id is not None
    assert into.id is not None
    if into.id == problem.id:
        raise DomainError("Name the other problem: this is the same one.", "into")
    for key in sorted((problem.id, into.id)):
        db.lock(session, Problem, key)
    if problem.status != "open" or into.status not in ("open", "prioritized"):
        raise DomainError("Both problems must be open.", "into")
    _same_readers(problem, into)
    pending = select(MergeProposal).where(
        MergeProposal.from_id == problem.id, MergeProposal.status == "proposed"
    )
    if session.exec(pending).first():
        raise DomainError("A merge of this problem is already proposed.", "into")
    proposal = MergeProposal(
        from_id=problem.id,
        into_id=into.id,
        proposed_by=actor.id,
        reason=reason,
        proposed_at=clock.now(),
        from_consent_by=actor.id if problem.organization_id in actor.leads else None,
        into_consent_by=actor.id if into.organization_id in actor.leads else None,
    )
    session.add(proposal)
    session.flush()
    detail = {"merge_id": proposal.id, "from": problem.id, "into": into.id}
    for one in (problem, into):
        history.record(session, one, "merge_proposed", actor.id, reason=reason, detail=detail)
    _merge_if_agreed(session, actor, proposal, problem, into)
    return proposal


def _same_readers(problem: Problem, into: Problem) -> None:
    """Refuse to show what districts told their network alone to anyone else."""
    if "network" not in (problem.audience, into.audience):
        return
    if problem.network_id != into.network_id or into.audience != "network":
        raise DomainError(
            "One of these problems is open only to its network. Others would read what its "
            "districts wrote, so the two cannot be merged.",
            "into",
        )


def consent_to_merge(session: Session, actor: Viewer, merge_id: int) -> MergeProposal:
    """Agree to a merge for the LEAs the person leads; the second consent merges."""
    proposal, problem, into = _proposal(session, merge_id)
    if problem.organization_id not in actor.leads and into.organization_id not in actor.leads:
        raise DomainError("A leader of one of the two districts must agree.")
    if problem.organization_id in actor.leads:
        proposal.from_consent_by = actor.id
    if into.organization_id in actor.leads:
        proposal.into_consent_by = actor.id
    session.flush()
    _merge_if_agreed(session, actor, proposal, problem, into)
    return proposal


def refuse_merge(session: Session, actor: Viewer, merge_id: int) -> MergeProposal:
    """Refuse a merge for an LEA: both problems stay as they are."""
    proposal, problem, into = _proposal(session, merge_id)
    if not {problem.organization_id, into.organization_id} & actor.leads:
        raise DomainError("A leader of one of the two districts must decide.")
    proposal.status, proposal.settled_at = "refused", clock.now()
    history.record(session, problem, "merge_refused", actor.id, detail={"merge_id": merge_id})
    return proposal


def _proposal(session: Session, merge_id: int) -> tuple[MergeProposal, Problem, Problem]:
    proposal = db.lock(session, MergeProposal, merge_id)
    if proposal.status != "proposed":
        raise DomainError("This proposal is settled already.")
    first, second = sorted((proposal.from_id, proposal.into_id))
    rows = {key: db.lock(session, Problem, key) for key in (first, second)}
    return proposal, rows[proposal.from_id], rows[proposal.into_id]


def _merge_if_agreed(
    session: Session, actor: Viewer, proposal: MergeProposal, problem: Problem, into: Problem
) -> None:
    if proposal.from_consent_by is None or proposal.into_consent_by is None:
        return
    assert into.id is not None
    present = {into.organization_id} | set(_organizations(session, into.id))
    # The LEA's own account becomes its context of the problem that stays.
    moving = [
        LocalContext(
            problem_id=into.id,
            organization_id=problem.organization_id,
            author_id=problem.author_id,
            differs=problem.title,
            body=problem.summary,
            from_problem_id=problem.id,
            added_at=clock.now(),
        )
    ]
    moving += session.exec(
        select(LocalContext)
        .where(LocalContext.problem_id == problem.id)
        .order_by(col(LocalContext.id))
    ).all()
    for context in moving:
        # Every supporter once: an LEA that is on both keeps its context where it was.
        if context.organization_id in present:
            continue
        present.add(context.organization_id)
        context.problem_id, context.from_problem_id = into.id, problem.id
        session.add(context)
    proposal.status, proposal.settled_at = "merged", clock.now()
    problem.merged_into_id = into.id
    detail = {"merge_id": proposal.id, "from": problem.id, "into": into.id}
    history.move(session, problem, "merged", "merged", actor.id, detail=detail)
    history.record(session, into, "absorbed", actor.id, detail=detail)


def _organizations(session: Session, problem_id: int | None) -> list[int]:
    statement = select(LocalContext.organization_id).where(LocalContext.problem_id == problem_id)
    return list(session.exec(statement))


def undo_merge(session: Session, actor: Viewer, problem: Problem, reason: str) -> Problem:
    """Make a merged problem open again, with the contexts that came with it."""
    assert problem.id is not None
    db.lock(session, Problem, problem.id)
    statement = select(MergeProposal).where(
        MergeProposal.from_id == problem.id, MergeProposal.status == "merged"
    )
    proposal = session.exec(statement.with_for_update()).first()
    if proposal is None or problem.status != "merged":
        raise DomainError("This problem is not merged.")
    moved = session.exec(
        select(LocalContext).where(
            LocalContext.problem_id == proposal.into_id, LocalContext.from_problem_id == problem.id
        )
    ).all()
    for context in moved:
        if context.organization_id == problem.organization_id:
            session.delete(context)
        else:
            context.problem_id, context.from_problem_id = problem.id, None
    proposal.status, proposal.settled_at = "undone", clock.now()
    problem.merged_into_id = None
    history.move(session, problem, "open", "unmerged", actor.id, reason=reason)
    return problem
