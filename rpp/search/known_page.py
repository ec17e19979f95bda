"""What the page of what is already known about a problem shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlmodel import Session

from rpp import policy
from rpp.layout import Link, several
from rpp.policy import Viewer
from rpp.problems import known
from rpp.problems import operations as problem_operations
from rpp.problems import queries as problem_queries
from rpp.problems.forms import SubmitForm
from rpp.problems.models import Problem
from rpp.problems.queries.drafts import Offer
from rpp.problems.queries.lists import StatusRow
from rpp.search import queries
from rpp.search.queries import Match

OPEN = ("open", "prioritized")
NOTES = {
    False: "Found by matching words, not reviewed by a person.",
    True: "Found by comparing words and meaning, not reviewed by a person.",
}


@dataclass(frozen=True, slots=True)
class Related:
    """A thing close to the problem: what it is, the words in common, what the reader may do."""

    title: str
    href: str
    excerpt: Markup
    noun: str
    line: str
    because: str
    links: list[Link]
    # Where the reader's district adds its context to it; "" where it cannot.
    join: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """A network that the district could join."""

    name: str
    href: str
    purpose: str
    districts: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Step:
    """The last step of the author: what is missing, or the button that submits the problem."""

    form: SubmitForm
    # What still has to be said, "" where nothing is missing.
    gaps: str
    waits: bool
    # None where the district is in a network already.
    networks: list[Network] | None
    leads: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What is already known about a problem."""

    problem: Problem
    answers: list[Related]
    similar: list[Related]
    # Whether the reader may say that something answers it.
    may_answer: bool
    step: Step | None
    # How it was found; a machine finds, and a person decides.
    note: str


def of(session: Session, viewer: Viewer, problem: Problem, study_id: int | None) -> Page:
    """What is close to a problem; `study_id` is a study of the viewer's to link it to."""
    answers, similar = queries.close_to(session, viewer, problem, *queries.KNOWN)
    states = problem_queries.statuses(session, [one.hit.subject_id for one in similar])
    similar = [m for m in similar if states[m.hit.subject_id].status not in ("merged", "retired")]
    joins = {id_ for id_, row in states.items() if _may_join(viewer, row)}
    may_answer = problem.status in OPEN and policy.may(viewer, "problem.answer", problem)
    shown = [f"{one.hit.kind}/{one.hit.subject_id}" for one in (*answers, *similar)]
    step = None
    if policy.may(viewer, "problem.submit", problem):
        step = _step(session, viewer, problem, shown)
    return Page(
        problem,
        [_related(one, _links(one, problem, study_id, may_answer)) for one in answers],
        [_related(one, [], step is not None and one.hit.subject_id in joins) for one in similar],
        may_answer,
        step,
        NOTES[any(one.by_meaning for one in (*answers, *similar))],
    )


def _may_join(viewer: Viewer, problem: StatusRow) -> bool:
    """Whether the viewer has a district that may add its context to the problem."""
    return (
        problem.status in OPEN
        and policy.may(viewer, "problem.join", problem)
        and bool(viewer.leas - {problem.organization_id})
    )


def _related(match: Match, links: list[Link], joins: bool = False) -> Related:
    hit = match.hit
    return Related(
        hit.plain_title,
        hit.href,
        hit.excerpt,
        hit.noun,
        hit.line,
        _because(match),
        links,
        f"/problems/{hit.subject_id}/context" if joins else "",
    )


def _because(match: Match) -> str:
    """Why it is shown; what is near in meaning need not share a word."""
    if not match.because:
        return "Same subject, near in meaning"
    return f"Same subject, words in common: {', '.join(match.because)}"


def _links(match: Match, problem: Problem, study_id: int | None, may_answer: bool) -> list[Link]:
    """What the reader may do with it: link it to their study, or say that it answers."""
    href = match.hit.href
    found = []
    if study_id:
        to_study = f"/studies/{study_id}/references?q={href}#link"
        found.append(Link("Link it to the study", to_study))
    if may_answer:
        found.append(Link("This answers it", f"/problems/{problem.id}/answer?source={href}"))
    return found


def _step(session: Session, viewer: Viewer, problem: Problem, shown: Sequence[str]) -> Step:
    gaps = problem_operations.missing(session, problem)
    leads = problem.organization_id in viewer.leads
    networks = None
    if not problem_queries.networks_of(session, [problem.organization_id]):
        offers = problem_queries.offered_networks(session, problem.organization_id)
        networks = [_network(offer, leads) for offer in offers]
    return Step(
        SubmitForm(data={"proof": known.proof(problem, list(shown))}, formdata=None),
        " ".join(gaps.values()),
        problem.organization_id not in viewer.leas,
        networks,
        leads,
    )


def _network(offer: Offer, leads: bool) -> Network:
    bring = "#bring" if leads and not offer.asked else ""
    nearby = f", {offer.nearby} in your state" if offer.nearby else ""
    districts = f"{several(offer.districts, 'district')}{nearby}"
    return Network(
        offer.name, f"/networks/{offer.slug}{bring}", offer.purpose, districts, bool(offer.asked)
    )
