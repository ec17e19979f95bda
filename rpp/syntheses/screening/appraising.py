"""Gray literature is appraised once two people would include it, and never before.

An appraisal that stood there earlier would tell that somebody means to include the study.
"""

from sqlmodel import Session

from rpp import clock, dates, history
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.syntheses.life import LIFE, Action
from rpp.syntheses.models import SynthesisStudy
from rpp.syntheses.screening.appraisal import Appraisal
from rpp.syntheses.screening.deciding import INCLUDE, bring, hold
from rpp.syntheses.screening.models import ScreeningAppraisal, ScreeningCase


def appraise(
    session: Session, actor: Viewer, candidate_id: int, appraisal: Appraisal
) -> ScreeningAppraisal:
    """Appraise a study outside journals; then it is included, where two people would.

    DomainError before they have decided so, where it is no gray literature, and where an answer,
    its words, or the address of an archived copy is missing.
    """
    candidate, case = _gray(session, candidate_id)
    appraisal.check(dates.latest_today())
    assert appraisal.archived_on is not None
    row = session.get(ScreeningAppraisal, candidate_id)
    answers = dict(appraisal.answers)
    if row is None:
        row = ScreeningAppraisal(
            candidate_id=candidate_id,
            answers=answers,
            archived_on=appraisal.archived_on,
            appraised_at=clock.now(),
        )
    row.answers, row.archived_on = answers, appraisal.archived_on
    row.archived_at = appraisal.archived_at
    row.appraised_by, row.appraised_at = actor.id, clock.now()
    session.add(row)
    history.record(session, candidate, "appraised", actor.id, private=True)
    bring(session, actor, case)
    return row


def reviewed_after_all(
    session: Session, actor: Viewer, candidate_id: int, where: str
) -> ScreeningCase:
    """Say that a study was reviewed after all, and where: it then needs no appraisal."""
    candidate, case = _gray(session, candidate_id)
    if not where:
        raise DomainError("Say where it was reviewed: the journal, or the series.", "where")
    case.is_gray, case.reviewed_in = False, where
    session.add(case)
    history.record(session, candidate, "reviewed", actor.id, reason=where, private=True)
    bring(session, actor, case)
    return case


def _gray(session: Session, candidate_id: int) -> tuple[SynthesisStudy, ScreeningCase]:
    synthesis, candidate = hold(session, candidate_id)
    LIFE.require(synthesis, Action.SCREEN)
    case = session.get(ScreeningCase, candidate_id)
    if case is None or case.outcome != INCLUDE:
        raise DomainError("This is appraised once two people have decided to include it.")
    if not case.is_gray:
        raise DomainError("It was reviewed for a journal, so it needs no appraisal.")
    return candidate, case
