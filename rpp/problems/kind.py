"""What the other rooms know of problems: who may know of one, who hears of it, what is found."""

from collections.abc import Collection

from sqlalchemy import CompoundSelect, Select, SelectBase, or_, select, union
from sqlmodel import Session, col

from rpp import history, kinds
from rpp.evidence.references import uses
from rpp.history import Event
from rpp.kinds import ByEmail, Subject, Talk, Telling
from rpp.networks import candidates
from rpp.networks.kind import stewards
from rpp.networks.models import NetworkMembership, NetworkRole
from rpp.organizations.kind import leaders, members
from rpp.people import closing
from rpp.policy import Viewer
from rpp.problems import queries, waiting
from rpp.problems.api import RESOURCE
from rpp.problems.models import Answer, LocalContext, Problem
from rpp.problems.verbs import PROBLEM

# Of what only its own district knows.
UNPOSTED = ("draft", "deleted")
# What the leaders of its district must know, whoever follows it.
FOR_LEADERS = {
    *("merge_proposed", "merge_refused", "merge_lapsed", "interest_taken_back"),
}


def _readers(viewer: Viewer) -> Select[int | None]:
    return select(col(Problem.id)).where(queries.visible_to(viewer))


def _insiders(viewer: Viewer) -> Select[int | None]:
    """Its district, and who serves as steward where it stands."""
    own = col(Problem.organization_id).in_(sorted(viewer.leas))
    served = col(Problem.network_id).in_(sorted(viewer.stewards))
    return select(col(Problem.id)).where(or_(own, served))


def find(session: Session, viewer: Viewer, problem_id: int) -> Subject | None:
    """The problem as something to discuss, once it has opened."""
    row = queries.shown(session, viewer, problem_id)
    return subject(row) if row is not None and row.opened_at is not None else None


def _named(session: Session, viewer: Viewer, ids: Collection[int]) -> list[Subject]:
    """Those that the viewer may read, once they have opened."""
    statement = select(col(Problem.id), col(Problem.title), col(Problem.network_id)).where(
        col(Problem.id).in_(ids), queries.visible_to(viewer), col(Problem.opened_at).is_not(None)
    )
    return kinds.subjects(session, "problem", statement)


def subject(row: queries.Shown) -> Subject:
    """A row of a problem as something to discuss."""
    return Subject(
        "problem", row.id, row.title, f"/problems/{row.id}", row.network_id, row.zone or ""
    )


def _tell(session: Session, event: Event, problem: Problem) -> Telling:
    people = {problem.author_id}
    followed = False
    if event.verb == "submitted":
        people |= stewards(session, problem.network_id)
    elif event.verb in FOR_LEADERS:
        people |= leaders(session, [problem.organization_id])
    elif event.verb == "interest_shown":
        people |= leaders(session, [problem.organization_id])
        followed = True
    elif not event.private:
        people |= kinds.hear_of(session, "problem", event.subject_id)
        followed = True
    return Telling(
        people,
        kinds.href("problem", event.subject_id),
        (("problem", event.subject_id),) if followed else (),
        _by_email(event, problem),
    )


def _by_email(event: Event, problem: Problem) -> ByEmail | None:
    """What the author waits for."""
    if event.verb == "opened":
        subject = f"Your problem is open: {problem.title}"
        then = "Districts of its network can now say how it looks at home, and choose it in a vote."
    elif event.verb == "returned":
        subject = f"Your problem was returned: {problem.title}"
        then = f"The reason:\n{event.reason}\n\nYou can change it and submit it again."
    else:
        return None
    return ByEmail("problem", subject, "you wrote it", then, people=[problem.author_id])


def _talk(session: Session, problem_id: int) -> Talk:
    problem = session.get_one(Problem, problem_id)
    return Talk(problem.title, {problem.author_id}, followed=True)


def _audience(session: Session, problem_id: int, _inner: bool) -> SelectBase | None:
    """Who may know of a problem, as a statement; None is everyone."""
    problem = session.get_one(Problem, problem_id)
    if problem.opened_at is not None and problem.audience == "public":
        return None
    serving = select(col(NetworkRole.person_id)).where(
        col(NetworkRole.network_id) == problem.network_id
    )
    if problem.author_waits:
        return select(col(Problem.author_id)).where(col(Problem.id) == problem_id)
    readers = [members([problem.organization_id])]
    if problem.opened_at is None:
        readers.append(serving.where(col(NetworkRole.role) == "steward"))
    else:
        inside = select(col(NetworkMembership.organization_id)).where(
            col(NetworkMembership.network_id) == problem.network_id,
            col(NetworkMembership.status) == "active",
        )
        readers += [serving, members(inside)]
    return union(*readers)


def _answers(session: Session, record_ids: Collection[int]) -> set[int]:
    """Those of some evidence records that answer a problem."""
    statement = select(col(Answer.source_id)).where(
        col(Answer.source_kind) == "evidence", col(Answer.source_id).in_(record_ids)
    )
    return set(session.execute(statement).scalars())


uses.register(_answers)


def _writers(network_id: int) -> CompoundSelect[int, int]:
    """Who posted a problem of a network, or added their district's context to one, and for whom."""
    posted = col(Problem.network_id) == network_id, col(Problem.status).not_in(UNPOSTED)
    return union(
        select(col(Problem.author_id), col(Problem.organization_id)).where(*posted),
        select(col(LocalContext.author_id), col(LocalContext.organization_id))
        .join(Problem, col(Problem.id) == col(LocalContext.problem_id))
        .where(*posted),
    )


history.listen(waiting.share_drafts)
candidates.writers(_writers)
closing.with_closing(waiting.drop_drafts)
kinds.register(
    kinds.Kind(
        "problem",
        readers=_readers,
        verbs=PROBLEM,
        insiders=_insiders,
        address=("problems.show", "problem_id"),
        find=find,
        named=_named,
        one="Problem",
        many="Problems",
        documents=queries.search_documents,
        quotable=queries.sources,
        weight=1.2,
        tell=_tell,
        talk=_talk,
        audience=_audience,
        api=RESOURCE,
    )
)
