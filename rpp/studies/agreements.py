"""The agreements a study stands on, as facts."""

from datetime import date

from sqlmodel import Session

from rpp import clock
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.studies import parts
from rpp.studies.lines import held, record
from rpp.studies.models import AGREEMENTS, ENDED, Agreement, Study


def record_agreement(
    session: Session,
    actor: Viewer,
    study_id: int,
    *,
    type: str,
    parties: str,
    signed_on: date,
    expires_on: date | None = None,
) -> Agreement:
    """Record an agreement as a fact: its kind, who made it, and from when to when it holds."""
    study = held(session, study_id)
    if study.status in ENDED:
        raise DomainError("The study has ended; its agreements stay as they are.")
    if type not in AGREEMENTS:
        raise DomainError("Choose a kind of agreement of the list.", "type")
    if signed_on > clock.now().date():
        raise DomainError(
            "This day is still to come. Record the agreement once signed.", "signed_on"
        )
    if expires_on is not None and expires_on < signed_on:
        raise DomainError("It cannot end before it was signed.", "expires_on")
    assert actor.id is not None
    agreement = Agreement(
        study_id=study_id,
        type=type,
        parties=parties,
        signed_on=signed_on,
        expires_on=expires_on,
        recorded_by=actor.id,
    )
    session.add(agreement)
    detail = {"agreement": parts.agreement_line(type, parties, signed_on, expires_on)}
    record(session, study, "agreement_recorded", actor.id, detail=detail, private=True)
    return agreement


def remove_agreement(session: Session, actor: Viewer, study_id: int, agreement_id: int) -> Study:
    """Take out an agreement that was recorded by mistake; the history keeps the line."""
    study = held(session, study_id)
    if study.status in ENDED:
        raise DomainError("The study has ended; its agreements stay as they are.")
    agreement = session.get(Agreement, agreement_id)
    if agreement is None or agreement.study_id != study_id:
        raise DomainError("This agreement is gone already.")
    line = parts.agreement_line(
        agreement.type, agreement.parties, agreement.signed_on, agreement.expires_on
    )
    session.delete(agreement)
    record(session, study, "agreement_removed", actor.id, detail={"agreement": line}, private=True)
    return study
