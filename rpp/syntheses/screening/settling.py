"""Where two differ: they talk it over and both say so, or a third person decides."""

from sqlmodel import Session

from rpp import history
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.syntheses.life import LIFE, Action
from rpp.syntheses.models import SynthesisStudy
from rpp.syntheses.screening.deciding import Judgment, decisions, hold, settle
from rpp.syntheses.screening.models import ScreeningCase

HOW = {
    "agreed": "Both decided so",
    "together": "Both agreed after talking it over",
    "third": "A third person decided",
}


def resolve(
    session: Session, actor: Viewer, candidate_id: int, judgment: Judgment
) -> ScreeningCase:
    """Settle what two people differ on, or settled otherwise before, with the reason in words.

    A third person settles it alone. One of the two proposes, and it counts once the other says
    the same. DomainError before both have decided, and without a reason.
    """
    synthesis, candidate = hold(session, candidate_id)
    LIFE.require(synthesis, Action.SCREEN)
    case = session.get(ScreeningCase, candidate_id)
    if case is None:
        raise DomainError("Two people decide on this first, each alone.")
    if candidate.status == "duplicate":
        raise DomainError("This was marked as a duplicate. Take that back first.")
    judgment.check()
    if not judgment.note:
        raise DomainError("Say why: what was talked over, and what decided it.", "note")
    if case.outcome and (case.outcome, case.reason) == (judgment.outcome, judgment.reason):
        raise DomainError("It was settled so already.")
    both = {one.person_id for one in decisions(session, candidate_id)}
    if actor.id not in both:
        settle(session, actor, case, judgment, "third")
    elif case.proposed_by in both - {actor.id} and _says_the_same(case, judgment):
        settle(session, actor, case, judgment, "together")
    else:
        _propose(session, actor, candidate, case, judgment)
    return case


def _says_the_same(case: ScreeningCase, judgment: Judgment) -> bool:
    return (case.proposed, case.proposed_reason) == (judgment.outcome, judgment.reason)


def _propose(
    session: Session,
    actor: Viewer,
    candidate: SynthesisStudy,
    case: ScreeningCase,
    judgment: Judgment,
) -> None:
    case.proposed, case.proposed_reason = judgment.outcome, judgment.reason
    case.proposed_note, case.proposed_by = judgment.note, actor.id
    session.add(case)
    history.record(session, candidate, "proposed", actor.id, reason=judgment.note, private=True)
