"""Two people decide on each candidate, and neither knows of the other until both have.

A decision leaves no event: histories, notices and versions of pages would tell of it. Once both
have decided, what came of it is told as where the candidate stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlmodel import Session, col

from rpp import clock, db
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.syntheses import candidates
from rpp.syntheses.candidates import Decision
from rpp.syntheses.life import LIFE, REASONS, Action
from rpp.syntheses.models import STUDIES, Synthesis, SynthesisStudy
from rpp.syntheses.screening import ruling
from rpp.syntheses.screening.models import (
    LATER,
    ScreeningAppraisal,
    ScreeningCase,
    ScreeningDecision,
    ScreeningLater,
)

INCLUDE, EXCLUDE = "include", "exclude"
OUTCOMES = {INCLUDE: "Include", EXCLUDE: "Leave out"}
STANDS = {INCLUDE: "included", EXCLUDE: "excluded"}
FIRST_TWO = "Two people have decided on this one meanwhile. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Judgment:
    """What somebody thinks of a candidate; `reason` is a key of REASONS for what is left out.

    `read_full`: whether the full text was read for it; `is_gray`: whether no journal reviewed it.
    """

    outcome: str
    reason: str = ""
    note: str = ""
    read_full: bool = False
    is_gray: bool = False

    def check(self) -> None:
        """DomainError where it says nothing, or leaves out without a reason."""
        if self.outcome not in OUTCOMES:
            raise DomainError("Choose whether to include it or to leave it out.", "outcome")
        if self.outcome == EXCLUDE and self.reason not in REASONS:
            raise DomainError("Choose why you leave it out.", "reason")
        if self.outcome == EXCLUDE and self.reason == "other" and not self.note:
            raise DomainError("Say the reason in a few words.", "note")


def decide(
    session: Session, actor: Viewer, candidate_id: int, judgment: Judgment
) -> SynthesisStudy:
    """Decide on a candidate; the second of two who decides learns what came of it.

    DomainError where the rule is not fixed, screening is stopped, the candidate is a duplicate,
    the actor decided already, or two others did.
    """
    synthesis, candidate = hold(session, candidate_id)
    LIFE.require(synthesis, Action.SCREEN)
    ruling.require_open(session, candidate.synthesis_id)
    if candidate.status == "duplicate":
        raise DomainError("This was marked as a duplicate meanwhile. Nothing was changed.")
    judgment.check()
    given = decisions(session, candidate_id)
    if any(one.person_id == actor.id for one in given):
        raise DomainError("You decided on this one already. Undo that first, then decide again.")
    if len(given) > 1 or candidate.status not in ("candidate", "to_read"):
        raise DomainError(FIRST_TWO)
    own = ScreeningDecision(
        candidate_id=candidate_id,
        person_id=actor.id or 0,
        seat=len(given) + 1,
        outcome=judgment.outcome,
        reason=judgment.reason if judgment.outcome == EXCLUDE else "",
        note=judgment.note,
        read_full=judgment.read_full,
        is_gray=judgment.is_gray,
        decided_at=clock.now(),
    )
    session.add(own)
    _not_later(session, actor, candidate_id)
    session.flush()
    if given:
        _pair(session, actor, candidate, [*given, own])
    return candidate


def hold(session: Session, candidate_id: int) -> tuple[Synthesis, SynthesisStudy]:
    """A candidate and its synthesis, held: of two people at once the second waits."""
    of = select(STUDIES.c.synthesis_id).where(STUDIES.c.id == candidate_id)
    synthesis = db.lock(session, Synthesis, session.execute(of).scalar_one())
    return synthesis, db.lock(session, SynthesisStudy, candidate_id)


def decisions(session: Session, candidate_id: int) -> list[ScreeningDecision]:
    """What was decided on a candidate, whoever asks: never to be shown as it is."""
    statement = select(ScreeningDecision).where(col(ScreeningDecision.candidate_id) == candidate_id)
    return list(session.execute(statement.order_by(col(ScreeningDecision.seat))).scalars())


def _pair(
    session: Session,
    actor: Viewer,
    candidate: SynthesisStudy,
    both: Sequence[ScreeningDecision],
) -> None:
    """Both have decided: it is settled where they agree, and to be talked over where not."""
    case = ScreeningCase(
        candidate_id=candidate.id or 0,
        paired_at=clock.now(),
        is_gray=any(one.is_gray for one in both),
        read_full=any(one.read_full for one in both),
    )
    session.add(case)
    session.flush()
    if len({one.outcome for one in both}) > 1:
        return
    # Of two reasons that which stands first in the list, whoever gave it.
    order = [*REASONS, ""]
    first = min(both, key=lambda one: (order.index(one.reason), one.seat))
    judgment = Judgment(first.outcome, first.reason, first.note)
    settle(session, actor, case, judgment, "agreed")


def settle(
    session: Session, actor: Viewer, case: ScreeningCase, judgment: Judgment, how: str
) -> None:
    """Say what came of a candidate, and have it stand so.

    Gray literature that is included stands so once it was appraised.
    """
    case.outcome, case.reason, case.note = judgment.outcome, judgment.reason, judgment.note
    case.how, case.settled_by, case.settled_at = how, actor.id, clock.now()
    case.proposed = case.proposed_reason = case.proposed_note = ""
    case.proposed_by = None
    session.add(case)
    bring(session, actor, case)


def bring(session: Session, actor: Viewer, case: ScreeningCase) -> None:
    """Have a candidate stand where its case says, as soon as it may."""
    candidate = session.get_one(SynthesisStudy, case.candidate_id)
    to = STANDS.get(case.outcome, "candidate")
    if to == "included" and needs_appraisal(session, case):
        to = "candidate"
    is_same = (candidate.status, candidate.reason) == (to, case.reason)
    if candidate.status == "duplicate" or is_same:
        return
    if candidate.status == to == "excluded":
        # Another reason: it is taken up and left out again.
        candidates.decide(session, actor, case.candidate_id, Decision("candidate"))
    elif candidate.status == to:
        return
    stage = "text" if case.read_full or to == "included" else "title"
    decided = Decision(to, stage=stage, reason=case.reason, note=case.note)
    candidates.decide(session, actor, case.candidate_id, decided)


def needs_appraisal(session: Session, case: ScreeningCase) -> bool:
    """Whether it is gray literature that nobody appraised yet."""
    return case.is_gray and session.get(ScreeningAppraisal, case.candidate_id) is None


def undo(session: Session, actor: Viewer, candidate_id: int) -> SynthesisStudy:
    """Take back one's own decision, until the other person has decided, too."""
    _, candidate = hold(session, candidate_id)
    given = decisions(session, candidate_id)
    own = next((one for one in given if one.person_id == actor.id), None)
    if own is None:
        raise DomainError("You have not decided on this one.")
    if len(given) > 1:
        raise DomainError(
            "The other person has decided, too, so this can no longer be taken back. Talk it over "
            "with them instead."
        )
    session.delete(own)
    session.flush()
    return candidate


def put_off(session: Session, actor: Viewer, candidate_id: int) -> SynthesisStudy:
    """Put a candidate at the end of what one still screens."""
    _, candidate = hold(session, candidate_id)
    _not_later(session, actor, candidate_id)
    session.add(ScreeningLater(candidate_id=candidate_id, person_id=actor.id or 0, at=clock.now()))
    session.flush()
    return candidate


def _not_later(session: Session, actor: Viewer, candidate_id: int) -> None:
    own = LATER.c.candidate_id == candidate_id, LATER.c.person_id == actor.id
    session.execute(delete(LATER).where(*own))
