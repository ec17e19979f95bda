"""The life of a problem: one function a verb."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from rpp import clock, db, history, unsaved
from rpp.errors import DomainError
from rpp.networks.models import NetworkMembership
from rpp.policy import Viewer
from rpp.problems import merging, queries
from rpp.problems.life import LIFE, Action
from rpp.problems.models import Draft, LocalContext, Problem
from rpp.vocabulary import GRADES, SUBJECTS, set_tags, tags_of

TEXTS = ("title", "summary", "affected", "evidence", "tried", "plan", "plan_url", "audience")

# What a problem needs before it can be submitted, and the sentence for each.
NEEDED = {
    "title": "Give the problem a title, in the words you would use with a colleague.",
    "summary": "Say what happens, in two to four sentences.",
    "affected": "Say who is affected, for example “grade 9, three schools”.",
    "evidence": "Say what you have seen: a count, a share, a survey. Keep counts at 10 or more.",
    "tried": "Say what you tried, and what the result was. “Nothing yet” is an answer.",
    "plan": "Name the goal of your district’s plan that this supports.",
}


def start_problem(session: Session, actor: Viewer, organization_id: int, values: Draft) -> Problem:
    """Begin a draft for the person's LEA; anything may still be missing.

    Who waits to be let in writes for themselves alone, see `waiting`.
    """
    if not any(values.get(name) for name in TEXTS if name != "audience"):
        raise DomainError("Write at least one line. Then it is kept as a draft.", "title")
    if organization_id not in actor.leas | actor.asked_leas:
        raise DomainError("Choose one of your districts.", "organization_id")
    assert actor.id is not None
    problem = Problem(
        organization_id=organization_id,
        author_id=actor.id,
        status_since=clock.now(),
        created_at=clock.now(),
        saved_at=clock.now(),
        author_waits=organization_id not in actor.leas,
    )
    session.add(problem)
    session.flush()
    _write(session, problem, values)
    history.record(session, problem, "created", actor.id, organization_id=organization_id)
    return problem


def save_problem(session: Session, actor: Viewer, problem: Problem, values: Draft) -> Problem:
    """Keep what was typed into a draft or a returned problem."""
    assert problem.id is not None
    problem = db.lock(session, Problem, problem.id)
    LIFE.require(problem, Action.WRITE)
    _write(session, problem, values)
    history.record(session, problem, "saved", actor.id, private=True)
    return problem


def held(session: Session, problem: Problem) -> Problem:
    """The problem as it stands now, held: what was read before may have changed meanwhile."""
    assert problem.id is not None
    return db.lock(session, Problem, problem.id)


def move(
    session: Session, problem: Problem, to: str, verb: str, actor_id: int | None, **about: Any
) -> Problem:
    """Move a problem's status, and close the proposed merges that this ends."""
    history.move(session, problem, to, verb, actor_id, **about)
    merging.settle_merges(session, actor_id, problem)
    return problem


def _write(session: Session, problem: Problem, values: Draft) -> None:
    assert problem.id is not None
    texts: Mapping[str, object] = values
    for name in TEXTS:
        if name in texts:
            setattr(problem, name, texts[name] or "")
    if "network_id" in values:
        network_id = values["network_id"] or None
        if network_id and not _in_network(session, network_id, problem.organization_id):
            raise DomainError("Choose one of your district’s networks.", "network_id")
        problem.network_id = network_id
    problem.audience = problem.audience or "public"
    problem.saved_at = clock.now()
    if "grades" in values:
        grades = [code for code in values["grades"] or () if code in GRADES]
        set_tags(session, "problem", problem.id, "grade", grades)
    if "subject" in values:
        subjects = [values["subject"]] if values["subject"] in SUBJECTS else []
        set_tags(session, "problem", problem.id, "subject", subjects)
    session.flush()


def _in_network(session: Session, network_id: int, organization_id: int) -> bool:
    statement = select(NetworkMembership.id).where(
        NetworkMembership.network_id == network_id,
        NetworkMembership.organization_id == organization_id,
        NetworkMembership.status == "active",
    )
    return session.exec(statement).first() is not None


def missing(session: Session, problem: Problem) -> dict[str, str]:
    """What a problem still needs before it can be submitted: field and sentence."""
    assert problem.id is not None
    gaps = {name: text for name, text in NEEDED.items() if not getattr(problem, name).strip()}
    tags = tags_of(session, "problem", problem.id)
    if not tags.get("grade"):
        gaps["grades"] = "Choose the grades it affects."
    if not tags.get("subject"):
        gaps["subject"] = "Choose a subject."
    if problem.network_id is None and len(_networks(session, problem)) > 1:
        gaps["network_id"] = "Choose the network whose stewards should read it."
    return gaps


def _networks(session: Session, problem: Problem) -> list[int]:
    """The networks in which the problem's district may post."""
    return [row[0] for row in queries.networks_of(session, [problem.organization_id])]


def submit_problem(
    session: Session, actor: Viewer, problem: Problem, shown: list[str] | None
) -> Problem:
    """Hand a problem to the network's stewards; the author was `shown` what is known."""
    assert problem.id is not None
    problem = db.lock(session, Problem, problem.id)
    LIFE.require(problem, Action.SUBMIT)
    if problem.organization_id not in actor.leas:
        raise DomainError(
            "Your membership in the district is not approved yet. Your draft is kept, and you can "
            "submit it as soon as it is."
            if problem.organization_id in actor.asked_leas
            else "Only a member of the district can submit its problem."
        )
    if gaps := missing(session, problem):
        raise DomainError("Before you submit: " + " ".join(gaps.values()))
    own = _networks(session, problem)
    if problem.network_id is not None and problem.network_id not in own:
        raise DomainError(
            "Your district is no longer in this network. "
            + ("Choose another one." if own else "Its leader can ask to join another one.")
        )
    if not own:
        raise DomainError(
            "Your district is in no network yet. Its leader can ask to join one; then you can "
            "submit the problem."
        )
    # Of one network only there is nothing to choose.
    problem.network_id = problem.network_id or own[0]
    if shown is None:
        raise DomainError("First look at what is already known about it. The text has changed.")
    problem.submitted_at = clock.now()
    problem.reason = ""
    move(
        session,
        problem,
        "submitted",
        "submitted",
        actor.id,
        organization_id=problem.organization_id,
        detail={"shown": shown},
    )
    return problem


def delete_draft(session: Session, actor: Viewer, problem: Problem) -> Problem:
    """Delete a draft: its texts go for good, and nobody knows of it any more."""
    problem = held(session, problem)
    LIFE.require(problem, Action.DELETE)
    for name in TEXTS:
        setattr(problem, name, "")
    assert problem.id is not None
    for scheme in ("grade", "subject"):
        set_tags(session, "problem", problem.id, scheme, [])
    move(session, problem, "deleted", "deleted", actor.id, private=True)
    history.forget_titles(session, problem)
    unsaved.forget_place(session, f"/problems/{problem.id}/edit")
    return problem


def take_back_problem(session: Session, actor: Viewer, problem: Problem) -> Problem:
    """Make a submitted problem a draft again."""
    problem = held(session, problem)
    LIFE.require(problem, Action.WITHDRAW)
    move(session, problem, "draft", "taken_back", actor.id)
    return problem


def open_problem(session: Session, actor: Viewer, problem: Problem) -> Problem:
    """Open a submitted problem to those whom its LEA chose."""
    assert problem.id is not None
    problem = db.lock(session, Problem, problem.id)
    LIFE.require(problem, Action.OPEN)
    if not _in_network(session, problem.network_id or 0, problem.organization_id):
        raise DomainError(
            "Its district has since left the network. Return the problem with a reason: its "
            "members can choose another network."
        )
    problem.opened_at = clock.now()
    move(session, problem, "open", "opened", actor.id)
    return problem


def return_problem(session: Session, actor: Viewer, problem: Problem, reason: str) -> Problem:
    """Send a submitted problem back to its author, with what should change."""
    problem = held(session, problem)
    LIFE.require(problem, Action.RETURN)
    problem.reason = reason
    move(session, problem, "returned", "returned", actor.id, reason=reason, private=True)
    return problem


def join_problem(
    session: Session,
    actor: Viewer,
    problem: Problem,
    organization_id: int,
    differs: str,
    body: str,
) -> LocalContext:
    """Add an LEA's local context to an open problem; each LEA has one, and may change it."""
    problem = held(session, problem)
    assert problem.id is not None
    assert actor.id is not None
    LIFE.require(problem, Action.JOIN)
    if organization_id not in actor.leas:
        raise DomainError("Choose one of your districts.", "organization_id")
    if organization_id == problem.organization_id:
        raise DomainError("This is your own district’s problem: its context is the problem itself.")
    if not _in_network(session, problem.network_id or 0, organization_id):
        raise DomainError(
            "Only districts of the problem’s network can add theirs.", "organization_id"
        )
    own = select(LocalContext).where(
        LocalContext.problem_id == problem.id, LocalContext.organization_id == organization_id
    )
    found = session.exec(own).first()
    verb = "context_changed" if found else "context_added"
    context = found or LocalContext(
        problem_id=problem.id,
        organization_id=organization_id,
        author_id=actor.id,
        differs=differs,
        added_at=clock.now(),
    )
    context.differs, context.body = differs, body
    try:
        with session.begin_nested():
            session.add(context)
    except IntegrityError:
        raise DomainError("Your district just added its context. Reload the page.") from None
    history.record(session, problem, verb, actor.id, organization_id=organization_id)
    return context


def prioritize_problem(
    session: Session, actor_id: int | None, problem_id: int, round_id: int
) -> Problem:
    """Mark a problem as chosen by a priority round."""
    problem = db.lock(session, Problem, problem_id)
    LIFE.require(problem, Action.PRIORITIZE)
    move(session, problem, "prioritized", "prioritized", actor_id, detail={"round_id": round_id})
    return problem


def reopen_problem(session: Session, actor: Viewer, problem: Problem, reason: str) -> Problem:
    """Put a prioritized problem back among the open ones."""
    problem = held(session, problem)
    LIFE.require(problem, Action.REOPEN)
    move(session, problem, "open", "reopened", actor.id, reason=reason)
    return problem
