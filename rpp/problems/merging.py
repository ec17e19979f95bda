"""Two problems become one: with both LEAs' consent, and undoable."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, or_, select

from rpp import clock, db, history
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.problems.life import LIFE, Action
from rpp.problems.models import LocalContext, MergeProposal, Problem
from rpp.problems.verbs import CANNOT_MERGE


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
    _hold(session, problem.id, into.id)
    # Where one is not open, the table says which, and who can bring it on.
    if stands := LIFE.why_not(problem, Action.MERGE) or LIFE.why_not(into, Action.ABSORB):
        raise DomainError(stands, "into")
    if obstacle := why_not(problem, into):
        raise DomainError(CANNOT_MERGE[obstacle], "into")
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
    for one in (problem, into):
        detail = _detail(proposal)
        history.record(session, one, "merge_proposed", actor.id, reason=reason, detail=detail)
    _merge_if_agreed(session, actor, proposal, problem, into)
    return proposal


def why_not(problem: Problem, into: Problem) -> str:
    """Why `problem` cannot become part of `into` as both stand now; empty where it can.

    A key of CANNOT_MERGE.
    """
    if LIFE.why_not(problem, Action.MERGE) or LIFE.why_not(into, Action.ABSORB):
        return "not_open"
    # Contexts move along, and back again when the merge is undone.
    kept = "network" in (problem.audience, into.audience)
    if kept and (problem.network_id, problem.audience) != (into.network_id, into.audience):
        return "network_only"
    return ""


def consent_to_merge(session: Session, actor: Viewer, merge_id: int) -> MergeProposal:
    """Agree to a merge for the LEAs the person leads; the second consent merges.

    Where the problems changed so that they cannot be merged any more, the proposal has lapsed.
    """
    proposal, problem, into = _proposal(session, merge_id)
    if problem.organization_id not in actor.leads and into.organization_id not in actor.leads:
        raise DomainError("A leader of one of the two districts must agree.")
    if obstacle := why_not(problem, into):
        _lapse(session, actor.id, proposal, (problem, into), because=obstacle)
        return proposal
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
    _tell_both(session, actor.id, proposal, (problem, into), "merge_refused")
    return proposal


def settle_merges(session: Session, actor_id: int | None, problem: Problem) -> None:
    """After a problem changed, close those of its proposals that cannot come about any more."""
    waiting = (
        select(MergeProposal)
        .where(
            MergeProposal.status == "proposed",
            or_(MergeProposal.from_id == problem.id, MergeProposal.into_id == problem.id),
        )
        .order_by(col(MergeProposal.id))
        .with_for_update()
    )
    for proposal in session.exec(waiting).all():
        pair = [session.get_one(Problem, key) for key in (proposal.from_id, proposal.into_id)]
        if why_not(*pair):
            _lapse(session, actor_id, proposal, pair, status=problem.status)


def _lapse(
    session: Session,
    actor_id: int | None,
    proposal: MergeProposal,
    pair: Iterable[Problem],
    **why: str,
) -> None:
    proposal.status, proposal.settled_at = "lapsed", clock.now()
    session.add(proposal)
    _tell_both(session, actor_id, proposal, pair, "merge_lapsed", **why)


def _tell_both(
    session: Session,
    actor_id: int | None,
    proposal: MergeProposal,
    pair: Iterable[Problem],
    verb: str,
    **why: str,
) -> None:
    """Record on both problems that a proposal came to nothing; who made it hears of it once."""
    detail = _detail(proposal) | why
    for one in pair:
        own = history.also([proposal.proposed_by]) if one.id == proposal.from_id else None
        history.record(session, one, verb, actor_id, detail=detail, audience=own)


def _detail(proposal: MergeProposal) -> dict[str, object]:
    return {"merge_id": proposal.id, "from_id": proposal.from_id, "into_id": proposal.into_id}


def _hold(session: Session, *problem_ids: int) -> dict[int, Problem]:
    """The problems by id, held; always in the order of their ids, and before any proposal."""
    return {key: db.lock(session, Problem, key) for key in sorted(problem_ids)}


def _proposal(session: Session, merge_id: int) -> tuple[MergeProposal, Problem, Problem]:
    seen = session.get_one(MergeProposal, merge_id)
    rows = _hold(session, seen.from_id, seen.into_id)
    proposal = db.lock(session, MergeProposal, merge_id)
    if proposal.status == "lapsed":
        raise DomainError("One of the two problems has ended, so this proposal has ended.")
    if proposal.status != "proposed":
        raise DomainError("This proposal is already settled.")
    return proposal, rows[proposal.from_id], rows[proposal.into_id]


def _merge_if_agreed(
    session: Session, actor: Viewer, proposal: MergeProposal, problem: Problem, into: Problem
) -> None:
    if proposal.from_consent_by is None or proposal.into_consent_by is None:
        return
    proposal.status, proposal.settled_at = "merged", clock.now()
    problem.merged_into_id = into.id
    detail = _detail(proposal)
    history.move(session, problem, "merged", "merged", actor.id, detail=detail)
    history.record(session, into, "absorbed", actor.id, detail=detail)
    _place_contexts(session, into)
    settle_merges(session, actor.id, problem)


def undo_merge(session: Session, actor: Viewer, problem: Problem, reason: str) -> Problem:
    """Make a merged problem open again, with the contexts that came with it.

    It may have become part of a problem that is merged itself by now: that merge stands.
    """
    assert problem.id is not None
    problem = db.lock(session, Problem, problem.id)
    statement = select(MergeProposal).where(
        MergeProposal.from_id == problem.id, MergeProposal.status == "merged"
    )
    proposal = session.exec(statement.with_for_update()).first()
    LIFE.require(problem, Action.UNDO_MERGE)
    if proposal is None:
        raise DomainError("There is no merge to undo.")
    proposal.status, proposal.settled_at = "undone", clock.now()
    problem.merged_into_id = None
    into = session.get_one(Problem, proposal.into_id)
    history.move(session, problem, "open", "unmerged", actor.id, reason=reason)
    detail = _detail(proposal)
    history.record(session, into, "gave_back", actor.id, reason=reason, detail=detail)
    # First what comes back: until then it stands with the problem that gives it back.
    _place_contexts(session, problem)
    _place_contexts(session, _whole(session, into))
    return problem


# --- whose context stands where ------------------------------------------------------------


def _whole(session: Session, problem: Problem) -> Problem:
    """The problem that stands for this one now: itself, or what it has become part of."""
    while problem.merged_into_id is not None:
        problem = session.get_one(Problem, problem.merged_into_id)
    return problem


def _parts(session: Session, whole: Problem) -> list[Problem]:
    """A problem and all that became part of it, those that are nearer to it first."""
    found = [whole]
    for problem in found:
        merged = select(Problem).where(Problem.merged_into_id == problem.id)
        found += session.exec(merged.order_by(col(Problem.id))).all()
    return found


def _place_contexts(session: Session, whole: Problem) -> None:
    """Bring each context to the problem that stands for its own now, every LEA's once.

    A context keeps where it was written, so that any of several merges can be undone in any
    order. The account of an LEA whose problem became part of another is its context there.
    """
    parts = _parts(session, whole)
    homes = {part.id: part for part in parts}
    home = _home()
    contexts = list(session.exec(select(LocalContext).where(home.in_(list(homes)))).all())
    own = {c.from_problem_id: c for c in contexts if _is_own(c, homes)}
    for context in contexts:
        if context.from_problem_id and own.get(context.from_problem_id) is not context:
            context.problem_id, context.from_problem_id = context.from_problem_id, None
    session.flush()
    present = {whole.organization_id}
    for part in parts:
        written = [c for c in contexts if c.problem_id == part.id and c.from_problem_id is None]
        account = own.pop(part.id, None)
        if part is not whole and part.organization_id not in present:
            account = account or _account(part)
            account.problem_id = whole.id or 0
            present.add(part.organization_id)
            session.add(account)
        elif account is not None:
            session.delete(account)
        for context in sorted(written, key=lambda c: c.id or 0):
            if context.organization_id not in present:
                present.add(context.organization_id)
                if part is not whole:
                    context.problem_id, context.from_problem_id = whole.id or 0, part.id
        session.flush()


def _home() -> ColumnElement[int]:
    """The problem for which a context was written."""
    return func.coalesce(col(LocalContext.from_problem_id), col(LocalContext.problem_id))


def _is_own(context: LocalContext, problems: dict[int | None, Problem]) -> bool:
    """Whether it is the account of the LEA whose problem became part of another."""
    origin = problems.get(context.from_problem_id)
    return origin is not None and origin.organization_id == context.organization_id


def _account(problem: Problem) -> LocalContext:
    return LocalContext(
        problem_id=problem.id or 0,
        organization_id=problem.organization_id,
        author_id=problem.author_id,
        differs=problem.title,
        body=problem.summary,
        from_problem_id=problem.id,
        added_at=clock.now(),
    )
