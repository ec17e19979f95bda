"""What people do with a study, from proposing it to the brief."""

from sqlmodel import Session

from rpp.networks.zones import today_in
from rpp.policy import Viewer
from rpp.studies import parts
from rpp.studies.lifecycle import guards
from rpp.studies.lifecycle.audit import held, move, record
from rpp.studies.lifecycle.life import LIFE, Action
from rpp.studies.models import Study


def _demand_agreements(session: Session, study: Study) -> None:
    assert study.id is not None
    held_now = parts.agreements(session, study.id)
    day = today_in(session, study.network_id)
    guards.demand(guards.before_running(study.design, held_now, day))


def start_study(session: Session, actor: Viewer, study_id: int) -> Study:
    """Start the signed study, once the agreements its design calls for are in force."""
    study = held(session, study_id)
    LIFE.require(study, Action.START)
    _demand_agreements(session, study)
    move(session, study, "active", "started", actor.id)
    return study


def pause_study(session: Session, actor: Viewer, study_id: int, reason: str) -> Study:
    """Pause the study, from either side, with a reason."""
    study = held(session, study_id)
    LIFE.require(study, Action.PAUSE)
    study.reason = reason
    move(session, study, "paused", "paused", actor.id, reason=reason)
    return study


def resume_study(session: Session, actor: Viewer, study_id: int, reason: str) -> Study:
    """Take a paused study up again, with a reason; its agreements must still be in force."""
    study = held(session, study_id)
    LIFE.require(study, Action.RESUME)
    _demand_agreements(session, study)
    study.reason = ""
    move(session, study, "active", "resumed", actor.id, reason=reason)
    return study


def withdraw_study(session: Session, actor: Viewer, study_id: int, reason: str) -> Study:
    """End the study before its findings are shared, with a reason."""
    study = held(session, study_id)
    LIFE.require(study, Action.WITHDRAW)
    study.reason = reason
    move(session, study, "withdrawn", "withdrawn", actor.id, reason=reason)
    return study


# --- called by the briefs, a floor above ---------------------------------------------------


def brief_started(session: Session, actor_id: int, study_id: int, brief_id: int) -> Study:
    """Note the brief that reports the study, once its draft exists."""
    study = held(session, study_id)
    LIFE.require(study, Action.PUBLISH)
    study.brief_id = brief_id
    record(session, study, "brief_started", actor_id, detail={"brief_id": brief_id}, private=True)
    return study


def brief_dropped(session: Session, actor_id: int, study_id: int) -> Study:
    """Note that the draft of the study's brief was deleted, so that another can begin."""
    study = held(session, study_id)
    study.brief_id = None
    record(session, study, "brief_dropped", actor_id, private=True)
    return study


def mark_published(
    session: Session, actor_id: int, study_id: int, brief_id: int | None = None
) -> Study:
    """Note that the study's brief is published; from now on everyone may know of the study."""
    study = held(session, study_id)
    LIFE.require(study, Action.PUBLISH)
    study.brief_id = brief_id or study.brief_id
    detail = {"brief_id": study.brief_id}
    move(session, study, "published", "published", actor_id, detail=detail)
    return study
